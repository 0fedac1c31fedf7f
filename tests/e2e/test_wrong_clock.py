"""Laptops whose clocks are a year wrong, or jump: enrolment, order and totals are those of right clocks."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from agent_app.domain.errors import Refused
from agent_app.journal import lines
from agent_app.journal.entries import house as house_entries
from agent_app.records.tables import house
from agent_app.records.tables.journal import journal
from agent_app.services.clock import ConfirmClock, confirm_clock
from agent_app.sync.outcome import Result
from agent_app.sync.status import status
from tests.e2e import acts, kit
from tests.e2e.kit import EMBEDDED, Clock, Cooperative, Laptop, WrongClock

YEAR = timedelta(days=365)


def told(side: Any, device: int) -> list[tuple[str, int, str | None]]:
    """Kind, moment and business day of each line of a journal, as a side holds it."""
    held = [lines.read(bytes(row["line"])) for row in kit.rows(side, journal) if row["device"] == device]
    return [(line.kind, line.at, line.day) for line in held]


def day_of_work(folder: Path, *wrong_by: timedelta) -> dict[str, Any]:
    """The same day by laptops whose clocks are wrong by so much: what the supervisor holds in the end."""
    cooperative = Cooperative(folder, Clock())
    clock = cooperative.clock
    with cooperative.serving():
        clocks = [WrongClock(clock, by) for by in wrong_by]
        one, other = (cooperative.enrol(f"A{number}", clock=of) for number, of in enumerate(clocks[:2]))
        supervisor = cooperative.enrol("S001", "supervisor", clock=clocks[2])
        slips = []
        for laptop in (one, other, one):
            clock.forward(minutes=7)
            acts.receipt(laptop.store, acts.nik(laptop.device))
            slips.append((laptop, acts.deposit(laptop.store, acts.RUPIAH)))
        cooperative.sync()
        for laptop, slip in slips:
            clock.forward(minutes=7)
            acts.confirm(supervisor.store, laptop.person, slip, acts.RUPIAH - 400)
        cooperative.settle()
        kit.assert_equal(cooperative.centre, supervisor, one, other)
        for laptop, by in zip((one, other, supervisor), wrong_by, strict=True):
            assert status(laptop.store).clock_offset_ms == -1000 * by.total_seconds()
        result = {
            "totals": kit.all_totals(supervisor),
            "lines": {laptop.device: told(supervisor, laptop.device) for laptop in (one, other, supervisor)},
            "clock changes": sum(kind == "clock_changed" for kind, _, _ in told(supervisor, one.device)),
        }
    cooperative.close()
    return result


def test_a_day_by_clocks_a_year_ahead_and_a_year_behind_is_the_day_by_right_clocks(tmp_path: Path) -> None:
    right = day_of_work(tmp_path / "right", timedelta(), timedelta(), timedelta())
    wrong = day_of_work(tmp_path / "wrong", YEAR, -YEAR, timedelta(hours=-9))
    assert wrong == right


def last_change(laptop: Laptop) -> house_entries.ClockChanged:
    changes = [row for row in kit.rows(laptop, journal) if row["kind"] == "clock_changed"]
    return msgspec.json.decode(changes[-1]["line"], type=house_entries.ClockChanged)


@EMBEDDED
def test_a_clock_that_jumps_a_year_ahead_is_corrected_by_a_line_and_changes_no_order(cooperative: Cooperative) -> None:
    clock = WrongClock(cooperative.clock, timedelta())
    agent, supervisor = cooperative.enrol("A017", clock=clock), cooperative.enrol("S001", "supervisor")
    acts.receipt(agent.store, acts.nik(1))
    cooperative.sync()
    clock.by = YEAR
    acts.receipt(agent.store, acts.nik(2))
    cooperative.settle()
    change = last_change(agent)
    assert change.source == "centre"
    assert datetime.fromisoformat(change.before) - datetime.fromisoformat(change.after) == YEAR
    acts.receipt(agent.store, acts.nik(3))
    cooperative.settle()
    kinds = [kind for kind, _, _ in told(supervisor, agent.device)]
    act = ["member_registered", "contribution_collected"]
    assert kinds == [*act, *act, "clock_changed", *act]
    assert [day for _, _, day in told(supervisor, agent.device)][-1] == "2026-11-23"
    kit.assert_equal(cooperative.centre, supervisor, agent)
    assert kit.all_totals(supervisor).all.receipts == 3


@EMBEDDED
def test_a_clock_that_falls_a_year_behind_is_vouched_for_by_the_person_and_then_by_the_centre(
    cooperative: Cooperative,
) -> None:
    clock = WrongClock(cooperative.clock, timedelta())
    agent, supervisor = cooperative.enrol("A017", clock=clock), cooperative.enrol("S001", "supervisor")
    acts.receipt(agent.store, acts.nik(1))
    cooperative.sync()
    clock.by = -YEAR
    with pytest.raises(Refused, match="clock_doubtful"):
        acts.receipt(agent.store, acts.nik(2))
    agent.store.write(confirm_clock, ConfirmClock()).result()
    acts.receipt(agent.store, acts.nik(2))
    assert last_change(agent).source == "person"
    cooperative.settle()
    assert last_change(agent).source == "centre"
    acts.receipt(agent.store, acts.nik(3))
    cooperative.settle()
    doubtful = {row["of_seq"] for row in kit.rows(supervisor, house.review) if row["code"] == "clock_doubtful"}
    assert doubtful == {4, 5}
    kit.assert_equal(cooperative.centre, supervisor, agent)
    assert kit.all_totals(supervisor).all.receipts == 3


@EMBEDDED
def test_a_sync_by_a_clock_that_jumped_succeeds_and_learns_the_right_time(cooperative: Cooperative) -> None:
    clock = WrongClock(cooperative.clock, timedelta())
    agent = cooperative.enrol("A017", clock=clock)
    for by in (YEAR, -YEAR, timedelta(minutes=-11), timedelta()):
        clock.by = by
        outcome = agent.sync(cooperative.address)
        assert (outcome.result, status(agent.store).trouble) == (Result.DONE, None)
        assert status(agent.store).clock_offset_ms == -1000 * by.total_seconds()
    assert agent.store.now() == datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def at_year(number: int) -> Clock:
    clock = Clock()
    clock.moment = clock.moment.replace(year=number)
    return clock


@pytest.mark.parametrize("number", [2010, 2022, 2036])
def test_nobody_follows_a_centre_whose_clock_stands_years_away_and_the_money_arrives(
    tmp_path: Path, number: int
) -> None:
    cooperative = Cooperative(tmp_path, Clock())
    right = Clock()
    with cooperative.serving() as address:
        agent = cooperative.enrol("A017", clock=right)
        acts.receipt(agent.store, acts.nik(1))
        cooperative.sync(agent)
        cooperative.clock.moment = at_year(number).moment
        right.forward(minutes=5)
        acts.receipt(agent.store, acts.nik(2))
        for _ in range(2):
            assert agent.sync(address).is_done
            right.forward(minutes=5)
        found = status(agent.store)
        assert (found.clock_offset_ms, found.trouble, found.unsent.acts) == (0, "centre_clock", 0)
        assert found.last_success is not None
        assert abs(found.last_success / 1000 - right().timestamp()) < 3600
        acts.receipt(agent.store, acts.nik(3))
        assert {day for _, _, day in told(agent, agent.device) if day} == {"2026-11-23"}
        assert all(kind != "clock_changed" for kind, _, _ in told(agent, agent.device))
        # Mended, the centre is believed again.
        cooperative.clock.moment = right.moment
        assert agent.sync(address).is_done
        assert status(agent.store).trouble is None
        assert kit.all_totals(cooperative.centre).all.receipts == 3
    cooperative.close()


@pytest.mark.parametrize("number", [2010, 2022, 2036])
def test_a_laptop_enrolled_at_such_a_centre_keeps_its_own_time(tmp_path: Path, number: int) -> None:
    cooperative = Cooperative(tmp_path, at_year(number))
    with cooperative.serving() as address:
        agent = cooperative.enrol("A017", clock=Clock())
        assert agent.sync(address).is_done
        assert status(agent.store).clock_offset_ms == 0
        acts.receipt(agent.store, acts.nik(1))
        assert [day for _, _, day in told(agent, agent.device)][-1] == "2026-11-23"
        assert agent.sync(address).is_done
    cooperative.close()


@pytest.mark.parametrize("number", [2010, 2022, 2036])
def test_a_laptop_whose_clock_stands_years_away_works_by_a_sound_centre(tmp_path: Path, number: int) -> None:
    cooperative = Cooperative(tmp_path, Clock())
    stopped = at_year(number)
    with cooperative.serving() as address:
        agent = cooperative.enrol("A017", clock=stopped)
        acts.receipt(agent.store, acts.nik(1))
        assert agent.sync(address).is_done
        assert {day for _, _, day in told(cooperative.centre, agent.device) if day} == {"2026-11-23"}
        assert status(agent.store).trouble is None
    cooperative.close()


def test_a_laptop_whose_battery_died_in_the_village_says_so_until_its_date_is_set(tmp_path: Path) -> None:
    cooperative = Cooperative(tmp_path, Clock())
    clock = Clock()
    with cooperative.serving():
        agent = cooperative.enrol("A017", clock=clock)
        acts.receipt(agent.store, acts.nik(1))
        clock.moment = at_year(2010).moment
        agent.store.write(confirm_clock, ConfirmClock()).result()
        with pytest.raises(Refused, match="clock_implausible"):
            acts.receipt(agent.store, acts.nik(2))
        clock.moment = cooperative.clock.moment + timedelta(minutes=9)
        acts.receipt(agent.store, acts.nik(2))
        cooperative.settle()
        assert kit.all_totals(cooperative.centre).all.receipts == 2
    cooperative.close()
