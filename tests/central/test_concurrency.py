"""Many devices at once: every line counts once, and the tables are those that a rebuild gives."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from agent_app.central import checks, reviews
from agent_app.records.rebuild import rebuild
from agent_app.records.tables.members import member
from tests.central import acts
from tests.central.conftest import POSTGRES, Village
from tests.central.laptop import Laptop

DEVICES, ROUNDS = 6, 5


def work(laptop: Laptop) -> int:
    """All devices write about the same members, a batch a round, each batch sent twice."""
    for turn in range(ROUNDS):
        first = len(laptop.lines) + 1
        for number in range(3):
            laptop.write(acts.registered(laptop, number))
        month = f"2026-{turn + 1:02d}"
        laptop.write(acts.collected(laptop, turn % 3, turn + 1, months=(month,)))
        laptop.push(first)
        laptop.push(first)
    return laptop.sync().seq


@POSTGRES
def test_batches_of_many_devices_at_once_lose_and_double_nothing(village: Village) -> None:
    laptops = [village.enrol(f"B{number:03d}", "agent") for number in range(DEVICES)]
    with ThreadPoolExecutor(DEVICES) as pool:
        assert list(pool.map(work, laptops)) == [ROUNDS * 4] * DEVICES
    reviews.review_once(village.centre)
    statement = select(member).order_by(member.c.member)
    with village.centre.engine.begin() as connection:
        assert checks.verify(connection, village.centre).problems == []
        before = connection.execute(statement).all()
        rebuild(connection, "KCL")
        assert connection.execute(statement).all() == before
    places = [place for place in village.supervisor.places("branch:LWB") if place[0] > 0]
    assert len(places) == len(set(places)) == DEVICES * ROUNDS * 4
