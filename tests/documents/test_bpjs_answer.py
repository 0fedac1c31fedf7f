"""Answers of BPJS as tables: what each row says, and what is told back."""

from datetime import date
from pathlib import Path

import pytest

from agent_app.documents.bpjs_answer import RefusedRow, Unreadable, _months, read_answer
from agent_app.documents.spreadsheet import Cell, CellKind
from agent_app.domain.errors import Refused, Unavailable
from agent_app.domain.months import month_range
from agent_app.reference.words import words
from tests.documents.tables import xlsx_of_sheets

TODAY = date(2026, 11, 24)
NIK = "5313055703889901"


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_an_answer_tells_who_is_protected_for_which_months_and_from_when(tmp_path: Path) -> None:
    file = write(
        tmp_path / "jawaban.csv",
        "Jawaban BPJS Ketenagakerjaan;;;;\n"
        "NIK;Nomor Peserta;Bulan Iuran;Tanggal Efektif;Kode Iuran\n"
        "5313055703889901;26000000001;Nov 2026 - Jan 2027;25-11-2026;KI-1\n"
        "5313051203889902;26000000002;2026-11;25/11/2026;KI-1\n",
    )
    answer = read_answer(file, today=TODAY)
    assert [(row.nik, row.months, row.effective_from, row.participant_number) for row in answer.rows] == [
        ("5313055703889901", ("2026-11", "2026-12", "2027-01"), date(2026, 11, 25), "26000000001"),
        ("5313051203889902", ("2026-11",), date(2026, 11, 25), "26000000002"),
    ]
    assert len(answer.proof) == 64
    assert not answer.refused
    assert not answer.unreadable


def test_a_refused_row_keeps_its_reason_and_protects_nobody(tmp_path: Path) -> None:
    file = write(
        tmp_path / "jawaban.csv",
        "NIK,Bulan,TMT,Alasan ditolak\n5313055703889901,Nov 2026,25-11-2026,Usia lebih dari 65 tahun\n",
    )
    answer = read_answer(file, today=TODAY)
    assert answer.rows == ()
    assert answer.refused == (RefusedRow(("jawaban", 2), "Usia lebih dari 65 tahun", NIK, ("2026-11",)),)


def test_the_status_decides_and_the_remark_is_its_reason(tmp_path: Path) -> None:
    rows = (
        f"{NIK},Nov 2026,25-11-2026,Berhasil,peserta lama,",
        f"{NIK},Nov 2026,,DITOLAK,NIK tidak ditemukan,",
        f"{NIK},Nov 2026,,Gagal,,",
        f"{NIK},Nov 2026,25-11-2026,Berhasil,,Nama tidak sesuai",
        f"{NIK},Nov 2026,25-11-2026,,,OK",
    )
    file = write(tmp_path / "jawaban.csv", "\n".join(("NIK,Bulan,TMT,Status,Keterangan,Alasan", *rows, "")))
    answer = read_answer(file, today=TODAY)
    assert [row.source[1] for row in answer.rows] == [2, 6]
    reasons = [(one.source[1], one.reason) for one in answer.refused]
    assert reasons == [(3, "NIK tidak ditemukan"), (4, "Gagal"), (5, "Nama tidak sesuai")]


def test_rows_go_back_as_they_came(tmp_path: Path) -> None:
    file = write(tmp_path / "jawaban.csv", f"Daftar\nNIK;Bulan;TMT;Nama\n{NIK};Nov 2026;25-11-2026;Contoh\n")
    answer = read_answer(file, today=TODAY)
    assert answer.headings == {"jawaban": ("NIK", "Bulan", "TMT", "Nama")}
    assert answer.cells == {("jawaban", 3): (NIK, "Nov 2026", "25-11-2026", "Contoh")}
    assert answer.references == ()


def test_a_row_that_cannot_be_read_is_told_with_its_place_and_its_words(tmp_path: Path) -> None:
    rows = (
        "123,Nov 2026,25-11-2026,,",
        f"{NIK},besok,25-11-2026,,",
        f"{NIK},Nov 2026,,,",
        f"{NIK},Nov 2026,25-11-2026,belum tahu,",
        f"{NIK},Nov 2026,25-11-2026,,entah",
    )
    file = write(tmp_path / "jawaban.csv", "\n".join(("NIK,Bulan,TMT,KPJ,Status", *rows, "")))
    answer = read_answer(file, today=TODAY)
    assert answer.rows == ()
    assert answer.unreadable == tuple((("jawaban", row), reason) for row, reason in enumerate(Unreadable, start=2))
    assert all(words().say(f"answer.{reason}") for reason in Unreadable)


@pytest.mark.parametrize(
    ("written", "first", "count"),
    [
        ("Nov 2026", "2026-11", 1),
        ("2026-11", "2026-11", 1),
        ("Nov 2026-Apr 2027", "2026-11", 6),
        ("Nov-Des 2026", "2026-11", 2),
        ("Jan - Okt 2026", "2026-01", 10),
        ("November s.d. Desember 2026", "2026-11", 2),
        ("11/2026 s/d 01/2027", "2026-11", 3),
        ("2026-11 - 2027-01", "2026-11", 3),
        ("Jan-25 - Mar-26", "2025-01", 15),
        ("202611 – 202701", "2026-11", 3),
        ("s/d Okt 2026", "", 0),
        ("Nov - besok", "", 0),
        ("Des 2026 - Nov 2026", "", 0),
        ("Nov 2026 - Jan 2206", "", 0),
    ],
)
def test_every_month_of_a_span_is_read_or_none(written: str, first: str, count: int) -> None:
    found = _months(Cell(written, CellKind.TEXT), TODAY)
    assert found == (month_range(first, count) if count else ())


def test_an_answer_on_several_sheets_is_read_whole(tmp_path: Path) -> None:
    heading = ["NIK", "Bulan", "TMT"]
    sheets = {
        "Cabang": [["Lembata"]],
        "Batch 1": [heading, [NIK, "Nov 2026", "25-11-2026"]],
        "Batch 2": [[], heading, ["5313051203889902", "Nov 2026", "25-11-2026"]],
    }
    answer = read_answer(xlsx_of_sheets(tmp_path / "jawaban.xlsx", sheets), today=TODAY)
    assert [row.source for row in answer.rows] == [("Batch 1", 2), ("Batch 2", 3)]


def test_an_answer_that_is_gone_is_unavailable_not_refused(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="file_not_readable"):
        read_answer(tmp_path / "gone.csv", today=TODAY)


def test_an_answer_shows_no_person_in_a_log(tmp_path: Path) -> None:
    file = write(tmp_path / "jawaban.csv", f"NIK,Bulan,TMT,Alasan\n{NIK},Nov 2026,25-11-2026,\n{NIK},x,x,Contoh Ana\n")
    shown = repr(read_answer(file, today=TODAY).rows) + repr(read_answer(file, today=TODAY))
    assert NIK not in shown
    assert "Contoh" not in shown


def test_a_file_without_the_needed_headings_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        read_answer(write(tmp_path / "lain.csv", "Nama,Alamat\nA,B\n"), today=TODAY)
    assert refused.value.code == "answer_no_header"
