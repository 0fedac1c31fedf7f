"""Rows of BPJS's answer that protected nobody, given back."""

from datetime import date
from pathlib import Path

import openpyxl

from agent_app.documents.answer_errors import write_answer_errors
from agent_app.documents.bpjs_answer import read_answer
from agent_app.reference.words import words
from tests.documents.tables import nik


def test_every_row_left_out_comes_back_as_it_came_with_its_reason(tmp_path: Path) -> None:
    file = tmp_path / "jawaban.csv"
    rows = [
        f"{nik(1)};Nov 2026;25-11-2026;Berhasil;",
        f"{nik(2)};Nov 2026;;Ditolak;Usia di atas 65",
        f"{nik(3)};besok;25-11-2026;Berhasil;",
        f"{nik(4)};Nov 2026;25-11-2026;Berhasil;=1+1",
    ]
    file.write_text("\n".join(["NIK;Bulan;TMT;Status;Keterangan", *rows]), encoding="utf-8")
    answer = read_answer(file, today=date(2026, 11, 24))
    write_answer_errors(tmp_path / "kembali.xlsx", answer, [("jawaban", 5)], words().say)
    sheet = openpyxl.load_workbook(tmp_path / "kembali.xlsx").worksheets[0]
    found = list(sheet.iter_rows(values_only=True))
    assert found[0] == ("NIK", "Bulan", "TMT", "Status", "Keterangan", "Alasan tidak masuk", "Baris asal")
    assert [(row[0], row[-2], row[-1]) for row in found[1:]] == [
        (nik(2), "Usia di atas 65", "3"),
        (nik(3), words().say("answer.months_unreadable"), "4"),
        (nik(4), words().say("answer.unmatched"), "5"),
    ]
    assert found[3][4] == "'=1+1"
