"""What dishonest people write about money in others' hands, and what two honest ones write without a network."""

from itertools import permutations

import msgspec
import pytest

from agent_app.journal.entries import cash as cash_entries
from agent_app.journal.entries.base import Origin
from agent_app.records.views import cash
from tests.records import acts
from tests.records.journals import COOP, DAY, MINUTE, START, Branch, branch
from tests.records.sides import Side

DECLARED = 100_000


@pytest.fixture
def here() -> Branch:
    return branch()


def counted(here: Branch, rupiah: int = DECLARED) -> tuple[Origin, Origin]:
    """A deposit of 100.000, and Lena's word on what she counted of it."""
    of = acts.deposit(here.maria)
    return of, acts.confirm(here.lena, of, acts.count(here.lena, of, rupiah), rupiah)


def position(side: Side, here: Branch) -> tuple[int, int, int, int]:
    """Maria's cash: confirmed, receivable, surplus, on hand."""
    side.take_all(here.all)
    found = cash.position(side.connection, COOP, "A017")
    assert found.identity_holds
    return found.confirmed, found.receivable, found.surplus, found.on_hand


@pytest.mark.parametrize("by_another", [False, True])
def test_what_somebody_counted_is_not_sent_back_by_a_line_with_an_earlier_time(
    side: Side, here: Branch, by_another: bool
) -> None:
    of, _ = counted(here)
    acts.send_back(here.paulus if by_another else here.lena, of, at=START - MINUTE)
    assert position(side, here) == (DECLARED, 0, 0, -DECLARED)


def test_what_a_laptop_wrote_later_is_never_earlier_whatever_time_it_says(side: Side, here: Branch) -> None:
    of, _ = counted(here)
    acts.confirm(here.lena, of, acts.count(here.lena, of, 10_000, START - MINUTE), 10_000, START - MINUTE)
    assert position(side, here) == (DECLARED, 0, 0, -DECLARED)


def test_a_refused_reversal_is_not_accepted_by_the_same_laptop_at_an_earlier_time(side: Side, here: Branch) -> None:
    of = acts.receipt(here.maria)
    asked = acts.request(here.maria, of)
    acts.decide(here.lena, asked, of, "refused")
    acts.decide(here.lena, asked, of, "accepted", START - MINUTE)
    side.take_all(here.all)
    assert side.one("receipt")["reversed_by"] is None


def test_a_word_about_somebodys_money_that_does_not_name_them_moves_nothing(side: Side, here: Branch) -> None:
    """It would never reach the laptop of whom it concerns."""
    of = acts.deposit(here.maria)
    count = acts.count(here.lena, of)
    hidden = {"day": DAY, "agent": "A018", "rupiah": DECLARED, "deposit": of}
    here.lena.write(cash_entries.DepositConfirmed(**hidden, basis="count", count=count))  # type: ignore[arg-type]
    here.lena.write(cash_entries.DepositReturned(**hidden, reason="other"))  # type: ignore[arg-type]
    assert position(side, here) == (0, 0, 0, -DECLARED)
    acts.confirm(here.lena, of, count)
    assert position(side, here)[0] == DECLARED


@pytest.mark.parametrize("order", list(permutations(range(2))))
def test_what_two_took_of_one_shortage_is_all_there(side: Side, here: Branch, order: tuple[int, ...]) -> None:
    _, confirmation = counted(here, 83_200)
    for supervisor in (here.lena, here.paulus):
        acts.repay(supervisor, confirmation, 16_800)
    supervisors = (here.lena, here.paulus)
    side.take_all([here.centre, here.maria, *(supervisors[index] for index in order)])
    assert position(side, here) == (116_800, 0, 16_800, -DECLARED)
    side.rebuild()
    assert position(side, here) == (116_800, 0, 16_800, -DECLARED)


def test_what_was_paid_of_a_shortage_that_a_recount_undoes_is_a_surplus(side: Side, here: Branch) -> None:
    _, confirmation = counted(here, 83_200)
    acts.repay(here.lena, confirmation, 16_800)
    acts.settle(here.paulus, confirmation, "recounted", DECLARED)
    assert position(side, here) == (116_800, 0, 16_800, -DECLARED)


@pytest.mark.parametrize("order", list(permutations(range(2))))
def test_a_shortage_paid_to_whoever_counted_second_is_paid(side: Side, here: Branch, order: tuple[int, ...]) -> None:
    of, _ = counted(here, 83_200)
    second = acts.confirm(here.paulus, of, acts.count(here.paulus, of, 83_200, START + MINUTE), 83_200, START + MINUTE)
    acts.repay(here.paulus, second, 16_800)
    supervisors = (here.lena, here.paulus)
    side.take_all([here.centre, here.maria, *(supervisors[index] for index in order)])
    assert position(side, here) == (DECLARED, 0, 0, -DECLARED)


