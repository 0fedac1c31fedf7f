"""What waits at a branch, and the money that lies there for BPJS."""

from datetime import date

import msgspec
import pytest

from agent_app.domain.funding import FundingSource
from agent_app.records.views import branch_tasks as module
from agent_app.records.views.branch_tasks import Amount, BranchTasks, Unremitted, branch_tasks, unaccepted, unremitted
from agent_app.records.views.decisions import Kind, waiting
from agent_app.services.branch import Remit, RemitFor, remit
from agent_app.services.reversal import RequestReversal, request_reversal
from tests.services.office import BRANCH, SCHEDULE, Branch

TODAY = date(2026, 11, 23)


def tasks(branch: Branch) -> BranchTasks:
    branch.share()
    return branch.theresia.ask(branch_tasks, BRANCH, TODAY)


def test_a_branch_without_anything_waiting_has_nothing_to_do(branch: Branch) -> None:
    found = tasks(branch)
    assert found.deposits == Amount()
    assert set(found.matters.values()) == {Amount()}
    assert found.schedule is None


def test_deposits_wait_until_somebody_has_decided_them(branch: Branch) -> None:
    branch.maria.collect(branch.maria.register(), "2026-11", "2026-12")
    slip = branch.maria.deposit()
    assert tasks(branch).deposits == Amount(1, 16_800)
    branch.theresia.receive(slip)
    assert tasks(branch).deposits == Amount()


def test_a_counted_shortage_waits_with_its_rupiah(branch: Branch) -> None:
    branch.maria.collect(branch.maria.register(), "2026-11", "2026-12")
    slip = branch.maria.deposit()
    branch.share()
    branch.theresia.receive(slip, missing=8_400)
    assert tasks(branch).matters[Kind.DIFFERENCE] == Amount(1, 8_400)


def test_what_waits_by_kind_adds_up_to_what_the_decisions_count(branch: Branch) -> None:
    member = branch.maria.register()
    receipt = branch.maria.collect(member, "2026-11")
    branch.maria.collect(branch.maria.register(), "2026-11", source=FundingSource.TRANSFER)
    branch.maria.deposit()
    branch.clock.forward(minutes=10)
    branch.maria.do(request_reversal, RequestReversal(paper=receipt.origin, reason="wrong_months"))
    branch.share()
    branch.office.ask_review(receipt.origin, "tariff_mismatch", member)
    found = tasks(branch)
    assert found.matters[Kind.REVERSAL] == Amount(1, 8_400)
    assert found.matters[Kind.FUNDS] == Amount(1, 8_400)
    assert found.matters[Kind.REVIEW].count == 1
    counted = sum(amount.count for kind, amount in found.matters.items() if kind is not Kind.OWED)
    assert counted == branch.theresia.ask(waiting, BRANCH)


def test_a_schedule_of_the_next_month_waits_to_be_accepted(branch: Branch) -> None:
    branch.office.publish(msgspec.structs.replace(SCHEDULE, id="next", valid_from="2026-12"))
    found = branch.theresia.ask(unaccepted, BRANCH, TODAY)
    assert found is not None
    assert found.id == "next"
    assert branch.theresia.ask(unaccepted, BRANCH, date(2026, 10, 23)) is None


def test_counted_money_lies_at_the_branch_by_age_until_it_is_remitted(branch: Branch) -> None:
    member = branch.maria.register()
    branch.maria.collect(member, "2026-11", "2026-12")
    slip = branch.maria.deposit()
    branch.share()
    assert branch.theresia.ask(unremitted, BRANCH, TODAY) == Unremitted((0, 0, 0, 0), 0, 0, 0)
    branch.theresia.receive(slip)
    assert branch.theresia.ask(unremitted, BRANCH, TODAY) == Unremitted((16_800, 0, 0, 0), 2, 1, 0)
    later = branch.theresia.ask(unremitted, BRANCH, date(2026, 11, 28))
    assert (later.ages, later.oldest, later.rupiah) == ((0, 0, 16_800, 0), 5, 16_800)
    branch.theresia.do(remit, Remit(reference="KI-1", members=(RemitFor(member=member, months=("2026-11",)),)))
    assert branch.theresia.ask(unremitted, BRANCH, TODAY) == Unremitted((8_400, 0, 0, 0), 1, 1, 0)


def test_more_months_than_a_glance_adds_up_are_told_as_that(branch: Branch, monkeypatch: pytest.MonkeyPatch) -> None:
    branch.maria.collect(branch.maria.register(), "2026-11", "2026-12")
    slip = branch.maria.deposit()
    branch.share()
    branch.theresia.receive(slip)
    monkeypatch.setattr(module, "MOST_MONTHS", 2)
    assert not branch.theresia.ask(unremitted, BRANCH, TODAY).too_many
    monkeypatch.setattr(module, "MOST_MONTHS", 1)
    assert branch.theresia.ask(unremitted, BRANCH, TODAY).too_many
