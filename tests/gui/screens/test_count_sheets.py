"""What lies over the counter: what is owed, change money, and many deposits at once."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from agent_app.gui.pin_sheet import PinSheet
from agent_app.gui.screens.count.bulk import BulkSheet
from agent_app.gui.screens.count.float_sheet import FloatSheet
from agent_app.gui.screens.count.settle_sheet import SettleSheet
from agent_app.gui.screens.count.slips import SlipSheet
from agent_app.records.views import cash
from agent_app.services.deposit import (
    ConfirmDeposit,
    confirm_deposit,
)
from tests.gui import looks
from tests.gui.conftest import Open
from tests.gui.screens.counter import (
    MARIA,
    YOSEF,
    count_it,
    ctrl_enter,
    deposit_of,
    give_pin,
    outcome,
    overlay,
    screen,
    settle,
    show,
    write,
)
from tests.gui.stage import Opened

SHORT = 16_800


@pytest.fixture
def desk(open_branch: Open) -> Opened:
    """Theresia's laptop at 16.40: two deposits wait."""
    return open_branch()


def test_what_is_owed_is_paid_by_notes_and_gets_a_slip(open_laptop: Open, qtbot: QtBot) -> None:
    desk = open_laptop("supervisor-S001")
    show(desk, qtbot, deposit_of(desk, YOSEF).origin)
    screen(desk).decided.settle.click()
    sheet = overlay(desk)
    assert isinstance(sheet, SettleSheet)
    sheet.count.edits["20000"].setText("1")
    assert not sheet.take.isEnabled()
    sheet.count.edits["20000"].setText("")
    sheet.count.edits["10000"].setText("1")
    ctrl_enter(desk, qtbot)
    qtbot.waitUntil(lambda: isinstance(overlay(desk), SlipSheet), timeout=10_000)
    assert deposit_of(desk, YOSEF).owed == 6_800
    overlay(desk).dismiss()
    settle(desk, qtbot)
    assert "Rp\u00a06.800" in screen(desk).decided.settle.words()


def test_change_money_is_lent_and_taken_back_up_to_what_the_agent_holds(desk: Opened, qtbot: QtBot) -> None:
    show(desk, qtbot)
    qtbot.keyClick(desk.window, Qt.Key.Key_U, Qt.KeyboardModifier.AltModifier)
    sheet = overlay(desk)
    assert isinstance(sheet, FloatSheet)
    settle(desk, qtbot)
    qtbot.keyClicks(sheet.amount, "150rb")
    ctrl_enter(desk, qtbot)
    qtbot.waitUntil(lambda: isinstance(overlay(desk), SlipSheet), timeout=10_000)
    overlay(desk).dismiss()
    with desk.window.session.store.reading() as connection:
        assert cash.float_position(connection, "KCL", MARIA).held == 150_000
    sheet = FloatSheet(desk.window.frame, MARIA)
    sheet.present()
    settle(desk, qtbot)
    sheet.ways["return"].click()
    qtbot.keyClicks(sheet.amount, "200000")
    assert not sheet.go.isEnabled()
    assert "150.000" in sheet.held.text()
    sheet.amount.setText("150.000")
    sheet.go.click()
    qtbot.waitUntil(lambda: isinstance(overlay(desk), SlipSheet), timeout=10_000)
    with desk.window.session.store.reading() as connection:
        assert cash.float_position(connection, "KCL", MARIA).held == 0


def test_many_at_once_are_only_those_counted_alike_and_the_rest_is_named(desk: Opened, qtbot: QtBot) -> None:
    sheet = BulkSheet(desk.window.frame)
    sheet.present()
    settle(desk, qtbot)
    assert not sheet.confirm.isEnabled()
    assert sheet.found.ready == ()
    sheet.dismiss()
    count_it(desk, MARIA)
    count_it(desk, YOSEF, missing=SHORT)
    sheet = BulkSheet(desk.window.frame)
    sheet.present()
    settle(desk, qtbot)
    assert sheet.sum.text() == "1 setoran · Rp\u00a01.167.600"
    told = "".join(looks.texts(sheet))
    assert "Yosef" in told
    assert "selisih \u2212Rp\u00a016.800" in told
    ctrl_enter(desk, qtbot)
    pin = overlay(desk)
    assert isinstance(pin, PinSheet)
    assert pin.accessibleName() == "Terima 1 setoran, Rp\u00a01.167.600?"
    give_pin(desk, qtbot)
    settle(desk, qtbot)
    assert outcome(desk, MARIA)[0] == "confirmed"
    assert outcome(desk, YOSEF)[0] is None


def test_where_one_of_many_is_refused_the_others_stand_and_it_is_said(desk: Opened, qtbot: QtBot) -> None:
    count_it(desk, MARIA)
    count = count_it(desk, YOSEF)
    sheet = BulkSheet(desk.window.frame)
    sheet.present()
    settle(desk, qtbot)
    assert len(sheet.found.ready) == 2
    write(desk, confirm_deposit, ConfirmDeposit(deposit=deposit_of(desk, YOSEF).origin, count=count.origin))
    sheet.confirm.click()
    give_pin(desk, qtbot)
    settle(desk, qtbot)
    assert outcome(desk, MARIA)[0] == "confirmed"
    assert sheet.result.text().startswith("1 setoran diterima, Rp\u00a01.167.600.")
    assert "Yosef" in sheet.result.text()
