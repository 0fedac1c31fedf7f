"""Collected and deposited by day and agent: the same sums as the cash of the agents."""

from datetime import date

from agent_app.records.views import cash
from agent_app.records.views.branch_day import branch_day
from agent_app.records.views.day_figures import (
    DayFigures,
    DayTotal,
    by_day,
    by_day_and_agent,
    collectors_of,
)
from agent_app.services.reversal import VoidReceipt, void_receipt
from tests.services.office import BRANCH, Branch

AGENTS = ("A017", "A018")
FIRST, LAST = date(2026, 11, 23), date(2026, 11, 24)


def test_a_day_of_an_agent_tells_what_was_collected_handed_over_and_counted(branch: Branch) -> None:
    maria = branch.maria
    receipts = [maria.collect(maria.register(), "2026-11") for _ in range(3)]
    maria.do(void_receipt, VoidReceipt(receipt=receipts[-1].origin, reason="wrong_months"))
    slip = maria.deposit(keep=8_400)
    branch.share()
    before = branch.theresia.ask(by_day_and_agent, AGENTS, FIRST, LAST)
    assert before == (DayFigures("2026-11-23", "A017", 2, 25_200, 8_400, 8_400, 0),)
    branch.theresia.receive(slip)
    assert branch.theresia.ask(by_day_and_agent, AGENTS, FIRST, LAST)[0].counted == 8_400


def test_days_without_anything_stand_between_the_others(branch: Branch) -> None:
    branch.maria.collect(branch.maria.register(), "2026-11")
    branch.share()
    found = branch.theresia.ask(by_day, BRANCH, LAST, 3)
    assert found == (DayTotal("2026-11-22", 0, 0), DayTotal("2026-11-23", 8_400, 0), DayTotal("2026-11-24", 0, 0))


def test_over_all_days_the_sums_are_the_agents_cash(branch: Branch) -> None:
    branch.maria.collect(branch.maria.register(), "2026-11", "2026-12")
    slip = branch.maria.deposit(keep=8_400)
    branch.clock.forward(days=1)
    branch.yosef.collect(branch.yosef.register(), "2026-11")
    branch.share()
    branch.theresia.receive(slip)
    rows = branch.theresia.ask(by_day_and_agent, AGENTS, date(2026, 1, 1), date(2026, 12, 31))
    total = branch.theresia.ask(cash.total)
    assert sum(one.collected for one in rows) == total.collected - total.reversed
    assert sum(one.counted for one in rows) == total.confirmed == 8_400


def test_in_the_chart_money_is_deposited_once_it_is_counted(branch: Branch) -> None:
    branch.maria.collect(branch.maria.register(), "2026-11", "2026-12")
    slip = branch.maria.deposit(keep=8_400)
    branch.share()
    assert branch.theresia.ask(by_day, BRANCH, FIRST, 1) == (DayTotal("2026-11-23", 16_800, 0),)
    branch.theresia.receive(slip)
    assert branch.theresia.ask(by_day, BRANCH, FIRST, 1) == (DayTotal("2026-11-23", 16_800, 8_400),)


def test_a_supervisor_who_took_money_is_in_the_report_as_on_the_desk(branch: Branch) -> None:
    branch.theresia.collect(branch.theresia.register(), "2026-11")
    found = branch.theresia.ask(by_day_and_agent, branch.theresia.ask(collectors_of, BRANCH), FIRST, LAST)
    desk = branch.theresia.ask(branch_day, BRANCH, "2026-11-23")
    assert sum(one.collected for one in found) == desk.totals.collected == 8_400
