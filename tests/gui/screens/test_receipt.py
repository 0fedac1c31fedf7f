"""The page of a receipt: change, paper, copies, void and correction, the next person."""

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from agent_app.documents.receipt_forms import FORMS
from agent_app.documents.receipt_layout import plain_text, receipt_blocks
from agent_app.domain.money import change_by_denomination
from agent_app.gui.printing import UNITS, Paper
from agent_app.gui.screens.receipt.change_panel import FIGURE_PX
from agent_app.gui.screens.receipt.sheets import MessageSheet, PdfSheet
from agent_app.gui.screens.receipt.take_back import ReasonSheet, draft_key
from agent_app.gui.theme.tokens import tokens
from agent_app.gui.widgets.rows import Tick
from agent_app.records.views import cash
from agent_app.records.views.receipts import Receipt
from agent_app.services.deposit import DepositCash, code_of, deposit_cash
from agent_app.settings import Settings
from agent_app.store import contact
from tests.gui.conftest import FEBRUARY, MORNING, Open
from tests.gui.screens.desk import ENTER, TAKE, farmer, named, papers, press, receipt, sheet, take
from tests.gui.stage import Opened

LATER = MORNING + timedelta(hours=7)


@pytest.fixture
def maria(open_laptop: Open) -> Opened:
    """Maria's window in the evening of the played day."""
    return open_laptop(now=LATER)


def paper_text(opened: Opened) -> str:
    return receipt(opened).page.paper.accessibleName()


def void(opened: Opened, qtbot: QtBot) -> ReasonSheet:
    """The sheet of taking back, open."""
    receipt(opened).page.undo.click()
    found = sheet(opened, ReasonSheet)
    assert isinstance(found, ReasonSheet)
    return found


def test_the_change_is_the_largest_figure_with_its_coins(open_laptop: Open, qtbot: QtBot) -> None:
    maria = open_laptop(now=FEBRUARY)
    page = take(maria, qtbot, named(maria, "Benedikta Lelaona"), cash="60000").page
    assert page.change.figure.text() == "Rp\u00a09.600"
    assert page.change.pieces.text() == "5.000\u00a0· 2.000\u00a0×\u00a02\u00a0· 500\u00a0· 100"
    assert page.change.figure.font().pixelSize() == FIGURE_PX > max(tokens().type_px.values())


def test_the_paper_says_when_protection_begins_and_nothing_of_being_protected(maria: Opened, qtbot: QtBot) -> None:
    take(maria, qtbot, farmer(maria))
    said = paper_text(maria)
    assert (
        "Iuran bulan Nov 2026–Jan 2027 diterima; perlindungan berlaku setelah disetor ke BPJS Ketenagakerjaan." in said
    )
    assert "8.400 + 8.400 + 16.800 = 33.600" in said
    assert "Mulai Januari 2027 iuran menjadi Rp\u00a016.800 sebulan." in said
    assert "terlindungi" not in said.casefold()
    assert "tanda tangan" not in said
    assert "5313051703889901" not in said
    assert "9901" in said


def test_number_check_and_code_are_those_of_the_saved_line(maria: Opened, qtbot: QtBot) -> None:
    page = take(maria, qtbot, farmer(maria))
    saved = papers(maria)[0]
    facts = page.loaded.facts
    assert (facts.number, facts.check) == (saved.number, saved.check)
    assert facts.verify.endswith(f"/v1/receipts/KCL/{saved.number}?check={saved.check}")
    assert saved.number in paper_text(maria)
    assert saved.check in paper_text(maria)


def test_what_is_shown_is_what_is_printed_dot_for_dot(maria: Opened, qtbot: QtBot) -> None:
    page = take(maria, qtbot, farmer(maria))
    shown = page.page.paper.paper
    blocks = receipt_blocks(page.loaded.facts, page.session.words, "id")
    printed = Paper(blocks, FORMS["58mm"])
    pictures = []
    for paper in (shown, printed):
        width, height = paper.size_mm
        picture = QImage(round(width * 8), round(height * 8), QImage.Format.Format_RGB32)
        picture.fill(QColor("white"))
        painter = QPainter(picture)
        paper.draw(painter, 0, 8 / UNITS)
        painter.end()
        pictures.append(picture)
    assert pictures[0] == pictures[1]


def test_without_a_printer_the_receipt_is_said_to_be_saved(maria: Opened, qtbot: QtBot) -> None:
    page = take(maria, qtbot, farmer(maria))
    press((Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier))
    assert page.page.notice.text().startswith("Tidak ada printer. Struk sudah tersimpan — cetak nanti")
    assert page.loaded.copies == 0


