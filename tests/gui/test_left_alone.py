"""A laptop that sleeps or whose session is locked shows nothing of members, and keeps nothing of them to paste."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QClipboard, QGuiApplication
from pytestqt.qtbot import QtBot

from agent_app.gui import away
from agent_app.gui.away import Away, is_leaving
from agent_app.gui.clipboard import KEPT_MS, copy_private
from agent_app.gui.gate.lock import LockPage
from tests.gui.conftest import Open

NIK = "5313046508909901"


def page(window: object) -> object:
    return window.centralWidget().currentWidget()


def test_what_leaves_the_laptop_alone_locks_the_window(open_laptop: Open, qtbot: QtBot) -> None:
    opened = open_laptop()
    opened.window._away.left.emit()
    assert isinstance(page(opened.window), LockPage)


@pytest.mark.parametrize("clock", ["_wall", "_steady"])
def test_a_tick_that_was_held_up_by_sleep_counts_as_left_whichever_clock_went_on(qapp: object, clock: str) -> None:
    left = []
    watch = Away(qapp)
    watch.left.connect(lambda: left.append(1))
    watch._ticked()
    assert left == []
    setattr(watch, clock, getattr(watch, clock) - away.GAP_S - 1)
    watch._ticked()
    assert left == [1]
    watch._ticked()
    assert left == [1]
    watch.deleteLater()


@pytest.mark.parametrize(
    ("message", "parameter", "leaving"),
    [(0x218, 4, True), (0x218, 7, False), (0x2B1, 7, True), (0x2B1, 8, False), (0x100, 7, False)],
)
def test_windows_says_by_messages_that_it_sleeps_or_is_locked(message: int, parameter: int, leaving: bool) -> None:
    assert is_leaving(message, parameter) is leaving


SIGNALS = [
    ("--system", "/org/freedesktop/login1", "org.freedesktop.login1.Manager.PrepareForSleep", "boolean:true"),
    ("--system", "/org/freedesktop/login1/session/_31", "org.freedesktop.login1.Session.Lock"),
    ("--session", "/org/gnome/ScreenSaver", "org.gnome.ScreenSaver.ActiveChanged", "boolean:true"),
    ("--session", "/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver.ActiveChanged", "boolean:true"),
]
LISTENER = """
import sys
from PySide6.QtCore import QCoreApplication, QTimer
from agent_app.gui.away import Away
app = QCoreApplication(sys.argv)
away = Away(app)
away.left.connect(lambda: (print("left", flush=True), app.quit()))
QTimer.singleShot(0, lambda: print("listening", flush=True))
QTimer.singleShot(60_000, app.quit)
app.exec()
"""


@pytest.fixture(scope="module")
def buses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A message bus that stands for the system's and the user's."""
    folder = tmp_path_factory.mktemp("bus")
    address = f"unix:path={folder / 'socket'}"
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--nopidfile", f"--address={address}", "--print-address"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert daemon.stdout is not None
    daemon.stdout.readline()
    yield {**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": address, "DBUS_SESSION_BUS_ADDRESS": address}
    daemon.terminate()
    daemon.wait()
    daemon.stdout.close()


@pytest.mark.needs("keyring")
@pytest.mark.parametrize("signal", SIGNALS, ids=lambda signal: signal[2].rpartition(".")[2] + signal[1][-4:])
def test_linux_says_by_signals_that_it_sleeps_or_is_locked(buses: dict[str, str], signal: tuple[str, ...]) -> None:
    listener = subprocess.Popen([sys.executable, "-c", LISTENER], env=buses, stdout=subprocess.PIPE, text=True)
    assert listener.stdout is not None
    assert listener.stdout.readline() == "listening\n"
    bus, path, name, *arguments = signal
    subprocess.run(["dbus-send", bus, "--type=signal", path, name, *arguments], env=buses, check=True)
    assert listener.communicate(timeout=60)[0] == "left\n"


@pytest.fixture
def clipboard(open_laptop: Open) -> Iterator[tuple[object, QClipboard]]:
    opened = open_laptop()
    opened.window.activateWindow()
    found = QGuiApplication.clipboard()
    found.clear()
    yield opened.window, found
    found.clear()


def test_a_copied_nik_leaves_the_clipboard_by_itself(clipboard: tuple[object, QClipboard], qtbot: QtBot) -> None:
    window, found = clipboard
    assert 30_000 <= KEPT_MS <= 60_000
    for text in (NIK, f"Maria {NIK[:4]} {NIK[4:8]} {NIK[8:12]} {NIK[12:]}"):
        found.setText(text)
        assert window.clipboard.is_waiting()
        window.clipboard._due.timeout.emit()
        assert found.text() == ""
    copy_private("Maria Contoh")
    assert found.text() == "Maria Contoh"
    assert window.clipboard.is_waiting()
    window.clipboard._due.timeout.emit()
    assert found.text() == ""


def test_the_lock_takes_it_at_once_and_nothing_else_is_taken(clipboard: tuple[object, QClipboard]) -> None:
    window, found = clipboard
    copy_private(NIK)
    window.lock()
    assert found.text() == ""
    found.setText("LWB-A017-12-26-000431")
    assert not window.clipboard.is_waiting()
    window.clipboard.forget()
    assert found.text() == "LWB-A017-12-26-000431"
    copy_private(NIK)
    found.setText("something else, copied afterwards")
    window.clipboard.forget()
    assert found.text() == "something else, copied afterwards"
