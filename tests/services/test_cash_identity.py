"""Whatever people do, in whatever order: the cash identity holds for everybody, and all sides agree."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from agent_app.domain.errors import Refused
from agent_app.journal.entries.base import Origin
from agent_app.records.views import deposits, reversals
from agent_app.services.collection import CollectPremium, PayFor, TakeTitipan, collect_premium, take_titipan
from agent_app.services.deposit import (
    ConfirmDeposit,
    CountDeposit,
    ReturnDeposit,
    confirm_deposit,
    count_deposit,
    return_deposit,
)
from agent_app.services.difference import (
    AcceptDifference,
    DecideDifference,
    DisputeDifference,
    SettleDifference,
    accept_difference,
    decide_difference,
    dispute_difference,
    settle_difference,
)
from agent_app.services.reversal import (
    DecideReversal,
    RequestReversal,
    VoidReceipt,
    decide_reversal,
    request_reversal,
    void_receipt,
)
from tests.services.office import Branch, Laptop, branch_office, pieces_of

AGENTS_DO = frozenset({"collect", "titipan", "spend", "void", "ask_back", "deposit", "accept", "dispute", "later"})
ACTS = (
    "collect", "collect", "collect", "titipan", "spend", "void", "ask_back", "decide_reversal", "deposit", "deposit",
    "receive", "receive", "give_back", "accept", "dispute", "decide_difference", "repay", "later",
)  # fmt: skip


class Day:
    """A day of two agents and two supervisors; `taken` is the cash taken, counted beside the books."""

    def __init__(self, branch: Branch) -> None:
        self.branch = branch
        self.agents = (branch.maria, branch.yosef)
        self.supervisors = (branch.theresia, branch.paulus)
        self.members = {agent.person: [agent.register(), agent.register()] for agent in self.agents}
        self.papers: dict[str, list[Origin]] = {agent.person: [] for agent in self.agents}
        self.taken = 0

    def do(self, act: str, who: int, amount: int) -> None:
        """One act by one of the two people of the role; what the trade refuses is simply not done."""
        step: Callable[[Laptop, int], None] = getattr(self, act)
        acting = self.agents if act in AGENTS_DO else self.supervisors
        try:
            step(acting[who], amount)
        except Refused:
            return
        self.branch.share()

    def collect(self, agent: Laptop, amount: int) -> None:
        member = self.members[agent.person][amount % 2]
        receipt = agent.collect(member, "2026-11", received=10_000, keep=amount % 5 * 100, confirmed_twice=True)
        self.taken += receipt.cash + (receipt.slip.cash if receipt.slip else 0)
        self.papers[agent.person] += [receipt.origin, *([receipt.slip.origin] if receipt.slip else [])]

    def titipan(self, agent: Laptop, amount: int) -> None:
        slip = agent.do(take_titipan, TakeTitipan(member=self.members[agent.person][amount % 2], rupiah=amount * 700))
        self.taken += slip.cash
        self.papers[agent.person].append(slip.origin)

    def spend(self, agent: Laptop, amount: int) -> None:
        member = self.members[agent.person][amount % 2]
        pay = PayFor(member=member, months=("2026-12",), titipan=amount * 700)
        receipt = agent.do(collect_premium, CollectPremium(members=(pay,), total=8_400, confirmed_twice=True))
        self.taken += receipt.cash
        self.papers[agent.person].append(receipt.origin)

    def void(self, agent: Laptop, amount: int) -> None:
        for paper in self.papers[agent.person][-1:]:
            agent.do(void_receipt, VoidReceipt(receipt=paper, reason="other"))

    def ask_back(self, agent: Laptop, amount: int) -> None:
        for paper in self.papers[agent.person][-amount:][:1]:
            agent.do(request_reversal, RequestReversal(paper=paper, reason="other"))

    def decide_reversal(self, supervisor: Laptop, amount: int) -> None:
        for asked in supervisor.ask(reversals.undecided)[:1]:
            outcome = "refused" if amount % 4 == 0 else "accepted"
            supervisor.do(decide_reversal, DecideReversal(request=asked.origin, outcome=outcome))

    def deposit(self, agent: Laptop, amount: int) -> None:
        agent.deposit(keep=amount % 3 * 1_000)

    def receive(self, supervisor: Laptop, amount: int) -> None:
        for deposit in supervisor.ask(deposits.open_deposits)[:1]:
            is_empty = amount % 7 == 0
            there = {} if is_empty else pieces_of(deposit.rupiah + (amount % 5 - 2) * 500)
            counting = CountDeposit(deposit=deposit.origin, pieces=there, is_empty=is_empty)
            counted = supervisor.do(count_deposit, counting)
            supervisor.do(confirm_deposit, ConfirmDeposit(deposit=deposit.origin, count=counted.origin))

    def give_back(self, supervisor: Laptop, amount: int) -> None:
        for deposit in supervisor.ask(deposits.open_deposits)[:1]:
            supervisor.do(return_deposit, ReturnDeposit(deposit=deposit.origin, reason="other"))

    def accept(self, agent: Laptop, amount: int) -> None:
        for deposit in agent.ask(deposits.differences, agent.person)[:1]:
            agent.do(accept_difference, AcceptDifference(deposit=deposit.origin))

    def dispute(self, agent: Laptop, amount: int) -> None:
        for deposit in agent.ask(deposits.differences, agent.person)[:1]:
            agent.do(dispute_difference, DisputeDifference(deposit=deposit.origin))

    def decide_difference(self, supervisor: Laptop, amount: int) -> None:
        for deposit in supervisor.ask(deposits.differences)[:1]:
            outcome = "stands" if amount % 2 else "recounted"
            command = DecideDifference(deposit=deposit.origin, outcome=outcome, recounted=deposit.rupiah)
            supervisor.do(decide_difference, command)

    def repay(self, supervisor: Laptop, amount: int) -> None:
        for deposit in supervisor.ask(deposits.owed)[:1]:
            supervisor.do(settle_difference, SettleDifference(deposit=deposit.origin, pieces={"c100": amount}))

    def later(self, agent: Laptop, amount: int) -> None:
        self.branch.clock.forward(minutes=amount)


def check(day: Day) -> None:
    """Everybody's books, against each other and against what was counted beside them."""
    sides = [laptop.totals() for laptop in (*day.agents, *day.supervisors)]
    assert all(side == sides[0] for side in sides)
    assert all(one.cash.identity_holds for side in sides for one in (side.all, *side.per_agent.values()))
    assert sides[0].all.cash.collected == day.taken
    sums = [one.as_dict() for one in sides[0].per_agent.values()]
    assert sides[0].all.as_dict() == {name: sum(one[name] for one in sums) for name in sums[0]}


