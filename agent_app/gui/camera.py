"""Works in a window as a person does, by keys, and keeps pictures of what is seen: for the demo and its papers."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from agent_app.gui.frame import Frame
from agent_app.gui.main_window import MainWindow
from agent_app.gui.widgets.overlays import Toast

QUIET_S, LONGEST_S, LONGEST_WORK_S = 0.2, 10.0, 60.0
LAYERS = 5


@dataclass
class Camera:
    """A window, and the folder its pictures go to; `prefix` begins and `suffix` ends every name."""

    window: MainWindow
    folder: Path
    prefix: str = ""
    suffix: str = ""

    @property
    def frame(self) -> Frame:
        """The working window."""
        assert self.window.frame is not None
        return self.window.frame

    def take(self, name: str) -> None:
        """Keep what is seen, once everything asked was answered."""
        self.settle()
        self.window.grab().save(str(self.folder / f"{self.prefix}{name}{self.suffix}.png"))

    def press(self, *keys: str) -> None:
        """Press keys by their names, such as "Ctrl+K", to whatever has the focus."""
        for name in keys:
            combination = QKeySequence(name)[0]
            target = QApplication.focusWidget() or self.window
            QTest.keyClick(target, combination.key(), combination.keyboardModifiers())
            self.settle()

    def type(self, text: str) -> None:
        """Type a text where the focus is."""
        QTest.keyClicks(QApplication.focusWidget() or self.window, text)
        self.settle()

    def go(self, key: str, **what: object) -> None:
        """Show a screen."""
        self.frame.go(key, **what)
        self.settle()

    def close_overlay(self) -> None:
        """Close the sheet or drawer on top, if there is one."""
        if (overlay := self.frame.overlay()) is not None:
            overlay.dismiss()
        self.settle()

    def close_toasts(self) -> None:
        """Take away what was said in passing; it would still stand there in the next pictures."""
        for toast in self.window.findChildren(Toast):
            toast.deleteLater()
        self.settle()

    def resize(self, size: tuple[int, int]) -> None:
        """Another size of the window."""
        self.window.resize(*size)
        self.settle()

    def wait(self, is_so: Callable[[], bool]) -> None:
        """Until it is so; TimeoutError when it is not after a long while."""
        limit = time.monotonic() + LONGEST_WORK_S
        while not is_so():
            if time.monotonic() > limit:
                raise TimeoutError
            QApplication.processEvents()
            time.sleep(0.004)
        self.settle()

    def settle(self) -> None:
        """Until nothing more happens."""
        since, limit = time.monotonic(), time.monotonic() + LONGEST_S
        while time.monotonic() < min(since + QUIET_S, limit):
            QApplication.processEvents()
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            time.sleep(0.004)
            if self.window.session is not None and not self.window.session.is_idle():
                since = time.monotonic()
        # What is laid out can ask what holds it to be laid out again.
        for _ in range(LAYERS):
            QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
            QApplication.processEvents()