def test_a_slip_taken_after_a_void_is_not_taken_back_by_it(side: Side, here: Branch) -> None:
    of = acts.receipt(here.maria)
    acts.void(here.maria, of, START + MINUTE)
    acts.slip(here.maria, START + 2 * MINUTE, receipt=of)
    side.take_all(here.all)
    assert side.one("titipan")["reversed_by"] is None
    assert cash.position(side.connection, COOP, "A017").on_hand == 5_000


@pytest.mark.parametrize("order", list(permutations(range(2))))
def test_one_bank_line_brings_in_the_money_of_one_supervisors_papers(
    side: Side, here: Branch, order: tuple[int, ...]
) -> None:
    first, second = acts.receipt(here.maria), acts.receipt(here.maria, START + 1)
    acts.funds(here.lena, first)
    acts.funds(here.paulus, second, at=START + MINUTE)
    supervisors = (here.lena, here.paulus)
    side.take_all([here.centre, here.maria, *(supervisors[index] for index in order)])
    assert [row["funds_day"] for row in side.dicts("receipt")] == [DAY, None]
    side.rebuild()
    assert [row["funds_day"] for row in side.dicts("receipt")] == [DAY, None]


def test_a_bank_line_that_confirmed_a_deposit_brings_in_nothing_else(side: Side, here: Branch) -> None:
    paper, of = acts.receipt(here.maria), acts.deposit(here.maria)
    acts.funds(here.paulus, paper, at=START + MINUTE)
    acts.confirm_by_bank(here.lena, of, "TRX-1")
    side.take_all(here.all)
    assert side.one("receipt")["funds_day"] is None
    assert side.one("deposit")["outcome"] == "confirmed"


def test_several_lines_of_one_laptop_share_a_bank_line(side: Side, here: Branch) -> None:
    papers = acts.receipt(here.maria), acts.slip(here.maria)
    for paper in papers:
        acts.funds(here.lena, paper)
    side.take_all(here.all)
    assert [side.one(name)["funds_day"] for name in ("receipt", "titipan")] == [DAY, DAY]


def test_money_that_came_in_for_papers_of_another_agent_than_named_moves_nothing(side: Side, here: Branch) -> None:
    entry = cash_entries.FundsReceived(
        day=DAY,
        agent="A017",
        members=(),
        rupiah=8_400,
        papers=(acts.receipt(here.yosef),),
        reference="T",
        received_on=DAY,
    )
    here.lena.write(entry)
    side.take_all(here.all)
    assert side.one("receipt")["funds_day"] is None
    here.lena.write(msgspec.structs.replace(entry, agent=here.yosef.person))
    side.take_all(here.all)
    assert side.one("receipt")["funds_day"] == DAY


@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize(("said", "is_there"), [(None, False), ("refuse", False), ("accept", True)])
def test_what_a_closed_laptop_says_of_others_money_waits_for_another_person(
    side: Side, here: Branch, said: str | None, is_there: bool, order: tuple[int, ...]
) -> None:
    of, paper = acts.deposit(here.maria), acts.receipt(here.maria)
    asked = acts.request(here.maria, paper)
    words = (
        acts.confirm(here.lena, of, acts.count(here.lena, of)),
        acts.decide(here.lena, asked, paper),
        acts.funds(here.lena, acts.slip(here.maria)),
    )
    for word in words:
        acts.open_review(here.centre, word, "device_revoked")
        acts.decide_review(here.lena, word, "accept", "device_revoked", at=START - MINUTE)
        if said is not None:
            acts.decide_review(here.paulus, word, said, "device_revoked")
    runs = (here.centre.run(7), here.lena.run(), here.paulus.run() if here.paulus.lines else here.maria.run())
    side.take(here.centre.run(1, 6, whole=False), here.maria.run(), *(runs[index] for index in order))
    found = side.one("deposit")["outcome"], side.one("receipt")["reversed_by"], side.one("titipan")["funds_day"]
    assert found == (("confirmed", "reversal", DAY) if is_there else (None, None, None))
    side.rebuild()
    assert side.one("deposit")["outcome"] == found[0]


@pytest.mark.parametrize("order", list(permutations(range(2))))
def test_a_debt_that_a_closed_laptop_settled_is_still_owed(side: Side, here: Branch, order: tuple[int, ...]) -> None:
    _, confirmation = counted(here, 83_200)
    for word in (
        acts.repay(here.paulus, confirmation, 16_800),
        acts.settle(here.paulus, confirmation, "recounted", DECLARED),
    ):
        acts.open_review(here.centre, word, "device_revoked")
    runs = (here.centre.run(7), here.paulus.run())
    first = (here.centre.run(1, 6, whole=False), here.maria.run(), here.lena.run())
    side.take(*first, *(runs[index] for index in order))
    assert cash.position(side.connection, COOP, "A017").receivable == 16_800


def test_nobody_undoes_a_word_by_deciding_a_review_that_nobody_opened(side: Side, here: Branch) -> None:
    _, confirmation = counted(here)
    acts.decide_review(here.paulus, confirmation, "refuse", "device_revoked")
    assert position(side, here)[0] == DECLARED
