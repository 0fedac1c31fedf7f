"""When nobody is at the laptop any more: it sleeps, or its session is locked."""

import os
import sys
import time
from typing import Any

from PySide6.QtCore import SLOT, QAbstractNativeEventFilter, QByteArray, QCoreApplication, QObject, QTimer, Signal, Slot

TICK_MS = 5_000
GAP_S = 60.0
"""A tick that comes so late was held up by sleep: also where no system says so."""

_MANAGER, _SESSION = "org.freedesktop.login1.Manager", "org.freedesktop.login1.Session"
_SAVERS = ("org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver", "org.cinnamon.ScreenSaver", "org.mate.ScreenSaver")

_POWER_BROADCAST, _SESSION_CHANGE = 0x0218, 0x02B1
_SUSPENDING, _SESSION_LOCKED, _SESSION_LEFT = 4, 7, frozenset({2, 4, 6, 7})


class Away(QObject):
    """Emits `left` when the laptop goes to sleep or wakes, and when the user's session is locked or left."""

    left = Signal()

    def __init__(self, parent: QObject, window_id: int = 0) -> None:
        super().__init__(parent)
        self._wall, self._steady = time.time(), time.monotonic()
        tick = QTimer(self, interval=TICK_MS)
        tick.timeout.connect(self._ticked)
        tick.start()
        self._filter: _WindowsMessages | None = None
        if sys.platform == "win32":
            self._filter = _WindowsMessages(self)
            QCoreApplication.instance().installNativeEventFilter(self._filter)
            _register(window_id)
        elif sys.platform.startswith("linux"):
            self._listen()

    def _ticked(self) -> None:
        wall, steady = time.time(), time.monotonic()
        gap = max(wall - self._wall, steady - self._steady)
        self._wall, self._steady = wall, steady
        if gap > GAP_S:
            self.left.emit()

    def _listen(self) -> None:
        """By any sender: whoever can speak on these buses can do no worse than lock the window."""
        from PySide6.QtDBus import QDBusConnection

        if (system := QDBusConnection.systemBus()).isConnected():
            system.connect("", "", _MANAGER, "PrepareForSleep", self, SLOT("_switched(bool)"))
            system.connect("", "", _SESSION, "Lock", self, SLOT("_locked()"))
        # Without a bus of its own Qt would start one.
        if "DBUS_SESSION_BUS_ADDRESS" in os.environ and (user := QDBusConnection.sessionBus()).isConnected():
            for saver in _SAVERS:
                user.connect("", "", saver, "ActiveChanged", self, SLOT("_switched(bool)"))

    @Slot(bool)
    def _switched(self, on: bool) -> None:
        if on:
            self.left.emit()

    @Slot()
    def _locked(self) -> None:
        self.left.emit()


def is_leaving(message: int, parameter: int) -> bool:
    """Whether a message of Windows says that the laptop goes to sleep or that the session is locked or left."""
    if message == _POWER_BROADCAST:
        return parameter == _SUSPENDING
    return message == _SESSION_CHANGE and parameter in _SESSION_LEFT


class _WindowsMessages(QAbstractNativeEventFilter):
    def __init__(self, away: Away) -> None:
        super().__init__()
        self._away = away

    def nativeEventFilter(self, kind: QByteArray | bytes, message: Any) -> tuple[bool, int]:
        if bytes(kind) == b"windows_generic_MSG":
            from ctypes import wintypes

            found = wintypes.MSG.from_address(int(message))
            if is_leaving(found.message, found.wParam):
                self._away.left.emit()
        return False, 0


def _register(window_id: int) -> None:
    """Sessions are told of to those windows only that ask."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.wtsapi32.WTSRegisterSessionNotification(window_id, 0)
