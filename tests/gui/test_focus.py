"""Where the keys are can be seen on everything in every look, and Tab goes as people read."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from agent_app.settings import Settings
from tests.gui import looks
from tests.gui.conftest import Open
from tests.gui.stage import Opened
from tests.gui.test_every_screen import LAPTOPS, show

AROUND = 3
"""A ring may lie that many pixels outside of what has the focus."""


def place(one: QWidget, window: QWidget) -> QRect:
    """Where a widget stands in the window."""
    return QRect(one.mapTo(window, QPoint(0, 0)), one.size())


def in_sight(one: QWidget, window: QWidget) -> QRect:
    """What of it is not scrolled away."""
    return one.visibleRegion().boundingRect().translated(one.mapTo(window, QPoint(0, 0)))


def brought_into_sight(one: QWidget) -> None:
    """Scroll as Tab does."""
    above = one.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(one)
        above = above.parentWidget()
    QApplication.processEvents()


def seen(opened: Opened, one: QWidget) -> QImage:
    around = place(one, opened.window).adjusted(-AROUND, -AROUND, AROUND, AROUND)
    return opened.window.grab(around).toImage()


def still(one: QWidget) -> None:
    """A blinking cursor is no sign of the focus."""
    if isinstance(one, QLineEdit | QPlainTextEdit):
        one.setReadOnly(True)


@pytest.mark.parametrize("look", ["light", "dark", "sunlight"])
@pytest.mark.parametrize("role", LAPTOPS)
def test_the_focus_is_seen_on_everything_it_can_be_on(open_laptop: Open, qtbot: QtBot, role: str, look: str) -> None:
    opened = open_laptop(LAPTOPS[role], settings=Settings(theme=look))
    frame = opened.window.frame
    hidden = {}
    for key in frame.entries:
        show(qtbot, opened, key)
        opened.window.activateWindow()
        qtbot.waitUntil(opened.window.isActiveWindow)
        elsewhere = frame.topbar.search_button
        for one in looks.focusable(opened.window):
            if one is elsewhere or isinstance(one, QScrollArea):
                continue
            still(one)
            brought_into_sight(one)
            elsewhere.setFocus(Qt.FocusReason.TabFocusReason)
            before = seen(opened, one)
            one.setFocus(Qt.FocusReason.TabFocusReason)
            if QApplication.focusWidget() is one and seen(opened, one) == before:
                hidden.setdefault(key, []).append(f"{type(one).__name__} {one.accessibleName()}")
    assert hidden == {}


@pytest.mark.parametrize("role", list(LAPTOPS))
def test_tab_goes_as_people_read(open_laptop: Open, qtbot: QtBot, role: str) -> None:
    """From left to right and downwards; back up only into a column further right."""
    opened = open_laptop(LAPTOPS[role])
    frame = opened.window.frame
    wrong = {}
    for key in frame.entries:
        show(qtbot, opened, key)
        opened.window.activateWindow()
        frame.topbar.search_button.setFocus()
        qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
        path = tabbed(opened, qtbot)
        jumps = [(one, other) for one, other in pairwise(path) if is_jump(opened, one, other)]
        if jumps:
            wrong[key] = [f"{said(one)} → {said(other)}" for one, other in jumps]
    assert wrong == {}


def tabbed(opened: Opened, qtbot: QtBot) -> list[QWidget]:
    """What of the screen Tab comes to, once around."""
    screen, path = opened.window.frame.screen, []
    for _ in range(2 * len(looks.focusable(opened.window)) + 10):
        qtbot.keyClick(QApplication.focusWidget() or opened.window, Qt.Key.Key_Tab)
        one = QApplication.focusWidget()
        if one in path:
            break
        if one is not None and screen.isAncestorOf(one):
            path.append(one)
    return path


def is_jump(opened: Opened, one: QWidget, other: QWidget) -> bool:
    here, there = in_sight(one, opened.window), in_sight(other, opened.window)
    if here.isEmpty() or there.isEmpty():
        # One of them is scrolled away; order within what scrolls is told by those in sight.
        return False
    goes_right = there.left() >= here.right()
    goes_down = there.top() >= here.bottom()
    contains = one.isAncestorOf(other) or here.contains(there)
    starts_lower = there.top() >= here.top() and there.left() >= here.left()
    return not (goes_right or goes_down or contains or starts_lower)


def said(one: QWidget) -> str:
    return one.accessibleName() or type(one).__name__
