"""What voids, reversals, counts and decisions do, and whose word counts."""

from itertools import permutations

import pytest

from agent_app.domain.cash import CashPosition
from agent_app.journal.entries.base import Origin
from agent_app.records.tables.journal import State
from agent_app.records.views import cash
from tests.records import acts
from tests.records.journals import COOP, DAY, MINUTE, START, Branch, Journal, branch
from tests.records.sides import Side


@pytest.fixture
def here() -> Branch:
    return branch()


def reversed_by(side: Side, here: Branch, *later: Journal) -> str | None:
    """What became of the only receipt, once the journals arrived, those `later` last."""
    side.take_all([journal for journal in here.all if journal not in later] + list(later))
    return str(side.one("receipt")["reversed_by"]) if side.one("receipt")["reversed_day"] else None


def outcome(side: Side, here: Branch, **deposit: object) -> tuple[str | None, int | None, str | None]:
    side.take_all(here.all)
    row = side.one("deposit", **deposit)
    return row["outcome"], row["counted"], row["difference"]


def test_a_void_within_five_minutes_takes_the_receipt_back(side: Side, here: Branch) -> None:
    acts.void(here.maria, acts.receipt(here.maria), START + 5 * MINUTE)
    assert reversed_by(side, here) == "void"
    assert cash.position(side.connection, COOP, "A017") == CashPosition.of(8_400, 8_400, ())


@pytest.mark.parametrize("late", [5 * MINUTE + 1, -1], ids=["too late", "before the receipt"])
def test_a_void_outside_of_its_five_minutes_waits_for_another_person(side: Side, here: Branch, late: int) -> None:
    acts.void(here.maria, acts.receipt(here.maria), START + late)
    assert reversed_by(side, here) is None


def test_a_void_after_a_deposit_waits_for_another_person(side: Side, here: Branch) -> None:
    of = acts.receipt(here.maria)
    acts.deposit(here.maria)
    acts.void(here.maria, of)
    assert reversed_by(side, here) is None


def test_a_void_before_the_deposit_counts_and_nobody_elses_deposit_matters(side: Side, here: Branch) -> None:
    of = acts.receipt(here.maria)
    acts.void(here.maria, of)
    acts.deposit(here.maria)
    acts.deposit(here.yosef)
    assert reversed_by(side, here) == "void"


def test_nobody_voids_what_another_took(side: Side, here: Branch) -> None:
    of = acts.receipt(here.maria)
    for journal in (here.yosef, here.lena):
        voided = acts.void(journal, of)
        acts.open_review(here.centre, voided)
        acts.decide_review(here.paulus, voided, "accept")
    assert reversed_by(side, here) is None


@pytest.mark.parametrize(("decision", "expected"), [("accept", "void"), ("refuse", None)])
def test_another_person_of_the_branch_decides_on_a_late_void(
    side: Side, here: Branch, decision: str, expected: str | None
) -> None:
    voided = acts.void(here.maria, acts.receipt(here.maria), START + 60 * MINUTE)
    acts.open_review(here.centre, voided)
    acts.decide_review(here.lena, voided, decision)
    assert reversed_by(side, here) == expected


def test_a_review_holds_up_a_void_that_came_in_time(side: Side, here: Branch) -> None:
    """The centre opens one where the receipt was acknowledged before, which only it can know."""
    voided = acts.void(here.maria, acts.receipt(here.maria))
    acts.open_review(here.centre, voided)
    assert reversed_by(side, here, here.centre) is None


def test_a_late_void_is_decided_neither_by_its_maker_nor_by_another_branch(side: Side, here: Branch) -> None:
    voided = acts.void(here.lena, acts.receipt(here.lena), START + 60 * MINUTE)
    acts.open_review(here.centre, voided)
    acts.decide_review(here.lena, voided, "accept")
    acts.decide_review(here.other, voided, "accept")
    acts.decide_review(here.yosef, voided, "accept")
    assert reversed_by(side, here) is None
    assert side.states(here.yosef.device) == [State.NOT_ALLOWED]


@pytest.mark.parametrize("make", [acts.receipt, acts.slip])
def test_a_reversal_asked_and_decided_by_two_persons_counts(side: Side, here: Branch, make: object) -> None:
    of = make(here.maria)  # type: ignore[operator]
    acts.decide(here.lena, acts.request(here.maria, of), of)
    side.take_all(here.all)
    (row,) = side.dicts("receipt") + side.dicts("titipan")
    assert row["reversed_by"] == "reversal"


