"""What is being typed, kept on this device within a second: it is there again after the laptop went off."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from agent_app.gui.bridge import Bridge
from agent_app.gui.session import Session
from agent_app.store import kept

KEEP_AFTER_MS = 500


def latest(session: Session, connection: Any, key: str) -> Any | None:
    """What is kept under a key, or is on its way to the disk; None where nothing is."""
    return session.drafts[key] if key in session.drafts else kept.load(connection, key)


def put(session: Session, key: str, plain: Any | None) -> "Future[None]":
    """Keep a value under a key; None takes away what was kept."""
    session.drafts[key] = plain
    return session.store.run(lambda connection: kept.keep(connection, key, plain))


class Draft(QObject):
    """Asks `current` for what is to be kept under a key as plain JSON, None for nothing, at most every half second.

    `saved` tells that something is on the disk. What this session kept it knows without asking the disk.
    """

    saved = Signal()

    def __init__(self, session: Session, key: str, current: Callable[[], Any | None], parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._key, self._current = session, key, current
        self._bridge = Bridge(session)
        self._bridge.setParent(self)
        self._due = QTimer(self, singleShot=True, interval=KEEP_AFTER_MS)
        self._due.timeout.connect(self._keep)

    def touch(self, _: object = None) -> None:
        """Something was typed."""
        if not self._due.isActive():
            self._due.start()

    def flush(self) -> None:
        """Keep at once what waits."""
        if self._due.isActive():
            self._due.stop()
            self._keep()

    def drop(self) -> None:
        """Nothing is to be kept: it was saved, or thrown away on purpose."""
        self._due.stop()
        self._put(None)

    def load(self, done: Callable[[Any], None]) -> None:
        """What was kept the last time, None where nothing was; at once where this session knows."""
        session, key = self._session, self._key
        if key in session.drafts:
            done(session.drafts[key])
        else:
            session.ask(self, lambda connection: latest(session, connection, key), done, key="draft")

    def _keep(self) -> None:
        self._put(self._current())

    def _put(self, plain: Any | None) -> None:
        future = put(self._session, self._key, plain)
        if plain is not None:
            future.add_done_callback(self._told)

    def _told(self, future: "Future[None]") -> None:
        if not future.cancelled() and future.exception() is None and isValid(self):
            self._bridge.post(self.saved.emit)
