"""Rows of BPJS's answer that were not taken, given back, and read in again."""

from datetime import date
from pathlib import Path

import openpyxl

from agent_app.documents.answer_left import write_left_out
from agent_app.documents.bpjs_answer import read_answer
from agent_app.domain.answers import Doubt, Verdict
from agent_app.reference.words import words
from tests.documents.tables import delimited, nik

TODAY = date(2026, 11, 24)
ROWS = [
    ["NIK", "Bulan", "TMT", "Status", "Keterangan"],
    [nik(1), "Nov 2026", "25-11-2026", "Berhasil", ""],
    [nik(2), "Nov 2026", "", "Ditolak", "Usia di atas 65"],
    [nik(3), "besok", "25-11-2026", "Berhasil", ""],
    [nik(4), "Nov 2026", "25-11-2026", "Berhasil", "=1+1"],
]


def given_back(folder: Path) -> Path:
    answer = read_answer(delimited(folder / "jawaban.csv", ROWS), today=TODAY)
    reasons = {("jawaban", row): f"alasan {row}" for row in (3, 4, 5)}
    write_left_out(folder / "kembali.xlsx", answer, reasons, words().say)
    return folder / "kembali.xlsx"


def test_every_row_left_out_comes_back_as_it_came_with_its_reason(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(given_back(tmp_path)).worksheets[0]
    found = list(sheet.iter_rows(values_only=True))
    assert found[0] == ("NIK", "Bulan", "TMT", "Status", "Keterangan", "Alasan tidak masuk", "Baris asal")
    assert [(row[0], row[-2], row[-1]) for row in found[1:]] == [
        (nik(2), "alasan 3", "3"),
        (nik(3), "alasan 4", "4"),
        (nik(4), "alasan 5", "5"),
    ]
    assert found[3][4] == "'=1+1"


def test_what_was_given_back_loses_nothing_when_it_is_read_again(tmp_path: Path) -> None:
    again = read_answer(given_back(tmp_path), today=TODAY)
    assert [(row.nik, row.verdict, row.said) for row in again.rows] == [
        (nik(2), Verdict.NO, "Usia di atas 65"),
        (nik(3), Verdict.UNCLEAR, "Berhasil"),
        (nik(4), Verdict.UNCLEAR, "Berhasil"),
    ]
    assert all(Doubt.LEFT_OUT_BEFORE in row.doubts for row in again.rows[1:])


def test_our_own_reason_is_never_taken_for_a_word_of_bpjs_in_either_language(tmp_path: Path) -> None:
    for language in ("id", "en"):
        heading = words(language).say("answer.reason_heading")
        rows = [["NIK", "Bulan", "TMT", "Status", heading], [nik(1), "Nov 2026", "25-11-2026", "Berhasil", ""]]
        answer = read_answer(delimited(tmp_path / f"{language}.csv", rows), today=TODAY)
        assert [row.verdict for row in answer.rows] == [Verdict.YES]
