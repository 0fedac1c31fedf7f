"""search_3_letters and scroll: the list of members over 200,000 people of the roster, in the real window's parts."""

import os
import random
import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import insert

from agent_app.demo.people import SamplePeople
from agent_app.domain.texts import fold
from agent_app.records.tables.members import roster_row
from agent_app.store.store import Store, open_store
from tests.bench.figures import RUNS, Figure, against_aim
from tests.store.laptop import START, enrol

PEOPLE = 200_000
AN_INSERT = 5_000
SEARCHES, FRAMES = 60, 120
AIM_SEARCH_MS, AIM_SCROLL_MS, AIM_LOAD_MS = 5.0, 12.0, 2_000.0


def measure() -> list[Figure]:
    """Both figures, and how long the directory takes to be read after unlocking."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from agent_app.gui.application import application

    app = application()
    with tempfile.TemporaryDirectory() as folder, _laptop(Path(folder)) as store:
        from tests.bench.people_window import PeopleWindow

        window = PeopleWindow(app, store)
        try:
            searches = [_p95(_search_times(window.search, run)) for run in range(RUNS)]
            frames = [statistics.median(window.scroll(FRAMES)) for _ in range(RUNS)]
        finally:
            window.close()
        return [
            against_aim("search_3_letters", searches, "ms", AIM_SEARCH_MS),
            against_aim("scroll", frames, "ms", AIM_SCROLL_MS),
            against_aim("read_directory", [window.load_ms], "ms", AIM_LOAD_MS),
        ]


def _search_times(search: Callable[[str], float], run: int) -> list[float]:
    draw = random.Random(run)
    words = sorted({word for person in SamplePeople(run).draw(400) for word in fold(person.name).split()})
    return [search(draw.choice(words)[:3]) for _ in range(SEARCHES)]


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


@contextmanager
def _laptop(folder: Path) -> Iterator[Store]:
    """An enrolled device with the roster of a large cooperative in its tables."""
    store = open_store(folder / "A017", os.urandom(32).hex(), lambda: START)
    enrol(store)
    people = SamplePeople(5)
    for first in range(0, PEOPLE, AN_INSERT):
        rows = _rows(people, store.identity.coop, first)
        store.run(lambda connection, rows=rows: connection.execute(insert(roster_row), rows) and None).result()
    try:
        yield store
    finally:
        store.close()


def _rows(people: SamplePeople, coop: str, first: int) -> list[dict[str, object]]:
    return [
        {
            "coop": coop,
            "member": f"01930000-0000-7000-8000-{int(person.member_no):012x}",
            "at": 1,
            "by_device": 1,
            "by_seq": int(person.member_no),
            "branch": "LWB",
            "listed": True,
            "last_paid": person.last_paid,
            "name": person.name,
            "folded": fold(person.name),
            "nik": person.nik,
            "member_no": person.member_no,
            "birth": person.birth.isoformat(),
            "phone": person.phone,
            "village": person.village.name,
            "occupation": person.trade,
            "source": "daftar-anggota.xlsx Anggota",
        }
        for person in people.draw(AN_INSERT, first + 1)
    ]
