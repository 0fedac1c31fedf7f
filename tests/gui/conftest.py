"""The played day, once a run, and windows on copies of its laptops."""

import gc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent

from agent_app.demo.day import play
from agent_app.settings import Settings
from tests.gui.stage import Opened, copy_of, open_window

MORNING = datetime(2026, 11, 23, 2, 52, tzinfo=UTC)
"""10.52 in Lewoleba on the played day."""
FEBRUARY = datetime(2027, 2, 10, 2, 0, tzinfo=UTC)
"""After the relief has ended."""

Open = Callable[..., Opened]


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folders of the sample day's laptops and centre."""
    folder = tmp_path_factory.mktemp("played")
    assert play(None, folder)
    return folder


@pytest.fixture
def open_laptop(played: Path, tmp_path: Path, qapp: object) -> Iterator[Open]:
    """Opens the window of a laptop of the sample day, Maria's unless another is named, without a network."""
    opened: list[Opened] = []

    def open_one(name: str = "agent-A017", now: datetime = MORNING, **options: object) -> Opened:
        gc.disable()
        folder = copy_of(played, name, tmp_path)
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
