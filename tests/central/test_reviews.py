"""The worker of the reviews: each rule finds what breaks it, and nothing else."""

from collections.abc import Callable

import msgspec
import pytest
from sqlalchemy import select, update

from agent_app.central import admin, reviews, tables
from agent_app.domain.reviews import ReviewCode
from agent_app.journal import lines as journal_lines
from agent_app.journal.entries.base import Origin
from agent_app.journal.entries.cash import DepositConfirmed, DepositReturned, DifferenceSettled, FundsReceived
from agent_app.journal.entries.house import Carried, JournalContinues, ReviewDecided, ReviewOpened
from agent_app.journal.entries.money import ReversalDecided, ReversalRequested, TitipanTaken, TitipanUsed
from agent_app.records.tables import house, money
from tests.central import acts
from tests.central.conftest import EMBEDDED, Clock, Village
from tests.central.laptop import Laptop


def opened(village: Village) -> set[tuple[int, int, str]]:
    """The reviews that are open: device and number of the line, and the code."""
    reviews.review_once(village.centre)
    with village.centre.reading() as connection:
        rows = connection.execute(select(house.review)).all()
    return {(row.of_device, row.of_seq, row.code) for row in rows}


def line_of(village: Village, code: ReviewCode) -> ReviewOpened:
    """The one review line with this code, as a supervisor reads it."""
    found = [
        msgspec.json.decode(line, type=ReviewOpened)
        for run in village.supervisor.read("branch:LWB")
        if run.device <= 0
        for line in run.lines
        if b'"kind":"review_opened"' in line and b'"code":"%s"' % code.encode() in line
    ]
    assert len(found) == 1
    return found[0]


def test_a_day_without_fault_opens_no_review(village: Village) -> None:
    agent = village.agent
    agent.write(acts.registered(agent, 1))
    receipt = agent.write(acts.collected(agent, 1, 1, months=("2026-11", "2026-12")))
    agent.write(acts.voided(agent, 1, receipt, 1))
    agent.write(acts.collected(agent, 1, 2, months=("2026-11", "2026-12")))
    agent.write(acts.deposited(agent, 16_800, 1))
    agent.sync()
    assert opened(village) == set()
    with village.centre.reading() as connection:
        assert connection.execute(select(tables.review_queue)).first() is None


def test_one_nik_registered_by_two_agents_is_a_review_of_the_later(village: Village, clock: Clock) -> None:
    agent, other = village.agent, village.other_agent
    first = agent.write(acts.registered(agent, 1))
    clock.forward(minutes=5)
    other.write(acts.registered(other, 2))
    other.sync()
    assert opened(village) == set()
    agent.sync()
    assert opened(village) == {(other.device, 1, "duplicate_nik")}
    review = line_of(village, ReviewCode.DUPLICATE_NIK)
    assert review.members == (acts.member(1), acts.member(2))
    assert (review.agent, review.others) == ("A018", (first,))
    for laptop, stream in ((agent, "agent:A017"), (other, "agent:A018")):
        found = [line for run in laptop.read(stream) if run.device == 0 for line in run.lines]
        assert any(b'"code":"duplicate_nik"' in line for line in found)


@EMBEDDED
def test_a_registration_that_replaces_an_ended_one_is_no_double(village: Village, clock: Clock) -> None:
    agent = village.agent
    agent.write(acts.registered(agent, 1))
    clock.forward(days=1)
    entry = acts.registered(agent, 2)
    agent.write(msgspec.structs.replace(entry, replaces=acts.member(1)))
    agent.sync()
    assert opened(village) == set()