@settings(max_examples=12)
@given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 1), st.integers(1, 12)), min_size=5, max_size=25))
def test_any_sequence_of_acts_keeps_the_cash_identity_on_every_side(acts: list[tuple[str, int, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder, branch_office(Path(folder) / "branch") as branch:
        day = Day(branch)
        for act, who, amount in acts:
            day.do(act, who, amount)
        branch.share()
        check(day)


def test_a_whole_day_of_two_agents_comes_out_to_the_rupiah(branch: Branch) -> None:
    day = Day(branch)
    for agent in day.agents:
        for month in ("2026-11", "2026-12"):
            day.papers[agent.person] += [agent.collect(one, month).origin for one in day.members[agent.person]]
    day.taken = 8 * 8_400
    slips = [agent.deposit(keep=1_000) for agent in day.agents]
    branch.share()
    branch.theresia.receive(slips[0], missing=500)
    branch.theresia.receive(slips[1], missing=-200)
    branch.share()
    branch.maria.do(dispute_difference, DisputeDifference(deposit=slips[0].origin))
    branch.share()
    branch.paulus.do(decide_difference, DecideDifference(deposit=slips[0].origin, outcome="stands"))
    branch.share()
    check(day)
    assert branch.theresia.totals().all.as_dict() == {
        "members": 4,
        "receipts": 8,
        "collected": 67_200,
        "reversed": 0,
        "deposited": 65_200,
        "in_transit": 0,
        "confirmed": 64_900,
        "receivable": 500,
        "surplus": 200,
        "on_hand": 2_000,
    }
