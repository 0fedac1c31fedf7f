"""What a person writes against others with a key of their own: no side moves a rupiah that another does not, and nobody
is kept from hearing of their own money."""

from typing import Any

from agent_app.domain.coverage import MonthState
from agent_app.journal import chain
from agent_app.journal.entries.cash import DepositConfirmed, DepositCounted, DepositReturned
from agent_app.journal.entries.house import Carried, ReviewDecided
from agent_app.journal.entries.money import (
    ContributionCollected,
    PaidMonths,
    ReceiptVoided,
    TitipanTaken,
    TitipanUsed,
)
from agent_app.records.tables import house
from agent_app.records.views import titipan
from agent_app.records.views.months import months_of_many
from agent_app.records.views.remittable import counted_months
from agent_app.services.branch import Remit, RemitFor, remit
from tests.e2e import acts, kit
from tests.e2e.kit import Cooperative, Laptop

DAY = "2026-11-23"
MONTH = "2026-11"


def receipt(agent: Laptop, member: str, number: int, day: str = DAY, cash: int = acts.RUPIAH) -> ContributionCollected:
    row = PaidMonths(months=(MONTH,), base=1_000_000, sector="other", funding="private", jkk=(5_000,), jkm=(3_400,))
    return ContributionCollected(
        day=day,
        members=(member,),
        agent=agent.person,
        rupiah=row.rupiah,
        cash=cash,
        number=f"LWB-{agent.person}-{agent.device}-26-{number:06d}",
        source="cash",
        schedule=acts.SCHEDULE,
        rows=(row,),
    )


def codes(side: Laptop) -> set[tuple[int, int, str]]:
    return {(row["of_device"], row["of_seq"], row["code"]) for row in kit.rows(side, house.review)}


def test_no_agent_pays_with_anothers_titipan_or_with_money_that_went_to_bpjs(cooperative: Cooperative) -> None:
    agent, supervisor = cooperative.enrol("A017"), cooperative.enrol("S001", "supervisor")
    saver, honest, late, invented = (acts.register(agent.store, acts.nik(number)) for number in range(4))
    acts.collect(agent.store, honest)
    amount: dict[str, Any] = {"day": DAY, "member": saver, "agent": "A017", "rupiah": acts.RUPIAH}
    acts.force(agent.store, [TitipanTaken(**amount, cash=acts.RUPIAH, number=f"LWB-A017-{agent.device}-26-T000001")])
    slip = acts.deposit(agent.store, 2 * acts.RUPIAH)
    cooperative.settle()
    acts.confirm(supervisor.store, "A017", slip, 2 * acts.RUPIAH)
    paid = Remit(reference="KI-1", members=(RemitFor(member=honest, months=(MONTH,)),))
    supervisor.store.write(remit, paid).result()
    # One receipt is dated before all that was counted, another is paid by the titipan of somebody it does not name.
    acts.force(agent.store, [receipt(agent, late, 2, day="2026-01-01")])
    (of,) = acts.force(agent.store, [receipt(agent, invented, 3, cash=0)])
    (used,) = acts.force(agent.store, [TitipanUsed(**amount, receipt=of)])
    acts.deposit(agent.store, 100)
    cooperative.settle()
    for side in (cooperative.centre, supervisor, agent):
        with kit.books(side) as connection:
            known = months_of_many(connection, kit.COOP, (honest, late, invented))
            assert titipan.balance(connection, kit.COOP, saver) == acts.RUPIAH
            assert counted_months(connection, kit.COOP, "LWB") == ()
        states = [known[one].states[MONTH] for one in (honest, late, invented)]
        assert states == [MonthState.REMITTED, MonthState.PAID_TO_AGENT, MonthState.PAID_TO_AGENT]
    dated = used.seq - 2
    wanted = {(dated, "clock_doubtful"), (of.seq, "tariff_mismatch"), (used.seq, "not_allowed")}
    assert codes(supervisor) == {(agent.device, seq, code) for seq, code in wanted}
    kit.assert_equal(cooperative.centre, supervisor, agent)


