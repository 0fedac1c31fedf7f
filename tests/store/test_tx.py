"""Numbers, business days and the clock of an act."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from agent_app.domain.errors import Refused
from agent_app.domain.papers import PaperKind
from agent_app.journal import chain, lines
from agent_app.records.verify import verify
from agent_app.store import contact
from agent_app.store.store import Store, open_store
from agent_app.store.tx import Tx
from tests.store.laptop import COOP, KEY, Clock, own_lines, take


def do(store: Store, act: Any, command: Any = None) -> Any:
    return store.write(act, command).result().result


def told(store: Store) -> list[dict[str, Any]]:
    """This device's lines as JSON."""
    return [json.loads(line) for line in own_lines(store)]


def kinds(store: Store) -> list[str]:
    return [line["kind"] for line in told(store)]


def confirm_clock(store: Store) -> None:
    """The person says that the laptop's clock is right."""
    do(store, lambda tx, _: tx.note_contact(doubtful_clock=True))


def test_lines_are_chained_from_the_devices_own_beginning(store: Store) -> None:
    origins = [do(store, take, 1)[1] for _ in range(3)]
    hashes = chain.walk(store.identity.genesis, own_lines(store))
    assert [origin.h for origin in origins] == [h.hex() for h in hashes]


def test_each_kind_of_paper_has_its_own_counter(store: Store) -> None:
    def one_of_each(tx: Tx, _: None) -> list[str]:
        return [tx.number(kind) for kind in PaperKind]

    assert do(store, one_of_each) == [f"LWB-A017-12-26-{letter}000001" for letter in ("", "T", "S", "H")]


def test_the_counter_goes_on_in_a_new_year(store: Store, clock: Clock) -> None:
    assert do(store, take, 1)[0] == "LWB-A017-12-26-T000001"
    clock.move(days=60)
    assert do(store, take, 1)[0] == "LWB-A017-12-27-T000002"


@pytest.mark.parametrize(
    ("utc", "day"),
    [
        ((2026, 11, 23, 15, 59), "2026-11-23"),
        ((2026, 11, 23, 18, 59), "2026-11-23"),
        ((2026, 11, 23, 19, 0), "2026-11-24"),
        ((2026, 12, 31, 18, 0), "2026-12-31"),
    ],
    ids=["before midnight in Lewoleba", "work after midnight", "three o'clock", "new year's night"],
)
def test_the_business_day_is_the_branchs_and_begins_at_three(
    store: Store, clock: Clock, utc: tuple[int, ...], day: str
) -> None:
    clock.moment = datetime(*utc, tzinfo=UTC)  # type: ignore[arg-type, misc]
    do(store, take, 1)
    assert told(store)[0]["day"] == day
    assert told(store)[0]["at"].endswith("+08:00")


def test_times_are_those_of_the_centre_by_the_known_offset(store: Store) -> None:
    do(store, lambda tx, _: tx.note_contact(offset_ms=90_000))
    do(store, take, 1)
    assert told(store)[0]["at"] == "2026-11-23T10:01:30.000+08:00"


def test_a_clock_that_falls_a_little_is_nothing_to_tell(store: Store, clock: Clock) -> None:
    do(store, take, 1)
    clock.move(minutes=-10)
    do(store, take, 1)
    assert kinds(store) == ["titipan_taken"] * 2
    assert told(store)[1]["at"] < told(store)[0]["at"]


def test_a_clock_that_falls_more_than_ten_minutes_is_told_first(store: Store, clock: Clock) -> None:
    do(store, take, 1)
    clock.move(minutes=-10, seconds=-1)
    origin = do(store, take, 1)[1]
    assert kinds(store) == ["titipan_taken", "clock_changed", "titipan_taken"]
    assert origin.seq == 3
    changed = told(store)[1]
    assert (changed["before"], changed["after"], changed["source"]) == (
        "2026-11-23T10:00:00.000+08:00",
        "2026-11-23T09:49:59.000+08:00",
        "observed",
    )
    do(store, take, 1)
    assert kinds(store).count("clock_changed") == 1