def test_nobody_decides_on_their_own_request_or_their_own_receipt(side: Side, here: Branch) -> None:
    of = acts.receipt(here.lena)
    acts.decide(here.paulus, acts.request(here.paulus, of), of)
    acts.decide(here.lena, acts.request(here.maria, of), of)
    acts.decide(here.other, acts.request(here.maria, of), of)
    acts.decide(here.yosef, acts.request(here.maria, of), of)
    assert reversed_by(side, here) is None


def test_a_decision_counts_for_the_very_request_it_names(side: Side, here: Branch) -> None:
    of, other = acts.receipt(here.maria), acts.slip(here.maria)
    asked = acts.request(here.maria, other)
    acts.decide(here.lena, asked, of)
    acts.decide(here.lena, Origin(asked.device, asked.seq, "ab" * 32), other)
    side.take_all(here.all)
    assert [row["reversed_by"] for row in side.dicts("receipt") + side.dicts("titipan")] == [None, None]


def test_a_request_is_decided_once(side: Side, here: Branch) -> None:
    of = acts.receipt(here.maria)
    asked = acts.request(here.maria, of)
    acts.decide(here.lena, asked, of, "refused", START)
    acts.decide(here.paulus, asked, of, "accepted", START + MINUTE)
    assert reversed_by(side, here) is None


def test_a_refusal_ends_the_matter_also_for_those_who_ask_again(side: Side, here: Branch) -> None:
    of = acts.receipt(here.maria)
    acts.decide(here.lena, acts.request(here.maria, of), of, "refused", START)
    acts.decide(here.paulus, acts.request(here.maria, of), of, "accepted", START + MINUTE)
    assert reversed_by(side, here) is None


def test_a_refusal_by_whoever_asked_ends_nothing(side: Side, here: Branch) -> None:
    of = acts.receipt(here.maria)
    asked = acts.request(here.lena, of)
    acts.decide(here.lena, asked, of, "refused", START)
    acts.decide(here.paulus, asked, of, "accepted", START + MINUTE)
    assert reversed_by(side, here) == "reversal"


@pytest.mark.parametrize("order", list(permutations(range(2))))
def test_a_void_takes_the_slip_of_the_same_act_along(side: Side, here: Branch, order: tuple[int, ...]) -> None:
    of = acts.receipt(here.maria)
    acts.slip(here.maria, receipt=of)
    acts.slip(here.maria)
    acts.slip(here.yosef, receipt=of)
    acts.void(here.maria, of, START + MINUTE)
    runs = (here.maria.run(1, 3, whole=False), here.maria.run(4, whole=False))
    side.take(here.centre.run(), here.yosef.run(), *(runs[index] for index in order))
    slips = {row["seq"]: row["reversed_by"] for row in side.dicts("titipan", device=here.maria.device)}
    assert slips == {2: "void", 3: None}
    assert side.one("titipan", device=here.yosef.device)["reversed_by"] is None
    assert cash.position(side.connection, COOP, "A017") == CashPosition.of(18_400, 13_400, ())


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_money_other_than_cash_came_in_by_the_first_word_of_another_person_of_the_branch(
    side: Side, here: Branch, order: tuple[int, ...]
) -> None:
    papers = acts.receipt(here.lena), acts.slip(here.lena)
    acts.funds(here.lena, *papers, at=START - MINUTE)
    acts.funds(here.other, *papers, at=START - MINUTE)
    acts.funds(here.maria, *papers, at=START - MINUTE)
    arriving = (here.lena, here.other, here.maria)
    side.take_all([here.centre, *(arriving[index] for index in order)])
    assert [side.one(name)["funds_day"] for name in ("receipt", "titipan")] == [None, None]
    assert side.states(here.maria.device) == [State.NOT_ALLOWED]
    acts.funds(here.paulus, *papers)
    side.take(here.paulus.run())
    assert [side.one(name)["funds_day"] for name in ("receipt", "titipan")] == [DAY, DAY]


def test_a_word_that_money_came_in_may_arrive_before_its_paper(side: Side, here: Branch) -> None:
    acts.funds(here.lena, acts.receipt(here.maria))
    side.take(here.centre.run(), here.lena.run(), here.maria.run())
    assert side.one("receipt")["funds_day"] == DAY


def test_a_reversal_of_deposited_money_leaves_the_cash_on_hand_below_zero(side: Side, here: Branch) -> None:
    of = acts.receipt(here.maria)
    acts.deposit(here.maria, 8_400)
    acts.decide(here.lena, acts.request(here.maria, of), of)
    side.take_all(here.all)
    position = cash.position(side.connection, COOP, "A017")
    assert (position.on_hand, position.in_transit) == (-8_400, 8_400)
    assert position.identity_holds


def test_a_deposit_confirmed_by_the_receivers_count_is_there(side: Side, here: Branch) -> None:
    of = acts.deposit(here.maria)
    acts.confirm(here.lena, of, acts.count(here.lena, of))
    assert outcome(side, here) == ("confirmed", 100_000, None)


