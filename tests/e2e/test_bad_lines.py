"""Lines no honest program writes: they are kept and shown, move no rupiah, and delay nothing behind them."""

from typing import Any

from agent_app.central.centre import Centre
from agent_app.domain.coverage import MonthState
from agent_app.journal.entries.base import Entry, Origin
from agent_app.journal.entries.cash import DepositConfirmed, DepositCounted
from agent_app.journal.entries.members import PersonErased
from agent_app.journal.entries.money import (
    ContributionCollected,
    PaidMonths,
    ReversalRequested,
    TitipanTaken,
    TitipanUsed,
)
from agent_app.records.tables import house
from agent_app.records.tables.journal import State
from agent_app.records.tables.members import member as member_table
from agent_app.records.views.months import months_of_many
from agent_app.records.views.remittable import counted_months
from agent_app.sync.status import status
from tests.e2e import acts, kit
from tests.e2e.kit import Cooperative, Laptop

AT = b'"at":"2026-11-23T10:00:00.000+08:00"'
DAY = "2026-11-23"
MONTH = "2026-11"


def test_a_deposit_confirmed_by_its_own_agent_moves_no_rupiah_on_any_side(cooperative: Cooperative) -> None:
    agent, supervisor = cooperative.enrol("A017"), cooperative.enrol("S001", "supervisor")
    acts.receipt(agent.store, acts.nik(1))
    slip = acts.deposit(agent.store, acts.RUPIAH)
    amount: dict[str, Any] = {"day": DAY, "agent": "A017", "rupiah": acts.RUPIAH, "deposit": slip}
    (count,) = acts.force(agent.store, [DepositCounted(**amount, pieces={"1000": 8, "c200": 2})])
    acts.force(
        agent.store,
        [
            DepositConfirmed(**amount, basis="count", count=count),
            DepositConfirmed(**amount, basis="bank", bank_day=DAY, bank_reference="BRI-1"),
        ],
    )
    acts.receipt(agent.store, acts.nik(2))
    cooperative.settle()
    for side in (cooperative.centre, supervisor, agent):
        cash = kit.all_totals(side).all.cash
        assert (cash.in_transit, cash.confirmed, cash.on_hand) == (acts.RUPIAH, 0, acts.RUPIAH)
        assert kit.states(side, agent.device)[3:6] == [State.NOT_ALLOWED] * 3
    reviews = kit.rows(supervisor, house.review)
    assert [(row["of_seq"], row["code"]) for row in reviews] == [(seq, "not_allowed") for seq in (4, 5, 6)]
    kit.assert_equal(cooperative.centre, supervisor, agent)

    acts.confirm(supervisor.store, "A017", slip, acts.RUPIAH)
    cooperative.settle()
    assert kit.all_totals(agent).all.cash.confirmed == acts.RUPIAH
    kit.assert_equal(cooperative.centre, supervisor, agent)


def unpaid(agent: Laptop, member: str, number: int) -> ContributionCollected:
    """A receipt said to be paid in cash of which no cash was taken."""
    row = PaidMonths(months=(MONTH,), base=1_000_000, sector="other", funding="private", jkk=(5_000,), jkm=(3_400,))
    return ContributionCollected(
        day=DAY,
        members=(member,),
        agent=agent.person,
        rupiah=row.rupiah,
        cash=0,
        number=f"LWB-{agent.person}-{agent.device}-26-{number:06d}",
        source="cash",
        schedule=acts.SCHEDULE,
        rows=(row,),
    )


def month_states(side: Centre | Laptop, *ids: str) -> list[MonthState | None]:
    with kit.books(side) as connection:
        known = months_of_many(connection, kit.COOP, ids)
    return [known[one].states.get(MONTH) for one in ids]


