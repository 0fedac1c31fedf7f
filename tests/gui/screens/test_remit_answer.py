"""An answer of BPJS in the window: three groups before anything is written, and a person's word on what is doubtful."""

from datetime import date
from pathlib import Path

from pytestqt.qtbot import QtBot
from sqlalchemy import select

from agent_app.documents.answer_columns import AnswerField
from agent_app.documents.answer_words import Meaning
from agent_app.domain.answers import Doubt, Standing
from agent_app.domain.coverage import MonthState
from agent_app.gui.screens.remit.answer_columns_sheet import FIELDS, MEANINGS, AnswerColumnsSheet
from agent_app.gui.screens.remit.answer_look_sheet import LookSheet
from agent_app.gui.screens.remit.answer_work import AnswerStage
from agent_app.gui.screens.remit.reading import Row
from agent_app.gui.screens.remit.screen import RemitScreen
from agent_app.records.tables.journal import journal
from tests.documents.tables import delimited
from tests.gui.screens.desk import press, sheet
from tests.gui.screens.test_remit import (
    PRIMARY,
    REFERENCE,
    WAIT_MS,
    branch,
    enter_secret,
    open_answer,
    own_lines,
    pay,
    spoken,
    states,
)
from tests.gui.stage import Opened

__all__ = ["branch"]
HEADINGS = ["NIK", "Bulan Iuran", "Tanggal Efektif", "Status", "Keterangan", "Kode Iuran"]


def lines_of(row: Row, *, status: str = "Berhasil", remark: str = "", day: str = "25-11-2026") -> list[list[str]]:
    return [[row.member.nik or "", month, day, status, remark, REFERENCE] for month in row.key[1]]


def reread(shown: RemitScreen, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: shown.answer.stage is AnswerStage.READ, timeout=WAIT_MS)


def looked_at(opened: Opened) -> list[bytes]:
    """The laptop's own lines that protect somebody after a look."""
    store = opened.window.session.store
    with store.reading() as connection:
        own = (journal.c.device == store.identity.device, journal.c.kind == "protection_confirmed")
        rows = connection.execute(select(journal.c.line).where(*own)).scalars()
        return [line for line in map(bytes, rows) if b'"doubts"' in line]


