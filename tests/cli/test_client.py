"""What a person is told of a sync, and the exit code a script gets."""

import pytest

from agent_app.cli.client import exit_code, told
from agent_app.reference.words import words
from agent_app.sync.outcome import Difference, Outcome, Result

TEXTS = words("en")
PASSES_BY_ITSELF = {
    Result.PAUSED,
    Result.NO_NETWORK,
    Result.TIMEOUT,
    Result.CAPTIVE_PORTAL,
    Result.TLS,
    Result.TLS_TIME,
    Result.CUT,
    Result.TOO_LARGE,
    Result.SERVER_TROUBLE,
    Result.FOREIGN_KEY,
    Result.DISK,
    Result.DEFECT,
}


def test_nothing_is_told_where_all_is_well() -> None:
    assert told(Outcome(Result.DONE, sent=3), TEXTS) == []
    assert exit_code(Outcome(Result.DONE, sent=3)) == 0


@pytest.mark.parametrize("result", [result for result in Result if result is not Result.DONE])
def test_each_result_has_its_words_and_its_exit_code(result: Result) -> None:
    outcome = Outcome(result)
    assert told(outcome, TEXTS) == [TEXTS.say(f"sync.{result.value}")]
    assert exit_code(outcome) == (2 if result in PASSES_BY_ITSELF else 1)


def test_figures_that_differ_need_a_person() -> None:
    outcome = Outcome(Result.DONE, differences=(Difference("contribution_collected", (2, 33600), (1, 16800)),))
    assert told(outcome, TEXTS) == [TEXTS.say("sync.done")]
    assert exit_code(outcome) == 1


def test_a_stream_that_could_not_be_read_is_told_by_its_name_and_not_as_figures_that_differ() -> None:
    outcome = Outcome(Result.DONE, unread=("branch:LWB",))
    assert told(outcome, TEXTS) == [TEXTS.say("cli.unread", streams="branch:LWB")]
    assert exit_code(outcome) == 1


def test_journals_a_restored_centre_did_not_take_back_are_told_each() -> None:
    outcome = Outcome(Result.DONE, not_refilled=((12, "fork"), (13, "signature")))
    assert told(outcome, TEXTS) == [
        TEXTS.say("cli.not_refilled", device=12, code="fork"),
        TEXTS.say("cli.not_refilled", device=13, code="signature"),
    ]
    assert exit_code(outcome) == 1


def test_two_lines_under_one_number_are_told() -> None:
    outcome = Outcome(Result.DONE, aside=((12, 7),))
    assert told(outcome, TEXTS) == [TEXTS.say("cli.aside", device=12, seq=7)]
    assert exit_code(outcome) == 1