def test_a_deposit_confirmed_by_an_agent_moves_nothing_and_is_listed(side: Side, here: Branch) -> None:
    acts.receipt(here.maria)
    of = acts.deposit(here.maria, 8_400)
    acts.confirm(here.yosef, of, acts.count(here.yosef, of, 8_400), 8_400)
    acts.confirm_by_bank(here.maria, of, rupiah=8_400)
    assert outcome(side, here) == (None, None, None)
    assert side.states(here.yosef.device) == [State.NOT_ALLOWED] * 2
    assert side.states(here.maria.device)[-1] == State.NOT_ALLOWED
    position = cash.position(side.connection, COOP, "A017")
    assert (position.in_transit, position.confirmed) == (8_400, 0)


def test_a_supervisor_does_not_confirm_their_own_deposit(side: Side, here: Branch) -> None:
    of = acts.deposit(here.lena)
    acts.confirm(here.lena, of, acts.count(here.paulus, of))
    acts.confirm_by_bank(here.lena, of)
    acts.send_back(here.lena, of)
    assert outcome(side, here) == (None, None, None)


def test_nobody_confirms_what_only_the_depositor_counted(side: Side, here: Branch) -> None:
    of = acts.deposit(here.lena)
    acts.confirm(here.paulus, of, acts.count(here.lena, of))
    assert outcome(side, here) == (None, None, None)


def test_nobody_confirms_what_nobody_counted(side: Side, here: Branch) -> None:
    of, other = acts.deposit(here.maria), acts.deposit(here.maria)
    counted, of_other = acts.count(here.lena, of), acts.count(here.lena, other)
    elsewhere = acts.count(here.other, of)
    acts.confirm(here.lena, of, None)
    acts.confirm(here.lena, of, of_other)
    acts.confirm(here.lena, of, elsewhere)
    acts.confirm(here.lena, of, counted, 99_000)
    acts.confirm(here.lena, of, Origin(counted.device, counted.seq, "ab" * 32))
    acts.confirm_by_bank(here.lena, of, None)
    acts.confirm(here.other, of, counted)
    assert outcome(side, here, seq=of.seq) == (None, None, None)


def test_a_count_that_arrives_after_the_confirmation_makes_it_count(side: Side, here: Branch) -> None:
    of = acts.deposit(here.maria)
    acts.confirm(here.lena, of, acts.count(here.paulus, of))
    side.take_all([here.centre, here.lena, here.maria])
    assert side.one("deposit")["outcome"] is None
    side.take_all([here.paulus])
    assert side.one("deposit")["outcome"] == "confirmed"


def test_a_bank_line_confirms_one_deposit_only_and_the_first_by_time(side: Side, here: Branch) -> None:
    one, other = acts.deposit(here.maria), acts.deposit(here.yosef)
    acts.confirm_by_bank(here.lena, one, at=START + MINUTE)
    acts.confirm_by_bank(here.paulus, other, at=START)
    side.take_all([here.centre, here.maria, here.yosef, here.lena])
    assert side.one("deposit", device=1)["outcome"] == "confirmed"
    side.take_all([here.paulus])
    assert side.one("deposit", device=1)["outcome"] is None
    assert side.one("deposit", device=2)["outcome"] == "confirmed"


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_bank_line_is_not_used_up_by_somebody_who_could_not_use_it(
    side: Side, here: Branch, order: tuple[int, ...]
) -> None:
    own, theirs = acts.deposit(here.lena), acts.deposit(here.maria)
    acts.confirm_by_bank(here.lena, own, at=START)
    acts.confirm_by_bank(here.other, theirs, at=START)
    acts.confirm_by_bank(here.paulus, theirs, at=START + MINUTE)
    journals = (here.lena, here.other, here.paulus)
    side.take_all([here.centre, *(journals[index] for index in order), here.maria])
    assert side.one("deposit", device=here.maria.device)["outcome"] == "confirmed"
    assert side.one("deposit", device=here.lena.device)["outcome"] is None


def test_the_first_count_by_time_stands(side: Side, here: Branch) -> None:
    of = acts.deposit(here.maria)
    acts.confirm(here.lena, of, acts.count(here.lena, of), at=START + MINUTE)
    acts.confirm(here.paulus, of, acts.count(here.paulus, of, 90_000), 90_000, at=START)
    assert outcome(side, here) == ("confirmed", 90_000, "open")


def test_a_returned_deposit_is_back_on_hand(side: Side, here: Branch) -> None:
    acts.receipt(here.maria)
    acts.send_back(here.lena, acts.deposit(here.maria, 8_400))
    side.take_all(here.all)
    position = cash.position(side.connection, COOP, "A017")
    assert (position.on_hand, position.in_transit, position.deposited) == (8_400, 0, 8_400)


