from datetime import date
from pathlib import Path

import pytest

from agent_app.documents.bpjs_answer import read_answer
from agent_app.domain.errors import Refused

TODAY = date(2026, 11, 24)


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
    assert answer.refused == ((2, "Usia lebih dari 65 tahun"),)


def test_a_row_that_cannot_be_read_is_told_with_its_number(tmp_path: Path) -> None:
    file = write(
        tmp_path / "jawaban.csv",
        "NIK,Bulan,TMT\n123,Nov 2026,25-11-2026\n5313055703889901,besok,25-11-2026\n5313055703889901,Nov 2026,\n",
    )
    answer = read_answer(file, today=TODAY)
    assert answer.unreadable == ((2, "nik_unreadable"), (3, "month_unreadable"), (4, "date_unreadable"))


def test_a_file_without_the_needed_headings_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        read_answer(write(tmp_path / "lain.csv", "Nama,Alamat\nA,B\n"), today=TODAY)
    assert refused.value.code == "answer_no_header"