def test_a_month_paid_twice_is_a_review_until_one_is_reversed(village: Village, clock: Clock) -> None:
    agent, other = village.agent, village.other_agent
    agent.write(acts.registered(agent, 1))
    first = agent.write(acts.collected(agent, 1, 1))
    agent.sync()
    clock.forward(minutes=1)
    other.write(acts.collected(other, 1, 1, months=("2026-11", "2026-12")))
    other.sync()
    assert opened(village) == {(other.device, 1, "month_paid_twice")}
    review = line_of(village, ReviewCode.MONTH_PAID_TWICE)
    assert (review.members, review.others) == ((acts.member(1),), (first,))
    clock.forward(minutes=1)
    later = other.write(acts.collected(other, 1, 2, months=("2026-12",)))
    other.write(acts.voided(other, 1, later, 2))
    other.sync()
    assert opened(village) == {(other.device, 1, "month_paid_twice")}


@EMBEDDED
def test_merged_registrations_are_one_person_for_paid_months(village: Village, clock: Clock) -> None:
    agent, other, supervisor = village.agent, village.other_agent, village.supervisor
    first = agent.write(acts.registered(agent, 1))
    agent.write(acts.collected(agent, 1, 1))
    agent.sync()
    clock.forward(minutes=1)
    other.write(acts.registered(other, 2))
    other.write(acts.collected(other, 2, 1))
    other.sync()
    origin = Origin(other.device, 1, other.hashes[0].hex())
    assert opened(village) == {(other.device, 1, "duplicate_nik")}
    members = (acts.member(1), acts.member(2))
    supervisor.write(
        ReviewDecided(
            day=acts.DAY, origin=origin, code="duplicate_nik", decision="merge", agent="A018", members=members
        )
    )
    supervisor.sync()
    assert (other.device, 2, "month_paid_twice") in opened(village)
    assert first.device == agent.device
    assert (other.device, 2) in agent.places("agent:A017")


@pytest.mark.parametrize(
    ("months", "jkk", "jkm", "fine"),
    [
        (("2026-12",), 5_000, 3_400, True),
        (("2027-01",), 10_000, 6_800, True),
        (("2027-01",), 5_000, 3_400, False),
        (("2026-12",), 10_000, 6_800, False),
        (("2026-12",), 5_000, 3_399, False),
    ],
)
@EMBEDDED
def test_the_price_is_held_to_the_schedule_and_relief_of_the_month(
    village: Village, months: tuple[str, ...], jkk: int, jkm: int, fine: bool
) -> None:
    agent = village.agent
    agent.write(acts.registered(agent, 1))
    agent.write(acts.collected(agent, 1, 1, months, jkk, jkm))
    agent.sync()
    assert opened(village) == (set() if fine else {(agent.device, 2, "tariff_mismatch")})


@EMBEDDED
@pytest.mark.parametrize("change", [{"schedule": "of-my-own"}, {"source": "tooth_fairy"}, {"source": "cash"}])
def test_a_schedule_nobody_published_is_a_mismatch(village: Village, change: dict[str, str]) -> None:
    agent = village.agent
    agent.write(acts.registered(agent, 1))
    agent.write(msgspec.structs.replace(acts.collected(agent, 1, 1), **change))
    agent.sync()
    expected = set() if change == {"source": "cash"} else {(agent.device, 2, "tariff_mismatch")}
    assert opened(village) == expected


def test_money_for_somebody_unknown_and_a_doubtful_clock_are_looked_at(village: Village) -> None:
    agent = village.agent
    agent.write(acts.collected(agent, 7, 1))
    slip = TitipanTaken(day=acts.DAY, member=acts.member(7), agent="A017", rupiah=5_000, cash=5_000, number="T1")
    agent.write(slip, doubtful_clock=True)
    agent.sync()
    assert opened(village) == {
        (agent.device, 1, "unknown_member"),
        (agent.device, 2, "unknown_member"),
        (agent.device, 2, "clock_doubtful"),
    }


