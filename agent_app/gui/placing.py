"""Where and how large the window is, and whose clock it greets by: kept beside the data, known before it is unlocked.

Written a moment after each change, so that a window that was killed opens as it was left, too.
"""

import contextlib
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtWidgets import QStyle, QWidget

from agent_app import paths

FILE_NAME = "window.json"
USUAL = QSize(1366, 768)
KEEP_AFTER_MS = 400
CHANGES = frozenset({QEvent.Type.Resize, QEvent.Type.WindowStateChange, QEvent.Type.Show})


class Place(msgspec.Struct, frozen=True):
    """`width` and `height` in pixels without the frame, as it was before it was maximized; `zone` is the branch's."""

    width: int = USUAL.width()
    height: int = USUAL.height()
    maximized: bool = False
    zone: str = ""


def read(folder: Path) -> Place:
    """What was kept; what cannot be read counts as nothing."""
    try:
        return msgspec.json.decode((folder / FILE_NAME).read_bytes(), type=Place)
    except (OSError, msgspec.DecodeError, RecursionError):
        return Place()


def greeting_hour(folder: Path, now: datetime) -> int:
    """The hour at the branch; on a laptop that does not know its branch yet, the machine's."""
    try:
        return now.astimezone(ZoneInfo(read(folder).zone)).hour
    except (ValueError, OSError, KeyError):
        return now.astimezone().hour


class Placing(QObject):
    """Gives a window the place it had, no larger than the screen has room for, and keeps it from then on."""

    def __init__(self, window: QWidget, folder: Path) -> None:
        super().__init__(window)
        self._window, self._folder = window, folder
        self._place = read(folder)
        self._due = QTimer(self, singleShot=True, interval=KEEP_AFTER_MS)
        self._due.timeout.connect(self._keep)

    def open(self) -> None:
        """Show the window; where its size would not fit it is as large as can be."""
        window, place = self._window, self._place
        wanted, room = QSize(place.width, place.height), room_for(window)
        window.resize(wanted.boundedTo(room).expandedTo(window.minimumSize()))
        too_large = wanted.width() > room.width() or wanted.height() > room.height()
        if place.maximized or too_large:
            window.showMaximized()
        else:
            window.show()
        window.installEventFilter(self)

    def know_zone(self, zone: str) -> None:
        """The branch's clock is known from now on, also while the window is locked."""
        if zone != self._place.zone:
            self._place = msgspec.structs.replace(self._place, zone=zone)
            self._keep()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in CHANGES:
            self._due.start()
        return False

    def _keep(self) -> None:
        """A disk that takes nothing more costs only the size."""
        window = self._window
        now = msgspec.structs.replace(self._place, maximized=window.isMaximized())
        if not (window.isMaximized() or window.isMinimized()) and window.isVisible():
            now = msgspec.structs.replace(now, width=window.width(), height=window.height())
        if self._folder.is_dir() and (now != read(self._folder)):
            with contextlib.suppress(OSError):
                paths.write_private(self._folder / FILE_NAME, msgspec.json.encode(now))
        self._place = now


def room_for(window: QWidget) -> QSize:
    """What the screen leaves for a window inside its frame: without task bar and title bar."""
    free = window.screen().availableGeometry().size()
    title = window.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight, None, window)
    if window.windowFlags() & Qt.WindowType.FramelessWindowHint:
        title = 0
    return QSize(free.width(), free.height() - title)
