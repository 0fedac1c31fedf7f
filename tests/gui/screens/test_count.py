"""The counter: a deposit is counted, compared, taken or given back; what was typed or written is never lost."""

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from agent_app.gui.pin_sheet import PinSheet
from agent_app.gui.screens.count.return_sheet import ReturnSheet
from agent_app.gui.screens.receipt.sheets import PdfSheet
from agent_app.services.deposit import (
    ReturnDeposit,
    return_deposit,
)
from agent_app.settings import Settings
from tests.gui import looks
from tests.gui.conftest import AFTERNOON, Open
from tests.gui.screens.counter import (
    MARIA,
    YOSEF,
    count_it,
    ctrl_enter,
    deposit_of,
    give_pin,
    outcome,
    overlay,
    put,
    screen,
    settle,
    show,
    write,
)
from tests.gui.screens.desk import SIZES
from tests.gui.stage import Opened, open_window

SHORT = 16_800


@pytest.fixture
def desk(open_branch: Open) -> Opened:
    """Theresia's laptop at 16.40: two deposits wait."""
    return open_branch()


def test_an_equal_count_is_taken_by_one_key_and_says_what_stays_with_the_agent(desk: Opened, qtbot: QtBot) -> None:
    deposit = deposit_of(desk, MARIA)
    show(desk, qtbot, deposit.origin)
    form = screen(desk).form
    assert not form.take.isEnabled()
    assert form.take.toolTip()
    put(desk, deposit.rupiah)
    assert form.difference.text().startswith("Cocok")
    assert form.take.words() == "Terima Rp\u00a01.167.600 · sisa Rp\u00a0168.000 di agen"
    ctrl_enter(desk, qtbot)
    settle(desk, qtbot)
    assert outcome(desk, MARIA) == ("confirmed", deposit.rupiah)
    page = screen(desk).decided
    assert screen(desk).pages.currentWidget() is page
    assert page.title.text() == "Rp\u00a01.167.600 diterima dari Maria"
    assert page.handed is not None
    assert page.handed.facts.number == deposit.number


def test_pressing_twice_takes_once(desk: Opened, qtbot: QtBot) -> None:
    deposit = deposit_of(desk, MARIA)
    show(desk, qtbot, deposit.origin)
    put(desk, deposit.rupiah)
    screen(desk).form.take.click()
    screen(desk).primary()
    settle(desk, qtbot)
    found = deposit_of(desk, MARIA)
    assert (found.outcome, len(found.counts)) == ("confirmed", 1)


def test_a_shortage_needs_a_reason_and_the_pin_and_becomes_the_agents_say(desk: Opened, qtbot: QtBot) -> None:
    deposit = deposit_of(desk, YOSEF)
    show(desk, qtbot, deposit.origin)
    put(desk, deposit.rupiah - SHORT)
    form = screen(desk).form
    assert "Rp\u00a016.800" in form.difference.text()
    assert not form.take.isEnabled()
    form.reason.codes.setCurrentIndex(form.reason.codes.findData("short"))
    form.reason.words.setText("Dihitung dua kali di depan agen")
    assert form.take.words() == "Terima Rp\u00a0487.200, catat kurang Rp\u00a016.800"
    ctrl_enter(desk, qtbot)
    assert isinstance(overlay(desk), PinSheet)
    assert outcome(desk, YOSEF) == (None, None)
    give_pin(desk, qtbot)
    settle(desk, qtbot)
    assert outcome(desk, YOSEF) == ("confirmed", deposit.rupiah - SHORT)
    facts = screen(desk).decided.facts.texts()
    assert facts["Selisih"] == "\u2212Rp\u00a016.800"
    assert facts["Catatan"] == "Dihitung dua kali di depan agen"
    assert "kata agen" in screen(desk).decided.difference.text()
    assert not screen(desk).decided.settle.isVisible()


def test_a_count_without_its_confirmation_is_offered_to_be_confirmed(desk: Opened, qtbot: QtBot) -> None:
    deposit = deposit_of(desk, MARIA)
    count_it(desk, MARIA)
    show(desk, qtbot, deposit.origin)
    form = screen(desk).form
    assert form.locked is not None
    assert not form.count.isEnabled()
    assert form.count.total() == deposit.rupiah
    ctrl_enter(desk, qtbot)
    settle(desk, qtbot)
    assert outcome(desk, MARIA) == ("confirmed", deposit.rupiah)
    assert len(deposit_of(desk, MARIA).counts) == 1


def test_another_count_may_follow_and_the_newest_counts(desk: Opened, qtbot: QtBot) -> None:
    deposit = deposit_of(desk, MARIA)
    count_it(desk, MARIA, missing=SHORT)
    show(desk, qtbot, deposit.origin)
    screen(desk).form.again.click()
    assert screen(desk).form.count.isEnabled()
    put(desk, deposit.rupiah)
    ctrl_enter(desk, qtbot)
    settle(desk, qtbot)
    found = deposit_of(desk, MARIA)
    assert (found.counted, [one.rupiah for one in found.counts]) == (
        deposit.rupiah,
        [deposit.rupiah - SHORT, deposit.rupiah],
    )


