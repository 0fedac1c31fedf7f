"""What a remittance says of prices that changed since members paid: kept alike on every side, whatever comes first."""

from itertools import permutations

import pytest

from agent_app.journal.lines import MAX_RUPIAH
from agent_app.records.tables.journal import State
from agent_app.records.views.totals import totals
from tests.records import acts
from tests.records.journals import COOP, Branch, branch
from tests.records.sides import Side

MONTHS = ("2026-12", "2027-01")


@pytest.fixture
def here() -> Branch:
    return branch()


def test_the_difference_stands_at_its_month_and_who_bears_it_at_the_remittance(side: Side, here: Branch) -> None:
    acts.remit(here.lena, months=MONTHS, differences={"2027-01": 8_400}, borne_by="branch")
    acts.remit(here.lena, months=("2026-10", "2026-11"), differences={"2026-11": -400})
    for some in permutations((here.centre, here.lena, here.paulus)):
        side.take_all([one for one in some if one.lines])
    assert {row["month"]: row["difference"] for row in side.dicts("remitted_month")} == {
        "2026-10": 0,
        "2026-11": -400,
        "2026-12": 0,
        "2027-01": 8_400,
    }
    assert sorted((row["rupiah"], row["borne_by"]) for row in side.dicts("remittance")) == [
        (16_400, None),
        (25_200, "branch"),
    ]
    before = side.snapshot()
    side.rebuild()
    assert side.snapshot() == before


def test_it_moves_nothing_in_the_cash_identity(side: Side, here: Branch) -> None:
    acts.receipt(here.maria)
    side.take_all(here.all)
    before = totals(side.connection, COOP)
    acts.remit(here.lena, differences={"2026-11": 8_400}, borne_by="agent")
    side.take_all(here.all)
    after = totals(side.connection, COOP)
    assert side.dicts("remitted_month")[0]["difference"] == 8_400
    assert after == before


def test_a_refused_month_keeps_its_difference_and_its_refusal(side: Side, here: Branch) -> None:
    acts.refuse(here.paulus, acts.remit(here.lena, months=MONTHS, differences={"2027-01": 8_400}), months=("2027-01",))
    side.take_all(here.all)
    rows = {row["month"]: (row["difference"], row["refused_day"] is not None) for row in side.dicts("remitted_month")}
    assert rows == {"2026-12": (0, False), "2027-01": (8_400, True)}


@pytest.mark.parametrize("differences", [{"2027-02": 8_400}, {"2027-01": MAX_RUPIAH + 1}, {"2027-01": -MAX_RUPIAH - 1}])
def test_a_difference_of_no_month_of_the_row_or_out_of_bounds_is_not_applied(
    side: Side, here: Branch, differences: dict[str, int]
) -> None:
    acts.remit(here.lena)
    entry = acts.remittance(MONTHS, differences)
    here.lena.write(entry)
    side.take_all(here.all)
    assert side.states(here.lena.device)[-1] == int(State.FAILED)
    assert len(side.rows("remittance")) == 1
