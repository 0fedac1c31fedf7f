"""Closing the day at the desk: what is still open is listed, the PIN is asked, and reopening needs a reason."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from agent_app.gui.pin_sheet import PinSheet
from agent_app.gui.screens.count.close_sheet import CloseSheet
from agent_app.records.views import audit, day_close
from agent_app.records.views.audit import Wanted
from agent_app.services.day_close import CloseDay, close_day
from agent_app.settings import Settings
from tests.gui import looks
from tests.gui.conftest import Open
from tests.gui.screens.counter import ctrl_enter, give_pin, overlay, settle
from tests.gui.screens.desk import SIZES
from tests.gui.stage import Opened

DAY = "2026-11-23"


@pytest.fixture
def desk(open_branch: Open) -> Opened:
    return open_branch()


def open_sheet(opened: Opened, qtbot: QtBot) -> CloseSheet:
    sheet = CloseSheet(opened.window.frame, DAY)
    sheet.present()
    settle(opened, qtbot)
    qtbot.waitUntil(lambda: sheet.found is not None)
    return sheet


def state(opened: Opened) -> day_close.DayState:
    with opened.window.session.store.reading() as connection:
        return day_close.state(connection, "KCL", "LWB", DAY)


def trail(opened: Opened) -> list[str]:
    with opened.window.session.store.reading() as connection:
        wanted = Wanted(kinds=frozenset({"day_closed", "day_reopened"}))
        return [one.kind for one in audit.page(connection, "KCL", "LWB", wanted)]


def test_what_is_still_open_is_listed_and_closing_asks_for_the_pin(desk: Opened, qtbot: QtBot) -> None:
    sheet = open_sheet(desk, qtbot)
    told = " ".join(looks.texts(sheet))
    assert "2 setoran belum dihitung · Rp\u00a01.671.600 · Maria, Yosef" in told
    assert "1 koreksi belum diputuskan" in told
    assert "1 hal dari pusat belum diputuskan" in told
    assert sheet.facts.texts()["Kas semua agen, yang minus dikurangkan"] == "Rp\u00a0168.000"
    assert sheet.safe.hasFocus()
    ctrl_enter(desk, qtbot)
    assert isinstance(overlay(desk), PinSheet)
    assert state(desk).closing is None
    give_pin(desk, qtbot)
    settle(desk, qtbot)
    closing = state(desk).closing
    assert closing is not None
    assert (closing.person, sum(one.count for one in closing.still_open)) == ("S003", 4)
    assert overlay(desk) is None


def test_enter_on_the_open_sheet_closes_nothing(desk: Opened, qtbot: QtBot) -> None:
    open_sheet(desk, qtbot)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert overlay(desk) is None
    assert state(desk).closing is None


def test_a_closed_day_is_opened_again_only_with_a_reason_and_both_stand_in_the_trail(
    desk: Opened, qtbot: QtBot
) -> None:
    open_sheet(desk, qtbot).act.click()
    give_pin(desk, qtbot)
    settle(desk, qtbot)
    sheet = open_sheet(desk, qtbot)
    assert sheet.state.text().startswith("Sudah ditutup Theresia")
    assert not sheet.act.isEnabled()
    assert sheet.act.toolTip()
    sheet.reasons.setCurrentIndex(sheet.reasons.findData("closed_too_early"))
    sheet.note.editor.setText("Yosef masih di jalan")
    sheet.act.click()
    give_pin(desk, qtbot)
    settle(desk, qtbot)
    found = state(desk)
    assert found.closing is None
    assert [(one.reason, one.note) for one in found.reopenings] == [("closed_too_early", "Yosef masih di jalan")]
    assert trail(desk) == ["day_reopened", "day_closed"]
    again = open_sheet(desk, qtbot)
    assert again.state.text().startswith("Dibuka lagi Theresia")
    assert again.act.isEnabled()


def test_who_was_second_to_close_sees_that_it_is_closed(desk: Opened, qtbot: QtBot) -> None:
    sheet = open_sheet(desk, qtbot)
    session = desk.window.session
    session.store.write(close_day, CloseDay(day=session.today())).result()
    sheet.act.click()
    give_pin(desk, qtbot)
    settle(desk, qtbot)
    assert sheet.wrong.text() == "Hari ini sudah ditutup."
    assert sheet.state.text().startswith("Sudah ditutup Theresia")
    assert trail(desk) == ["day_closed"]


@pytest.mark.parametrize(("pixels", "percent"), SIZES)
def test_the_sheet_fits_in_every_size(open_branch: Open, qtbot: QtBot, pixels: tuple[int, int], percent: int) -> None:
    desk = open_branch(size=pixels, settings=Settings(theme="light", text_size=percent))
    sheet = open_sheet(desk, qtbot)
    for _ in range(5):
        QApplication.processEvents()
    assert looks.clipped(sheet) + looks.overlapping(sheet) + looks.unnamed(sheet) + looks.small_targets(sheet) == []
    assert looks.in_sight(sheet.act)
