"""Two supervisors decide the same thing at once: it is decided once, and equally on all sides."""

from concurrent.futures import ThreadPoolExecutor
from itertools import permutations

from agent_app.records.tables.cash import deposit
from agent_app.records.tables.money import receipt
from tests.e2e import acts, kit
from tests.e2e.kit import POSTGRES, Cooperative, Laptop


def at_once(cooperative: Cooperative, *laptops: Laptop) -> None:
    """Both send in the same moment; whoever is first at the centre must not matter."""
    with ThreadPoolExecutor(len(laptops)) as pool:
        for outcome in pool.map(lambda laptop: laptop.sync(cooperative.address), laptops):
            assert outcome.is_done, outcome


def check(cooperative: Cooperative, one: Laptop, other: Laptop, agent: Laptop) -> None:
    cooperative.settle()
    kit.assert_equal(cooperative.centre, one, agent)
    kit.assert_equal(cooperative.centre, other, agent)


@POSTGRES
def test_a_reversal_decided_twice_is_decided_once_and_equally_on_all_sides(cooperative: Cooperative) -> None:
    agent = cooperative.enrol("A017")
    one, other = cooperative.enrol("S001", "supervisor"), cooperative.enrol("S002", "supervisor")
    asked = []
    for number in range(6):
        member = acts.register(agent.store, acts.nik(number))
        taken = acts.collect(agent.store, member)
        cooperative.clock.forward(minutes=1)
        request = acts.ask_reversal(agent.store, taken, member, f"LWB-A017-1-26-{number + 1:06d}")
        asked.append((request, taken, member))
    cooperative.sync()
    for number, (request, taken, member) in enumerate(asked):
        # Odd ones are decided by the second supervisor first, even ones at the very same moment.
        first, second = (one, other) if number % 2 == 0 else (other, one)
        accepted = number < 3
        acts.decide_reversal(first.store, request, taken, "A017", member, accepted=accepted)
        cooperative.clock.forward(minutes=number % 2)
        acts.decide_reversal(second.store, request, taken, "A017", member, accepted=not accepted)
    at_once(cooperative, one, other)
    check(cooperative, one, other, agent)
    for side in (cooperative.centre, one, other, agent):
        reversed_by = [row["reversed_by"] for row in kit.rows(side, receipt)]
        assert reversed_by == ["reversal"] * 3 + [None] * 3
        assert kit.all_totals(side).all.cash.reversed == 3 * acts.RUPIAH


@POSTGRES
def test_a_deposit_counted_by_two_is_confirmed_once_and_equally_on_all_sides(cooperative: Cooperative) -> None:
    agent = cooperative.enrol("A017")
    one, other = cooperative.enrol("S001", "supervisor"), cooperative.enrol("S002", "supervisor")
    for number in range(4):
        acts.receipt(agent.store, acts.nik(number))
    declared = 2 * acts.RUPIAH
    slips = [acts.deposit(agent.store, declared) for _ in range(2)]
    cooperative.sync()
    wanted = []
    for slip, (first, second) in zip(slips, permutations((one, other)), strict=True):
        acts.confirm(first.store, "A017", slip, declared - 8_400)
        cooperative.clock.forward(minutes=1)
        acts.confirm(second.store, "A017", slip, declared + 1_000)
        wanted.append((declared - 8_400, "confirmed"))
    at_once(cooperative, one, other)
    check(cooperative, one, other, agent)
    for side in (cooperative.centre, one, other, agent):
        assert [(row["counted"], row["outcome"]) for row in kit.rows(side, deposit)] == wanted
        cash = kit.all_totals(side).all.cash
        assert (cash.confirmed, cash.receivable, cash.surplus) == (2 * (declared - 8_400), 2 * 8_400, 0)
