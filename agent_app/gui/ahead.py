"""Screens built before they are asked for, while nobody types: the first opening is then as quick as any other.

Their modules are imported by a thread of its own first: that is most of the work, and Qt is not asked for it.
"""

from collections.abc import Callable, Iterator, Sequence
from time import perf_counter

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from agent_app.gui.importing import Importing
from agent_app.gui.screens.screen import Screen

BEGIN_AFTER_MS = 1_500
GO_ON_AFTER_MS = 40
SLICE_SECONDS = 0.008
"""How long the dressing of a screen's parts may hold the window up at a time."""


class Ahead(QObject):
    """Asks `next_screen` for one screen after the other, and dresses its parts a few at a time.

    `rest` puts it off: somebody is at the keyboard. `stop` ends it.
    """

    def __init__(self, parent: QObject, modules: Sequence[str], next_screen: Callable[[], Screen | None]) -> None:
        super().__init__(parent)
        self._next_screen = next_screen
        self._parts: Iterator[QWidget] = iter(())
        self._imports = Importing(modules)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._go_on)
        self._timer.start(BEGIN_AFTER_MS)

    def stop(self) -> None:
        """Build nothing more."""
        self._timer.stop()
        self._imports.stop()

    def rest(self) -> None:
        """Go on only when the window has been left alone for a while."""
        if self._timer.isActive():
            self._timer.start(BEGIN_AFTER_MS)

    def _go_on(self) -> None:
        if not self._imports.is_started():
            self._imports.start()
        if self._imports.is_alive():
            self._timer.start(GO_ON_AFTER_MS)
            return
        until = perf_counter() + SLICE_SECONDS
        for part in self._parts:
            part.ensurePolished()
            if perf_counter() > until:
                break
        else:
            screen: Screen | None = self._next_screen()
            if screen is None:
                return
            self._parts = iter([screen, *screen.findChildren(QWidget)])
        self._timer.start(GO_ON_AFTER_MS)