def test_counting_blind_shows_the_declared_sum_only_after_the_count_is_written(open_branch: Open, qtbot: QtBot) -> None:
    desk = open_branch(settings=Settings(theme="light", blind_count=True))
    deposit = deposit_of(desk, MARIA)
    show(desk, qtbot)
    assert "1.167.600" not in "".join(looks.texts(screen(desk)))
    show(desk, qtbot, deposit.origin)
    put(desk, deposit.rupiah - SHORT)
    told = "".join(looks.texts(screen(desk).form._side))
    assert "1.167.600" not in told
    assert "168.000" not in told
    assert not screen(desk).form.bases["bank"].isEnabled()
    assert screen(desk).form.take.words() == "Kunci hitungan Rp\u00a01.150.800"
    ctrl_enter(desk, qtbot)
    settle(desk, qtbot)
    assert outcome(desk, MARIA) == (None, None)
    assert screen(desk).form.locked is not None
    assert "Rp\u00a01.167.600" in screen(desk).form.facts.texts().values()
    assert "Rp\u00a016.800" in screen(desk).form.difference.text()


def test_a_bank_line_typed_by_hand_is_a_second_number_too(desk: Opened, qtbot: QtBot) -> None:
    deposit = deposit_of(desk, MARIA)
    show(desk, qtbot, deposit.origin)
    form = screen(desk).form
    form.bases["bank"].click()
    form.bank.rupiah.setText("1.167.600")
    form.bank.day.editor.setText("besok")
    ctrl_enter(desk, qtbot)
    assert form.bank.day.is_wrong()
    form.bank.day.editor.setText("23-11-2026")
    ctrl_enter(desk, qtbot)
    assert form.bank.reference.is_wrong()
    form.bank.reference.editor.setText("trx 0099")
    ctrl_enter(desk, qtbot)
    settle(desk, qtbot)
    assert outcome(desk, MARIA) == ("confirmed", deposit.rupiah)
    assert screen(desk).decided.handed.facts.bank_reference == "TRX 0099"
    other = deposit_of(desk, YOSEF)
    show(desk, qtbot, other.origin)
    form.bases["bank"].click()
    form.bank.rupiah.setText("504.000")
    form.bank.reference.editor.setText("TRX 0099")
    ctrl_enter(desk, qtbot)
    settle(desk, qtbot)
    assert form.wrong.isVisible()
    assert (form.bank.reference.editor.text(), form.bank.amount()) == ("TRX 0099", 504_000)
    assert outcome(desk, YOSEF) == (None, None)


def test_a_deposit_is_given_back_with_a_reason_and_the_pin_and_enter_does_not_do_it(desk: Opened, qtbot: QtBot) -> None:
    deposit = deposit_of(desk, YOSEF)
    show(desk, qtbot, deposit.origin)
    qtbot.keyClick(desk.window, Qt.Key.Key_T, Qt.KeyboardModifier.AltModifier)
    sheet = overlay(desk)
    assert isinstance(sheet, ReturnSheet)
    assert not sheet.go.isEnabled()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert overlay(desk) is sheet
    sheet.reasons.setCurrentIndex(sheet.reasons.findData("bag_open"))
    sheet.note.editor.setText("Segelnya rusak")
    sheet.go.click()
    pin = overlay(desk)
    assert isinstance(pin, PinSheet)
    qtbot.keyClick(pin.entry, Qt.Key.Key_Escape)
    assert sheet.note.editor.text() == "Segelnya rusak"
    sheet.go.click()
    give_pin(desk, qtbot)
    settle(desk, qtbot)
    assert outcome(desk, YOSEF)[0] == "returned"
    assert screen(desk).decided.facts.texts()["Alasan"] == "Kantongnya sudah terbuka"


