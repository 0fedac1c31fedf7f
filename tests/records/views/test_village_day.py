"""Who is due in a village, for which months and at what price, and who is served."""

from datetime import date, timedelta

from sqlalchemy import select

from agent_app.domain.contributions import Sector
from agent_app.domain.coverage import MonthState
from agent_app.domain.funding import CASH
from agent_app.domain.reviews import Decision
from agent_app.journal.entries.base import Origin
from agent_app.records.tables.journal import journal
from agent_app.records.views import members, prices, schedules
from agent_app.records.views.taken_months import taken_months
from agent_app.records.views.village_day import MemberDay, VillageDay, village_day
from agent_app.reference.rules import rules
from agent_app.services.branch import DecideReview, decide_review
from agent_app.services.members import register_member
from agent_app.services.membership import has_ended
from agent_app.services.pricing import quote_member
from agent_app.services.reversal import VoidReceipt, void_receipt
from agent_app.services.roster import ListedPerson, RosterImport, import_rows
from agent_app.store.tx import Tx
from tests.services.office import Branch, registration

HERE = ("Waijarang",)
TODAY = date(2026, 11, 23)


def day_of(branch: Branch, today: date = TODAY, here: tuple[str | None, ...] = HERE) -> VillageDay:
    with branch.maria.store.reading() as connection:
        priced = prices.prices(connection, "KCL", "LWB")
        return village_day(connection, "KCL", "A017", here, priced, rules(today), today)


def only(day: VillageDay) -> MemberDay:
    (one,) = day.members
    return one


def from_roster(branch: Branch, last_paid: str | None, nik: str = "5313054101809901") -> str:
    rows = (ListedPerson(name="Contoh", nik=nik, last_paid=last_paid),)
    branch.theresia.do(import_rows, RosterImport(rows=rows, source="daftar.csv"))
    branch.share()
    row = branch.maria.ask(members.roster_of_nik, nik)[0].member
    return branch.maria.register(nik=nik, roster=row, village="Waijarang")


def test_a_new_member_owes_the_present_month_and_is_left(branch: Branch) -> None:
    branch.maria.register(village="Waijarang", occupation="Petani")
    day = day_of(branch)
    assert (only(day).due, only(day).rupiah, only(day).state) == (("2026-11",), 8_400, None)
    assert (len(day.left), len(day.served), day.rupiah_left) == (1, 0, 8_400)


def test_who_paid_today_is_served_and_one_whose_receipt_was_voided_is_left_again(branch: Branch) -> None:
    member = branch.maria.register(village="Waijarang")
    receipt = branch.maria.collect(member, "2026-11")
    day = day_of(branch)
    assert (only(day).served_at is not None, only(day).state) == (True, MonthState.PAID_TO_AGENT)
    assert (len(day.left), len(day.served), day.rupiah_left) == (0, 1, 0)
    branch.maria.do(void_receipt, VoidReceipt(receipt=receipt.origin, reason="wrong_months"))
    assert len(day_of(branch).left) == 1


def test_one_unpaid_month_is_due_again_and_two_cost_what_two_months_cost(branch: Branch) -> None:
    member = branch.maria.register(village="Waijarang")
    branch.maria.collect(member, "2026-11")
    december = only(day_of(branch, date(2026, 12, 5)))
    assert (december.due, december.rupiah, december.until) == (("2026-12",), 8_400, "2026-11")
    in_arrears = from_roster(branch, "2026-09")
    late = next(one for one in day_of(branch).members if one.member == in_arrears)
    assert (late.due, late.rupiah) == (("2026-10", "2026-11"), 16_800)
    assert late.standing.days_left_until_ended == (date(2027, 1, 1) - TODAY).days


def test_the_price_of_each_month_is_that_of_its_own_relief(branch: Branch) -> None:
    from_roster(branch, "2026-11")
    late = only(day_of(branch, date(2027, 1, 20)))
    assert (late.due, late.rupiah) == (("2026-12", "2027-01"), 8_400 + 16_800)


