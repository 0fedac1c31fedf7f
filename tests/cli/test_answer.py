"""`answer import` on a supervisor's laptop: the groups before anything is written, and the same decisions as in the
window."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from agent_app import bootstrap
from agent_app.cli import answer_options, arguments
from agent_app.cli.main import run
from agent_app.documents.answer_columns import AnswerField
from agent_app.domain.coverage import MonthState
from agent_app.store.store import Store
from tests.documents.tables import delimited
from tests.services.office import Branch, branch_office
from tests.services.test_answer_check import HEADINGS, NIKS, paid, row, states

Take = Callable[..., tuple[int, str, str, dict[str, Any]]]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Branch]:
    with branch_office(tmp_path / "branch") as here:
        here.clock.forward(days=1)
        yield here


@pytest.fixture
def take(office: Branch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Take:
    """Runs `answer import` on Theresia's laptop, which is open already: code, stdout, stderr, report."""

    @contextmanager
    def opened(*_: object) -> Iterator[Store]:
        yield office.theresia.store

    monkeypatch.setattr(bootstrap, "device", opened)
    monkeypatch.chdir(tmp_path)

    def run_it(rows: list[list[str]], *options: str) -> tuple[int, str, str, dict[str, Any]]:
        delimited(tmp_path / "jawaban.csv", rows, ";")
        (tmp_path / "found.json").write_text("{}")
        capsys.readouterr()
        code = run(("answer", "import", "jawaban.csv", "--json", "found.json", *options))
        said = capsys.readouterr()
        return code, said.out.strip(), said.err, json.loads((tmp_path / "found.json").read_text())

    return run_it


def test_the_groups_are_told_and_nothing_is_written_by_a_look(office: Branch, take: Take) -> None:
    ana, bela, _ = paid(office)
    rows = [HEADINGS, row(0), row(1, Status="Gagal", Keterangan="dana kurang"), row(2, Keterangan="meninggal")]
    code, out, err, report = take([*rows, ["TOTAL", *[""] * 6, "25200", ""]], "--dry-run")
    assert (code, out) == (0, "0")
    counts = {name: report[name] for name in ("rows_in_file", "protects", "refused", "check", "ended", "known")}
    assert counts == {"rows_in_file": 5, "protects": 1, "refused": 1, "check": 1, "ended": 0, "known": 0}
    assert report["passed"] == {"heading": 1, "total": 1}
    assert sum(report["passed"].values()) + len(report["rows"]) == report["rows_in_file"]
    assert "jawaban 3: dana kurang" in err
    assert "jawaban 4" in err
    assert "meninggal" in err
    assert NIKS[0] not in err
    assert states(office, ana) == states(office, bela) == {"2026-11": MonthState.REMITTED}


def test_an_answer_is_taken_in_and_what_was_not_taken_is_given_back(office: Branch, take: Take, tmp_path: Path) -> None:
    ana, _, citra = paid(office)
    rows = [HEADINGS, row(0), row(1, Status="Gagal"), row(2, Keterangan="PERLU VERIFIKASI")]
    code, out, _, report = take(rows)
    assert (code, out, report["members_refused"]) == (0, "1", 1)
    assert states(office, ana) == {"2026-11": MonthState.PROTECTED}
    assert states(office, citra) == {"2026-11": MonthState.REMITTED}
    assert (tmp_path / report["left_file"]).exists()
    # What was given back can be read in again and still protects nobody unasked.
    assert run(("answer", "import", report["left_file"], "--json", "again.json", "--dry-run")) == 0
    again = json.loads((tmp_path / "again.json").read_text())
    assert {name: again[name] for name in ("protects", "refused", "check")} == {"protects": 0, "refused": 1, "check": 1}


def test_a_row_is_taken_by_a_person_with_a_reason(office: Branch, take: Take) -> None:
    *_, citra = paid(office)
    rows = [HEADINGS, row(0), row(2, Keterangan="PERLU VERIFIKASI")]
    assert take(rows, "--take", "9=dicek")[0] == 1
    assert take(rows, "--take", "2=dicek")[0] == 1
    code, out, _, _ = take(rows, "--take", "jawaban:3=dicek di SIPP")
    assert (code, out) == (0, "2")
    assert states(office, citra) == {"2026-11": MonthState.PROTECTED}


def test_a_day_the_file_leaves_out_is_given_once(office: Branch, take: Take) -> None:
    paid(office)
    rows = [["NIK", "KPJ", "BLTH"], *([NIKS[at], f"2600000000{at}", "01-11-2026"] for at in range(3))]
    code, out, err, report = take(rows)
    assert (code, out, report["needs_effective_day"]) == (0, "0", True)
    assert "--effective-day" in err
    assert take(rows, "--effective-day", "24-11-2026")[:2] == (0, "3")
    assert take(rows, "--effective-day", "2062-11-24")[0] == 1


def test_columns_and_words_are_said_by_a_person(office: Branch, take: Take) -> None:
    paid(office)
    headings = ["Kode Orang", "BLTH", "TMT", "Zzz"]
    rows = [
        headings,
        *([NIKS[at], "11-2026", "24-11-2026", word] for at, word in enumerate(("SELESAI", "MENTAL", "GAGAL"))),
    ]
    assert take(rows)[1] == "0"
    columns = ("--column", "Kode Orang=nik", "--column", "Zzz=status")
    _, out, err, report = take(rows, *columns, "--dry-run")
    assert (out, report["check"], report["refused"]) == ("0", 2, 1)
    assert "selesai" in err
    words = ("--accepted", "Selesai", "--refused", "mental", "--accepted", "GAGAL")
    _, out, _, report = take(rows, *columns, *words)
    assert (out, report["refused"]) == ("1", 2)
    assert take(rows, "--column", "Tidak ada=status")[0] == 1


def test_an_agent_takes_no_answer_in(office: Branch, take: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def opened(*_: object) -> Iterator[Store]:
        yield office.maria.store

    monkeypatch.setattr(bootstrap, "device", opened)
    assert take([HEADINGS, row(0)])[0] == 1


def test_what_options_say_is_what_the_program_knows() -> None:
    assert set(answer_options.FIELDS) == {field.value for field in AnswerField}
    for wrong in (("--column", "Status"), ("--take", "x=y"), ("--take", "3="), ("--effective-day", "besok")):
        with pytest.raises(SystemExit):
            arguments.parser().parse_args(["answer", "import", "a.csv", *wrong])
