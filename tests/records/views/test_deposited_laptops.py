"""The papers of somebody with two laptops stand in one queue."""

import pytest

from agent_app.records.views import deposited
from tests.records import acts
from tests.records.journals import COOP, DAY, MINUTE, START, Journal, branch
from tests.records.sides import Side


@pytest.mark.parametrize(("counted", "covered"), [(8_400, [True, False, False, False]), (25_200, [True] * 3 + [False])])
def test_papers_of_two_laptops_are_covered_in_the_order_of_their_time(
    side: Side, counted: int, covered: list[bool]
) -> None:
    here, newer = branch(), Journal(1001, "A017", "LWB", "agent")
    here.centre.write(newer.enrolment)
    times = (START, START + MINUTE, START + 2 * MINUTE, START + 3 * MINUTE)
    papers = [
        acts.receipt(laptop, at) for laptop, at in zip((here.maria, newer, here.maria, newer), times, strict=True)
    ]
    of = acts.deposit(here.maria, counted, START + 4 * MINUTE)
    acts.confirm(here.lena, of, acts.count(here.lena, of, counted), counted)
    side.take_all([*here.all, newer])
    reached = deposited.frontier(side.connection, COOP, "A017")
    places = [(DAY, at, paper.device, paper.seq) for paper, at in zip(papers, times, strict=True)]
    assert [reached.covers(place) for place in places] == covered
    assert reached.uncovered == 4 * 8_400 - counted
    days = deposited.counted_days(side.connection, COOP, "A017", places)
    assert [place in days for place in places] == covered
