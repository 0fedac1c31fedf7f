"""What the page of a receipt says is what happened: kept change, taken back, no printer, keys behind a sheet."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from agent_app.gui.screens.receipt.sheets import PdfSheet
from agent_app.gui.screens.receipt.take_back import ReasonSheet
from agent_app.gui.widgets.rows import Tick
from agent_app.records.tables.money import reversal_request
from agent_app.store import contact
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


def test_a_correction_asks_for_what_would_be_right_and_the_decider_reads_it(maria: Opened, qtbot: QtBot) -> None:
    page = take(maria, qtbot, farmer(maria))
    session = maria.window.session
    session.store.run(lambda connection: contact.note(connection, acknowledged=page.loaded.origin.seq)).result()
    session._ask_status()
    qtbot.waitUntil(lambda: page.loaded.tick is Tick.SERVER)
    page.page.undo.click()
    asked = sheet(maria, ReasonSheet)
    asked.reasons["wrong_amount"].click()
    assert asked.note.caption == "Jumlah yang benar"
    for typed in ("", "banyak"):
        asked.note.editor.setText(typed)
        assert not asked.go.isEnabled()
    asked.note.editor.setText("16,8rb")
    asked.go.click()
    qtbot.waitUntil(lambda: page.loaded.asked is not None)
    assert page.loaded.asked.reason == "wrong_amount"
    with session.store.reading() as connection:
        note = connection.execute(select(reversal_request.c.note).order_by(reversal_request.c.seq.desc())).scalar()
    assert note == "Jumlah yang benar: Rp\u00a016.800"
