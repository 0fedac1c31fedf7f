"""What two people say of one thing, or one of them against the other, is looked at."""

import msgspec
import pytest

from agent_app.journal.entries.cash import (
    ContributionsRemitted,
    DepositReturned,
    DifferenceDecided,
    ProtectedMonths,
    ProtectionConfirmed,
    RemittanceRefused,
    RemittedMonths,
)
from agent_app.journal.entries.money import ReversalDecided, ReversalRequested, TitipanTaken, TitipanUsed
from tests.central import acts
from tests.central.conftest import EMBEDDED, Clock, Village
from tests.central.laptop import Laptop
from tests.central.test_reviews import opened

MONTH = ("2026-11",)


def remitted(member: int, reference: str) -> ContributionsRemitted:
    return ContributionsRemitted(
        day=acts.DAY,
        branch="LWB",
        members=(acts.member(member),),
        rupiah=8_400,
        reference=reference,
        rows=(RemittedMonths(months=MONTH, rupiah=8_400),),
    )


@pytest.fixture
def other(village: Village) -> Laptop:
    return village.enrol("S002", "supervisor")


@EMBEDDED
def test_a_deposit_counted_at_two_amounts_or_sent_back_by_another_is_looked_at(
    village: Village, other: Laptop, clock: Clock
) -> None:
    agent, first = village.agent, village.supervisor
    of = agent.write(acts.deposited(agent, 8_400, 1))
    agent.sync()
    alike = agent.write(acts.deposited(agent, 8_400, 2))
    agent.sync()
    first.write(acts.confirmed("A017", of, first.write(acts.counted("A017", of, 8_400)), 8_400))
    for laptop in (first, other):
        laptop.write(acts.confirmed("A017", alike, laptop.write(acts.counted("A017", alike, 8_400)), 8_400))
    first.sync()
    other.sync()
    assert opened(village) == set()
    clock.forward(minutes=-9)
    other.write(DepositReturned(day=acts.DAY, agent="A017", rupiah=8_400, deposit=of, reason="other"))
    other.sync()
    assert opened(village) == {(other.device, 3, "decided_twice")}


@EMBEDDED
def test_a_reversal_and_a_difference_decided_otherwise_are_looked_at(village: Village, other: Laptop) -> None:
    agent, first, third = village.agent, village.supervisor, village.enrol("S003", "supervisor")
    agent.write(acts.registered(agent, 1))
    paper = agent.write(acts.collected(agent, 1, 1))
    about = {"day": acts.DAY, "members": (acts.member(1),), "agent": "A017", "rupiah": 8_400, "receipt": paper}
    asked = agent.write(ReversalRequested(**about, number="x", reason="not_paid"))  # type: ignore[arg-type]
    of = agent.write(acts.deposited(agent, 8_400, 1))
    agent.sync()
    short = first.write(acts.confirmed("A017", of, first.write(acts.counted("A017", of, 100)), 100))
    first.write(ReversalDecided(**about, request=asked, outcome="refused"))  # type: ignore[arg-type]
    first.sync()
    decided = {"day": acts.DAY, "agent": "A017", "confirmation": short}
    third.write(DifferenceDecided(**decided, rupiah=100, outcome="stands"))  # type: ignore[arg-type]
    third.sync()
    assert opened(village) == set()
    other.write(ReversalDecided(**about, request=asked, outcome="accepted"))  # type: ignore[arg-type]
    other.write(DifferenceDecided(**decided, rupiah=8_400, outcome="recounted"))  # type: ignore[arg-type]
    other.sync()
    assert opened(village) == {(other.device, 1, "decided_twice"), (other.device, 2, "decided_twice")}


