"""What waits for a second person at a branch, counted and listed, and whose part in it keeps them from deciding."""

from collections.abc import Callable
from typing import Any

import pytest

from agent_app.domain.errors import Refused
from agent_app.domain.funding import FundingSource
from agent_app.domain.refusals import RefusalCode
from agent_app.domain.reviews import REVIEWS, Decision
from agent_app.journal.entries.base import Origin
from agent_app.journal.entries.money import ReversalRequested
from agent_app.records.views import answers, decided, decisions, expected, history, receipts, reversals, staff
from agent_app.records.views.decisions import Kind, Made, Waiting
from agent_app.records.views.whereabouts import Where, whereabouts
from agent_app.services.branch import DecideReview, decide_review
from agent_app.services.deposit import ConfirmDeposit, CountDeposit, confirm_deposit, count_deposit
from agent_app.services.difference import (
    AcceptDifference,
    DecideDifference,
    DisputeDifference,
    accept_difference,
    decide_difference,
    dispute_difference,
)
from agent_app.services.funds import ConfirmFunds, confirm_funds
from agent_app.services.reversal import DecideReversal, RequestReversal, decide_reversal, request_reversal
from agent_app.store.tx import Tx
from tests.services.office import BRANCH, Branch, Laptop, pieces_of


def items(laptop: Laptop, branch: str = BRANCH) -> tuple[Waiting, ...]:
    return laptop.ask(decisions.decisions, branch)


def kinds(laptop: Laptop) -> list[Kind]:
    return [one.kind for one in items(laptop)]


def count(laptop: Laptop) -> int:
    return laptop.ask(decisions.waiting, BRANCH)


def counted_short(branch: Branch, missing: int = 400) -> Origin:
    """Maria's deposit, counted and confirmed by Theresia with something missing."""
    branch.maria.collect(branch.maria.register(), "2026-11")
    slip = branch.maria.deposit()
    branch.share()
    counting = CountDeposit(deposit=slip.origin, pieces=pieces_of(slip.rupiah - missing))
    counted = branch.theresia.do(count_deposit, counting)
    branch.theresia.do(confirm_deposit, ConfirmDeposit(deposit=slip.origin, count=counted.origin, reason="short"))
    branch.share()
    return slip.origin


def asked_back(branch: Branch) -> tuple[receipts.Receipt, Origin]:
    """A receipt of Maria's, and her request to take it back."""
    taken = branch.maria.collect(branch.maria.register(), "2026-11")
    request = branch.maria.do(request_reversal, RequestReversal(paper=taken.origin, reason="wrong_member"))
    branch.share()
    return branch.theresia.ask(receipts.find, taken.origin), request


def transferred(branch: Branch) -> Origin:
    taken = branch.maria.collect(branch.maria.register(), "2026-11", source=FundingSource.TRANSFER)
    branch.share()
    return taken.origin


def test_a_branch_where_nothing_happened_waits_for_nobody(branch: Branch) -> None:
    assert items(branch.theresia) == ()
    assert count(branch.theresia) == 0


def test_each_kind_is_listed_with_its_facts_and_counted(branch: Branch) -> None:
    deposit = counted_short(branch)
    receipt, request = asked_back(branch)
    funded = transferred(branch)
    branch.office.ask_review(receipt.origin, "clock_doubtful", *receipt.members)
    found = {one.kind: one for one in items(branch.theresia)}
    assert found.keys() == {Kind.DIFFERENCE, Kind.REVERSAL, Kind.FUNDS, Kind.REVIEW}
    assert count(branch.theresia) == 4
    assert (found[Kind.DIFFERENCE].origin, found[Kind.DIFFERENCE].rupiah) == (deposit, 400)
    asked = found[Kind.REVERSAL]
    assert (asked.origin, asked.number, asked.rupiah, asked.code) == (request, receipt.number, 8_400, "wrong_member")
    assert asked.name is not None
    assert asked.name.startswith("Contoh Orang")
    assert (found[Kind.FUNDS].origin, found[Kind.FUNDS].code) == (funded, "transfer")
    assert (found[Kind.REVIEW].code, found[Kind.REVIEW].number) == ("clock_doubtful", receipt.number)
    assert all(
        one.since > 0 and one.agent == ("A017" if one.kind is not Kind.REVIEW else None) for one in found.values()
    )