def test_lines_after_a_revocation_are_looked_at_one_by_one(village: Village) -> None:
    agent = village.agent
    agent.write(acts.registered(agent, 1))
    agent.sync()
    admin.revoke(village.centre, agent.device)
    agent.write(acts.collected(agent, 1, 1))
    agent.write(acts.collected(agent, 1, 2, months=("2026-12",)))
    agent.sync()
    assert opened(village) == {(agent.device, 2, "device_revoked"), (agent.device, 3, "device_revoked")}


def void_late(village: Village, clock: Clock) -> None:
    agent = village.agent
    receipt = agent.write(acts.collected(agent, 1, 1))
    clock.forward(minutes=5, seconds=1)
    agent.write(acts.voided(agent, 1, receipt, 1))


def void_after_acknowledgement(village: Village, clock: Clock) -> None:
    agent = village.agent
    receipt = agent.write(acts.collected(agent, 1, 1))
    agent.sync()
    agent.write(acts.voided(agent, 1, receipt, 1))


def void_after_deposit(village: Village, clock: Clock) -> None:
    agent = village.agent
    receipt = agent.write(acts.collected(agent, 1, 1))
    agent.write(acts.deposited(agent, 8_400, 1))
    agent.write(acts.voided(agent, 1, receipt, 1))


def void_of_a_slip_late(village: Village, clock: Clock) -> None:
    agent = village.agent
    agent.write(acts.collected(agent, 1, 1))
    slip = TitipanTaken(day=acts.DAY, member=acts.member(1), agent="A017", rupiah=5_000, cash=5_000, number="T1")
    of = agent.write(slip)
    clock.forward(minutes=5, seconds=1)
    agent.write(acts.voided(agent, 1, of, 2))


@pytest.mark.parametrize("void", [void_late, void_after_acknowledgement, void_after_deposit, void_of_a_slip_late])
@EMBEDDED
def test_a_void_that_comes_too_late_waits_for_a_decision(
    village: Village, clock: Clock, void: Callable[[Village, Clock], None]
) -> None:
    agent = village.agent
    agent.write(acts.registered(agent, 1))
    void(village, clock)
    agent.sync()
    assert opened(village) == {(agent.device, len(agent.lines), "late_void")}
    with village.centre.reading() as connection:
        assert connection.execute(select(money.receipt.c.reversed_by)).scalar_one() is None


def test_deciding_on_ones_own_money_is_not_allowed(village: Village) -> None:
    supervisor = village.supervisor
    supervisor.write(acts.registered(supervisor, 1))
    receipt = supervisor.write(acts.collected(supervisor, 1, 1))
    deposit = supervisor.write(acts.deposited(supervisor, 8_400, 1))
    count = supervisor.write(acts.counted("S001", deposit, 8_400))
    supervisor.write(acts.confirmed("S001", deposit, count, 8_400))
    members = (acts.member(1),)
    number = supervisor.lines[1].split(b'"number":"')[1].split(b'"')[0].decode()
    request = supervisor.write(
        ReversalRequested(
            day=acts.DAY, members=members, agent="S001", rupiah=8_400, receipt=receipt, number=number, reason="other"
        )
    )
    supervisor.write(
        ReversalDecided(
            day=acts.DAY,
            members=members,
            agent="S001",
            rupiah=8_400,
            request=request,
            receipt=receipt,
            outcome="accepted",
        )
    )
    supervisor.sync()
    device = supervisor.device
    assert opened(village) == {(device, 5, "not_allowed"), (device, 7, "not_allowed")}
    with village.centre.reading() as connection:
        assert connection.execute(select(money.receipt.c.reversed_by)).scalar_one() is None


