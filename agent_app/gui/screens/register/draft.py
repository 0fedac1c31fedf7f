"""The draft: kept within a second of the last key, and back after the laptop went off in the middle."""

from collections.abc import Callable
from concurrent.futures import Future

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from agent_app.gui.bridge import Bridge
from agent_app.gui.screens.register.answers import Answers
from agent_app.gui.session import Session
from agent_app.store import kept

KEY = "draft.register"
KEEP_AFTER_MS = 500


class Kept(msgspec.Struct, frozen=True, omit_defaults=True):
    """`form` is what stands in the form, `aside` the draft put aside for it, `at` milliseconds since 1970 UTC."""

    form: Answers = Answers()
    aside: Answers = Answers()
    at: int = 0

    @property
    def is_worth_keeping(self) -> bool:
        """Somebody is in it, or the sheet on which the next consent is signed."""
        return not self.form.is_blank or not self.aside.is_blank or self.form.signed in ("paper", "thumb")


class DraftKeeper(QObject):
    """Asks `current` for what is to be kept, at most every half second. `saved` tells that it is on the disk."""

    saved = Signal()

    def __init__(self, session: Session, current: Callable[[], Kept], parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._current = session, current
        self._bridge = Bridge(session)
        self._bridge.setParent(self)
        self._due = QTimer(self, singleShot=True, interval=KEEP_AFTER_MS)
        self._due.timeout.connect(self._keep)

    def touch(self) -> None:
        """Something was typed."""
        if not self._due.isActive():
            self._due.start()

    def flush(self) -> None:
        """Keep at once what waits."""
        if self._due.isActive():
            self._due.stop()
            self._keep()

    def load(self, done: Callable[[Kept], None]) -> None:
        """What was kept the last time; a draft of an unknown form counts as none."""

        def read(connection: object) -> Kept:
            found = kept.load(connection, KEY)
            try:
                return msgspec.convert(found, Kept) if found is not None else Kept()
            except msgspec.ValidationError:
                return Kept()

        self._session.ask(self, read, done, key="draft")

    def _keep(self) -> None:
        value = self._current()
        plain = msgspec.to_builtins(value) if value.is_worth_keeping else None
        future = self._session.store.run(lambda connection: kept.keep(connection, KEY, plain))
        if plain is not None:
            future.add_done_callback(self._told)

    def _told(self, future: "Future[None]") -> None:
        if not future.cancelled() and future.exception() is None:
            self._bridge.post(self.saved.emit)
