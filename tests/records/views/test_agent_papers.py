"""The papers of an agent's day, and what is asked to be explained of it."""

from agent_app.domain.explanations import Question
from agent_app.records.views.agent_day import AgentDay
from agent_app.records.views.agent_papers import papers_of_day, question_of
from agent_app.records.views.branch_day import branch_day
from agent_app.services.collection import TakeTitipan, take_titipan
from agent_app.services.reversal import VoidReceipt, void_receipt
from tests.services.office import BRANCH, Branch

TODAY = "2026-11-23"


def row(branch: Branch) -> AgentDay:
    branch.share()
    return next(one for one in branch.theresia.ask(branch_day, BRANCH, TODAY).rows if one.agent == "A017")


def asked(branch: Branch) -> Question | None:
    found = row(branch)
    return question_of(found, branch.theresia.ask(papers_of_day, "A017", TODAY))


def test_receipts_and_slips_stand_in_their_order_with_names_and_months(branch: Branch) -> None:
    member = branch.maria.register(name="Contoh Satu")
    receipt = branch.maria.collect(member, "2026-11", "2026-12")
    branch.maria.do(take_titipan, TakeTitipan(member=member, rupiah=5_000))
    branch.maria.collect(branch.maria.register(), "2026-11")
    branch.maria.do(void_receipt, VoidReceipt(receipt=receipt.origin, reason="wrong_months"))
    branch.share()
    first, slip, last = branch.theresia.ask(papers_of_day, "A017", TODAY)
    assert (first.origin, first.names, first.reversed_by) == (receipt.origin, ("Contoh Satu",), "void")
    assert first.paid == {(member, "2026-11"), (member, "2026-12")}
    assert (slip.is_receipt, slip.cash, slip.paid) == (False, 5_000, frozenset())
    assert (last.is_receipt, last.cash, last.reversed_by) == (True, 8_400, None)
    assert branch.theresia.ask(papers_of_day, "A017", "2026-11-22") == ()


def test_a_rest_beside_a_deposit_asks_for_what_came_after_it(branch: Branch) -> None:
    branch.maria.collect(branch.maria.register(), "2026-11")
    branch.maria.deposit()
    branch.clock.forward(minutes=5)
    branch.maria.collect(branch.maria.register(), "2026-11", "2026-12")
    question = asked(branch)
    assert question is not None
    assert (question.rupiah, question.expected, question.found, question.short) == (16_800, 25_200, 8_400, True)
    assert question.deposited_at == row(branch).deposits[0].at
    assert [one.cash for one in question.papers] == [8_400, 16_800]


def test_a_counted_difference_asks_for_what_was_there_before_the_deposit(branch: Branch) -> None:
    branch.maria.collect(branch.maria.register(), "2026-11")
    slip = branch.maria.deposit()
    branch.clock.forward(minutes=5)
    branch.maria.collect(branch.maria.register(), "2026-11", "2026-12")
    branch.share()
    branch.theresia.receive(slip, missing=700)
    question = asked(branch)
    assert question is not None
    assert (question.rupiah, question.expected, question.found, question.short) == (700, 8_400, 7_700, True)
    assert [one.cash for one in question.papers] == [8_400]


def test_where_everything_fits_or_nothing_was_declared_nothing_is_asked(branch: Branch) -> None:
    branch.maria.collect(branch.maria.register(), "2026-11")
    assert asked(branch) is None
    branch.maria.deposit()
    assert asked(branch) is None
