"""Paying BPJS in the window: what waits, a batch with its file, and the answer that alone makes protection."""

import csv
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QLineEdit
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from agent_app.demo.stage import PASSPHRASE
from agent_app.demo.village import pieces_of
from agent_app.domain.answers import Doubt, Standing
from agent_app.domain.coverage import MonthState
from agent_app.gui.pin_sheet import PinSheet
from agent_app.gui.screens.remit.answer_work import AnswerStage
from agent_app.gui.screens.remit.copy_sheet import CopySheet
from agent_app.gui.screens.remit.reading import Row
from agent_app.gui.screens.remit.screen import RemitScreen
from agent_app.records.tables.journal import journal
from agent_app.records.views import deposits, members, months
from agent_app.records.views.remittances import BatchState
from agent_app.services.branch import Remit, RemitFor, remit
from agent_app.services.deposit import ConfirmDeposit, CountDeposit, confirm_deposit, count_deposit
from tests.gui.conftest import Open
from tests.gui.screens.desk import CONTROL, ENTER, press, sheet
from tests.gui.stage import Opened

PRIMARY = (ENTER, CONTROL)
WAIT_MS = 20_000
REFERENCE = "KI-2611-001"
STRANGER = "5313051708889999"


def count_deposits(opened: Opened) -> None:
    """The branch counts what the agents have declared, to the last coin."""
    store = opened.window.session.store
    for agent in ("A017", "A021"):
        with store.reading() as connection:
            declared = deposits.open_deposits(connection, "KCL", agent)
        for one in declared:
            counting = CountDeposit(deposit=one.origin, pieces=pieces_of(one.rupiah))
            counted = store.write(count_deposit, counting).result().result
            store.write(confirm_deposit, ConfirmDeposit(deposit=one.origin, count=counted.origin)).result()


@pytest.fixture
def branch(open_branch: Open) -> Opened:
    """Theresia's window after the deposits were counted."""
    opened = open_branch()
    count_deposits(opened)
    return opened


def page(opened: Opened, qtbot: QtBot) -> RemitScreen:
    opened.window.frame.go("remit")
    shown = opened.window.frame.screen
    qtbot.waitUntil(lambda: shown._found is not None and bool(shown._found.rows), timeout=WAIT_MS)
    return shown


def enter_secret(opened: Opened, qtbot: QtBot) -> None:
    """Answer the question for PIN or passphrase."""
    qtbot.waitUntil(lambda: sheet(opened, PinSheet) is not None)
    asked = sheet(opened, PinSheet)
    assert isinstance(asked.entry, QLineEdit)
    asked.entry.setText(PASSPHRASE)
    qtbot.keyClick(asked.entry, ENTER)


def pay(opened: Opened, qtbot: QtBot, count: int = 4) -> tuple[Row, ...]:
    """Record some members as paid; their rows."""
    shown = page(opened, qtbot)
    rows = shown._found.rows[:count]
    shown.waiting.choose(row.key for row in rows)
    shown.side.reference.editor.setText(REFERENCE)
    shown.primary()
    enter_secret(opened, qtbot)
    qtbot.waitUntil(lambda: bool(shown._found.batches), timeout=WAIT_MS)
    return rows


def write_answer(file: Path, rows: Sequence[Row], *, refused: int = 0, reference: str = REFERENCE) -> Path:
    """BPJS's answer: all months of these people, the first ones refused, and somebody nobody knows."""
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(["NIK", "KPJ", "Bulan Iuran", "Tanggal Efektif", "Kode Iuran", "Status", "Keterangan"])
        for number, row in enumerate(rows):
            for month in row.key[1]:
                start = [row.member.nik, "" if number < refused else f"2611{number:07d}", month]
                end = ["", reference, "Ditolak", "NIK tidak ditemukan"]
                writer.writerow(start + (end if number < refused else ["25-11-2026", reference, "Berhasil", ""]))
        writer.writerow([STRANGER, "", "2026-11", "25-11-2026", reference, "Berhasil", ""])
    return file


def open_answer(shown: RemitScreen, qtbot: QtBot, file: Path) -> None:
    shown.open_answer(file)
    qtbot.waitUntil(lambda: shown.answer.stage is AnswerStage.READ, timeout=WAIT_MS)


def own_lines(opened: Opened) -> int:
    store = opened.window.session.store
    with store.reading() as connection:
        statement = select(func.count()).where(journal.c.device == store.identity.device)
        return connection.execute(statement).scalar_one()


