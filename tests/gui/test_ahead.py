"""Screens built before they are asked for: while nobody types, and never in the way."""

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from agent_app.gui import ahead
from agent_app.gui.ahead import Ahead
from tests.gui.conftest import Open


def test_every_screen_is_there_after_a_while_and_the_one_shown_stays(open_laptop: Open, qtbot: QtBot) -> None:
    frame = open_laptop().window.frame
    first = frame.screen
    assert len(frame._screens) == 1
    modules = [entry.module_name for entry in frame.entries.values()]
    frame.ahead = Ahead(frame, modules, frame._make_next)
    qtbot.waitUntil(lambda: len(frame._screens) == len(frame.entries), timeout=60_000)
    assert frame.screen is first
    assert first.isVisible()
    assert sum(one.isVisible() for one in frame._screens.values()) == 1


def test_somebody_at_the_keyboard_puts_it_off(qtbot: QtBot) -> None:
    asked: list[int] = []
    parent = QObject()
    made = Ahead(parent, [], lambda: asked.append(1))
    made.rest()
    assert made._timer.remainingTime() > ahead.BEGIN_AFTER_MS / 2
    assert asked == []
    made._timer.start(0)
    qtbot.waitUntil(lambda: asked == [1])
    assert not made._timer.isActive()


def test_what_was_stopped_builds_nothing(qtbot: QtBot) -> None:
    parent = QObject()
    made = Ahead(parent, [], lambda: None)
    made.stop()
    made.rest()
    assert not made._timer.isActive()