@EMBEDDED
def test_nobody_says_of_their_own_papers_that_money_came_in_or_was_paid_back(village: Village) -> None:
    supervisor = village.supervisor
    supervisor.write(acts.registered(supervisor, 1))
    receipt = supervisor.write(acts.collected(supervisor, 1, 1))
    about = {"day": acts.DAY, "agent": "S001", "rupiah": 8_400}
    came_in = FundsReceived(
        **about, members=(acts.member(1),), papers=(receipt,), reference="TRX 1", received_on=acts.DAY
    )
    supervisor.write(came_in)
    deposit = supervisor.write(acts.deposited(supervisor, 8_400, 1))
    confirmation = supervisor.write(DepositConfirmed(**about, deposit=deposit, basis="bank", bank_reference="TRX 2"))
    supervisor.write(DifferenceSettled(**about, confirmation=confirmation, number="LWB-S001-1-26-H000001"))
    supervisor.sync()
    device = supervisor.device
    assert opened(village) == {(device, seq, "not_allowed") for seq in (3, 5, 6)}


@EMBEDDED
def test_a_supervisor_of_another_branch_decides_nothing(village: Village) -> None:
    agent, stranger = village.agent, village.enrol("S050", "supervisor", branch="LRT")
    agent.write(acts.registered(agent, 1))
    deposit = agent.write(acts.deposited(agent, 8_400, 1))
    agent.sync()
    stranger.write(DepositReturned(day=acts.DAY, agent="A017", rupiah=8_400, deposit=deposit, reason="other"))
    stranger.sync()
    assert opened(village) == {(stranger.device, 1, "not_allowed")}


@EMBEDDED
def test_taking_money_in_anothers_name_is_looked_at(village: Village) -> None:
    agent = village.agent
    agent.write(acts.registered(agent, 1))
    agent.write(acts.collected(agent, 1, 1, agent="A018"))
    agent.sync()
    assert opened(village) == {(agent.device, 2, "not_allowed")}


def test_one_number_on_two_papers_points_to_the_later(village: Village, clock: Clock) -> None:
    agent = village.agent
    agent.write(acts.registered(agent, 1))
    agent.write(acts.collected(agent, 1, 1))
    clock.forward(minutes=1)
    agent.write(acts.collected(agent, 1, 1, months=("2026-12",)))
    agent.sync()
    assert opened(village) == {(agent.device, 3, "number_twice")}


@EMBEDDED
def test_a_carried_line_is_reviewed_under_its_own_origin(village: Village) -> None:
    old = village.agent
    old.write(acts.registered(old, 1))
    old.sync()
    lost = old.write(acts.collected(old, 7, 1))
    new = village.enrol("A017", "agent")
    new.write(JournalContinues(device=old.device, seq=1, head=old.hashes[0].hex()))
    public, _ = journal_lines.split(old.lines[1])
    new.write(
        Carried(
            device=old.device,
            seq=2,
            prev=old.hashes[0].hex(),
            h=lost.h,
            line=public.decode(),
            agent="A017",
            members=(acts.member(7),),
            rupiah=8_400,
        )
    )
    new.sync()
    assert opened(village) == {(old.device, 2, "unknown_member")}


def test_looking_again_opens_nothing_twice(village: Village) -> None:
    agent = village.agent
    agent.write(acts.collected(agent, 7, 1))
    agent.sync()
    assert reviews.review_once(village.centre) == 1
    with village.centre.engine.begin() as connection:
        row = {"device": agent.device, "first": 1, "last": 1, "why": "new", "queued_at": 0, "coop": "KCL"}
        connection.execute(tables.review_queue.insert().values(**row))
    assert reviews.review_once(village.centre) == 0


@EMBEDDED
def test_a_range_that_cannot_be_looked_at_holds_up_no_other(village: Village) -> None:
    agent, other = village.agent, village.other_agent
    agent.write(acts.collected(agent, 1, 1))
    agent.sync()
    other.write_raw(b'{"seq":1,"at":"2026-11-23T10:00:00+08:00","kind":"member_registered","v":1}')
    other.sync()
    with village.centre.engine.begin() as connection:
        connection.execute(update(house.schedule).values(content="[]"))
    assert opened(village) == {(other.device, 1, "not_applied")}
    with village.centre.reading() as connection:
        assert [row.device for row in connection.execute(select(tables.review_queue))] == [agent.device]