def states(opened: Opened, row: Row) -> set[MonthState]:
    with opened.window.session.store.reading() as connection:
        found = members.find(connection, "KCL", row.member.member)
        every = months.months_of(connection, "KCL", found).states
    return {every[month] for month in row.key[1]}


def waiting_for(shown: RemitScreen) -> list[str]:
    """Who of the batch shown is not protected yet, in words."""
    return spoken(shown.detail.waiting)


def spoken(view: QAbstractItemView) -> list[str]:
    """The rows of a list as a screen reader says them."""
    model = view.model()
    return [model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(model.rowCount())]


def kept_kinds(opened: Opened) -> list[str]:
    """The kinds of the laptop's own lines."""
    store = opened.window.session.store
    with store.reading() as connection:
        statement = select(journal.c.kind).where(journal.c.device == store.identity.device)
        return list(connection.execute(statement).scalars())


def test_nothing_waits_before_anything_was_counted(open_branch: Open, qtbot: QtBot) -> None:
    opened = open_branch()
    opened.window.frame.go("remit")
    shown = opened.window.frame.screen
    qtbot.waitUntil(lambda: shown._found is not None, timeout=WAIT_MS)
    assert shown._found.rows == ()
    assert not shown.act.isEnabled()
    assert shown.act.toolTip() == "Pilih dulu anggota yang dibayarkan."


def test_the_tiles_add_up_to_the_rows_and_filter_them(branch: Opened, qtbot: QtBot) -> None:
    shown = page(branch, qtbot)
    rows = shown._found.rows
    assert sum(tile.figures()[0] for tile in shown.waiting.tiles) == sum(len(row.months) for row in rows)
    assert sum(tile.figures()[1] for tile in shown.waiting.tiles) == sum(row.rupiah for row in rows)
    branch.clock.now += timedelta(days=5)
    shown.refresh()
    qtbot.waitUntil(lambda: shown.waiting.tiles[2].figures()[0] > 0, timeout=WAIT_MS)
    assert shown.waiting.tiles[0].figures() == (0, 0)
    shown.waiting.tiles[0].click()
    assert shown.waiting.model.rowCount() == 0
    shown.waiting.tiles[2].click()
    assert shown.waiting.model.rowCount() == len(rows)


