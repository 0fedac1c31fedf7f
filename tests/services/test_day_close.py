"""Closing a day: a supervisor's word with the figures and what was open; it locks nothing, and is taken back openly."""

from datetime import timedelta

import pytest

from agent_app.domain.errors import Refused
from agent_app.records.views import cash, day_close
from agent_app.records.views.day_close import BlockerCode
from agent_app.services.day_close import CloseDay, ReopenDay, close_day, reopen_day
from agent_app.services.deposit import CountDeposit, count_deposit
from tests.services.office import BRANCH, Branch, pieces_of

DAY = "2026-11-23"


def today(branch: Branch):
    return branch.theresia.store.identity.business_day(branch.clock())


def closing(branch: Branch) -> day_close.Closing | None:
    return branch.theresia.ask(day_close.state, BRANCH, DAY).closing


def blockers(branch: Branch) -> dict[str, tuple[int, int, tuple[str, ...]]]:
    found = branch.theresia.ask(day_close.look, BRANCH, DAY).blockers
    return {one.code: (one.count, one.rupiah, one.agents) for one in found}


def test_a_closed_day_says_its_figures_and_what_was_still_open(branch: Branch) -> None:
    branch.maria.collect(branch.maria.register(), "2026-11", "2026-12")
    slip = branch.maria.deposit(keep=8_400)
    branch.share()
    done = branch.theresia.do(close_day, CloseDay(day=today(branch)))
    assert (done.totals.collected, done.totals.deposited, done.totals.confirmed) == (16_800, slip.rupiah, 0)
    assert (done.totals.papers, done.totals.on_hand, done.totals.agents) == (1, 8_400, 2)
    assert {one.code for one in done.still_open} == {BlockerCode.NOT_COUNTED, BlockerCode.NOT_ARRIVED}
    branch.share()
    told = branch.paulus.ask(day_close.state, BRANCH, DAY)
    assert told.closing is not None
    assert (told.closing.person, told.closing.totals) == ("S001", done.totals)
    assert told.closing.still_open == done.still_open


def test_what_blocks_a_day_is_named_by_kind_with_its_agents(branch: Branch) -> None:
    branch.maria.collect(branch.maria.register(), "2026-11")
    slip = branch.maria.deposit()
    branch.yosef.register()
    branch.share()
    assert blockers(branch) == {"not_counted": (1, 8_400, ("A017",))}
    branch.theresia.do(count_deposit, CountDeposit(deposit=slip.origin, pieces=pieces_of(8_400)))
    assert blockers(branch) == {"not_confirmed": (1, 8_400, ("A017",))}
    branch.theresia.receive(slip, missing=400)
    assert blockers(branch) == {"difference_open": (1, 400, ("A017",))}
    branch.clock.forward(days=1)
    assert blockers(branch) == {"difference_open": (1, 400, ("A017",))}
    late = branch.theresia.ask(day_close.look, BRANCH, "2026-11-24").blockers
    assert {one.code: one.agents for one in late}[BlockerCode.NOT_ARRIVED] == ("A017", "A018")


def test_a_day_is_closed_once_and_opened_again_only_with_a_reason(branch: Branch) -> None:
    day = today(branch)
    with pytest.raises(Refused, match="day_not_closed"):
        branch.theresia.do(reopen_day, ReopenDay(day=day, reason="late_data"))
    branch.theresia.do(close_day, CloseDay(day=day))
    branch.share()
    for laptop in (branch.theresia, branch.paulus):
        with pytest.raises(Refused, match="day_already_closed"):
            laptop.do(close_day, CloseDay(day=day))
    with pytest.raises(Refused, match="reason_missing"):
        branch.paulus.do(reopen_day, ReopenDay(day=day, reason=""))  # type: ignore[arg-type]
    branch.paulus.do(reopen_day, ReopenDay(day=day, reason="late_data", note="Yosef baru sampai"))
    branch.share()
    found = branch.theresia.ask(day_close.state, BRANCH, DAY)
    assert found.closing is None
    assert found.last is not None
    assert [(one.person, one.reason, one.note) for one in found.reopenings] == [
        ("S002", "late_data", "Yosef baru sampai")
    ]
    branch.theresia.do(close_day, CloseDay(day=day))
    assert closing(branch) is not None


def test_only_supervisors_close_and_no_day_to_come(branch: Branch) -> None:
    with pytest.raises(Refused, match="role_not_allowed"):
        branch.maria.do(close_day, CloseDay(day=today(branch)))
    with pytest.raises(Refused, match="role_not_allowed"):
        branch.maria.do(reopen_day, ReopenDay(day=today(branch), reason="other"))
    with pytest.raises(Refused, match="date_unreadable"):
        branch.theresia.do(close_day, CloseDay(day=today(branch) + timedelta(days=1)))


def test_two_who_close_the_same_day_at_once_close_it_once_and_one_reopening_opens_it(branch: Branch) -> None:
    theresia, paulus = branch.theresia, branch.paulus
    theresia.do(close_day, CloseDay(day=today(branch)))
    paulus.do(close_day, CloseDay(day=today(branch)))
    branch.share()
    first = closing(branch)
    assert first is not None
    assert first.person == "S001"
    assert branch.paulus.ask(day_close.state, BRANCH, DAY) == branch.theresia.ask(day_close.state, BRANCH, DAY)
    theresia.do(reopen_day, ReopenDay(day=today(branch), reason="wrong_count"))
    branch.share()
    assert closing(branch) is None
    assert branch.paulus.ask(day_close.state, BRANCH, DAY).closing is None


def test_a_closed_day_locks_nothing_and_what_comes_later_is_told_apart(branch: Branch) -> None:
    branch.maria.collect(branch.maria.register(), "2026-11")
    branch.share()
    branch.theresia.do(close_day, CloseDay(day=today(branch)))
    stands = closing(branch)
    assert stands is not None
    people = ("A017", "A018")
    assert not branch.theresia.ask(day_close.later, stands, people).any
    branch.maria.collect(branch.maria.register(), "2026-11", "2026-12")
    branch.yosef.collect(branch.yosef.register(), "2026-11")
    slip = branch.maria.deposit()
    branch.share()
    later = branch.theresia.ask(day_close.later, stands, people)
    assert (later.papers, later.collected, later.deposits, later.deposited) == (2, 25_200, 1, slip.rupiah)
    assert later.agents == ("A017", "A018")
    assert branch.theresia.ask(cash.total).collected == 33_600
    branch.theresia.receive(slip)
    assert closing(branch) == stands
