"""The one path of every write: numbers, chain, forks, excerpts, and lines that arrive before their writer is known."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from agent_app.journal.entries.house import CentreRestored, RatesPublished
from agent_app.records import log
from agent_app.records.log import Fork, Gap, NotApplied, Run
from agent_app.records.tables.journal import State
from tests.effort import examples
from tests.records import acts
from tests.records.histories import PATIENT
from tests.records.journals import COOP, Branch, Journal, branch
from tests.records.sides import Side, side_of


@pytest.fixture
def here() -> Branch:
    made = branch()
    for _ in range(6):
        acts.receipt(made.maria)
    return made


@pytest.fixture
def clone(here: Branch) -> Journal:
    """Maria's laptop as it was after its fourth line, gone another way since."""
    copy = Journal(1, "A017", "LWB", "agent")
    for raw in here.maria.lines[:4]:
        copy.keep(raw)
    for _ in range(3):
        acts.slip(copy)
    return copy


def seqs(side: Side, device: int = 1) -> list[int]:
    return sorted(row["seq"] for row in side.dicts("journal", device=device))


def test_lines_are_stored_word_for_word_with_their_hashes(side: Side, here: Branch) -> None:
    side.take_all(here.all)
    rows = sorted(side.dicts("journal", device=1), key=lambda row: row["seq"])
    assert [row["line"] for row in rows] == here.maria.lines
    assert [row["h"] for row in rows] == here.maria.hashes[1:]
    assert log.head(side.connection, COOP, 1) == (6, here.maria.hashes[6])
    assert log.head(side.connection, COOP, 42) is None
    assert log.head(side.connection, "KCM", 1) is None


def test_lines_that_are_held_already_change_nothing(side: Side, here: Branch) -> None:
    side.take_all(here.all)
    before = side.snapshot()
    assert side.take(here.maria.run(), here.maria.run(2, 5), here.maria.run(6, 6, whole=False)) == log.Changes()
    assert side.snapshot() == before


def test_what_is_new_is_told_with_what_became_of_it(side: Side, here: Branch) -> None:
    side.take(here.centre.run(), here.maria.run(1, 4))
    changes = side.take(here.maria.run(3, 6))
    assert [(stored.held.seq, stored.state) for stored in changes.new] == [(5, State.APPLIED), (6, State.APPLIED)]
    assert {"journal", "receipt", "receipt_month"} <= changes.tables
    assert "member" not in changes.tables


@pytest.mark.parametrize("held", [0, 2])
def test_a_whole_journal_may_have_no_gap(side: Side, here: Branch, held: int) -> None:
    side.take(here.centre.run())
    if held:
        side.take(here.maria.run(1, held))
    with pytest.raises(Gap) as gap:
        side.take(here.maria.run(held + 2))
    assert gap.value.seq == held


def test_an_excerpt_may_have_gaps_and_be_filled_up_later(side: Side, here: Branch) -> None:
    side.take(here.centre.run(), here.maria.run(2, 2, whole=False), here.maria.run(5, 5, whole=False))
    assert seqs(side) == [2, 5]
    side.take(here.maria.run())
    assert seqs(side) == [1, 2, 3, 4, 5, 6]
    assert len(side.rows("receipt")) == 6


@pytest.mark.parametrize(
    ("first", "to", "at"), [(5, 5, 5), (5, 7, 5), (6, 7, 5), (7, 7, 6), (1, 7, 5), (3, 5, 5)], ids=str
)
def test_another_line_under_a_known_number_is_a_fork(
    side: Side, here: Branch, clone: Journal, first: int, to: int, at: int
) -> None:
    side.take(here.centre.run(), here.maria.run())
    before = side.snapshot()
    with pytest.raises(Fork) as fork:
        side.take(clone.run(first, to))
    assert fork.value.seq == at
    assert side.snapshot() == before


@pytest.mark.parametrize(
    ("first", "to", "aside"), [(5, 5, (5,)), (1, 7, (5, 6, 7)), (6, 7, (6, 7)), (7, 7, (7,))], ids=str
)
def test_in_an_excerpt_a_differing_line_is_kept_aside_and_told(
    side: Side, here: Branch, clone: Journal, first: int, to: int, aside: tuple[int, ...]
) -> None:
    side.take(here.centre.run(), here.maria.run())
    before = side.snapshot()
    changes = side.take(clone.run(first, to, whole=False), clone.run(first, to, whole=False))
    assert changes.aside == aside * 2
    assert {row["seq"] for row in side.dicts("line_aside")} == set(aside)
    assert side.snapshot() == before


def test_in_an_excerpt_lines_that_lead_to_another_line_than_the_one_held_are_kept_aside(
    side: Side, here: Branch, clone: Journal
) -> None:
    side.take(here.centre.run(), here.maria.run(1, 4), here.maria.run(6, 6, whole=False))
    assert side.take(clone.run(5, 5, whole=False)).aside == (5,)
    assert side.take(clone.run(5, 6, whole=False)).aside == (5, 6)
    with pytest.raises(Fork) as fork:
        side.take(clone.run(5, 5))
    assert fork.value.seq == 6
    side.take(here.maria.run(5, 5))
    assert seqs(side) == [1, 2, 3, 4, 5, 6]
    assert side.verify().is_sound