def test_what_is_decided_waits_no_longer_and_says_who_decided_what(branch: Branch) -> None:
    deposit = counted_short(branch)
    _, request = asked_back(branch)
    funded = transferred(branch)
    keys = [(Kind.DIFFERENCE, deposit), (Kind.REVERSAL, request), (Kind.FUNDS, funded)]
    assert [branch.paulus.ask(decided.decided, *key) for key in keys] == [None, None, None]
    branch.paulus.do(decide_difference, DecideDifference(deposit=deposit, outcome="recounted", recounted=8_400))
    branch.paulus.do(decide_reversal, DecideReversal(request=request, outcome="refused"))
    day = branch.clock().date()
    branch.paulus.do(confirm_funds, ConfirmFunds(papers=(funded,), rupiah=8_400, reference="T 1", received_on=day))
    branch.share()
    assert items(branch.theresia) == ()
    assert count(branch.theresia) == 0
    said = [branch.theresia.ask(decided.decided, *key) for key in keys]
    assert [(one.person, one.outcome) for one in said] == [
        ("S002", "recounted"),
        ("S002", "refused"),
        ("S002", "received"),
    ]


def test_a_shortage_that_is_final_is_only_owed_until_it_is_paid(branch: Branch) -> None:
    deposit = counted_short(branch)
    branch.maria.do(accept_difference, AcceptDifference(deposit=deposit))
    branch.share()
    (owed,) = items(branch.theresia)
    assert (owed.kind, owed.rupiah, owed.to_decide) == (Kind.OWED, 400, False)
    assert count(branch.theresia) == 0
    said = branch.theresia.ask(decided.decided, Kind.DIFFERENCE, deposit)
    assert (said.person, said.outcome) == ("A017", "accepted")


def test_what_an_agent_disputes_comes_before_older_things(branch: Branch) -> None:
    asked_back(branch)
    deposit = counted_short(branch)
    assert kinds(branch.theresia) == [Kind.REVERSAL, Kind.DIFFERENCE]
    branch.maria.do(dispute_difference, DisputeDifference(deposit=deposit, note="dihitung berdua"))
    branch.share()
    assert kinds(branch.theresia) == [Kind.DIFFERENCE, Kind.REVERSAL]
    found = items(branch.theresia)[0]
    assert found.code == "disputed"
    declared = branch.theresia.ask(decisions.deposits.find, deposit)
    answer = branch.theresia.ask(answers.answer_to, declared)
    assert (answer.answer, answer.note) == ("disputed", "dihitung berdua")


def test_things_of_one_weight_are_listed_oldest_first(branch: Branch) -> None:
    numbers = [asked_back(branch)[0].number for _ in range(3)]
    assert [one.number for one in items(branch.theresia)] == numbers


def test_a_review_that_waits_is_listed_apart_and_not_counted(branch: Branch) -> None:
    receipt, _ = asked_back(branch)
    branch.office.ask_review(receipt.origin, "unknown_member")
    command = DecideReview(origin=receipt.origin, code="unknown_member", decision=Decision.WAIT)
    branch.theresia.do(decide_review, command)
    *_, last = items(branch.theresia)
    assert (last.kind, last.put_off, last.to_decide) == (Kind.REVIEW, True, False)
    assert count(branch.theresia) == 1


def test_a_review_of_a_later_release_is_listed_with_nothing_to_decide(branch: Branch) -> None:
    receipt, _ = asked_back(branch)
    branch.office.ask_review(receipt.origin, "from_the_future")
    assert [one.code for one in items(branch.theresia) if one.kind is Kind.REVIEW] == ["from_the_future"]
    assert count(branch.theresia) == 2


def test_a_part_in_one_review_keeps_nobody_from_deciding_another(branch: Branch) -> None:
    receipt, _ = asked_back(branch)
    own = branch.theresia.collect(branch.theresia.register(), "2026-11")
    branch.share()
    other = branch.maria.collect(branch.maria.register(), "2026-11")
    branch.share()
    branch.office.ask_review(receipt.origin, "clock_doubtful")
    branch.office.ask_review(other.origin, "number_twice", others=(own.origin,))
    accepted = DecideReview(origin=receipt.origin, code="clock_doubtful", decision=Decision.ACCEPT)
    branch.theresia.do(decide_review, accepted)
    assert [one.code for one in items(branch.theresia) if one.kind is Kind.REVIEW] == ["number_twice"]


