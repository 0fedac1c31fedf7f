"""Keys and clicks that come while the window is not ready for them: they wait, in their order, and none is lost.

Somebody types faster than a disk writes. Without this, a key pressed after "save" would go into the form that is
about to be emptied, and Enter would act on what was shown before the look-up of what was typed.
"""

from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent

LONGEST_MS = 4_000
"""So long at most: a disk that does not answer may not make the window deaf."""


class Hold(QObject):
    """One wait at a time. The window goes on drawing and answers of other threads go on arriving meanwhile."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._loop: QEventLoop | None = None
        self._is_ready: Callable[[], bool] = lambda: True

    def until(self, is_ready: Callable[[], bool]) -> None:
        """Return once it is ready or after `LONGEST_MS`; what is typed and clicked until then is delivered after."""
        if self._loop is not None or is_ready():
            return
        self._loop, self._is_ready = QEventLoop(), is_ready
        longest = QTimer(self, singleShot=True, interval=LONGEST_MS)
        longest.timeout.connect(self._loop.quit)
        longest.start()
        self._loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        longest.deleteLater()
        self._loop = None

    def look(self) -> None:
        """Something arrived: see whether that was all."""
        if self._loop is not None and self._is_ready():
            self._loop.quit()

    def end(self) -> None:
        """The window closes; nothing is waited for any more."""
        if self._loop is not None:
            self._loop.quit()


def acts(event: QKeyEvent) -> bool:
    """Whether a key may act on what is shown, and not only write or move: Enter, a function key, a short cut."""
    key = event.key()
    chord = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or Qt.Key.Key_F1 <= key <= Qt.Key.Key_F35:
        return True
    return bool(chord) and Qt.Key.Key_Space < key < Qt.Key.Key_Escape