def test_what_is_left_is_what_the_collecting_act_would_ask_for(branch: Branch) -> None:
    for number, (income, sector) in enumerate(((1_000_000, Sector.OTHER), (2_500_000, Sector.TRANSPORT)) * 3):
        command = registration(7_000 + number, income=income, sector=sector, village="Waijarang")
        branch.maria.do(register_member, command)
    today = date(2027, 1, 20)
    with branch.maria.store.reading() as connection:
        schedule = schedules.newest(connection, "KCL", "LWB")
        assert schedule is not None
        total = 0
        for one in day_of(branch, today).left:
            found = members.find(connection, "KCL", one.member)
            assert found is not None
            total += quote_member(schedule.schedule, found, CASH, (), one.due).total
    assert day_of(branch, today).rupiah_left == total > 0


def test_from_the_due_day_on_the_coming_month_is_asked_of_those_whose_time_runs_out(branch: Branch) -> None:
    from_roster(branch, "2026-11")
    due_day = rules(TODAY).due_day
    assert only(day_of(branch, date(2026, 11, due_day - 1))).due == ()
    assert only(day_of(branch, date(2026, 11, due_day))).due == ("2026-12",)


def test_who_paid_this_month_is_not_asked_for_the_coming_one(branch: Branch) -> None:
    member = branch.maria.register(village="Waijarang")
    branch.maria.collect(member, "2026-11")
    tomorrow = only(day_of(branch, TODAY + timedelta(days=1)))
    assert (tomorrow.due, tomorrow.is_left, tomorrow.served_at) == ((), False, None)


def test_paid_ahead_owes_nothing_and_is_paid_until_the_last_month_in_a_row(branch: Branch) -> None:
    member = branch.maria.register(village="Waijarang")
    branch.maria.collect(member, "2026-11", "2026-12", "2027-02", total=8_400 + 8_400 + 16_800)
    assert only(day_of(branch)).until == "2026-12"
    assert only(day_of(branch, date(2027, 1, 5))).due == ("2027-01",)


def test_an_ended_membership_owes_nothing_and_is_neither_left_nor_served(branch: Branch) -> None:
    member = from_roster(branch, "2026-10")
    later = date(2027, 3, 1)
    day = day_of(branch, later)
    assert (only(day).ended, only(day).due, len(day.left), len(day.served)) == (True, (), 0, 0)

    def ended(tx: Tx, _: None) -> bool:
        found = members.find(tx.connection, tx.coop, member)
        assert found is not None
        return has_ended(tx, found, taken_months(tx.connection, tx.coop, found))

    branch.clock.forward(days=(later - TODAY).days)
    assert branch.maria.do(ended, None) is True


def test_all_kinds_of_villages_are_asked_for_also_none(branch: Branch) -> None:
    branch.maria.register(village="Waijarang")
    branch.maria.register(village=None)
    branch.maria.register(village="Lain")
    assert len(day_of(branch, here=("Waijarang", None)).members) == 2
    assert day_of(branch, here=()).members == ()


def test_months_of_a_registration_merged_into_a_member_are_the_members(branch: Branch) -> None:
    nik = "5313054101809902"
    assert branch.yosef.person == "A018"
    first, second = branch.maria.register(nik=nik, village="Waijarang"), branch.yosef.register(nik=nik)
    branch.yosef.collect(second, "2026-11")
    branch.share()
    assert only(day_of(branch)).due == ("2026-11",)
    here, there = (written(branch, device, 2) for device in (11, 12))
    branch.office.ask_review(there, "duplicate_nik", second, first, others=(here,))
    branch.theresia.do(decide_review, DecideReview(origin=there, code="duplicate_nik", decision=Decision.MERGE))
    branch.share()
    whole = only(day_of(branch, date(2026, 11, 10)))
    assert (whole.member, whole.state, whole.due) == (first, MonthState.PAID_TO_AGENT, ())


def written(branch: Branch, device: int, seq: int) -> Origin:
    """The origin of a line."""
    here = select(journal.c.h).where(journal.c.device == device, journal.c.seq == seq)
    with branch.theresia.store.reading() as connection:
        return Origin(device, seq, bytes(connection.execute(here).scalar_one()).hex())


def test_without_an_accepted_schedule_nothing_is_priced(branch: Branch) -> None:
    branch.maria.register(village="Waijarang")
    with branch.maria.store.reading() as connection:
        nobody_accepted = prices.prices(connection, "KCL", "ANOTHER")
        day = village_day(connection, "KCL", "A017", HERE, nobody_accepted, rules(TODAY), TODAY)
    assert (only(day).due, only(day).rupiah, day.rupiah_left) == (("2026-11",), None, 0)
    assert not nobody_accepted.accepted("2026-11")