def short(here: Branch) -> Origin:
    """A deposit of 100.000 counted by Lena at 83.200 and confirmed by her."""
    of = acts.deposit(here.maria)
    return acts.confirm(here.lena, of, acts.count(here.lena, of, 83_200), 83_200)


def test_a_counted_difference_is_open_until_somebody_speaks(side: Side, here: Branch) -> None:
    short(here)
    assert outcome(side, here) == ("confirmed", 83_200, "open")
    position = cash.position(side.connection, COOP, "A017")
    assert (position.confirmed, position.receivable, position.surplus) == (83_200, 16_800, 0)
    assert position.identity_holds


def test_more_than_declared_is_a_surplus(side: Side, here: Branch) -> None:
    of = acts.deposit(here.maria)
    acts.confirm(here.lena, of, acts.count(here.lena, of, 120_000), 120_000)
    side.take_all(here.all)
    position = cash.position(side.connection, COOP, "A017")
    assert (position.confirmed, position.receivable, position.surplus) == (120_000, 0, 20_000)
    assert position.identity_holds


def test_the_depositor_disputes_or_accepts_and_may_accept_after_all(side: Side, here: Branch) -> None:
    confirmation = short(here)
    acts.dispute(here.maria, confirmation)
    side.take_all(here.all)
    assert side.one("deposit")["difference"] == "disputed"
    acts.accept(here.maria, confirmation)
    side.take(here.maria.run())
    assert side.one("deposit")["difference"] == "accepted"


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_shortage_paid_to_another_person_is_confirmed_and_what_is_more_a_surplus(
    side: Side, here: Branch, order: tuple[int, ...]
) -> None:
    confirmation = short(here)
    acts.repay(here.paulus, confirmation, 10_000)
    for nobody in (here.maria, here.other):
        acts.repay(nobody, confirmation, 3_000)
    arriving = (here.maria, here.lena, here.paulus)
    side.take_all([here.centre, here.other, *(arriving[index] for index in order)])
    position = cash.position(side.connection, COOP, "A017")
    assert (position.confirmed, position.receivable) == (93_200, 6_800)
    assert position.identity_holds
    acts.repay(here.lena, confirmation, 9_000)
    side.take(here.lena.run())
    assert side.one("deposit")["settled"] == 19_000
    position = cash.position(side.connection, COOP, "A017")
    assert (position.confirmed, position.receivable, position.surplus) == (102_200, 0, 2_200)
    assert position.identity_holds


def test_a_depositor_takes_no_payment_of_their_own_shortage(side: Side, here: Branch) -> None:
    of = acts.deposit(here.lena)
    confirmation = acts.confirm(here.paulus, of, acts.count(here.paulus, of, 83_200), 83_200)
    acts.repay(here.lena, confirmation, agent="S001")
    side.take_all(here.all)
    assert side.one("deposit")["settled"] is None
    acts.repay(here.paulus, confirmation, agent="S001")
    side.take_all(here.all)
    assert side.one("deposit")["settled"] == 16_800


def test_nobody_answers_for_the_depositor(side: Side, here: Branch) -> None:
    confirmation = short(here)
    acts.accept(here.yosef, confirmation)
    acts.accept(here.lena, confirmation)
    assert outcome(side, here) == ("confirmed", 83_200, "open")


def test_a_second_person_decides_and_a_recount_takes_the_counts_place(side: Side, here: Branch) -> None:
    confirmation = short(here)
    acts.dispute(here.maria, confirmation)
    acts.settle(here.paulus, confirmation, "recounted", 91_600)
    assert outcome(side, here) == ("confirmed", 91_600, "decided")
    assert cash.position(side.connection, COOP, "A017").receivable == 8_400


def test_whoever_counted_confirmed_or_paid_does_not_decide_the_difference(side: Side, here: Branch) -> None:
    of = acts.deposit(here.maria)
    counted = acts.count(here.paulus, of, 83_200)
    confirmation = acts.confirm(here.lena, of, counted, 83_200)
    for journal in (here.maria, here.lena, here.paulus, here.other):
        acts.settle(journal, confirmation, "recounted")
    assert outcome(side, here) == ("confirmed", 83_200, "open")


def test_the_cash_is_with_whoever_wrote_the_line_whatever_agent_it_names(side: Side, here: Branch) -> None:
    acts.receipt(here.maria)
    raw = here.maria.lines.pop().replace(b'"agent":"A017"', b'"agent":"A018"')
    del here.maria.hashes[-1]
    here.maria.keep(raw)
    side.take_all(here.all)
    assert cash.positions(side.connection, COOP).keys() == {"A017"}
