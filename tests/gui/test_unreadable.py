"""Every screen while the disk gives no answer, and while it takes long: said in words, and over when the disk is."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from agent_app.domain.errors import Unavailable
from agent_app.gui.widgets.overlays import Toast
from tests.gui.conftest import Open
from tests.gui.stage import Opened
from tests.gui.test_every_screen import LAPTOPS, settle, show

# A receipt asks for nothing until a paper is named.
ASKS_NOTHING = {"help", "settings", "receipt"}


@contextmanager
def broken(*_: Any) -> Iterator[Any]:
    """Instead of a connection."""
    raise Unavailable("disk")
    yield


def said(opened: Opened, *, toasts: bool) -> set[str]:
    """All texts in sight."""
    found = {one for one in opened.window.findChildren(QLabel) if one.isVisible()}
    in_toasts = {one for toast in opened.window.findChildren(Toast) for one in toast.findChildren(QLabel)}
    return {one.text() for one in (found if toasts else found - in_toasts)}


@pytest.mark.parametrize("role", LAPTOPS)
def test_a_disk_that_cannot_be_read_is_told_on_every_screen_and_f5_tries_again(
    open_laptop: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, role: str
) -> None:
    opened = open_laptop(LAPTOPS[role])
    store, words = opened.window.session.store, opened.window.session.say("unavailable.disk")
    silent, still = [], []
    for key in opened.window.frame.entries:
        with monkeypatch.context() as broke:
            broke.setattr(store, "reading", broken)
            show(qtbot, opened, key)
            if not any(words in text for text in said(opened, toasts=True)):
                silent.append(key)
        for toast in opened.window.findChildren(Toast):
            toast.deleteLater()
        qtbot.keyClick(opened.window, Qt.Key.Key_F5)
        settle(qtbot, opened)
        if any(words in text for text in said(opened, toasts=False)):
            still.append(key)
    assert set(silent) <= ASKS_NOTHING
    assert still == []


@pytest.mark.parametrize("role", LAPTOPS)
def test_a_disk_that_takes_long_leaves_every_screen_usable(open_laptop: Open, qtbot: QtBot, role: str) -> None:
    opened = open_laptop(LAPTOPS[role])
    for key in opened.window.frame.entries:
        go_on = threading.Event()
        for thread in (opened.window.session._reader, opened.window.session._aside):
            thread.submit(go_on.wait)
        try:
            opened.window.frame.go(key)
            qtbot.keyClick(opened.window, Qt.Key.Key_F5)
            qtbot.wait(200)
            assert opened.window.frame.screen_key == key
            assert any(said(opened, toasts=False))
        finally:
            go_on.set()
        settle(qtbot, opened)
