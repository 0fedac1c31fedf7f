"""A review decided together with the request that follows from it."""

import pytest

from agent_app.domain.errors import Refused
from agent_app.domain.reviews import REVIEWS, Decision
from agent_app.journal.entries.base import Origin
from agent_app.records.views import reversals, reviews
from agent_app.services.branch import DecideReview
from agent_app.services.follow_up import TAKES_BACK, DecideAndAskBack, decide_and_ask_back
from agent_app.services.reversal import DecideReversal, decide_reversal
from tests.services.office import Branch


def under_review(branch: Branch) -> Origin:
    receipt = branch.maria.collect(branch.maria.register(), "2026-11")
    branch.share()
    branch.office.ask_review(receipt.origin, "tariff_mismatch")
    return receipt.origin


def paying_back(origin: Origin, paper: Origin | None = None) -> DecideAndAskBack:
    decide = DecideReview(origin=origin, code="tariff_mismatch", decision=Decision.PAY_BACK)
    return DecideAndAskBack(decide=decide, paper=paper or origin, note="Tidak sesuai tarif")


def test_only_decisions_that_a_review_offers_take_a_paper_back() -> None:
    assert all(decision in REVIEWS[code].decisions for code, decision in TAKES_BACK)


def test_the_review_is_decided_and_another_person_decides_the_request(branch: Branch) -> None:
    origin = under_review(branch)
    request = branch.theresia.do(decide_and_ask_back, paying_back(origin))
    assert branch.theresia.ask(reviews.open_reviews) == ()
    (asked,) = branch.theresia.ask(reversals.undecided)
    assert (asked.origin, asked.paper, asked.person, asked.reason) == (request, origin, "S001", "wrong_amount")
    with pytest.raises(Refused, match="second_person_required"):
        branch.theresia.do(decide_reversal, DecideReversal(request=request, outcome="accepted"))
    branch.share()
    branch.paulus.do(decide_reversal, DecideReversal(request=request, outcome="accepted"))
    assert branch.paulus.ask(reversals.undecided) == ()


def test_where_the_paper_cannot_be_asked_back_the_review_stays_open(branch: Branch) -> None:
    origin = under_review(branch)
    with pytest.raises(Refused, match="receipt_unknown"):
        branch.theresia.do(decide_and_ask_back, paying_back(origin, Origin(11, 1, "00" * 32)))
    assert [one.origin for one in branch.theresia.ask(reviews.open_reviews)] == [origin]
    assert branch.theresia.ask(reversals.undecided) == ()


def test_a_decision_that_takes_nothing_back_is_none_of_these(branch: Branch) -> None:
    origin = under_review(branch)
    decide = DecideReview(origin=origin, code="tariff_mismatch", decision=Decision.ACCEPT_AMOUNT)
    with pytest.raises(KeyError):
        branch.theresia.do(decide_and_ask_back, DecideAndAskBack(decide=decide, paper=origin))
    assert len(branch.theresia.ask(reviews.open_reviews)) == 1
