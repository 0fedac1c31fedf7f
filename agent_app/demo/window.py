"""The agent's window on the played day, with the sample's centre answering beside it."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from agent_app import bootstrap
from agent_app.central import server
from agent_app.central.database import open_centre
from agent_app.demo.stage import PASSPHRASE, Clock
from agent_app.settings import Settings
from agent_app.sync.transport import HttpTransport, Transport

LAPTOPS = {"agent": "agent-A017", "supervisor": "supervisor-S003"}


def has_display() -> bool:
    """Whether a window would be seen by anybody."""
    if os.environ.get("QT_QPA_PLATFORM") in ("offscreen", "minimal"):
        return False
    return not sys.platform.startswith("linux") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


class Running:
    """A clock that goes on from a moment of the play."""

    def __init__(self, start: datetime) -> None:
        self._start, self._began = start, time.monotonic()

    def __call__(self) -> datetime:
        return self._start + timedelta(seconds=time.monotonic() - self._began)


@contextmanager
def online(folder: Path, clock: Running | Clock) -> Iterator[str]:
    """The played day's centre at an address of its own."""
    centre = open_centre(folder / "centre", clock)
    try:
        with server.running(centre) as address:
            yield address
    finally:
        centre.engine.dispose()


def choose() -> str | None:
    """Ask whose window is to be opened, "agent" or "supervisor"; None when the question was closed."""
    from agent_app.gui.application import application
    from agent_app.gui.gate.chooser import Chooser
    from agent_app.reference.words import words

    application()
    question = Chooser(words(Settings().language))
    question.exec()
    return question.role


def show(folder: Path, laptop: str, now: datetime) -> None:
    """Open a laptop's window and stay until it is closed."""
    from agent_app.gui.application import application, install_hook
    from agent_app.gui.main_window import MainWindow

    app = application()
    clock = Running(now)
    with online(folder, clock) as address:
        doors = bootstrap.doors(folder / laptop, clock=clock, is_shown_only=True)
        settings = Settings()

        def line(_: object) -> Transport:
            return HttpTransport(address)

        window = MainWindow(doors, settings, line)
        install_hook(window, settings)
        window.placing.open()
        window.open_with(doors.unlock(PASSPHRASE))
        app.exec()
