"""The table by which members' contributions are paid to BPJS."""

import csv
from pathlib import Path

import msgspec
import openpyxl
import pytest

from agent_app.documents.remittance_file import (
    PayableMember,
    PayableMonth,
    RemittanceColumn,
    RemittanceField,
    RemittanceLayout,
    member_fields,
    remittance_layout,
    write_remittance_file,
)
from agent_app.domain.contributions import Sureness
from tests.documents.tables import nik


def payable(**changes: object) -> PayableMember:
    fields = {
        "name": "Contoh Ana",
        "nik": nik(1),
        "participant_number": None,
        "birth_place": "Lewoleba",
        "birth": "1988-08-17",
        "sex": "female",
        "phone": "+6281234567890",
        "address": "Jl. Contoh 1",
        "occupation": "Petani",
        "base": 1_000_000,
        "months": (PayableMonth("2026-11", 5_000, 3_400, 0), PayableMonth("2026-12", 5_000, 3_400, 0)),
    }
    return PayableMember(**(fields | changes))


def test_the_layout_says_since_when_and_how_sure_it_is() -> None:
    layout = remittance_layout()
    assert layout.sureness is Sureness.UNCONFIRMED
    assert layout.source
    assert layout.dated >= "2026-11-21"


def test_a_row_a_member_and_month_with_the_nik_as_text(tmp_path: Path) -> None:
    write_remittance_file(tmp_path / "a.xlsx", [payable(), payable(name="=cmd()", nik=nik(2))], "KI-1")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    rows = [dict(zip(headings, row, strict=True)) for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert headings == [column.heading for column in remittance_layout().columns]
    assert [(row["NIK"], row["Bulan Iuran"], row["Jumlah Iuran"]) for row in rows] == [
        (nik(1), "11-2026", 8_400),
        (nik(1), "12-2026", 8_400),
        (nik(2), "11-2026", 8_400),
        (nik(2), "12-2026", 8_400),
    ]
    assert rows[2]["Nama Lengkap"] == "'=cmd()"
    assert (rows[0]["Tanggal Lahir"], rows[0]["No HP"], rows[0]["Jenis Kelamin"]) == (
        "17-08-1988",
        "081234567890",
        "P",
    )
    assert rows[0]["Kode Iuran"] == "KI-1"
    assert [row["No"] for row in rows] == [1, 2, 3, 4]
    nik_column = headings.index("NIK")
    assert sheet.cell(2, nik_column + 1).data_type == "s"


def test_the_ending_of_the_name_decides_the_kind(tmp_path: Path) -> None:
    write_remittance_file(tmp_path / "a.CSV", [payable()], "KI-1")
    rows = list(csv.reader((tmp_path / "a.CSV").read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
    assert rows[1][1] == nik(1)


def test_columns_are_named_and_ordered_by_the_layout_alone(tmp_path: Path) -> None:
    columns = [
        RemittanceColumn("Total", RemittanceField.RUPIAH),
        RemittanceColumn("Jumlah Bulan", RemittanceField.MONTHS),
        RemittanceColumn("Periode", RemittanceField.MONTH),
        RemittanceColumn("Nama", RemittanceField.NAME),
    ]
    layout = msgspec.structs.replace(remittance_layout(), row="member", columns=tuple(columns), month="%Y%m")
    write_remittance_file(tmp_path / "a.xlsx", [payable()], "KI-1", layout)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert [tuple(row) for row in sheet.iter_rows(values_only=True)] == [
        ("Total", "Jumlah Bulan", "Periode", "Nama"),
        (16_800, 2, "202611 - 202612", "Contoh Ana"),
    ]


def test_a_layout_with_a_column_nobody_can_fill_is_not_taken() -> None:
    content = msgspec.json.encode(remittance_layout()).replace(b'"nik"', b'"kk"')
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(content, type=RemittanceLayout)


def test_fields_to_copy_are_those_that_are_known() -> None:
    fields = dict(member_fields(payable(phone=None), "KI-1"))
    assert fields["NIK"] == nik(1)
    assert fields["Bulan Iuran"] == "11-2026 - 12-2026"
    assert fields["Jumlah Iuran"] == "16800"
    assert fields["Program"] == "JKK, JKM"
    assert "No HP" not in fields
    assert "No" not in fields


def test_a_payable_member_shows_no_person_in_a_log() -> None:
    assert nik(1) not in repr(payable())


def test_a_telephone_number_gets_its_one_zero_however_it_was_typed() -> None:
    spelled = ("081234567890", "81234567890", "+6281234567890", "6281234567890", "0062 812-3456-7890", "0812.3456.7890")
    for phone in (*spelled, "0812 3456 7890 / 0813 1111 2222"):
        assert dict(member_fields(payable(phone=phone), "KI-1"))["No HP"] == "081234567890", phone