def test_of_two_requests_about_a_paper_one_is_listed_and_a_decision_settles_both(branch: Branch) -> None:
    receipt, first = asked_back(branch)
    branch.theresia.do(request_reversal, RequestReversal(paper=receipt.origin, reason="not_paid"))
    assert [one.origin for one in items(branch.paulus)] == [first]
    branch.paulus.do(decide_reversal, DecideReversal(request=first, outcome="accepted"))
    assert items(branch.paulus) == ()


def test_another_branch_has_nothing_of_this_one(branch: Branch) -> None:
    counted_short(branch)
    receipt, _ = asked_back(branch)
    transferred(branch)
    branch.office.ask_review(receipt.origin, "clock_doubtful")
    assert items(branch.theresia, "MOF") == ()
    assert branch.theresia.ask(decisions.waiting, "MOF") == 0


def test_a_review_across_branches_waits_in_both(branch: Branch) -> None:
    receipt, _ = asked_back(branch)
    branch.office.enrol(21, "A030", "agent", branch="MOF")
    branch.office.ask_review(receipt.origin, "number_twice", others=(Origin(21, 1, "00" * 32),))
    assert [one.code for one in items(branch.theresia, "MOF")] == ["number_twice"]
    assert "number_twice" in [one.code for one in items(branch.theresia)]


def test_who_has_a_part_in_a_thing_is_known_and_is_whom_the_service_refuses(branch: Branch) -> None:
    deposit = counted_short(branch)
    receipt, _ = asked_back(branch)
    own = branch.theresia.collect(branch.theresia.register(), "2026-11")
    branch.share()
    request = branch.paulus.do(request_reversal, RequestReversal(paper=own.origin, reason="other"))
    branch.office.ask_review(own.origin, "clock_doubtful")
    by_transfer = branch.theresia.collect(branch.theresia.register(), "2026-11", source=FundingSource.TRANSFER)
    branch.share()
    found = {one.key: one for one in items(branch.theresia)}
    parts = {
        (Kind.DIFFERENCE, deposit, ""): (Made.COUNT, None),
        (Kind.REVERSAL, request, ""): (Made.PAPER, Made.REQUEST),
        (Kind.REVIEW, own.origin, "clock_doubtful"): (Made.LINE, None),
        (Kind.FUNDS, by_transfer.origin, ""): (Made.PAPER, None),
    }
    for key, (theresia, paulus) in parts.items():
        assert (found[key].made_by("S001"), found[key].made_by("S002")) == (theresia, paulus), key
    for laptop in (branch.theresia, branch.paulus):
        for one in found.values():
            own = one.made_by(laptop.person) is not None
            assert _refusal(laptop, one) == (RefusalCode.SECOND_PERSON_REQUIRED if own else None), one.kind
    assert receipt.reversed_day is None


def _refusal(laptop: Laptop, one: Waiting) -> str | None:
    """Why the service refuses this person; what it would store otherwise is taken back."""
    acts: dict[Kind, tuple[Callable[..., Any], object]] = {
        Kind.REVIEW: (decide_review, DecideReview(origin=one.origin, code=one.code, decision=Decision.ACCEPT)),
        Kind.REVERSAL: (decide_reversal, DecideReversal(request=one.origin, outcome="refused")),
        Kind.DIFFERENCE: (decide_difference, DecideDifference(deposit=one.origin, outcome="stands")),
        Kind.FUNDS: (
            confirm_funds,
            ConfirmFunds(
                papers=(one.origin,),
                rupiah=one.rupiah or 0,
                reference="T 9",
                received_on=laptop.store.now().date(),
            ),
        ),
    }
    act, command = acts[one.kind]

    class Undone(Exception):
        pass

    def tried(tx: Any, command: Any) -> None:
        act(tx, command)
        raise Undone

    try:
        laptop.do(tried, command)
    except Undone:
        return None
    except Refused as refused:
        return refused.code
    raise AssertionError("the act was kept")