def test_no_agent_alone_makes_a_month_deposited_on_any_side(cooperative: Cooperative) -> None:
    agent, supervisor = cooperative.enrol("A017"), cooperative.enrol("S001", "supervisor")
    honest, nothing, borrowed = (acts.register(agent.store, acts.nik(number)) for number in range(3))
    acts.collect(agent.store, honest)
    amount: dict[str, Any] = {"day": DAY, "member": borrowed, "agent": "A017", "rupiah": acts.RUPIAH}
    acts.force(
        agent.store,
        [unpaid(agent, nothing, 2), TitipanTaken(**amount, cash=0, number=f"LWB-A017-{agent.device}-26-T000001")],
    )
    (receipt,) = acts.force(agent.store, [unpaid(agent, borrowed, 3)])
    acts.force(agent.store, [TitipanUsed(**amount, receipt=receipt)])
    slip = acts.deposit(agent.store, acts.RUPIAH)
    cooperative.settle()
    for side in (cooperative.centre, supervisor, agent):
        assert month_states(side, honest, nothing, borrowed) == [MonthState.PAID_TO_AGENT] * 3
    acts.confirm(supervisor.store, "A017", slip, acts.RUPIAH)
    cooperative.settle()
    for side in (cooperative.centre, supervisor, agent):
        assert month_states(side, honest, nothing, borrowed) == [MonthState.DEPOSITED, *[MonthState.PAID_TO_AGENT] * 2]
        with kit.books(side) as connection:
            assert [one.member for one in counted_months(connection, kit.COOP, "LWB")] == [honest]
    kit.assert_equal(cooperative.centre, supervisor, agent)
    found = {(row["of_seq"], row["code"]) for row in kit.rows(supervisor, house.review)}
    assert found == {(5, "tariff_mismatch"), (7, "tariff_mismatch")}


def a_reversal_of_nothing() -> ReversalRequested:
    """Its receipt has no hash that could be one."""
    return ReversalRequested(
        day=DAY,
        members=(acts.new_member(),),
        agent="A017",
        rupiah=70_000,
        receipt=Origin(1, 2, "abcd"),
        number="LWB-A017-1-26-000001",
        reason="not_paid",
    )


BAD: dict[str, tuple[bytes | Entry, State]] = {
    "holds U+0000": (AT + b',"kind":"contribution_collected","v":1,"rupiah":70000,"note":"\\u0000"}', State.UNREADABLE),
    "is no JSON": (AT + b',"kind":', State.UNREADABLE),
    "has a fraction": (AT + b',"kind":"cash_deposited","v":1,"rupiah":7.5}', State.UNREADABLE),
    "cannot be applied": (a_reversal_of_nothing(), State.FAILED),
    "lacks what its kind demands": (AT + b',"kind":"cash_deposited","v":1,"rupiah":70000}', State.FAILED),
    "is of an unknown kind": (
        AT + b',"kind":"goods_sold","v":1,"day":"2026-11-23","agent":"A017","rupiah":70000}',
        State.UNKNOWN_KIND,
    ),
    "is of a later version": (
        AT + b',"kind":"contribution_collected","v":9,"day":"2026-11-23","agent":"A017","rupiah":70000}',
        State.UNKNOWN_KIND,
    ),
}


def test_no_bad_line_delays_the_next_and_the_totals_agree(cooperative: Cooperative) -> None:
    agent, supervisor = cooperative.enrol("A017"), cooperative.enrol("S001", "supervisor")
    wanted: list[State] = []
    for number, (line, state) in enumerate(BAD.values()):
        acts.force(agent.store, [line])
        acts.receipt(agent.store, acts.nik(number))
        wanted += [state, State.APPLIED, State.APPLIED]
    cooperative.settle()
    for side in (cooperative.centre, supervisor, agent):
        assert kit.states(side, agent.device) == wanted
        totals = kit.all_totals(side).all
        assert (totals.receipts, totals.cash.collected) == (len(BAD), len(BAD) * acts.RUPIAH)
    kit.assert_equal(cooperative.centre, supervisor, agent)
    told = status(agent.store)
    assert told.match is not None, told.differences
    assert told.unsent.lines == 0
    reviews = kit.rows(supervisor, house.review)
    failed = [seq for seq, state in enumerate(wanted, 1) if state in (State.UNREADABLE, State.FAILED)]
    assert [row["of_seq"] for row in reviews if row["code"] == "not_applied"] == failed


def test_an_agent_cannot_erase_a_person_or_forge_what_another_wrote(cooperative: Cooperative) -> None:
    agent, other = cooperative.enrol("A017"), cooperative.enrol("A018")
    supervisor = cooperative.enrol("S001", "supervisor")
    member = acts.register(other.store, acts.nik(1))
    taken = acts.collect(other.store, member)
    acts.force(agent.store, [PersonErased(day=DAY, members=(member,), reason="request")])
    nobody = Origin(taken.device, taken.seq, "ab" * 32)
    acts.force(agent.store, [DepositConfirmed(day=DAY, agent="A018", rupiah=1, deposit=nobody, basis="count")])
    cooperative.settle()
    assert [row["name"] for row in kit.rows(supervisor, member_table)] == ["Maria Contoh"]
    kit.assert_equal(cooperative.centre, supervisor, other)