def test_a_line_that_does_not_say_its_own_number_is_unreadable(side: Side, here: Branch) -> None:
    raw = here.maria.lines[0].replace(b'"seq":1,', b'"seq":2,')
    side.take(here.centre.run(), Run(1, 1, here.maria.hashes[0], (raw,)))
    assert side.states(1) == [State.UNREADABLE]
    assert side.rows("receipt") == []


def test_lines_wait_for_the_enrolment_of_their_writer(side: Side, here: Branch) -> None:
    acts.confirm(here.lena, acts.deposit(here.maria), acts.count(here.lena, here.maria.origin(7)))
    here.yosef.write_text('"kind":"levy_collected","v":1,"rupiah":5')
    here.yosef.write_text('"kind":"levy_collected","v":1,"n":0.5')
    side.take_all([here.maria, here.lena, here.yosef])
    assert side.states(1) + side.states(2) + side.states(3) == [State.WAITING] * 11
    assert side.rows("receipt") == side.rows("deposit") == []
    assert side.one("kind_total", device=1, kind="contribution_collected")["rupiah"] == 6 * 8_400
    changes = side.take(here.centre.run())
    assert {stored.state for stored in changes.new if stored.held.device == 1} == {State.APPLIED}
    assert len(side.rows("receipt")) == 6
    assert side.one("deposit")["outcome"] == "confirmed"
    assert side.states(2) == [State.UNKNOWN_KIND, State.UNREADABLE]


def test_an_act_of_the_devices_own_applies_whole_or_is_refused(side: Side, here: Branch) -> None:
    side.take(here.centre.run())
    assert log.extend(side.connection, COOP, here.maria.run(1, 2), own=True).new[0].state is State.APPLIED
    acts.confirm(here.maria, acts.deposit(here.maria), None)
    with pytest.raises(NotApplied):
        log.extend(side.connection, COOP, here.maria.run(3), own=True)


def test_cooperatives_do_not_see_each_other(side: Side, here: Branch) -> None:
    side.take_all(here.all)
    before = side.snapshot()
    log.extend(side.connection, "KCM", Run(1, 1, here.maria.hashes[0], here.maria.lines))
    others = [row for row in side.dicts("journal") if row["coop"] == "KCM"]
    assert {row["state"] for row in others} == {State.WAITING}
    assert side.rows("receipt") == before["receipt"]


def restored(here: Branch, last: int) -> Journal:
    journal = Journal(-1)
    journal.write(CentreRestored(epoch="e1", device=0, seq=last, head=here.centre.hashes[last].hex()))
    return journal


@pytest.mark.parametrize("late", [False, True])
def test_what_a_former_centre_wrote_above_what_was_restored_is_kept_and_not_applied(
    side: Side, here: Branch, late: bool
) -> None:
    acts.open_review(here.centre, here.maria.origin(1), "unknown_member")
    last = here.centre.seq
    acts.open_review(here.centre, here.maria.origin(2), "unknown_member")
    here.centre.write(RatesPublished(schedule="s", content={}))
    new = restored(here, last)
    order = [new, here.maria, here.centre] if late else [here.centre, here.maria, new]
    side.take_all(order)
    assert [row["of_seq"] for row in side.dicts("review")] == [1]
    assert side.rows("schedule") == []
    assert side.states(0)[-2:] == [State.SUPERSEDED] * 2
    assert [
        row["line"] for row in sorted(side.dicts("journal", device=0), key=lambda row: row["seq"])
    ] == here.centre.lines
    before = side.snapshot()
    side.rebuild()
    assert side.snapshot() == before


def test_an_enrolment_by_a_former_centre_stays_valid(side: Side, here: Branch) -> None:
    last = here.centre.seq
    late = Journal(9, "A019", "LWB", "agent")
    here.centre.write(late.enrolment)
    acts.receipt(late)
    side.take_all([restored(here, last), here.centre, late])
    assert side.states(9) == [State.APPLIED]


@settings(PATIENT, max_examples=examples(25))
@given(st.lists(st.tuples(st.integers(1, 7), st.integers(0, 3), st.booleans()), max_size=8))
def test_runs_of_a_clone_in_any_order_never_overwrite_a_line(sqlite: Engine, runs: list[tuple[int, int, bool]]) -> None:
    here = branch()
    for _ in range(4):
        acts.receipt(here.maria)
    copy = Journal(1, "A017", "LWB", "agent")
    for raw in here.maria.lines[:3]:
        copy.keep(raw)
    for _ in range(4):
        acts.slip(copy)
    with side_of(sqlite) as side:
        side.take(here.centre.run(), here.maria.run())
        before = {row["seq"]: row["h"] for row in side.dicts("journal", device=1)}
        for first, more, whole in runs:
            try:
                side.take(copy.run(first, min(first + more, copy.seq), whole))
            except (Fork, Gap):
                assert whole
        after = {row["seq"]: row["h"] for row in side.dicts("journal", device=1)}
        assert before.items() <= after.items()
        assert side.verify().is_sound
