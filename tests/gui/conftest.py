"""The played day, once a run, and windows on copies of its laptops."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent

from agent_app.demo.day import play
from agent_app.settings import Settings
from tests.gui.stage import Opened, copy_of, open_window
from tests.shared import made_once

MORNING = datetime(2026, 11, 23, 2, 52, tzinfo=UTC)
"""10.52 in Lewoleba on the played day."""
AFTERNOON = datetime(2026, 11, 23, 8, 40, tzinfo=UTC)
"""16.40 there, when the agents' day has reached the branch."""
FEBRUARY = datetime(2027, 2, 10, 2, 0, tzinfo=UTC)
"""After the relief has ended."""

Open = Callable[..., Opened]


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folders of the sample day's laptops and centre."""

    def make(folder: Path) -> None:
        assert play(None, folder)

    return made_once(tmp_path_factory, "played", make)


@pytest.fixture(scope="session")
def afternoon(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same folders at 16.20, before anything is counted at the branch."""

    def make(folder: Path) -> None:
        assert play(None, folder, counted=False)

    return made_once(tmp_path_factory, "afternoon", make)


@pytest.fixture
def open_laptop(played: Path, tmp_path: Path, qapp: object) -> Iterator[Open]:
    """Opens the window of a laptop of the sample day, Maria's unless another is named, without a network."""
    with _windows(played, tmp_path, "agent-A017", MORNING) as open_one:
        yield open_one


@pytest.fixture
def open_branch(afternoon: Path, tmp_path: Path, qapp: object) -> Iterator[Open]:
    """Opens the window of a laptop at 16.20, Theresia's unless another is named: nothing is counted yet."""
    with _windows(afternoon, tmp_path, "supervisor-S003", AFTERNOON) as open_one:
        yield open_one


@contextmanager
def _windows(folders: Path, to: Path, usual: str, usual_now: datetime) -> Iterator[Open]:
    opened: list[Opened] = []

    def open_one(name: str = usual, now: datetime = usual_now, **options: object) -> Opened:
        gc.disable()
        folder = copy_of(folders, name, to)
        opened.append(open_window(folder, now, options.pop("settings", Settings(theme="light")), **options))
        return opened[-1]

    yield open_one
    for each in opened:
        each.window.close()
        each.window.deleteLater()
        each.app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        each.app.processEvents()
    # Between tests nothing of Qt is left for another thread to take apart.
    gc.collect()
    gc.enable()