def test_a_clock_that_falls_more_than_a_day_must_be_confirmed_by_the_person(store: Store, clock: Clock) -> None:
    do(store, take, 1)
    clock.move(hours=-24)
    do(store, take, 1)
    assert kinds(store).count("clock_changed") == 1
    clock.move(hours=-24, seconds=-1)
    with pytest.raises(Refused, match="clock_doubtful"):
        do(store, take, 1)
    assert len(own_lines(store)) == 3
    confirm_clock(store)
    assert do(store, take, 1)[0].endswith("T000003")
    assert told(store)[3] | {"before": "", "after": ""} == {
        "seq": 4, "at": told(store)[3]["at"], "kind": "clock_changed", "v": 1, "clock": "doubtful",
        "before": "", "after": "", "source": "person",
    }  # fmt: skip
    assert [line.doubtful_clock for line in map(lines.read, own_lines(store))] == [False, False, False, True, True]


def test_a_clock_that_jumps_ahead_is_believed(store: Store, clock: Clock) -> None:
    do(store, take, 1)
    clock.move(days=400)
    do(store, take, 1)
    assert kinds(store) == ["titipan_taken"] * 2


def test_the_centres_time_is_taken_over_however_far_it_is_and_told_first(store: Store, clock: Clock) -> None:
    """The laptop was two days ahead; without the centre's word the fall would have to be confirmed."""
    clock.move(days=2)
    do(store, take, 1)
    two_days = 2 * 24 * 3_600_000

    def correct(tx: Tx, _: None) -> None:
        tx.correct_clock(-two_days, 0)
        tx.note_contact(offset_ms=-two_days)

    do(store, correct)
    do(store, take, 1)
    assert kinds(store) == ["titipan_taken", "clock_changed", "titipan_taken"]
    changed = told(store)[1]
    assert (changed["before"], changed["after"], changed["source"]) == (
        "2026-11-25T10:00:00.000+08:00",
        "2026-11-23T10:00:00.000+08:00",
        "centre",
    )
    assert told(store)[2]["at"] == "2026-11-23T10:00:00.000+08:00"


def test_what_is_remembered_of_the_last_line_is_what_the_journal_says(store: Store, folder: Path, clock: Clock) -> None:
    """A clock with microseconds: the fall is measured from the time the line was written with."""
    clock.moment = datetime(2026, 11, 23, 2, 0, 0, 999_999, tzinfo=UTC)
    do(store, take, 1)
    clock.moment = datetime(2026, 11, 23, 1, 50, 0, 999_000, tzinfo=UTC)
    do(store, take, 1)
    assert kinds(store) == ["titipan_taken"] * 2
    store.close()
    again = open_store(folder, KEY, clock)
    do(again, take, 1)
    assert kinds(again) == ["titipan_taken"] * 3
    with again.reading() as connection:
        assert verify(connection, COOP, whole=(12,)).is_sound
    again.close()


def test_what_is_known_of_the_centre_is_kept_until_it_is_noted_anew(store: Store, folder: Path, clock: Clock) -> None:
    with store.reading() as connection:
        assert contact.load(connection).epoch == "e1"
    store.run(lambda connection: contact.note(connection, epoch="e2", acknowledged=3)).result()
    store.run(lambda connection: contact.move_cursor(connection, COOP, "coop", "c7", 1)).result()
    store.run(lambda connection: contact.move_cursor(connection, COOP, "coop", "c8", 2)).result()
    store.close()
    again = open_store(folder, KEY, clock)
    with again.reading() as connection:
        known = contact.load(connection)
        assert (known.epoch, known.acknowledged, known.ask_first) == ("e2", 3, False)
        assert (contact.cursor(connection, "coop"), contact.cursor(connection, "branch:LWB")) == ("c8", "")
    again.close()
