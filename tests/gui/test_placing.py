"""The window's size: within the screen, kept though the program was killed, and the clock it greets by."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from agent_app.gui import placing
from agent_app.gui.placing import FILE_NAME, Placing, greeting_hour, room_for


def opened(qtbot: QtBot, folder: Path) -> QMainWindow:
    window = QMainWindow()
    window.setMinimumSize(400, 300)
    qtbot.addWidget(window)
    Placing(window, folder).open()
    return window


def test_a_window_is_never_larger_than_what_the_screen_leaves_for_it(qtbot: QtBot, tmp_path: Path) -> None:
    window = opened(qtbot, tmp_path)
    free = window.screen().availableGeometry()
    assert room_for(window).height() < free.height(), "the title bar needs its room"
    assert free.contains(QRect(free.topLeft(), window.size()))


def test_on_a_small_laptop_the_window_fills_the_screen(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(placing, "room_for", lambda window: QSize(1366, 700))
    assert opened(qtbot, tmp_path).isMaximized()


def test_the_size_is_kept_while_the_window_is_open_so_that_a_kill_loses_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    window = opened(qtbot, tmp_path)
    window.showNormal()
    window.resize(640, 480)
    qtbot.waitUntil(lambda: (tmp_path / FILE_NAME).exists() and placing.read(tmp_path).width == 640)
    again = opened(qtbot, tmp_path)
    assert (again.width(), again.height()) == (640, 480)


@pytest.mark.parametrize("content", [b"", b"{", b'{"width": "wide"}', b"[]", b"\xff"])
def test_what_cannot_be_read_costs_only_the_size(qtbot: QtBot, tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    assert opened(qtbot, tmp_path).isVisible()


@pytest.mark.parametrize(("zone", "hour"), [("Asia/Jayapura", 9), ("Asia/Makassar", 8), ("Asia/Jakarta", 7)])
def test_the_lock_greets_by_the_clock_of_the_branch(qtbot: QtBot, tmp_path: Path, zone: str, hour: int) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    Placing(window, tmp_path).know_zone(zone)
    assert greeting_hour(tmp_path, datetime(2026, 11, 23, 0, 30, tzinfo=UTC)) == hour