@EMBEDDED
def test_the_worker_gives_way_before_each_piece_of_work(village: Village) -> None:
    agent = village.agent
    for number in range(3):
        agent.write(acts.collected(agent, number, number + 1))
    agent.sync()
    asked: list[bool] = []

    def let_a_batch_pass() -> None:
        asked.append(village.centre.intake.is_busy)
        agent.write(acts.collected(agent, 7, 4))
        agent.sync()

    reviews.review_once(village.centre, let_a_batch_pass)
    assert asked == [False]
    assert agent.call("GET", "/v1/head").head().seq == 4


def test_no_batch_is_at_work_once_it_was_refused(village: Village) -> None:
    agent, intake = village.agent, village.centre.intake
    agent.write(acts.collected(agent, 1, 1))
    assert agent.call("POST", "/v1/journal", b"no batch").code == "batch"
    assert not intake.is_busy
    assert intake.is_quiet()
    agent.sync()
    assert not intake.is_quiet()
    assert intake.is_quiet()


@EMBEDDED
def test_the_worker_wakes_when_lines_arrive(village: Village) -> None:
    worker = reviews.Worker(village.centre)
    worker.start()
    agent = village.agent
    agent.write(acts.collected(agent, 7, 1))
    agent.sync()
    for _ in range(200):
        if agent.call("GET", "/v1/head").head().reviews and village.supervisor.read("branch:LWB")[-1].device == 0:
            break
    worker.stop()
    assert b'"code":"unknown_member"' in village.supervisor.read("branch:LWB")[-1].lines[-1]


def titipan_paying(laptop: Laptop, counter: int, month: str) -> None:
    """A receipt of Rp 8.400, of which the first member's titipan pays Rp 5.000."""
    receipt = laptop.write(msgspec.structs.replace(acts.collected(laptop, 1, counter, months=(month,)), cash=3_400))
    used = TitipanUsed(day=acts.DAY, member=acts.member(1), agent=laptop.identity.person, rupiah=5_000, receipt=receipt)
    laptop.write(used)


@EMBEDDED
def test_a_price_that_nobody_paid_is_looked_at_once_its_act_is_whole(village: Village) -> None:
    agent = village.agent
    agent.write(acts.registered(agent, 1))
    agent.write(TitipanTaken(day=acts.DAY, member=acts.member(1), agent="A017", rupiah=5_000, cash=5_000, number="T1"))
    agent.write(msgspec.structs.replace(acts.collected(agent, 1, 1), cash=3_400))
    agent.sync()
    receipt = Origin(agent.device, 3, agent.hashes[2].hex())
    assert opened(village) == set()
    agent.write(TitipanUsed(day=acts.DAY, member=acts.member(1), agent="A017", rupiah=5_000, receipt=receipt))
    agent.write(msgspec.structs.replace(acts.collected(agent, 1, 2, months=("2026-12",)), cash=0))
    agent.sync()
    assert opened(village) == set()
    agent.write(acts.deposited(agent, 8_400, 1))
    agent.sync()
    assert opened(village) == {(agent.device, 5, "tariff_mismatch")}
    assert line_of(village, ReviewCode.TARIFF_MISMATCH).members == (acts.member(1),)


@EMBEDDED
def test_titipan_that_two_agents_spent_without_a_network_is_looked_at(village: Village, clock: Clock) -> None:
    first, second = village.agent, village.enrol("A018", "agent")
    first.write(acts.registered(first, 1))
    first.write(TitipanTaken(day=acts.DAY, member=acts.member(1), agent="A017", rupiah=5_000, cash=5_000, number="T1"))
    titipan_paying(first, 1, "2026-11")
    first.sync()
    assert opened(village) == set()
    clock.forward(minutes=1)
    titipan_paying(second, 1, "2026-12")
    second.sync()
    assert opened(village) == {(second.device, 1, "tariff_mismatch")}
