"""The sums of an agent's days: each where its papers and deposits are, and none where nothing is left."""

from typing import Any

import pytest

from agent_app.journal.entries import money
from agent_app.journal.entries.base import Origin
from tests.records import acts
from tests.records.journals import DAY, START, Branch, Journal, branch
from tests.records.sides import Side

LATER, LATEST = "2026-11-24", "2026-11-25"


@pytest.fixture
def here() -> Branch:
    return branch()


def days(side: Side) -> dict[tuple[str, str], dict[str, int]]:
    rows: list[dict[str, Any]] = side.dicts("agent_day")
    return {
        (row["agent"], row["day"]): {
            name: value for name, value in row.items() if value and name not in ("coop", "agent", "day")
        }
        for row in rows
    }


def take_back(journal: Journal, asked: Origin, of: Origin, day: str, at: int) -> None:
    decided = money.ReversalDecided(
        day=day, members=(acts.MARIA,), agent="A017", rupiah=8_400, request=asked, receipt=of, outcome="accepted"
    )
    journal.write(decided, at)


def test_papers_and_deposits_of_a_day_are_summed_per_agent(side: Side, here: Branch) -> None:
    acts.receipt(here.maria, months=("2026-11", "2026-12"))
    acts.slip(here.maria)
    acts.deposit(here.maria, 10_000)
    acts.receipt(here.yosef)
    side.take_all(here.all)
    assert days(side) == {
        ("A017", DAY): {"papers": 2, "collected": 21_800, "declared": 10_000},
        ("A018", DAY): {"papers": 1, "collected": 8_400},
    }


def test_what_becomes_of_a_deposit_counts_on_the_day_it_was_declared(side: Side, here: Branch) -> None:
    short, over, back = (acts.deposit(here.maria) for _ in range(3))
    for of, rupiah in ((short, 99_000), (over, 100_500)):
        acts.confirm(here.lena, of, acts.count(here.lena, of, rupiah), rupiah)
    acts.send_back(here.lena, back)
    side.take_all(here.all)
    assert days(side)["A017", DAY] == {
        "declared": 300_000,
        "returned": 100_000,
        "confirmed": 199_500,
        "receivable": 1_000,
        "surplus": 500,
    }


def test_a_reversal_counts_on_its_own_day_and_leaves_no_row_where_it_no_longer_is(side: Side, here: Branch) -> None:
    of = acts.receipt(here.maria)
    asked = acts.request(here.yosef, of, START + 1)
    take_back(here.lena, asked, of, LATEST, START + 3)
    side.take(here.centre.run(), here.maria.run(), here.yosef.run(), here.lena.run())
    assert days(side) == {("A017", DAY): {"collected": 8_400}, ("A017", LATEST): {"reversed": 8_400}}
    take_back(here.paulus, asked, of, LATER, START + 2)
    side.take(here.paulus.run())
    assert days(side) == {("A017", DAY): {"collected": 8_400}, ("A017", LATER): {"reversed": 8_400}}
    before = side.snapshot()
    side.rebuild()
    assert side.snapshot() == before
