"""Two supervisors who decide the same thing at once, without a network: real stores, a real centre, one decision."""

from collections.abc import Callable
from typing import Any

import pytest

from agent_app.central.reviews import review_once
from agent_app.domain.errors import Refused
from agent_app.domain.reviews import Decision
from agent_app.journal.entries.base import Origin
from agent_app.records.tables.house import review_decision
from agent_app.records.views import decisions, receipts
from agent_app.records.views.decided import Decided, decided
from agent_app.records.views.decisions import Kind
from agent_app.services.branch import DecideReview, decide_review
from agent_app.services.reversal import DecideReversal, RequestReversal, decide_reversal, request_reversal
from agent_app.store.store import Store
from tests.sync.acts import collect
from tests.sync.conftest import Office

COOP, BRANCH = "KCL", "LWB"


def ask(store: Store, view: Callable[..., Any], *arguments: object) -> Any:
    with store.reading() as connection:
        return view(connection, COOP, *arguments)


def word(store: Store, kind: Kind, origin: Origin, code: str = "") -> Decided:
    return ask(store, decided, kind, origin, code)


@pytest.fixture
def supervisors(office: Office) -> tuple[Store, Store]:
    """Theresia and Paulus, who both know of a receipt that its agent wants back and the centre asks about."""
    agent = office.device("A017")
    first, second = office.device("S001", "supervisor"), office.device("S002", "supervisor")
    origin = collect(agent, 1)
    agent.write(request_reversal, RequestReversal(paper=origin, reason="wrong_member")).result()
    office.sync(agent)
    review_once(office.centre)
    for store in (first, second):
        assert office.sync(store).is_done
    return first, second


def one_of(store: Store, kind: Kind) -> decisions.Waiting:
    return next(one for one in ask(store, decisions.decisions, BRANCH) if one.kind is kind)


def test_of_two_decisions_on_a_review_the_first_counts_on_every_side(
    office: Office, supervisors: tuple[Store, Store]
) -> None:
    theresia, paulus = supervisors
    asked = next(
        one
        for one in ask(theresia, decisions.decisions, BRANCH)
        if (one.kind, one.code) == (Kind.REVIEW, "unknown_member")
    )
    theresia.write(
        decide_review, DecideReview(origin=asked.origin, code=asked.code, decision=Decision.LINK_MEMBER)
    ).result()
    office.clock.forward(seconds=30)
    paulus.write(decide_review, DecideReview(origin=asked.origin, code=asked.code, decision=Decision.PAY_BACK)).result()
    for store in (paulus, theresia, paulus):
        assert office.sync(store).is_done
    said = [word(store, Kind.REVIEW, asked.origin, asked.code) for store in (theresia, paulus)]
    assert {(one.person, one.outcome) for one in said} == {("S001", "link_member")}
    with paulus.reading() as connection:
        assert len(connection.execute(review_decision.select()).all()) == 2
    for store in (theresia, paulus):
        assert asked.key not in {one.key for one in ask(store, decisions.decisions, BRANCH)}
        with pytest.raises(Refused, match="review_already_decided"):
            store.write(
                decide_review, DecideReview(origin=asked.origin, code=asked.code, decision=Decision.PAY_BACK)
            ).result()


def test_of_two_decisions_on_a_request_the_first_moves_the_money_once(
    office: Office, supervisors: tuple[Store, Store]
) -> None:
    theresia, paulus = supervisors
    asked = one_of(theresia, Kind.REVERSAL)
    paulus.write(decide_reversal, DecideReversal(request=asked.origin, outcome="refused")).result()
    office.clock.forward(seconds=30)
    theresia.write(decide_reversal, DecideReversal(request=asked.origin, outcome="accepted")).result()
    for store in (theresia, paulus, theresia):
        assert office.sync(store).is_done
    said = [word(store, Kind.REVERSAL, asked.origin) for store in supervisors]
    assert {(one.person, one.outcome) for one in said} == {("S002", "refused")}
    for store in supervisors:
        (receipt,) = ask(store, receipts.recent, "A017")
        assert receipt.reversed_day is None


def test_who_syncs_first_finds_the_others_decision_and_cannot_decide_again(
    office: Office, supervisors: tuple[Store, Store]
) -> None:
    theresia, paulus = supervisors
    asked = one_of(theresia, Kind.REVERSAL)
    before = ask(paulus, decisions.waiting, BRANCH)
    theresia.write(decide_reversal, DecideReversal(request=asked.origin, outcome="accepted")).result()
    office.sync(theresia)
    office.sync(paulus)
    assert ask(paulus, decisions.waiting, BRANCH) == before - 1
    assert word(paulus, Kind.REVERSAL, asked.origin).person == "S001"
    with pytest.raises(Refused, match="reversal_already_decided"):
        paulus.write(decide_reversal, DecideReversal(request=asked.origin, outcome="refused")).result()
