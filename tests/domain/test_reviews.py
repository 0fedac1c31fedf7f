"""Review codes and the decisions they allow."""

import pytest

from agent_app.domain.errors import Refused
from agent_app.domain.reviews import (
    BEARERS,
    REVIEWS,
    Bearer,
    Decision,
    ReviewCode,
    bearer,
    bearer_of_shortage,
    decision,
)


def test_every_review_code_has_its_rule_and_a_choice() -> None:
    assert set(REVIEWS) == set(ReviewCode)
    for code, review in REVIEWS.items():
        assert review.code is code
        assert review.rule.endswith(".")
        assert len(set(review.decisions)) == len(review.decisions) >= 2


def test_every_decision_is_offered_somewhere() -> None:
    assert {each for review in REVIEWS.values() for each in review.decisions} == set(Decision)


def test_a_decision_is_taken_from_those_its_review_offers() -> None:
    assert decision("duplicate_nik", "merge") is Decision.MERGE
    for code, chosen in (("duplicate_nik", "pay_back"), ("late_void", "merge"), ("late_void", "whatever")):
        with pytest.raises(Refused) as refused:
            decision(code, chosen)
        assert refused.value.code == "decision_not_offered"


def test_a_difference_in_price_stays_with_somebody_the_decision_allows() -> None:
    accept, rest = Decision.ACCEPT_AMOUNT, Decision.COLLECT_REST
    assert [bearer("tariff_mismatch", accept, each) for each in Bearer] == list(Bearer)
    assert bearer("tariff_mismatch", rest, None) is Bearer.MEMBER
    with pytest.raises(Refused) as refused:
        bearer("tariff_mismatch", accept, None)
    assert refused.value.code == "bearer_missing"
    for decided, chosen in ((rest, "branch"), (Decision.PAY_BACK, "branch"), (accept, "nobody")):
        with pytest.raises(Refused) as refused:
            bearer("tariff_mismatch", decided, chosen)
        assert refused.value.code == "bearer_not_offered"


def test_a_decision_that_leaves_no_difference_has_nobody_to_bear_it() -> None:
    assert {
        bearer(code, each, None)
        for code, review in REVIEWS.items()
        for each in review.decisions
        if (code, each) not in BEARERS
    } == {None}
    for code, decided in BEARERS:
        assert decided in REVIEWS[code].decisions


def test_a_review_of_an_unknown_code_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        decision("no_such_code", "accept")
    assert refused.value.code == "review_unknown"


def test_what_is_asked_above_what_was_collected_is_borne_by_whoever_is_said_to() -> None:
    assert bearer_of_shortage(0, None) is None
    assert [bearer_of_shortage(8_400, one.value) for one in Bearer] == list(Bearer)
    with pytest.raises(Refused, match="bearer_missing"):
        bearer_of_shortage(8_400, None)
    for short, chosen in ((0, "branch"), (8_400, "centre")):
        with pytest.raises(Refused, match="bearer_not_offered"):
            bearer_of_shortage(short, chosen)
