"""`roster import`: what it tells of a file, what it asks by its options, and where rows to mend go."""

import json
from pathlib import Path
from typing import Any

from agent_app.cli import arguments
from agent_app.documents.roster_account import FLAGS, QuestionKind
from agent_app.documents.roster_headings import RosterField
from tests.cli.shell import Shell
from tests.documents.shown import Marked, marked_workbook
from tests.documents.tables import nik

ROWS = [
    ["Nama", "NIK", "Status", "Kode X"],
    ["Contoh Satu", nik(41), "HIDUP", "x"],
    ["Contoh Dua", nik(42), "MATI", "x"],
    ["Contoh Tiga", nik(43), "", "x"],
    ["Contoh Empat", "belum ada", "", "x"],
]


def looked_at(shell: Shell, supervisor: str, *options: str) -> tuple[dict[str, Any], str]:
    shell.environment["HOME"] = str(shell.folder)
    _, told = shell.device(supervisor, "roster", "import", *options, "--dry-run", "--json", "look.json")
    return json.loads((shell.folder / "look.json").read_text()), told


def marked_list(shell: Shell) -> str:
    sheets = {
        "Anggota": Marked(ROWS, hidden_rows={4}),
        "Lama": Marked([*ROWS[:1], ["Contoh Lima", nik(45)]], hidden=True),
    }
    return marked_workbook(shell.folder / "tanda.ods", sheets).name


def test_the_command_tells_every_row_and_column_and_what_it_asks(shell: Shell, supervisor: str) -> None:
    report, told = looked_at(shell, supervisor, marked_list(shell))
    for sheet in report["sheets"]:
        in_all = sheet["taken"] + sheet["noted"] + sheet["given_back"] + sum(sheet["skipped"].values())
        assert in_all == sheet["rows"]
    assert [(one["name"], one["hidden"], one["rows"]) for one in report["sheets"]] == [
        ("Anggota", False, 5), ("Lama", True, 2),
    ]  # fmt: skip
    assert [(one["column"], one["use"]) for one in report["sheets"][0]["columns"]] == [
        ("A", "used"), ("B", "used"), ("C", "used"), ("D", "not_used"),
    ]  # fmt: skip
    assert report["notes"] == {"nik_stand_in": {"Anggota": [5]}}
    assert [(one["row"], one["reason"]) for one in report["rows_given_back"]] == [
        (3, "status_ended"), (4, "hidden_row"), (2, "hidden_sheet"),
    ]  # fmt: skip
    assert [(one["kind"], one["rows"], one["flag"]) for one in report["asked"]] == [
        ("hidden", 2, "--hidden"), ("ended", 1, "--ended"),
    ]  # fmt: skip
    for words in ("--hidden keep|leave", "--ended keep|leave", "D Kode X (tidak dipakai)", "Anggota 5", '"MATI"'):
        assert words in told
    assert nik(41) not in json.dumps(report)


def test_the_byte_that_is_no_letter_is_named_with_its_row(shell: Shell, supervisor: str) -> None:
    rows = f"Nama;NIK\nMaría;{nik(51)}\n".encode() + b"D\x92Contoh;" + nik(52).encode()
    (shell.folder / "byte.csv").write_bytes(rows)
    report, told = looked_at(shell, supervisor, "byte.csv")
    assert report["odd_bytes"] == [{"sheet": "byte", "row": 3, "bytes": "0x92"}]
    assert "byte 3: 0x92" in told


def test_an_answer_by_option_is_obeyed(shell: Shell, supervisor: str) -> None:
    name = marked_list(shell)
    kept, _ = looked_at(shell, supervisor, name, "--hidden", "keep", "--ended", "keep")
    assert (kept["listed"], kept["problems"], kept["asked"]) == (5, 0, [])
    left, _ = looked_at(shell, supervisor, name, "--hidden", "leave", "--ended", "leave")
    assert (left["listed"], left["problems"]) == (2, 0)
    assert (left["skipped"]["hidden_left"], left["skipped"]["ended_left"]) == (2, 1)
    chosen, _ = looked_at(shell, supervisor, name, "--sheet", "Lama")
    assert (chosen["listed"], chosen["skipped"]["sheet_not_chosen"]) == (1, 5)


def test_a_column_is_chosen_by_letter_or_heading(shell: Shell, supervisor: str) -> None:
    (shell.folder / "dua.csv").write_text("Nama;Panggilan;NIK\nContoh Enam;Ose;" + nik(46) + "\n")
    report, _ = looked_at(shell, supervisor, "dua.csv", "--column", "name=b")
    assert report["columns"]["dua"]["name"] == "Panggilan"
    report, _ = looked_at(shell, supervisor, "dua.csv", "--column", "name=panggilan")
    assert report["columns"]["dua"]["name"] == "Panggilan"
    _, told = shell.device(supervisor, "roster", "import", "dua.csv", "--column", "name=Julukan", "--dry-run", code=1)
    assert told == "Kolom Julukan tidak ada di berkas ini."


def test_rows_to_mend_go_elsewhere_where_nothing_can_be_written_beside_the_list(shell: Shell, supervisor: str) -> None:
    stick = shell.folder / "stick"
    stick.mkdir()
    (stick / "salah.csv").write_text(f"Nama;NIK\nContoh Tujuh;{nik(47)[:14]}\n")
    # What stands in the way of the unfinished file here is as final as a stick that cannot be written.
    (stick / "salah-perlu-diperbaiki.xlsx.part").mkdir()
    (shell.folder / "Documents").mkdir()
    report, told = looked_at(shell, supervisor, "stick/salah.csv")
    place = shell.folder / "Documents" / "salah-perlu-diperbaiki.xlsx"
    assert (Path(report["error_file"]), place.is_file()) == (place, True)
    assert str(place) in told
    again, _ = looked_at(shell, supervisor, "Documents/salah-perlu-diperbaiki.xlsx")
    assert (again["listed"], again["problems"]) == (0, 1)


def test_where_rows_to_mend_can_go_nowhere_nothing_is_taken_in(shell: Shell, supervisor: str) -> None:
    rows = f"Nama;NIK\nContoh Delapan;{nik(48)}\nContoh Rusak;{nik(49)[:14]}\n"
    (shell.folder / "tutup.csv").write_text(rows)
    (shell.folder / "hasil.xlsx.part").mkdir()
    arguments_ = ("roster", "import", "tutup.csv", "--errors", "hasil.xlsx")
    _, told = shell.device(supervisor, *arguments_, code=2)
    assert "tidak bisa ditulis" in told
    report, _ = looked_at(shell, supervisor, "tutup.csv")
    assert report["new"] == 1


def test_every_field_and_every_question_has_its_option() -> None:
    assert list(arguments._FIELDS) == [field.value for field in RosterField]
    importing = arguments.parser().parse_args(["roster", "import", "x.csv"])
    assert all(hasattr(importing, flag.removeprefix("--").replace("-", "_")) for flag in FLAGS.values())
    assert set(FLAGS) == set(QuestionKind)