@pytest.mark.parametrize("form", ["A5", "A4", "58mm"])
def test_a_pdf_is_written_on_each_paper_and_never_over_another_file(
    maria: Opened, qtbot: QtBot, tmp_path: Path, form: str
) -> None:
    page = take(maria, qtbot, farmer(maria))
    press((Qt.Key.Key_F, Qt.KeyboardModifier.AltModifier))
    asked = sheet(maria, PdfSheet)
    assert isinstance(asked, PdfSheet)
    (tmp_path / "ada.pdf").write_bytes(b"lama")
    asked.file.editor.setText(str(tmp_path / "ada.pdf"))
    asked.save.click()
    assert asked.file.is_wrong()
    asked.file.editor.setText(str(tmp_path / "struk.pdf"))
    asked.forms[form].click()
    asked.save.click()
    qtbot.waitUntil(lambda: page.loaded.copies == 1)
    written = (tmp_path / "struk.pdf").read_bytes()
    assert written.startswith(b"%PDF")
    assert b"%%EOF" in written
    assert (tmp_path / "ada.pdf").read_bytes() == b"lama"


def test_the_second_paper_handed_out_says_copy_two(maria: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    page = take(maria, qtbot, farmer(maria))
    for number in (1, 2):
        page.save_pdf(FORMS["A5"], tmp_path / f"{number}.pdf")
        qtbot.waitUntil(lambda number=number: page.loaded.copies == number)
    assert "SALINAN ke-2" in paper_text(maria)
    maria.window.frame.go("settings")
    maria.window.frame.go("receipt", origin=papers(maria)[0].origin)
    qtbot.waitUntil(lambda: page.loaded is not None and page.loaded.copies == 2)


def test_a_pdf_that_cannot_be_written_is_told_and_does_not_count(maria: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    page = take(maria, qtbot, farmer(maria))
    (tmp_path / "berkas").write_bytes(b"")
    page.save_pdf(FORMS["A5"], tmp_path / "berkas" / "struk.pdf")
    qtbot.waitUntil(page.page.notice.isVisible)
    page.refresh()
    qtbot.waitUntil(lambda: page.page.notice.text() == page.session.say("unavailable.file_not_writable"))
    assert page.loaded.copies == 0


def test_the_message_is_a_code_for_the_phone_and_names_no_nik(maria: Opened, qtbot: QtBot) -> None:
    take(maria, qtbot, farmer(maria))
    press((Qt.Key.Key_W, Qt.KeyboardModifier.AltModifier))
    asked = sheet(maria, MessageSheet)
    assert isinstance(asked, MessageSheet)
    assert asked.code.data().startswith("https://wa.me/6281234567890?text=")
    asked.copy.click()
    assert papers(maria)[0].number in QGuiApplication.clipboard().text()
    assert "5313051703889901" not in asked.code.data()
    asked.ways["sms"].click()
    assert asked.code.data().startswith("sms:+6281234567890?body=")


def test_a_void_needs_a_reason_and_enter_does_not_void(maria: Opened, qtbot: QtBot) -> None:
    page = take(maria, qtbot, farmer(maria))
    asked = void(maria, qtbot)
    assert QApplication.focusWidget() is asked.safe
    assert not asked.go.isEnabled()
    press(ENTER)
    assert sheet(maria, ReasonSheet) is None
    assert papers(maria)[0].reversed_by is None
    asked = void(maria, qtbot)
    asked.reasons["wrong_months"].click()
    asked.go.click()
    qtbot.waitUntil(lambda: page.loaded.facts.void == "void")
    assert "DIBATALKAN" in paper_text(maria)
    assert not page.page.undo.isVisible()


def test_a_reason_being_written_survives_esc(maria: Opened, qtbot: QtBot) -> None:
    page = take(maria, qtbot, farmer(maria))
    asked = void(maria, qtbot)
    asked.reasons["other"].click()
    asked.note.editor.setText("Uangnya ditarik kembali")
    press(Qt.Key.Key_Escape)
    asked = void(maria, qtbot)
    assert (asked.reason, asked.note.editor.text()) == ("other", "Uangnya ditarik kembali")
    asked.go.click()
    qtbot.waitUntil(lambda: page.loaded.facts.void == "void")
    assert maria.window.session.drafts[draft_key(page.loaded.origin)] is None


def test_another_reason_must_be_written_down(maria: Opened, qtbot: QtBot) -> None:
    take(maria, qtbot, farmer(maria))
    asked = void(maria, qtbot)
    asked.reasons["other"].click()
    assert not asked.go.isEnabled()
    asked.note.editor.setText("Uangnya ditarik kembali")
    assert asked.go.isEnabled()


def test_a_voided_number_stays_in_the_list_and_in_the_cash(maria: Opened, qtbot: QtBot) -> None:
    def on_hand() -> int:
        with maria.window.session.store.reading() as connection:
            return cash.position(connection, "KCL", "A017").on_hand

    before = on_hand()
    page = take(maria, qtbot, farmer(maria))
    number = page.loaded.facts.number
    assert on_hand() == before + 33_600
    asked = void(maria, qtbot)
    asked.reasons["not_paid"].click()
    asked.go.click()
    qtbot.waitUntil(lambda: page.loaded.facts.void == "void")
    assert papers(maria)[0].number == number
    assert on_hand() == before
    with maria.window.session.store.reading() as connection:
        position = cash.position(connection, "KCL", "A017")
    assert position.reversed >= 33_600


def test_the_time_left_to_void_counts_down_and_then_only_a_correction_is_offered(maria: Opened, qtbot: QtBot) -> None:
    page = take(maria, qtbot, farmer(maria))
    maria.clock.now += timedelta(seconds=22)
    page.tick()
    assert page.page.undo.words().endswith("masih bisa 4 menit 38 detik lagi")
    maria.clock.now += timedelta(minutes=5)
    page.tick()
    assert page.page.undo.words() == "Salah? Ajukan koreksi"
    asked = void(maria, qtbot)
    asked.reasons["wrong_amount"].click()
    asked.note.editor.setText("16800")
    asked.go.click()
    qtbot.waitUntil(lambda: page.loaded.asked is not None)
    assert page.loaded.facts.void is None
    assert page.page.undo.words() == "Koreksi sudah diajukan, menunggu keputusan penyelia"
    assert not page.page.undo.isEnabled()


def test_once_sent_only_a_correction_is_offered(maria: Opened, qtbot: QtBot) -> None:
    page = take(maria, qtbot, farmer(maria))
    assert page.loaded.tick is Tick.LAPTOP
    seq = page.loaded.origin.seq
    maria.window.session.store.run(lambda connection: contact.note(connection, acknowledged=seq)).result()
    maria.window.session._ask_status()
    qtbot.waitUntil(lambda: page.loaded.tick is Tick.SERVER)
    assert page.page.undo.words() == "Salah? Ajukan koreksi"
    assert page.page.tick.text() == "di server"


def test_once_in_a_deposit_only_a_correction_is_offered(maria: Opened, qtbot: QtBot) -> None:
    page = take(maria, qtbot, farmer(maria))
    with maria.window.session.store.reading() as connection:
        rupiah = cash.position(connection, "KCL", "A017").on_hand
    pieces = {code_of(piece): count for piece, count in change_by_denomination(rupiah).pieces if count}
    maria.window.session.store.write(deposit_cash, DepositCash(rupiah=rupiah, pieces=pieces)).result()
    qtbot.waitUntil(lambda: page.loaded.in_deposit)
    assert page.page.undo.words() == "Salah? Ajukan koreksi"


def test_an_old_receipt_opens_with_its_ticks_and_what_became_of_it(maria: Opened, qtbot: QtBot) -> None:
    def open_paper(paper: Receipt, tick: Tick) -> None:
        maria.window.frame.go("receipt", origin=paper.origin)
        page = receipt(maria)
        qtbot.waitUntil(lambda: page.loaded is not None and page.loaded.origin == paper.origin)
        qtbot.waitUntil(lambda: page.loaded.tick is tick)

    open_paper(papers(maria)[-1], Tick.MATCHED)
    assert receipt(maria).page.tick.text() == "dicocokkan"
    open_paper(next(one for one in papers(maria) if one.reversed_by == "void"), Tick.SERVER)
    assert "DIBATALKAN" in paper_text(maria)


def test_enter_goes_on_to_the_next_one_due_in_the_village(maria: Opened, qtbot: QtBot) -> None:
    first = farmer(maria)
    second = farmer(maria, name="Veronika Barek", nik="5313055703889902")
    page = take(maria, qtbot, first)
    qtbot.waitUntil(page.page.next.button.isEnabled)
    assert page.page.next.button.words() == "Lanjut ke Veronika"
    qtbot.waitUntil(page.page.next.button.hasFocus)
    press(ENTER)
    frame = maria.window.frame
    assert frame.screen_key == "collect"
    qtbot.waitUntil(lambda: [line.person.member.member for line in frame.screen.order.lines] == [second])


def test_the_key_that_took_the_money_does_not_go_on_to_the_next(maria: Opened, qtbot: QtBot) -> None:
    page = take(maria, qtbot, farmer(maria))
    press(TAKE)
    assert maria.window.frame.screen is page


@pytest.mark.parametrize(
    ("size", "text"), [((1366, 768), 100), ((1280, 720), 100), ((911, 512), 100), ((1366, 768), 135)]
)
def test_the_primary_button_is_whole_in_every_size(
    open_laptop: Open, qtbot: QtBot, size: tuple[int, int], text: int
) -> None:
    maria = open_laptop(now=LATER, size=size, settings=Settings(theme="light", text_size=text))
    page = take(maria, qtbot, farmer(maria), cash="60000").page
    button = page.next.button
    assert button.visibleRegion().boundingRect().size() == button.size()
    assert button.height() >= 40
    assert page.change.figure.visibleRegion().boundingRect().height() == page.change.figure.height()


def test_everything_that_takes_the_focus_has_a_name_and_room_for_a_finger(maria: Opened, qtbot: QtBot) -> None:
    page = take(maria, qtbot, farmer(maria))
    void(maria, qtbot)
    wrong = [
        one
        for one in (*page.findChildren(QWidget), *sheet(maria, ReasonSheet).findChildren(QWidget))
        if one.isVisible()
        and one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and (not one.accessibleName() or one.width() < 24 or one.height() < 24)
    ]
    assert not wrong


def test_the_paper_is_read_aloud_as_text(maria: Opened, qtbot: QtBot) -> None:
    page = take(maria, qtbot, farmer(maria))
    blocks = receipt_blocks(page.loaded.facts, page.session.words, "id")
    assert paper_text(maria) == plain_text(blocks)
