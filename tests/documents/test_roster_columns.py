"""Which column holds what: known and similar headings, two-line headings, and what a person chooses instead."""

import json
from pathlib import Path

import pytest

from agent_app.documents.roster_columns import guess_mapping
from agent_app.documents.roster_headings import RosterField as F
from agent_app.documents.roster_headings import field_of_heading
from agent_app.documents.roster_mapping import Confidence, Mapping
from agent_app.documents.workbooks import read_sheets
from tests.documents.tables import HEADINGS, Values, member, nik, xlsx

WORDS = Path(__file__).parents[2] / "resources" / "words"


def guessed(tmp_path: Path, values: Values) -> Mapping:
    return guess_mapping(read_sheets(xlsx(tmp_path / "a.xlsx", values))[0])


def fields(mapping: Mapping) -> dict[F, int]:
    return {column.field: column.index for column in mapping.columns}


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Nama", F.NAME), ("NAMA LENGKAP", F.NAME), ("Nama  Anggota", F.NAME), ("nama_anggota", F.NAME),
        ("No. KTP", F.NIK), ("NIK", F.NIK), ("Nomor Induk Kependudukan (NIK)", F.NIK), ("NoKTP", F.NIK),
        ("No Anggota", F.MEMBER_NO), ("No. Buku", F.MEMBER_NO), ("NBA", F.MEMBER_NO),
        ("Tgl Lahir", F.BIRTH), ("TTL", F.BIRTH), ("Tempat/Tgl Lahir", F.BIRTH), ("Tempat, Tanggal Lahir", F.BIRTH),
        ("Tanggal Lahir (dd/mm/yyyy)", F.BIRTH), ("Tempat Lahir", F.BIRTH_PLACE),
        ("JK", F.SEX), ("L/P", F.SEX), ("Jenis Kelamin (L/P)", F.SEX), ("JK (L/P)", F.SEX),
        ("No HP", F.PHONE), ("Telp.", F.PHONE), ("No. HP/WA", F.PHONE), ("ALAMAT", F.ADDRESS),
        ("Desa/Kel", F.VILLAGE), ("Desa/Kel.", F.VILLAGE), ("Kelurahan", F.VILLAGE), ("Kecamatan", F.DISTRICT),
        ("Pekerjaan", F.OCCUPATION), ("Penghasilan", F.INCOME), ("Bulan terakhir dibayar", F.LAST_PAID_MONTH),
        ("Iuran terakhir", F.LAST_PAID_MONTH), ("Tgl. Masuk", F.JOINED),
    ],
)  # fmt: skip
def test_a_usual_heading_is_known_for_sure(heading: str, field: F) -> None:
    assert field_of_heading(heading) is field


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Nama Lengkap (sesuai KTP)", F.NAME), ("NIK (16 digit) *", F.NIK), ("Penghasilan/bulan (Rp)", F.INCOME),
        ("Alamat Lengkap sesuai KTP", F.ADDRESS), ("No. HP aktif anggota", F.PHONE),
    ],
)  # fmt: skip
def test_a_heading_with_explaining_words_is_likely(tmp_path: Path, heading: str, field: F) -> None:
    mapping = guessed(tmp_path, [[heading, "Nama Anggota" if field is not F.NAME else "NIK"], ["x", "y"]])
    column = next(one for one in mapping.columns if one.field is field)
    assert (column.index, column.confidence) == (0, Confidence.LIKELY)


@pytest.mark.parametrize(
    "heading",
    [
        "Nama Ibu Kandung", "Nama Ahli Waris", "Nama Suami", "Nama Agen", "No KK", "Nama KK", "NPWP", "No", "Umur",
        "Daftar Nama Anggota Koperasi", "Alasan tidak masuk", "Jumlah", "Simpanan", "Baris asal",
    ],
)  # fmt: skip
def test_a_heading_of_something_else_is_nobodys_and_listed(tmp_path: Path, heading: str) -> None:
    mapping = guessed(tmp_path, [["Nama", heading, "NIK"], ["Yosef", "x", nik(1)]])
    assert fields(mapping) == {F.NAME: 0, F.NIK: 2}
    assert mapping.unmapped == ((1, heading),)


