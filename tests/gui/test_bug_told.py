"""A bug in the window: told in one sentence, logged without what it says, and the work goes on."""

import logging
import sys

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from agent_app.gui.application import install_hook
from agent_app.gui.widgets.overlays import Toast
from agent_app.settings import Settings
from tests.gui.conftest import Open

NAMES_SOMEBODY = "5313055703889901 Yuliana"


@pytest.mark.qt_no_exception_capture
def test_a_bug_is_one_sentence_names_nobody_and_loses_nothing(
    open_laptop: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    opened = open_laptop()
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    install_hook(opened.window, Settings(theme="light"))
    opened.window.frame.go("register")
    screen = opened.window.frame.screen
    qtbot.waitUntil(lambda: screen._loaded)
    screen.go_to("name")
    qtbot.keyClicks(screen.form.identity.name, "yuliana")

    def fail() -> None:
        raise KeyError(NAMES_SOMEBODY)

    with caplog.at_level(logging.ERROR):
        QTimer.singleShot(0, opened.window, fail)
        qtbot.waitUntil(lambda: bool(opened.window.findChildren(Toast)))
    said = " ".join(one.text() for one in opened.window.findChild(Toast).findChildren(QLabel))
    assert "KeyError" in said
    assert "Traceback" not in said
    for text in (said, caplog.text):
        assert "5313" not in text
        assert "Yuliana" not in text
    assert screen.form.identity.name.text() == "yuliana"
    opened.window.frame.go("home")
    assert opened.window.frame.screen_key == "home"
