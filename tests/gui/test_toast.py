"""A passing sentence covers nothing that somebody may want to press or read."""

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from agent_app.gui.widgets.overlays import Toast
from agent_app.settings import Settings
from tests.gui.conftest import Open
from tests.gui.screens.desk import SIZES

SENTENCE = "Struk LWB-A017-12-26-000431 disimpan di Dokumen dengan nama LWB-A017-12-26-000431.pdf"


def toasts(window: object) -> list[Toast]:
    return [one for one in window.findChildren(Toast) if one.isVisible()]


@pytest.mark.parametrize(("size", "percent"), SIZES)
def test_it_lies_over_the_status_bar_whole_and_beside_the_page(
    open_laptop: Open, qtbot: QtBot, size: tuple[int, int], percent: int
) -> None:
    opened = open_laptop(size=size, settings=Settings(theme="light", text_size=percent))
    QApplication.processEvents()
    frame = opened.window.frame
    frame.toast(SENTENCE, "Buka", lambda: None)
    (toast,) = toasts(opened.window)
    screen = QRect(frame.screen.mapTo(frame, QPoint(0, 0)), frame.screen.size())
    assert not screen.intersects(toast.geometry())
    assert toast.geometry().bottom() <= frame.height()
    needed = toast.text.heightForWidth(toast.text.width())
    assert toast.text.height() >= needed - 1


def test_another_takes_its_place_and_it_follows_the_window(open_laptop: Open, qtbot: QtBot) -> None:
    opened = open_laptop()
    frame = opened.window.frame
    frame.toast("Yang pertama")
    frame.toast("Yang kedua")
    (toast,) = toasts(opened.window)
    assert toast.text.text() == "Yang kedua"
    opened.window.resize(911, 512)
    qtbot.waitUntil(lambda: toast.width() == frame.statusbar.width())
    assert toast.geometry().bottom() == frame.height() - 1
