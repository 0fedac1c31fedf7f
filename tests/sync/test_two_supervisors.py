"""Two supervisors decide about one deposit, or close one day, before either has heard of the other."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine

from agent_app.records.views import audit, cash, day_close, deposits, handover
from agent_app.records.views.audit import Wanted
from agent_app.records.views.deposits import Deposit
from agent_app.services.day_close import CloseDay, ReopenDay, close_day, reopen_day
from agent_app.services.deposit import (
    ConfirmDeposit,
    CountDeposit,
    DepositCash,
    ReturnDeposit,
    confirm_deposit,
    count_deposit,
    deposit_cash,
    return_deposit,
)
from agent_app.store.store import Store
from tests.sync.acts import RUPIAH, collect
from tests.sync.conftest import Clock, Office

BRANCH = "LWB"


def do(store: Store, clock: Clock, act: Callable[..., Any], command: object) -> Any:
    clock.forward(seconds=10)
    return store.write(act, command).result().result


def ask(store: Store, view: Callable[..., Any], *arguments: object) -> Any:
    with store.reading() as connection:
        return view(connection, "KCL", *arguments)


def at_centre(engine: Engine, view: Callable[..., Any], *arguments: object) -> Any:
    with engine.connect() as connection:
        return view(connection, "KCL", *arguments)


def everybody(office: Office, stores: tuple[Store, ...]) -> None:
    """Twice round: what the last one sends reaches the first."""
    for _ in range(2):
        for store in stores:
            office.sync(store)


def brought(office: Office, clock: Clock) -> tuple[Store, Store, Store, Deposit]:
    """An agent's deposit that two supervisors know of."""
    maria = office.device("A017")
    theresia, paulus = office.device("S003", "supervisor"), office.device("S001", "supervisor")
    collect(maria, 1, registers=True)
    do(maria, clock, deposit_cash, DepositCash(rupiah=RUPIAH))
    everybody(office, (maria, theresia, paulus))
    (deposit,) = ask(theresia, deposits.open_deposits)
    return maria, theresia, paulus, deposit


def test_who_takes_a_deposit_and_who_returns_it_at_once_decide_it_once(office: Office, clock: Clock) -> None:
    maria, theresia, paulus, deposit = brought(office, clock)
    counted = do(theresia, clock, count_deposit, CountDeposit(deposit=deposit.origin, pieces={"10000": 1, "5000": 1}))
    first = do(
        theresia, clock, confirm_deposit, ConfirmDeposit(deposit=deposit.origin, count=counted.origin, reason="short")
    )
    do(paulus, clock, return_deposit, ReturnDeposit(deposit=deposit.origin, reason="bag_open"))
    everybody(office, (paulus, theresia, maria))
    sides = [ask(store, deposits.find, deposit.origin) for store in (maria, theresia, paulus)]
    sides.append(at_centre(office.centre.engine, deposits.find, deposit.origin))
    assert {(one.outcome, one.confirmed_by, one.counted) for one in sides} == {("confirmed", "S003", 15_000)}
    assert {one.confirmation for one in sides} == {first}
    decision = ask(paulus, handover.decision_of, sides[2])
    assert (decision.person, decision.reason) == ("S003", "short")
    positions = [ask(store, cash.position, "A017") for store in (maria, theresia, paulus)]
    assert {(one.confirmed, one.receivable, one.on_hand) for one in positions} == {(15_000, RUPIAH - 15_000, 0)}
    for store in (theresia, paulus):
        kinds = [one.kind for one in ask(store, audit.page, BRANCH, Wanted(kinds=frozenset(DECISIONS)))]
        assert kinds == ["deposit_returned", "deposit_confirmed", "deposit_counted"]


DECISIONS = ("deposit_counted", "deposit_confirmed", "deposit_returned")


def test_a_day_closed_by_two_at_once_is_closed_once_on_every_side(office: Office, clock: Clock) -> None:
    maria, theresia, paulus, deposit = brought(office, clock)
    day = theresia.identity.business_day(clock())
    do(theresia, clock, close_day, CloseDay(day=day))
    do(paulus, clock, close_day, CloseDay(day=day))
    everybody(office, (paulus, theresia))
    told = day.isoformat()
    states = [ask(store, day_close.state, BRANCH, told) for store in (theresia, paulus)]
    states.append(at_centre(office.centre.engine, day_close.state, BRANCH, told))
    assert states[0] == states[1] == states[2]
    assert states[0].closing.person == "S003"
    do(paulus, clock, reopen_day, ReopenDay(day=day, reason="closed_too_early"))
    everybody(office, (paulus, theresia))
    assert ask(theresia, day_close.state, BRANCH, told).closing is None
    assert at_centre(office.centre.engine, day_close.state, BRANCH, told).closing is None
    assert ask(maria, deposits.find, deposit.origin).outcome is None