def test_no_supervisor_hides_from_an_agent_what_became_of_his_money(cooperative: Cooperative) -> None:
    agent, supervisor = cooperative.enrol("A017"), cooperative.enrol("S001", "supervisor")
    acts.receipt(agent.store, acts.nik(1))
    slip = acts.deposit(agent.store, acts.RUPIAH)
    cooperative.settle()
    hidden: dict[str, Any] = {"day": DAY, "agent": "A018", "deposit": slip}
    (count,) = acts.force(supervisor.store, [DepositCounted(**hidden, rupiah=100, pieces={"c100": 1})])
    acts.force(supervisor.store, [DepositConfirmed(**hidden, rupiah=100, basis="count", count=count)])
    cooperative.settle()
    for side in (cooperative.centre, supervisor, agent):
        cash = kit.all_totals(side).all.cash
        assert (cash.in_transit, cash.confirmed, cash.receivable) == (acts.RUPIAH, 0, 0)
    assert codes(supervisor) == {(supervisor.device, seq, "not_allowed") for seq in (count.seq, count.seq + 1)}
    kit.assert_equal(cooperative.centre, supervisor, agent)


def test_a_carried_decision_reaches_whom_it_concerns_whomever_its_carrier_names(cooperative: Cooperative) -> None:
    agent, supervisor = cooperative.enrol("A017"), cooperative.enrol("S001", "supervisor")
    newer = cooperative.enrol("S001", "supervisor", name="newer")
    acts.receipt(agent.store, acts.nik(1))
    slip = acts.deposit(agent.store, acts.RUPIAH)
    cooperative.settle()
    about: dict[str, Any] = {"day": DAY, "agent": "A017", "rupiah": acts.RUPIAH, "deposit": slip}
    (count,) = acts.force(supervisor.store, [DepositCounted(**about, pieces={"c100": 84})])
    raw = acts.raw_line(supervisor.store, 99, DepositConfirmed(**about, basis="count", count=count))
    prev = bytes(32)
    h = chain.step(prev, raw).hex()
    acts.force(newer.store, [Carried(device=supervisor.device, seq=99, prev=prev.hex(), h=h, line=raw.decode())])
    cooperative.settle()
    for side in (cooperative.centre, supervisor, newer, agent):
        assert kit.all_totals(side).all.cash.confirmed == acts.RUPIAH
    kit.assert_equal(cooperative.centre, supervisor, agent)


def test_a_decided_void_reaches_the_agent_whomever_the_decision_names(cooperative: Cooperative) -> None:
    agent, supervisor = cooperative.enrol("A017"), cooperative.enrol("S001", "supervisor")
    member = acts.register(agent.store, acts.nik(1))
    of = acts.collect(agent.store, member)
    cooperative.settle()
    about: dict[str, Any] = {"day": DAY, "members": (member,), "agent": "A017", "rupiah": acts.RUPIAH, "receipt": of}
    number = f"LWB-A017-{agent.device}-26-000001"
    (void,) = acts.force(agent.store, [ReceiptVoided(**about, number=number, reason="other")])
    cooperative.settle()
    assert codes(supervisor) == {(agent.device, void.seq, "late_void")}
    acts.force(supervisor.store, [ReviewDecided(day=DAY, origin=void, code="late_void", decision="accept")])
    cooperative.settle()
    for side in (cooperative.centre, supervisor, agent):
        assert kit.all_totals(side).all.cash.reversed == acts.RUPIAH
    kit.assert_equal(cooperative.centre, supervisor, agent)


def test_what_was_counted_is_not_given_back_by_whoever_counted_it(cooperative: Cooperative) -> None:
    agent, supervisor = cooperative.enrol("A017"), cooperative.enrol("S001", "supervisor")
    acts.receipt(agent.store, acts.nik(1))
    slip = acts.deposit(agent.store, acts.RUPIAH)
    cooperative.settle()
    acts.confirm(supervisor.store, "A017", slip, acts.RUPIAH)
    cooperative.settle()
    cooperative.clock.forward(hours=-1)
    back = DepositReturned(day=DAY, agent="A017", rupiah=acts.RUPIAH, deposit=slip, reason="other")
    (returned,) = acts.force(supervisor.store, [back])
    cooperative.clock.forward(hours=1)
    cooperative.settle()
    for side in (cooperative.centre, supervisor, agent):
        cash = kit.all_totals(side).all.cash
        assert (cash.confirmed, cash.on_hand) == (acts.RUPIAH, 0)
    assert codes(supervisor) == {(supervisor.device, returned.seq, "decided_twice")}
    kit.assert_equal(cooperative.centre, supervisor, agent)