def test_a_batch_is_chosen_written_and_recorded_by_keyboard_alone(branch: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    qtbot.keyClick(branch.window, Qt.Key.Key_6, CONTROL)
    shown = branch.window.frame.screen
    qtbot.waitUntil(lambda: shown._found is not None and bool(shown._found.rows), timeout=WAIT_MS)
    every = sum(row.rupiah for row in shown._found.rows)
    assert shown.waiting.list.hasFocus()
    press(Qt.Key.Key_Space, Qt.Key.Key_Down, ENTER)
    assert len(shown.waiting.chosen()) == 2
    press((Qt.Key.Key_A, CONTROL))
    assert sum(row.rupiah for row in shown.waiting.chosen()) == every
    press(PRIMARY)
    # Without a reference nothing is asked; the field says what is missing and has the focus.
    assert shown.side.reference.is_wrong()
    press(REFERENCE, PRIMARY)
    enter_secret(branch, qtbot)
    qtbot.waitUntil(lambda: bool(shown._found.batches), timeout=WAIT_MS)
    batch = shown._found.batches[0]
    assert (batch.reference, batch.rupiah, batch.state) == (REFERENCE, every, BatchState.REMITTED)
    assert shown._found.rows == ()
    assert shown.side.text() == ""


def test_the_file_holds_what_is_chosen_with_niks_as_texts(branch: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    shown = page(branch, qtbot)
    rows = shown._found.rows[:3]
    shown.waiting.choose(row.key for row in rows)
    shown.side.reference.editor.setText(REFERENCE)
    shown.hand_in.write_file(tmp_path / "iuran.xlsx")
    qtbot.waitUntil(lambda: shown.hand_in.saved is not None, timeout=WAIT_MS)
    assert shown.side.folder.isVisible()
    content = list(openpyxl.load_workbook(tmp_path / "iuran.xlsx").worksheets[0].iter_rows(values_only=True))
    found = [dict(zip(content[0], row, strict=True)) for row in content[1:]]
    assert {row["NIK"] for row in found} == {row.member.nik for row in rows}
    assert sum(row["Jumlah Iuran"] for row in found) == sum(row.rupiah for row in rows)
    assert len(found) == sum(len(row.months) for row in rows)


def test_fields_are_copied_whole_one_by_one(branch: Opened, qtbot: QtBot) -> None:
    shown = page(branch, qtbot)
    rows = shown._found.rows[:2]
    shown.waiting.choose(row.key for row in rows)
    shown.side.buttons["copy"].click()
    copying = sheet(branch, CopySheet)
    assert copying.copy_buttons[0].hasFocus()
    press(ENTER)
    first = QGuiApplication.clipboard().text()
    press((Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier))
    press(ENTER)
    assert [first, QGuiApplication.clipboard().text()] == [row.member.nik for row in rows]


def test_what_a_second_supervisor_recorded_meanwhile_is_said_and_shown(branch: Opened, qtbot: QtBot) -> None:
    shown = page(branch, qtbot)
    row = shown._found.rows[0]
    shown.waiting.choose([row.key])
    shown.side.reference.editor.setText(REFERENCE)
    shown.primary()
    wanted = RemitFor(member=row.member.member, months=row.key[1])
    branch.window.session.store.write(remit, Remit(reference="KI-LAIN", members=(wanted,))).result()
    enter_secret(branch, qtbot)
    qtbot.waitUntil(shown.side.wrong.isVisible, timeout=WAIT_MS)
    assert shown.side.text() == REFERENCE
    qtbot.waitUntil(lambda: row.key not in {one.key for one in shown._found.rows}, timeout=WAIT_MS)


def test_what_was_chosen_and_typed_is_kept(branch: Opened, qtbot: QtBot) -> None:
    shown = page(branch, qtbot)
    key = shown._found.rows[1].key
    shown.waiting.choose([key])
    shown.side.reference.editor.setText(REFERENCE)
    branch.window.frame.go("members")
    session = branch.window.session
    session.store.run(lambda connection: None).result()
    fresh = RemitScreen(branch.window.frame)
    fresh.refresh()
    qtbot.waitUntil(lambda: fresh._found is not None, timeout=WAIT_MS)
    assert (fresh.side.text(), [row.key for row in fresh.waiting.chosen()]) == (REFERENCE, [key])
    fresh.deleteLater()


def test_only_an_answer_of_bpjs_makes_protection(branch: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    rows = pay(branch, qtbot)
    shown = branch.window.frame.screen
    assert states(branch, rows[1]) == {MonthState.REMITTED}
    before = own_lines(branch)
    open_answer(shown, qtbot, write_answer(tmp_path / "jawaban.csv", rows, refused=1))
    assert shown.answer.people == 3
    assert {one.day for one in shown.answer.protecting} == {date(2026, 11, 25)}
    strangers = shown.answer.matched.checked.of(Standing.CHECK)
    assert [one.doubts for one in strangers] == [(Doubt.NOBODY,)]
    assert own_lines(branch) == before
    assert states(branch, rows[1]) == {MonthState.REMITTED}
    branch.window.activateWindow()
    qtbot.waitUntil(shown.act.hasFocus)
    shown.primary()
    enter_secret(branch, qtbot)
    qtbot.waitUntil(lambda: shown.answer.stage is AnswerStage.DONE, timeout=WAIT_MS)
    assert [states(branch, row) for row in rows] == [{MonthState.DEPOSITED}, *[{MonthState.PROTECTED}] * 3]
    qtbot.waitUntil(lambda: shown.answer.error_file is not None, timeout=WAIT_MS)
    left = openpyxl.load_workbook(tmp_path / "jawaban-tidak-masuk.xlsx").worksheets[0]
    reasons = {row[0]: row[-2] for row in left.iter_rows(min_row=2, values_only=True)}
    assert reasons[rows[0].member.nik] == "NIK tidak ditemukan"
    assert STRANGER in reasons
    shown.primary()
    qtbot.waitUntil(lambda: shown._found.batches[0].state is BatchState.REFUSED, timeout=WAIT_MS)
    refused = "ditolak BPJS: NIK tidak ditemukan"
    qtbot.waitUntil(lambda: [refused in one for one in waiting_for(shown)] == [True], timeout=WAIT_MS)


def test_the_same_file_twice_says_so_and_writes_nothing(branch: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    rows = pay(branch, qtbot)
    shown = branch.window.frame.screen
    file = write_answer(tmp_path / "jawaban.csv", rows, refused=1)
    for _ in range(2):
        open_answer(shown, qtbot, file)
        before = own_lines(branch)
        shown.answer_side._confirm()
        qtbot.waitUntil(lambda: shown.answer.stage is AnswerStage.DONE, timeout=WAIT_MS)
    assert own_lines(branch) == before
    open_answer(shown, qtbot, file)
    assert "sudah diimpor" in shown.answer_side.note.text()
    assert shown.act.words() == "Selesai"
    shown.primary()
    assert shown.answer.stage is AnswerStage.NONE
    assert own_lines(branch) == before


def test_what_bpjs_refused_is_journalled_and_waits_to_be_paid_again_with_its_reason(
    branch: Opened, qtbot: QtBot, tmp_path: Path
) -> None:
    rows = pay(branch, qtbot)
    shown = branch.window.frame.screen
    waited = len(shown._found.rows)
    open_answer(shown, qtbot, write_answer(tmp_path / "jawaban.csv", rows[:1], refused=1))
    assert shown.act.words() == "Catat penolakan 1 anggota"
    assert "bisa dibayarkan lagi" in spoken(shown.answer_panel.list)[0]
    shown.primary()
    enter_secret(branch, qtbot)
    qtbot.waitUntil(lambda: shown.answer.stage is AnswerStage.DONE, timeout=WAIT_MS)
    assert "Penolakan 1 anggota dicatat" in shown.answer_side.note.text()
    assert kept_kinds(branch).count("remittance_refused") == 1
    shown.primary()
    qtbot.waitUntil(lambda: len(shown._found.rows) == waited + 1, timeout=WAIT_MS)
    again = next(one for one in shown._found.rows if one.member.member == rows[0].member.member)
    assert again.key == rows[0].key
    shown._go_to("waiting")
    said = next(one for one in spoken(shown.waiting.list) if again.member.name in one)
    assert "ditolak BPJS: NIK tidak ditemukan" in said
    shown.waiting.choose([again.key])
    shown.side.reference.editor.setText("KI-2611-002")
    shown.primary()
    enter_secret(branch, qtbot)
    qtbot.waitUntil(lambda: len(shown._found.batches) == 2, timeout=WAIT_MS)
    assert {one.reference: one.refused for one in shown._found.batches} == {
        REFERENCE: len(again.months),
        "KI-2611-002": 0,
    }
    assert states(branch, rows[0]) == {MonthState.REMITTED}


def test_a_refusal_of_what_nobody_paid_is_told_so_and_kept(branch: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    rows = pay(branch, qtbot)
    shown = branch.window.frame.screen
    file = write_answer(tmp_path / "jawaban.csv", rows[:1], refused=1, reference="KI-LAIN")
    open_answer(shown, qtbot, file)
    said = spoken(shown.answer_panel.list)[0]
    assert "tidak ada pembayaran cabang untuk bulan ini" in said
    assert "alasan dicatat" in said
    shown.answer_side._confirm()
    qtbot.waitUntil(lambda: shown.answer.stage is AnswerStage.DONE, timeout=WAIT_MS)
    assert states(branch, rows[0]) == {MonthState.REMITTED}


def test_rows_without_a_payment_code_take_the_one_they_were_paid_under(
    branch: Opened, qtbot: QtBot, tmp_path: Path
) -> None:
    rows = pay(branch, qtbot)
    shown = branch.window.frame.screen
    open_answer(shown, qtbot, write_answer(tmp_path / "jawaban.csv", rows, reference=""))
    assert {one.reference for one in shown.answer.protecting} == {REFERENCE}
    assert not shown.answer_side.reference.isVisible()


def test_a_file_that_is_no_answer_is_told_in_words(branch: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    shown = page(branch, qtbot)
    file = tmp_path / "lain.csv"
    file.write_text("Nama;Alamat\nA;B\n", encoding="utf-8")
    shown.open_answer(file)
    qtbot.waitUntil(lambda: shown.answer.trouble is not None, timeout=WAIT_MS)
    assert shown.answer.trouble.code == "answer_no_header"
    assert shown._mode != "answer"


def test_esc_leaves_an_answer_open_and_goes_back_to_what_waits(branch: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    rows = pay(branch, qtbot)
    shown = branch.window.frame.screen
    open_answer(shown, qtbot, write_answer(tmp_path / "jawaban.csv", rows))
    qtbot.keyClick(branch.window.frame, Qt.Key.Key_Escape)
    assert shown._mode == "waiting"
    assert shown.answer.matched is not None
    assert shown.chips["answer"].isVisible()
