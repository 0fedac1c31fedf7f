"""What BPJS refuses of a remittance, whichever of the lines comes first, and whose word counts."""

from itertools import permutations

import pytest

from agent_app.records.tables.journal import State
from tests.records import acts
from tests.records.acts import YOSEF
from tests.records.journals import DAY, START, Branch, branch
from tests.records.sides import Side

LATER = "2026-11-25"


@pytest.fixture
def here() -> Branch:
    return branch()


def refused(side: Side, here: Branch) -> dict[tuple[str, str], str | None]:
    side.take_all(here.all)
    return {(row["member"], row["month"]): row["refused_day"] for row in side.dicts("remitted_month")}


def test_a_refusal_and_its_remittance_may_come_in_any_order(side: Side, here: Branch) -> None:
    acts.refuse(here.paulus, acts.remit(here.lena, months=("2026-11", "2026-12")))
    order = (here.centre, here.lena, here.paulus)
    for some in permutations(order):
        side.take_all(some)
        rows = {row["month"]: row["refused_day"] for row in side.dicts("remitted_month")}
        assert rows == {"2026-11": DAY, "2026-12": None}
        before = side.snapshot()
        side.rebuild()
        assert side.snapshot() == before


def test_a_refusal_names_one_remittance_and_no_other(side: Side, here: Branch) -> None:
    first = acts.remit(here.lena)
    acts.refuse(here.lena, first)
    acts.remit(here.lena, at=START + 1)
    side.take_all(here.all)
    assert [row["refused_day"] for row in side.dicts("remitted_month")] == [DAY, None]


def test_without_a_remittance_it_speaks_of_what_was_paid_under_the_code_before(side: Side, here: Branch) -> None:
    acts.remit(here.lena)
    acts.remit(here.lena, reference="KI-2")
    acts.refuse(here.paulus, None, at=START + 1)
    acts.remit(here.lena, at=START + 2)
    side.take_all(here.all)
    assert [row["refused_day"] for row in side.dicts("remitted_month")] == [DAY, None, None]


def test_of_several_refusals_the_first_counts(side: Side, here: Branch) -> None:
    of = acts.remit(here.lena)
    acts.refuse(here.paulus, of, day=LATER, at=START + 5)
    acts.refuse(here.lena, of, at=START + 1)
    assert set(refused(side, here).values()) == {DAY}


def test_only_the_branch_that_remitted_records_its_refusal(side: Side, here: Branch) -> None:
    of = acts.remit(here.lena)
    acts.refuse(here.other, of)
    assert set(refused(side, here).values()) == {None}


def test_an_agents_refusal_and_one_of_another_member_or_month_change_nothing(side: Side, here: Branch) -> None:
    of = acts.remit(here.lena)
    acts.refuse(here.maria, of)
    acts.refuse(here.lena, of, member=YOSEF)
    acts.refuse(here.lena, of, months=("2027-01",))
    acts.refuse(here.lena, of, months=())
    assert set(refused(side, here).values()) == {None}
    assert side.states(here.maria.device)[-1] == int(State.NOT_ALLOWED)
    assert len(side.rows("remittance_refusal")) == 3


def test_a_refusal_of_what_is_no_month_is_not_applied(side: Side, here: Branch) -> None:
    acts.refuse(here.lena, acts.remit(here.lena), months=("2026-13",))
    assert set(refused(side, here).values()) == {None}
    assert side.states(here.lena.device)[-1] == int(State.FAILED)