def test_the_heading_row_is_found_below_titles(tmp_path: Path) -> None:
    titles = [["KSP KOPDIT CONTOH"], ["Daftar Nama Anggota"], ["Nama", ":", "Cabang Lewoleba"], []]
    mapping = guessed(tmp_path, [*titles, HEADINGS, member(1)])
    assert mapping.header_row == 4
    assert mapping.first_data_row == 5
    assert set(fields(mapping)) == {F.NAME, F.NIK, F.MEMBER_NO, F.BIRTH, F.SEX, F.PHONE, F.VILLAGE}
    assert mapping.unmapped == ((0, "No"),)


def test_headings_over_two_rows_are_read_together(tmp_path: Path) -> None:
    upper = ["No", "Nama", "NIK", "Kelahiran", "", "Alamat", ""]
    lower = ["", "", "", "Tempat", "Tgl Lahir", "Desa", "Kecamatan"]
    row = [1, "Yosef", nik(1), "Lewoleba", "17-8-1988", "Lamahora", "Nubatukan"]
    mapping = guessed(tmp_path, [upper, lower, row])
    assert mapping.header_height == 2
    assert fields(mapping)[F.BIRTH] == 4
    assert fields(mapping)[F.VILLAGE] == 5
    assert fields(mapping)[F.DISTRICT] == 6


def test_a_first_row_without_name_below_the_headings_is_no_second_heading_row(tmp_path: Path) -> None:
    mapping = guessed(tmp_path, [["Nama", "Pekerjaan", "Alamat"], ["", "Petani", "Lamahora"], ["Yosef", "x", "y"]])
    assert mapping.header_height == 1


def test_one_heading_over_place_and_date_is_told_by_what_stands_below(tmp_path: Path) -> None:
    rows = [["Yosef", "Lewoleba", "17-8-1988"], ["Maria", "Larantuka", "3 Mei 1990"]]
    mapping = guessed(tmp_path, [["Nama", "Tempat/Tgl Lahir", ""], *rows])
    assert fields(mapping) == {F.NAME: 0, F.BIRTH_PLACE: 1, F.BIRTH: 2}


def test_a_nik_column_of_unknown_heading_is_guessed_by_its_content_but_no_family_card(tmp_path: Path) -> None:
    rows = [["Yosef", nik(1), nik(2)], ["Maria", nik(3), nik(4)]]
    mapping = guessed(tmp_path, [["Nama", "No. KK", "Nomor Penduduk"], *rows])
    assert mapping.index_of(F.NIK) == 2
    assert mapping.columns[-1].confidence is Confidence.GUESSED


def test_the_first_of_two_equal_headings_is_used(tmp_path: Path) -> None:
    mapping = guessed(tmp_path, [["Nama", "NIK", "Nama"], ["Yosef", nik(1), "Maria"]])
    assert fields(mapping) == {F.NAME: 0, F.NIK: 1}
    assert mapping.unmapped == ((2, "Nama"),)


def test_a_sheet_without_names_has_no_mapping(tmp_path: Path) -> None:
    mapping = guessed(tmp_path, [["Rekap", "Jumlah"], ["Lamahora", 12]])
    assert mapping.header_row is None
    assert not mapping.names_a_member


def test_a_person_may_choose_otherwise(tmp_path: Path) -> None:
    mapping = guessed(tmp_path, [["Nama", "Panggilan", "NIK"], ["Yosef", "Ose", nik(1)]])
    changed = mapping.with_column(F.NAME, 1).with_column(F.NIK, None)
    assert fields(changed) == {F.NAME: 1}
    assert changed.columns[0].confidence is Confidence.CHOSEN
    assert fields(mapping) == {F.NAME: 0, F.NIK: 2}
    assert fields(mapping.with_column(F.ADDRESS, 0)) == {F.ADDRESS: 0, F.NIK: 2}


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_products_own_words_for_fields_are_headings_it_knows(language: str) -> None:
    words = json.loads((WORDS / f"roster_{language}.json").read_text(encoding="utf-8"))
    assert [field_of_heading(words[f"roster.field_{field.value}"]) for field in F] == list(F)
    assert field_of_heading(words["roster.reason_heading"]) is None
    assert field_of_heading(words["roster.row_heading"]) is None
