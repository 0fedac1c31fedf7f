"""desk_open, desk_query, desk_explain: a branch of thirty agents with a year of 220,000 receipts behind it."""

import os
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop

from agent_app import bootstrap
from agent_app.demo.stage import COOP, PASSPHRASE
from agent_app.domain.explanations import Paper, Question, explain
from agent_app.gui.application import application
from agent_app.gui.main_window import MainWindow
from agent_app.gui.screens.reconcile.screen import ReconcileScreen
from agent_app.records.views.branch_day import branch_day
from agent_app.records.views.day_figures import by_day
from agent_app.settings import Settings
from agent_app.store.store import Store
from agent_app.sync.transport import HttpTransport
from tests.bench.figures import RUNS, Figure, against_aim
from tests.branch_year import LAST_DAY, make_year
from tests.gui.stage import NOWHERE

AIM_OPEN_MS, AIM_QUERY_MS, AIM_EXPLAIN_MS = 300.0, 50.0, 200.0
NOW = datetime(2026, 11, 23, 8, 40, tzinfo=UTC)
DAY = LAST_DAY.isoformat()
CHART_DAYS = 8


def measure() -> list[Figure]:
    """Milliseconds until the agents stand there, of one day's reconciliation, and of the longest search for papers."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        laptop = make_year(Path(folder))
        figures = measure_on(laptop)
    return figures


def measure_on(laptop: Path) -> list[Figure]:
    """The figures of a year that lies in this folder already."""
    _opened(laptop)
    opens = [_opened(laptop) for _ in range(RUNS)]
    return [
        against_aim("desk_open", opens, "ms", AIM_OPEN_MS),
        against_aim("desk_query", _with_store(laptop, _queried), "ms", AIM_QUERY_MS),
        against_aim("desk_explain", [_explained() for _ in range(RUNS)], "ms", AIM_EXPLAIN_MS),
    ]


def _opened(laptop: Path) -> float:
    """From data that is open to rows that are drawn. The secret's slow hash and the window's own start are not it."""
    app = application()
    doors = bootstrap.doors(laptop, clock=lambda: NOW)
    window = MainWindow(doors, Settings(theme="light"), lambda store: HttpTransport(NOWHERE))
    window.resize(1366, 768)
    window.show()
    app.processEvents()
    store = doors.unlock(PASSPHRASE)
    begun = time.perf_counter()
    window.open_with(store)
    window.frame.go("reconcile")
    screen = window.frame.screen
    assert isinstance(screen, ReconcileScreen)
    while not screen.is_ready:
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    window.repaint()
    took = (time.perf_counter() - begun) * 1000
    assert screen.panel.model.rows
    window.close()
    window.deleteLater()
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    app.processEvents()
    return took


def _with_store(laptop: Path, runs: Callable[[Store], list[float]]) -> list[float]:
    store = bootstrap.doors(laptop, clock=lambda: NOW).unlock(PASSPHRASE)
    try:
        return runs(store)
    finally:
        store.close()


def _queried(store: Store) -> list[float]:
    """Everything the page asks: the agents of the day, and the days of the chart."""
    runs = []
    for _ in range(RUNS + 1):
        begun = time.perf_counter()
        with store.reading() as connection:
            day = branch_day(connection, COOP, store.identity.branch, DAY)
            by_day(connection, COOP, store.identity.branch, LAST_DAY, CHART_DAYS)
        runs.append((time.perf_counter() - begun) * 1000)
        assert day.totals.receipts > 0
    return runs[1:]


def _explained() -> float:
    """The hardest question there is: 25 different amounts of which no choice makes the difference."""
    papers = tuple(Paper(number=f"{place:06d}", cash=2 * 3**14 + 2**place * 2, at=place) for place in range(25))
    asked = Question(rupiah=sum(one.cash for one in papers) // 2 | 1, expected=0, found=0, short=True, papers=papers)
    begun = time.perf_counter()
    explain(asked, time.monotonic)
    return (time.perf_counter() - begun) * 1000