def test_what_is_doubtful_is_decided_row_by_row_with_a_reason(branch: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    plain, doubtful, left = pay(branch, qtbot, 3)
    shown = branch.window.frame.screen
    rows = [*lines_of(plain), *lines_of(doubtful, remark="PERLU VERIFIKASI"), *lines_of(left, remark="Meninggal dunia")]
    file = delimited(tmp_path / "jawaban.csv", [HEADINGS, *rows, ["TOTAL", "", "", "", "", ""]], ";")
    before = own_lines(branch)
    open_answer(shown, qtbot, file)
    check = shown.answer.matched.checked.of(Standing.CHECK)
    assert len(check) == len(doubtful.key[1]) + len(left.key[1])
    assert shown.answer.undecided == len(check)
    assert "PERLU VERIFIKASI" in spoken(shown.answer_panel.list)[0]
    # Every row of the file stands in one of the groups.
    groups = shown.answer_panel._groups()
    assert sum(len(items) for items, _ in groups.values()) == len(shown.answer.matched.answer.cells)
    for _ in doubtful.key[1]:
        shown.answer_panel.decide.click()
        looking = sheet(branch, LookSheet)
        press(PRIMARY)
        # Without a reason nothing is decided.
        assert looking.reason.is_wrong()
        looking.reason.editor.setText("dicek di SIPP")
        press(PRIMARY)
        shown.answer_panel.list.choose(shown.answer_panel.list.currentIndex().row() + 1)
    shown.answer_panel.decide.click()
    looking = sheet(branch, LookSheet)
    looking.reason.editor.setText("tanya keluarga")
    looking.leave.click()
    assert own_lines(branch) == before
    assert shown.answer.people == 2
    shown.primary()
    enter_secret(branch, qtbot)
    qtbot.waitUntil(lambda: shown.answer.stage is AnswerStage.DONE, timeout=WAIT_MS)
    assert [states(branch, one) for one in (plain, doubtful, left)] == [
        {MonthState.PROTECTED},
        {MonthState.PROTECTED},
        {MonthState.REMITTED},
    ]
    kept = looked_at(branch)
    assert len(kept) == len(doubtful.key[1])
    assert all(b"dicek di SIPP" in line.partition(b'"private"')[2] for line in kept)
    qtbot.waitUntil(lambda: shown.answer.error_file is not None, timeout=WAIT_MS)


def test_a_file_without_a_day_is_asked_for_it_once(branch: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    rows = pay(branch, qtbot, 2)
    shown = branch.window.frame.screen
    cells = [[one.member.nik or "", month] for one in rows for month in one.key[1]]
    open_answer(shown, qtbot, delimited(tmp_path / "jawaban.csv", [["NIK", "BLTH"], *cells], ";"))
    side = shown.answer_side
    assert side.day.isVisible()
    assert "tidak menyebut tanggal" in side.note.text()
    assert shown.answer.people == 0
    side.day.editor.setText("24-11-2062")
    side.day.editor.editingFinished.emit()
    assert side.day.is_wrong()
    side.day.editor.setText(f"{branch.window.session.today():%d-%m-%Y}")
    side.day.editor.editingFinished.emit()
    qtbot.waitUntil(lambda: shown.answer.people == 2, timeout=WAIT_MS)
    assert {one.day for one in shown.answer.protecting} == {branch.window.session.today()}
    assert side.day.isVisible()


def test_columns_and_words_are_changed_by_a_person(branch: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    rows = pay(branch, qtbot, 3)
    shown = branch.window.frame.screen
    words = dict(zip(rows, ("SELESAI", "MENTAL", "GAGAL"), strict=True))
    cells = [[one.member.nik or "", month, "25-11-2026", words[one]] for one in rows for month in one.key[1]]
    headings = ["Kode Orang", "BLTH", "TMT", "Zzz"]
    open_answer(shown, qtbot, delimited(tmp_path / "jawaban.csv", [headings, *cells], ";"))
    assert shown.answer.people == 0
    assert "Zzz" in shown.answer_side.columns_told.text()
    shown.answer_side.columns.click()
    picking = sheet(branch, AnswerColumnsSheet)
    assert "NIK" in picking.missing.text()
    for index, field in ((0, AnswerField.NIK), (3, AnswerField.STATUS)):
        picking.fields[index].activated.emit(FIELDS.index(field))
        reread(shown, qtbot)
    assert shown.answer.people == 0
    assert set(picking.words) == {"selesai", "mental"}
    for word, meaning in (("selesai", Meaning.YES), ("mental", Meaning.NO)):
        picking.words[word].activated.emit(MEANINGS.index(meaning))
        reread(shown, qtbot)
    picking.dismiss()
    assert shown.answer.people == 1
    refused = shown.answer.matched.checked.of(Standing.REFUSED)
    assert {one.row.said for one in refused} == {"MENTAL", "GAGAL"}


def test_a_day_that_cannot_be_is_given_by_the_person_who_takes_the_row(
    branch: Opened, qtbot: QtBot, tmp_path: Path
) -> None:
    (row,) = pay(branch, qtbot, 1)
    shown = branch.window.frame.screen
    file = delimited(tmp_path / "jawaban.csv", [HEADINGS, lines_of(row, day="24-11-2062")[0]], ";")
    open_answer(shown, qtbot, file)
    assert shown.answer.matched.checked.rows[0].doubts == (Doubt.DAY_FAR,)
    shown.answer_panel.decide.click()
    looking = sheet(branch, LookSheet)
    assert looking.day.isVisible()
    looking.reason.editor.setText("salah ketik tahun")
    looking.take.click()
    assert looking.day.is_wrong()
    looking.day.editor.setText(f"{branch.window.session.today():%d-%m-%Y}")
    looking.take.click()
    (decision,) = shown.answer.decisions.values()
    assert (decision.outcome, decision.day) == ("protect", branch.window.session.today())
    assert isinstance(decision.day, date)