def test_money_is_with_the_agent_on_its_way_or_at_the_branch(branch: Branch) -> None:
    first, second = (branch.maria.collect(branch.maria.register(), "2026-11") for _ in range(2))

    def where(origin: Origin) -> Where:
        paper = branch.theresia.ask(receipts.find, origin)
        place = (paper.day, paper.at, origin.device, origin.seq)
        found = branch.theresia.ask(
            whereabouts, "A017", place, cash=paper.cash, source=paper.source, funds_day=paper.funds_day
        )
        return found.where

    branch.share()
    assert [where(one.origin) for one in (first, second)] == [Where.AGENT, Where.AGENT]
    slip = branch.maria.deposit(keep=8_400)
    branch.share()
    assert [where(one.origin) for one in (first, second)] == [Where.ON_THE_WAY, Where.AGENT]
    branch.theresia.receive(slip)
    assert [where(one.origin) for one in (first, second)] == [Where.BRANCH, Where.AGENT]
    funded = transferred(branch)
    assert where(funded) is Where.AWAITED


def test_what_a_month_should_have_cost_stands_beside_what_was_taken(branch: Branch) -> None:
    receipt, _ = asked_back(branch)
    (price,) = branch.theresia.ask(expected.prices, BRANCH, receipt)
    assert (price.month, price.taken, price.expected, price.agrees) == ("2026-11", 8_400, 8_400, True)
    assert branch.theresia.ask(expected.prices, "MOF", receipt)[0].expected == 8_400


def test_a_month_before_any_schedule_has_no_price(branch: Branch) -> None:
    receipt, _ = asked_back(branch)
    row = receipt.rows[0]
    values = {name: getattr(row, name) for name in type(row).__slots__} | {"month": "1999-01"}
    early = {name: getattr(receipt, name) for name in type(receipt).__slots__} | {"rows": (type(row)(**values),)}
    (price,) = branch.theresia.ask(expected.prices, BRANCH, type(receipt)(**early))
    assert (price.expected, price.agrees) == (None, False)


def test_a_line_is_told_by_its_origin_and_by_no_other(branch: Branch) -> None:
    receipt, _ = asked_back(branch)
    told = branch.theresia.ask(history.told_by, receipt.origin)
    assert (told.kind, told.person, told.entry.number) == ("contribution_collected", "A017", receipt.number)
    other = Origin(receipt.origin.device, receipt.origin.seq, "00" * 32)
    assert branch.theresia.ask(history.told_by, other) is None
    assert branch.theresia.ask(history.told_by, Origin(99, 1, "00" * 32)) is None


def test_people_are_known_by_name_only_where_a_laptop_told_it(branch: Branch) -> None:
    assert branch.theresia.ask(staff.names_of_staff) == {}


@pytest.mark.parametrize("code", sorted(REVIEWS))
def test_reviews_of_every_code_have_a_weight(code: str) -> None:
    one = Waiting(kind=Kind.REVIEW, origin=Origin(1, 1, "00"), code=code, since=1, agent=None)
    assert decisions.weight(one) in (0, 1, 2)


def test_a_request_shows_the_money_of_the_paper_and_not_what_it_says_of_it(branch: Branch) -> None:
    large = branch.maria.collect(branch.maria.register(), "2026-11", "2026-12")

    def ask(tx: Tx, agent: str) -> Origin:
        """For a paper of Rp 8.400, it says."""
        said = {"day": tx.day.isoformat(), "members": (), "agent": agent, "rupiah": 8_400, "number": "LWB-1"}
        return tx.append(ReversalRequested(**said, receipt=large.origin, reason="not_paid"))  # type: ignore[arg-type]

    hidden = branch.maria.do(ask, "A018")
    branch.share()
    assert items(branch.theresia) == ()
    with pytest.raises(Refused, match="reversal_unknown"):
        branch.theresia.do(decide_reversal, DecideReversal(request=hidden, outcome="accepted"))
    branch.maria.do(ask, "A017")
    branch.share()
    (one,) = items(branch.theresia)
    assert (one.number, one.rupiah, one.agent) == (large.number, 16_800, "A017")
    (asked,) = branch.theresia.ask(reversals.undecided)
    assert (asked.number, asked.rupiah) == (large.number, 16_800)