@EMBEDDED
def test_a_month_two_supervisors_remitted_is_looked_at_until_bpjs_refused_one(village: Village, other: Laptop) -> None:
    agent, first = village.agent, village.supervisor
    for number in (1, 2):
        agent.write(msgspec.structs.replace(acts.registered(agent, number, nik=f"53130141078899{number:02d}")))
        agent.write(acts.collected(agent, number, number))
    agent.sync()
    first.write(remitted(1, "KI-1"))
    refused = first.write(remitted(2, "KI-1"))
    first.write(
        RemittanceRefused(
            day=acts.DAY, branch="LWB", member=acts.member(2), months=MONTH, proof="ab" * 32, remittance=refused
        )
    )
    first.sync()
    assert opened(village) == set()
    other.write(remitted(2, "KI-2"))
    other.write(remitted(1, "KI-2"))
    other.sync()
    assert opened(village) == {(other.device, 2, "decided_twice")}


@EMBEDDED
@pytest.mark.parametrize("late", [False, True], ids=["known", "heard later"])
def test_money_taken_for_a_month_that_bpjs_had_already_is_looked_at(village: Village, clock: Clock, late: bool) -> None:
    agent, supervisor = village.agent, village.supervisor
    proof = ProtectionConfirmed(
        day=acts.DAY,
        branch="LWB",
        members=(acts.member(1),),
        rows=(ProtectedMonths(months=MONTH, effective_from=acts.DAY),),
        reference="KI-1",
        proof="ab" * 32,
    )
    supervisor.write(proof)
    clock.forward(minutes=1)
    agent.write(acts.registered(agent, 1))
    agent.write(acts.collected(agent, 1, 1, months=("2026-12",)))
    agent.write(acts.collected(agent, 1, 2))
    for laptop in (agent, supervisor) if late else (supervisor, agent):
        laptop.sync()
    assert opened(village) == {(agent.device, 3, "month_paid_twice")}


@EMBEDDED
def test_money_that_was_paid_before_it_reached_bpjs_is_in_order(village: Village, clock: Clock) -> None:
    agent, supervisor = village.agent, village.supervisor
    agent.write(acts.registered(agent, 1))
    agent.write(acts.collected(agent, 1, 1))
    agent.sync()
    clock.forward(minutes=1)
    supervisor.write(remitted(1, "KI-1"))
    supervisor.sync()
    assert opened(village) == set()


@EMBEDDED
@pytest.mark.parametrize("day", ["2099-01-01", "2026-10-01"])
def test_money_dated_otherwise_than_it_was_written_is_looked_at(village: Village, day: str) -> None:
    agent = village.agent
    agent.write(acts.registered(agent, 1))
    agent.write(msgspec.structs.replace(acts.collected(agent, 1, 1), day=day))
    agent.sync()
    assert opened(village) == {(agent.device, 2, "clock_doubtful")}


@EMBEDDED
def test_a_word_that_hides_from_whom_it_concerns_is_not_allowed(village: Village) -> None:
    agent, supervisor = village.agent, village.supervisor
    of = agent.write(acts.deposited(agent, 8_400, 1))
    agent.sync()
    count = supervisor.write(acts.counted("A018", of, 8_400))
    supervisor.write(acts.confirmed("A018", of, count, 8_400))
    supervisor.sync()
    assert opened(village) == {(supervisor.device, 1, "not_allowed"), (supervisor.device, 2, "not_allowed")}


@EMBEDDED
def test_titipan_used_for_nothing_is_looked_at(village: Village) -> None:
    agent = village.agent
    for number in (1, 2):
        agent.write(acts.registered(agent, number, nik=f"53130141078899{number:02d}"))
    agent.write(TitipanTaken(day=acts.DAY, member=acts.member(1), agent="A017", rupiah=8_400, cash=8_400, number="T1"))
    theirs = agent.write(acts.collected(agent, 2, 1))
    agent.write(TitipanUsed(day=acts.DAY, member=acts.member(1), agent="A017", rupiah=8_400, receipt=theirs))
    agent.sync()
    assert opened(village) == {(agent.device, 5, "not_allowed")}
