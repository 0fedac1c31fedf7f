"""A branch's day: sums of its rows, the state of every agent, and the same figures as on the agents' own screens."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from sqlalchemy import Engine

from agent_app.domain.cash import total
from agent_app.domain.desk import AgentState, Look
from agent_app.journal.entries import house
from agent_app.records.views import cash
from agent_app.records.views.agent_day import AgentDay, BranchDay, Sums
from agent_app.records.views.branch_day import agents_of, branch_day, waiting
from agent_app.records.views.cash_day import cash_day
from agent_app.records.views.day_close import look
from agent_app.records.views.day_figures import DayFigures, by_day, by_day_and_agent, collectors_of
from agent_app.services.deposit import ConfirmDeposit, CountDeposit, confirm_deposit, count_deposit
from agent_app.services.difference import DisputeDifference, dispute_difference
from agent_app.services.reversal import VoidReceipt, void_receipt
from tests.effort import examples
from tests.records import acts
from tests.records.histories import PATIENT, History, histories
from tests.records.journals import COOP, DAY, START
from tests.records.journals import branch as small_branch
from tests.records.sides import Side, side_of
from tests.services.office import BRANCH, Branch, Laptop, pieces_of

TODAY, TOMORROW = "2026-11-23", "2026-11-24"


def desk(laptop: Laptop, day: str = TODAY) -> BranchDay:
    return laptop.ask(branch_day, BRANCH, day)


def of(laptop: Laptop, person: str = "A017", day: str = TODAY) -> AgentDay:
    return next(row for row in desk(laptop, day).rows if row.agent == person)


def taken(branch: Branch, count: int = 1) -> None:
    for _ in range(count):
        branch.maria.collect(branch.maria.register(), "2026-11")
    branch.share()


def test_a_branch_knows_its_agents_by_code_with_their_laptops(branch: Branch) -> None:
    found = branch.theresia.ask(agents_of, BRANCH)
    assert [(one.person, one.devices, one.revoked) for one in found] == [("A017", (11,), False), ("A018", (12,), False)]


def test_a_day_on_which_nothing_was_written_has_not_come(branch: Branch) -> None:
    row = of(branch.theresia)
    assert (row.state, row.look, row.data_until, row.has_come) == (AgentState.NOT_SYNCED, Look.NOT_SENT, None, False)
    assert row.sums == Sums()


def test_cash_that_nobody_declared_is_not_deposited_and_yesterday_it_was_not_there(branch: Branch) -> None:
    taken(branch, 2)
    row = of(branch.theresia)
    assert (row.state, row.receipts, row.collected, row.on_hand) == (AgentState.NOT_DEPOSITED, 2, 16_800, 16_800)
    assert row.data_until == round(branch.clock().timestamp() * 1000)
    assert of(branch.theresia, day="2026-11-22").on_hand == 0


def test_the_next_day_an_agent_who_sent_nothing_is_told_apart_from_one_who_is_short(branch: Branch) -> None:
    taken(branch)
    branch.clock.forward(days=1)
    branch.yosef.collect(branch.yosef.register(), "2026-11")
    branch.share()
    assert of(branch.theresia, "A017", TOMORROW).state is AgentState.NOT_SYNCED
    assert of(branch.theresia, "A018", TOMORROW).state is AgentState.NOT_DEPOSITED
    assert of(branch.theresia, "A017", TOMORROW).sums.before == 8_400


def test_what_is_left_beside_a_deposit_stays_with_the_agent_and_is_no_difference(branch: Branch) -> None:
    taken(branch, 3)
    slip = branch.maria.deposit(keep=8_400)
    branch.share()
    row = of(branch.theresia)
    assert (row.state, row.look) == (AgentState.REST_AT_AGENT, Look.CHECK)
    assert (row.declared, row.in_transit, row.counted, row.on_hand, row.sums.short) == (16_800, 16_800, 0, 8_400, 0)
    branch.theresia.receive(slip)
    row = of(branch.theresia)
    assert (row.state, row.look) == (AgentState.REST_AT_AGENT, Look.MATCHES)
    assert (row.in_transit, row.counted, row.on_hand) == (0, 16_800, 8_400)


def test_a_deposit_is_to_be_counted_then_ready_then_a_match(branch: Branch) -> None:
    taken(branch)
    slip = branch.maria.deposit()
    branch.share()
    assert of(branch.theresia).state is AgentState.TO_COUNT
    counted = branch.theresia.do(count_deposit, CountDeposit(deposit=slip.origin, pieces=pieces_of(slip.rupiah)))
    row = of(branch.theresia)
    assert (row.state, row.look) == (AgentState.READY, Look.MATCHES)
    assert [one.origin for one in desk(branch.theresia).counted_alike] == [slip.origin]
    branch.theresia.do(confirm_deposit, ConfirmDeposit(deposit=slip.origin, count=counted.origin))
    assert (of(branch.theresia).state, desk(branch.theresia).counted_alike) == (AgentState.MATCHES, ())


def test_a_counted_difference_is_open_then_disputed_and_is_still_seen_the_next_day(branch: Branch) -> None:
    taken(branch)
    slip = branch.maria.deposit()
    branch.share()
    branch.theresia.receive(slip, missing=700)
    branch.share()
    row = of(branch.theresia)
    assert (row.state, row.sums.short, row.sums.over) == (AgentState.DIFFERENCE_OPEN, 700, 0)
    branch.maria.do(dispute_difference, DisputeDifference(deposit=slip.origin))
    branch.share()
    assert of(branch.theresia).state is AgentState.DISPUTED
    assert of(branch.theresia, day=TOMORROW).state is AgentState.DISPUTED
    assert of(branch.theresia, day=TOMORROW).sums.counted == 0


def test_those_to_look_at_come_first_and_totals_are_the_sums_of_the_rows(branch: Branch) -> None:
    taken(branch)
    branch.yosef.collect(branch.yosef.register(), "2026-11", "2026-12")
    branch.yosef.deposit()
    branch.share()
    day = desk(branch.theresia)
    assert [row.agent for row in day.rows] == ["A017", "A018"]
    assert day.totals == day.rows[0].sums + day.rows[1].sums
    assert (day.totals.collected, day.totals.declared, day.totals.on_hand) == (25_200, 16_800, 8_400)
    assert branch.theresia.ask(waiting, BRANCH, TODAY) == 2


def test_a_paper_taken_back_is_told_on_its_day_and_counts_no_more(branch: Branch) -> None:
    receipt = branch.maria.collect(branch.maria.register(), "2026-11")
    branch.maria.do(void_receipt, VoidReceipt(receipt=receipt.origin, reason="wrong_months"))
    branch.share()
    row = of(branch.theresia)
    assert (row.receipts, row.sums.received, row.reversed, row.collected, row.on_hand, row.state) == (
        0,
        8_400,
        8_400,
        0,
        0,
        AgentState.MATCHES,
    )


def test_somebody_whose_laptops_are_revoked_is_left_out_once_nothing_is_left_to_say(branch: Branch) -> None:
    taken(branch)
    for device in (11, 12):
        branch.office.say(house.DeviceRevoked(device=device, branch=BRANCH, seq=99, agent="A017"))
    branch.share()
    assert [row.agent for row in desk(branch.theresia).rows] == ["A017"]


@pytest.mark.parametrize("person", ["A017", "A018"])
def test_the_desk_says_what_the_agents_own_screen_says(branch: Branch, person: str) -> None:
    receipts = [branch.maria.collect(branch.maria.register(), "2026-11") for _ in range(4)]
    branch.maria.do(void_receipt, VoidReceipt(receipt=receipts[-1].origin, reason="wrong_months"))
    branch.maria.deposit(keep=8_400)
    branch.clock.forward(days=1)
    branch.maria.collect(branch.maria.register(), "2026-11")
    branch.share()
    agent = {"A017": branch.maria, "A018": branch.yosef}[person]
    for day in (TODAY, TOMORROW):
        row, own = of(branch.theresia, person, day), agent.ask(cash_day, person, day)
        shown = (row.sums.received, row.receipts, row.reversed, row.declared, row.returned)
        assert shown == (own.received, own.papers, own.reversed, own.deposited, own.returned)
    row = of(branch.theresia, person, TOMORROW)
    assert (row.sums.before, row.on_hand, row.position) == (own.before, own.on_hand, agent.ask(cash.position, person))


@settings(PATIENT, max_examples=examples(20))
@given(histories())
def test_whatever_happened_the_desk_adds_up_and_agrees_with_the_agents_screens(
    sqlite: Engine, postgresql: Engine, history: History
) -> None:
    for engine in (sqlite, postgresql):
        with side_of(engine) as side:
            side.take_all(history.journals)
            check(side)


def check(side: Side) -> None:
    """The identity on the desk's own totals, per agent and in all; every figure as the agent's screen has it."""
    branches = [branch_day(side.connection, COOP, code, DAY) for code in ("LWB", "MOF")]
    rows = [row for one in branches for row in one.rows]
    assert all(row.position.identity_holds for row in rows)
    assert total(one.position for one in branches) == cash.total(side.connection, COOP)
    for day in branches:
        assert day.position.identity_holds
        assert day.totals == sum((row.sums for row in day.rows), start=Sums())
    for row in rows:
        assert row.position == cash.position(side.connection, COOP, row.agent)
        own = cash_day(side.connection, COOP, row.agent, DAY)
        sums = row.sums
        shown = (sums.before, sums.received, sums.receipts, sums.reversed, sums.declared, sums.returned, sums.on_hand)
        assert shown == (
            own.before,
            own.received,
            own.papers,
            own.reversed,
            own.deposited,
            own.returned,
            own.on_hand,
        )
        assert row.in_transit == row.position.in_transit
        assert sums.collected == own.collected == sums.received - sums.reversed
    for day in branches:
        told = {one.agent: one for one in figures_of(side, day.branch)}
        for row in day.rows:
            one = told.get(row.agent)
            shown = (row.sums.received, row.receipts, row.collected)
            assert shown == ((one.received, one.papers, one.collected) if one is not None else (0, 0, 0))
        totals = day.totals
        (chart,) = by_day(side.connection, COOP, day.branch, date.fromisoformat(DAY), 1)
        assert chart.collected == totals.collected == look(side.connection, COOP, day.branch, DAY).totals.collected
        assert totals.with_agents == sum(max(row.on_hand, 0) for row in day.rows)
        assert totals.with_agents - totals.overdrawn == totals.on_hand


def figures_of(side: Side, branch: str) -> tuple[DayFigures, ...]:
    """The day as the report has it."""
    day = date.fromisoformat(DAY)
    return by_day_and_agent(side.connection, COOP, collectors_of(side.connection, COOP, branch), day, day)


def test_a_history_of_one_paper_is_on_the_desk_of_its_branch_only(side: Side) -> None:
    here = small_branch()
    acts.receipt(here.maria)
    side.take_all(here.all)
    assert [row.agent for row in branch_day(side.connection, COOP, "MOF", DAY).rows] == []
    row = branch_day(side.connection, COOP, "LWB", DAY).rows[0]
    assert (row.agent, row.collected, row.data_until) == ("A017", 8_400, START)
    assert datetime.fromtimestamp(START / 1000, UTC).date().isoformat() <= (row.data_day or "")
