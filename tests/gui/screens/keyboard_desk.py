"""What tests of the decisions share: the page as a person works it by key, and what it says."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from agent_app.demo.stage import PASSPHRASE
from agent_app.gui.pin_sheet import PinSheet
from agent_app.gui.screens.decide.screen import DecideScreen
from agent_app.gui.screens.decide.sheets import AskSheet
from agent_app.gui.widgets.cards import Notice
from agent_app.gui.widgets.overlays import Overlay, Toast
from agent_app.records.views.decisions import Waiting
from tests.gui.screens.desk import press
from tests.gui.screens.second_person import COOP
from tests.gui.stage import Opened
from tests.gui.test_every_screen import settle

BRANCH = "LWB"
CONTROL = Qt.KeyboardModifier.ControlModifier
ENTER, TAB, ESC, SPACE = Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Escape, Qt.Key.Key_Space
DOWN = Qt.Key.Key_Down


def shown(opened: Opened, qtbot: QtBot, **what: object) -> Opened:
    """The page, read."""
    opened.window.frame.go("decide", **what)
    qtbot.waitUntil(lambda: screen(opened).detail.case is not None, timeout=10_000)
    settle(qtbot, opened)
    opened.window.activateWindow()
    return opened


def screen(opened: Opened) -> DecideScreen:
    found = opened.window.frame.screen
    assert isinstance(found, DecideScreen)
    return found


def ask(opened: Opened, view: Callable[..., Any], *arguments: object) -> Any:
    with opened.window.session.store.reading() as connection:
        return view(connection, COOP, *arguments)


def walk_to(opened: Opened, qtbot: QtBot, code: str, own: bool = False) -> Waiting:
    """Go down the list by key to the first thing of a code."""
    view = screen(opened).panel.view
    opened.window.activateWindow()
    view.setFocus()
    press(Qt.Key.Key_Home)
    for _ in range(30):
        item = screen(opened).panel.current()
        if code in (item.code, item.kind.value) and (item.made_by("S003") is not None) == own:
            break
        press(DOWN)
    else:
        raise AssertionError(f"nothing of {code}")
    qtbot.waitUntil(lambda: is_shown(opened, item))
    # What was put into a layout is shown by the next event.
    QApplication.processEvents()
    return item


def is_shown(opened: Opened, item: Waiting) -> bool:
    detail = screen(opened).detail
    return detail.case is not None and detail.case.item.key == item.key and not detail.is_stale


def overlay(opened: Opened) -> Overlay | None:
    return opened.window.frame.overlay()


def press_button(opened: Opened, key: str) -> AskSheet | None:
    """Enter on the row, Tab to the button, Enter."""
    opened.window.activateWindow()
    press(ENTER)
    button = screen(opened).detail.buttons[key]
    for _ in range(6):
        if button.hasFocus():
            break
        press(TAB)
    assert button.hasFocus()
    press(ENTER)
    return overlay(opened)


def go_on(sheet: AskSheet) -> None:
    """Tab to the button of the sheet that decides, and press it."""
    for _ in range(30):
        if sheet.go.hasFocus():
            break
        press(TAB)
    assert sheet.go.hasFocus()
    press(ENTER)


def type_secret(opened: Opened, secret: str = PASSPHRASE) -> PinSheet:
    sheet = overlay(opened)
    assert isinstance(sheet, PinSheet)
    assert isinstance(sheet.entry, QLineEdit)
    press(secret, ENTER)
    return sheet


def gone(opened: Opened, qtbot: QtBot, item: Waiting) -> None:
    """Wait until a thing is no longer listed."""
    qtbot.waitUntil(lambda: item.key not in {one.key for one in screen(opened)._items}, timeout=10_000)


def notices(opened: Opened) -> list[str]:
    return [one.text() for one in screen(opened).detail.findChildren(Notice) if one.isVisible()]


def texts(opened: Opened) -> str:
    return "\n".join(one.text() for one in screen(opened).detail.findChildren(QLabel) if one.isVisible())


def toasts(opened: Opened) -> str:
    return "\n".join(label.text() for one in opened.window.findChildren(Toast) for label in one.findChildren(QLabel))
