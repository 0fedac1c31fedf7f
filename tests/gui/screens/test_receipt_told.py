"""What the page of a receipt says is what happened: kept change, taken back, no printer, keys behind a sheet."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from agent_app.gui.screens.receipt.sheets import PdfSheet
from tests.gui.conftest import MORNING, Open
from tests.gui.screens.desk import TAKE, arrive, farmer, press, receipt, sheet, take, written
from tests.gui.stage import Opened

PRINT = (Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
PDF = (Qt.Key.Key_F, Qt.KeyboardModifier.AltModifier)


@pytest.fixture
def maria(open_laptop: Open) -> Opened:
    """Maria's window in the evening of the played day."""
    return open_laptop(now=MORNING + timedelta(hours=7))


def void_it(opened: Opened, qtbot: QtBot) -> None:
    page = receipt(opened)
    page._void("wrong_amount", None)
    qtbot.waitUntil(lambda: page.loaded.facts.void == "void")


def test_change_that_stays_as_titipan_is_told_and_not_called_exact_cash(maria: Opened, qtbot: QtBot) -> None:
    page = arrive(maria, qtbot, farmer(maria))
    press("50000")
    page.form.cash.keep_box.click()
    press(TAKE)
    change = written(maria, qtbot).page.change
    assert change.caption.text() == "Masuk titipan"
    assert change.figure.text() == "Rp\u00a041.600"
    assert "Tidak ada kembalian" in change.pieces.text()


def test_whoever_was_served_by_a_paper_taken_back_is_due_again(maria: Opened, qtbot: QtBot) -> None:
    member = farmer(maria)
    page = take(maria, qtbot, member, months=1)
    left = page.next.left if page.next is not None else 0
    void_it(maria, qtbot)
    qtbot.waitUntil(lambda: page.next is not None and page.next.left == left + 1)
    assert page.page.next.title.text() != page.say("receipt.all_served")


def test_no_printer_is_said_of_one_receipt_and_not_of_the_next(maria: Opened, qtbot: QtBot) -> None:
    page = take(maria, qtbot, farmer(maria))
    press(PRINT)
    assert page.page.notice.isVisible()
    page = take(maria, qtbot, farmer(maria, nik="5313051703889902"))
    assert page.page.notice.isHidden()


def test_keys_of_the_page_do_nothing_behind_an_open_sheet(maria: Opened, qtbot: QtBot) -> None:
    page = take(maria, qtbot, farmer(maria))
    press(PDF)
    opened = sheet(maria, PdfSheet)
    assert opened is not None
    press(PRINT)
    assert page.page.notice.isHidden()
    opened.dismiss()
    press(PRINT)
    assert page.page.notice.isVisible()