def test_a_count_begun_is_there_after_another_screen_and_after_the_app_was_closed(
    open_branch: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    desk = open_branch()
    maria, yosef = deposit_of(desk, MARIA), deposit_of(desk, YOSEF)
    show(desk, qtbot, maria.origin)
    put(desk, 120_000)
    screen(desk).form.other.setText("50.000")
    show(desk, qtbot, yosef.origin)
    assert screen(desk).form.count.total() == 0
    put(desk, 7_000)
    desk.window.frame.go("home")
    show(desk, qtbot, maria.origin)
    assert (screen(desk).form.count.total(), screen(desk).form.other_money()) == (120_000, 50_000)
    desk.window.close()
    again = open_window(tmp_path / "supervisor-S003", AFTERNOON + timedelta(minutes=1), Settings(theme="light"))
    show(again, qtbot, yosef.origin)
    assert screen(again).form.count.total() == 7_000
    put(again, yosef.rupiah)
    ctrl_enter(again, qtbot)
    settle(again, qtbot)
    assert outcome(again, YOSEF)[0] == "confirmed"
    again.window.close()


def test_other_money_is_noted_and_not_counted(desk: Opened, qtbot: QtBot) -> None:
    deposit = deposit_of(desk, MARIA)
    show(desk, qtbot, deposit.origin)
    put(desk, deposit.rupiah)
    screen(desk).form.other.setText("75.000")
    ctrl_enter(desk, qtbot)
    settle(desk, qtbot)
    found = deposit_of(desk, MARIA)
    assert (found.counted, found.counts[0].other_money) == (deposit.rupiah, 75_000)
    assert screen(desk).decided.handed.facts.other_money == 75_000


def test_what_another_supervisor_decided_in_between_is_shown_with_who_it_was(desk: Opened, qtbot: QtBot) -> None:
    deposit = deposit_of(desk, MARIA)
    show(desk, qtbot, deposit.origin)
    put(desk, deposit.rupiah)
    # Written without a change of the page, as when it arrives while the key is pressed.
    desk.window.session.changed.disconnect(screen(desk)._tables_changed)
    write(desk, return_deposit, ReturnDeposit(deposit=deposit.origin, reason="wrong_amount"))
    ctrl_enter(desk, qtbot)
    settle(desk, qtbot)
    page = screen(desk).decided
    assert screen(desk).pages.currentWidget() is page
    assert page.title.text() == "Rp\u00a01.167.600 dikembalikan ke Maria"
    assert page.by.text().startswith("Diputuskan Anda · ")
    assert outcome(desk, MARIA) == ("returned", None)


def test_a_decided_deposit_is_no_dead_end(open_laptop: Open, qtbot: QtBot) -> None:
    desk = open_laptop("supervisor-S001")
    show(desk, qtbot, deposit_of(desk, YOSEF).origin)
    page = screen(desk).decided
    assert page.by.text().startswith("Diputuskan Theresia")
    assert "orang kedua" in page.difference.text()
    assert page.settle.isVisible()
    unknown = deposit_of(desk, YOSEF).confirmation
    show(desk, qtbot, unknown)
    assert screen(desk).pages.currentWidget() is screen(desk)._gone


def test_the_slip_is_saved_as_a_pdf_without_a_network(desk: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    count_it(desk, MARIA)
    show(desk, qtbot, deposit_of(desk, MARIA).origin)
    ctrl_enter(desk, qtbot)
    settle(desk, qtbot)
    qtbot.keyClick(desk.window, Qt.Key.Key_F, Qt.KeyboardModifier.AltModifier)
    sheet = overlay(desk)
    assert isinstance(sheet, PdfSheet)
    path = tmp_path / "tanda-terima.pdf"
    sheet.file.editor.setText(str(path))
    sheet.save.click()
    qtbot.waitUntil(path.exists, timeout=10_000)
    settle(desk, qtbot)
    assert path.read_bytes().startswith(b"%PDF")
    assert "tanda-terima.pdf" in screen(desk).decided._line.text()


def test_after_one_deposit_the_next_one_is_a_key_away(desk: Opened, qtbot: QtBot) -> None:
    show(desk, qtbot)
    assert screen(desk).picker.model.rowCount() == 2
    ctrl_enter(desk, qtbot)
    settle(desk, qtbot)
    put(desk, deposit_of(desk, MARIA).rupiah)
    ctrl_enter(desk, qtbot)
    settle(desk, qtbot)
    assert "1 menunggu" in screen(desk).decided.next.words()
    ctrl_enter(desk, qtbot)
    settle(desk, qtbot)
    assert screen(desk).loaded.deposit.agent == YOSEF


@pytest.mark.parametrize(("pixels", "percent"), SIZES)
def test_every_state_fits_in_every_size(open_branch: Open, qtbot: QtBot, pixels: tuple[int, int], percent: int) -> None:
    desk = open_branch(size=pixels, settings=Settings(theme="light", text_size=percent))
    deposit = deposit_of(desk, YOSEF)

    def wrong() -> list[str]:
        for _ in range(5):
            QApplication.processEvents()
        found = looks.clipped(desk.window) + looks.overlapping(desk.window) + looks.unnamed(desk.window)
        found += looks.small_targets(desk.window)
        shown = looks.primaries(screen(desk))
        return found + [one.words() for one in shown if len(shown) > 1 or not looks.in_sight(one)]

    show(desk, qtbot)
    assert wrong() == []
    show(desk, qtbot, deposit.origin)
    assert wrong() == []
    put(desk, deposit.rupiah - SHORT)
    assert wrong() == []
    screen(desk).form.bases["bank"].click()
    assert wrong() == []
    count_it(desk, YOSEF)
    qtbot.waitUntil(lambda: screen(desk).form.loaded.count is not None, timeout=10_000)
    screen(desk).form.bases["count"].click()
    assert wrong() == []
    ctrl_enter(desk, qtbot)
    settle(desk, qtbot)
    assert screen(desk).pages.currentWidget() is screen(desk).decided
    assert wrong() == []
