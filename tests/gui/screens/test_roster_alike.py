"""Window and command line take the same list alike: each row taken, taken with a note, or given back by both."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from agent_app import bootstrap
from agent_app.cli import arguments, roster
from agent_app.demo.stage import PASSPHRASE
from agent_app.gui.screens.roster.screen import RosterScreen
from agent_app.gui.screens.roster.work import Stage
from agent_app.records.tables.members import roster_row
from agent_app.services.roster_looked import MAY_BE_KNOWN
from agent_app.services.roster_questions import Choice
from agent_app.services.roster_rows import CONTENT
from agent_app.store.store import Store
from tests.documents.tables import nik, xlsx
from tests.gui.conftest import AFTERNOON, Open
from tests.gui.screens.test_roster import looked_at, until
from tests.gui.stage import copy_of

HEADINGS = ["Nama", "NIK", "Tgl Lahir", "Desa", "No Anggota", "Status", "Cabang"]
BORN = "17-08-1988"
FIRST = [
    ["Maria Contoh", nik(1), BORN, "Waijarang", "N-1", "", ""],
    ["Yosef Contoh", nik(2), BORN, "Lamahora", "N-2", "", ""],
    ["Agnes Contoh", nik(3), BORN, "Waijarang", "N-3", "", ""],
    ["Petrus Contoh", nik(4), BORN, "Hadakewa", "N-4", "", ""],
    ["Paulus Contoh", "", BORN, "Hadakewa", "N-5", "", ""],
]
NEXT = [
    ["Maria Contoh", nik(11), BORN, "Waijarang", "N-1", "", ""],
    ["Agnes Contoh", nik(2), BORN, "Waijarang", "N-3", "", ""],
    ["Yosef Contoh", nik(3), BORN, "Lamahora", "N-2", "", ""],
    ["Lusia Lain", nik(4), BORN, "Hadakewa", "N-4", "", ""],
    ["PAULUS CONTOH", nik(5), BORN, "Desa Hadakewa", "N-5", "", ""],
    ["Paulus Contoh", "", BORN, "Lamahora", "N-6", "", ""],
    ["Contoh Baru", nik(6), BORN, "Lamahora", "N-7", "", "Lewoleba"],
    ["Contoh Mati", nik(7), BORN, "Lamahora", "N-8", "MATI", ""],
    ["Contoh Larantuka", nik(8), BORN, "Lamahora", "N-9", "", "Larantuka"],
    ["Contoh Belum", "belum ada", BORN, "Lamahora", "N-10", "", ""],
    ["Contoh Pendek", nik(9)[:14], BORN, "Lamahora", "N-11", "", ""],
    ["", nik(10), BORN, "Lamahora", "N-12", "", ""],
]
Outcome = tuple[set[tuple[Any, ...]], dict[str, list[list[Any]]]]


def listed(store: Store) -> set[tuple[Any, ...]]:
    """Everybody of these lists with all that is known and noted of them."""
    columns = [roster_row.c[name] for name in (*CONTENT, "warnings", "source", "listed")]
    with store.reading() as connection:
        rows = connection.execute(select(*columns).where(roster_row.c.member_no.like("N-%"))).all()
    return {tuple(row) for row in rows}


def sheets_of(file: Path) -> dict[str, list[list[Any]]]:
    """Every row to mend with how its reason begins: the command names its options there. Nothing without a file."""
    if not file.exists():
        return {}
    found = {}
    for sheet in openpyxl.load_workbook(file).worksheets:
        rows = [[cell.value for cell in row] for row in sheet.rows]
        found[sheet.title] = [[*row[:-2], row[-2][:12], row[-1]] for row in rows]
    return found


def by_window(open_branch: Open, qtbot: QtBot, folder: Path, decide: Choice) -> Outcome:
    opened = open_branch()
    for name in ("a", "b"):
        shown = looked_at(opened, qtbot, folder / f"{name}.xlsx")
        decide_all(shown, decide)
        shown.primary()
        until(qtbot, shown.work, Stage.DONE)
        wait_for_errors(qtbot, shown)
        shown.primary()
    return listed(opened.window.session.store), sheets_of(folder / "b-perlu-diperbaiki.xlsx")


def wait_for_errors(qtbot: QtBot, shown: RosterScreen) -> None:
    qtbot.waitUntil(lambda: not shown.work.looked.to_mend or shown.work.error_file is not None, timeout=30_000)


def decide_all(shown: RosterScreen, choice: Choice) -> None:
    """By the buttons below the questions."""
    deciding = shown.outcome.deciding
    if not shown.work.looked.looked.questions or choice is Choice.BACK:
        return
    shown.outcome.show_group("questions")
    deciding.all.setChecked(True)
    deciding.buttons[choice].click()


def by_command(
    laptop: Path, folder: Path, decide: Choice, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Outcome:
    @contextmanager
    def device(where: Path, ask: object) -> Iterator[Store]:
        store = bootstrap.open_device(where, lambda _: PASSPHRASE, clock=lambda: AFTERNOON)
        try:
            yield store
        finally:
            store.close()

    monkeypatch.setattr(bootstrap, "device", device)
    for name in ("a", "b"):
        words = ["--data", str(laptop), "roster", "import", str(folder / f"{name}.xlsx"), "--doubtful", decide.value]
        assert roster.import_list(arguments.parser().parse_args(words)) == 0
    told = capsys.readouterr().err
    assert not any(number in told for number in (nik(2), nik(5), nik(8)))
    with device(laptop, None) as store:
        return listed(store), sheets_of(folder / "b-perlu-diperbaiki.xlsx")


@pytest.mark.parametrize("decide", list(Choice))
def test_both_take_the_same_rows_and_give_the_same_ones_back(
    afternoon: Path,
    open_branch: Open,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    decide: Choice,
) -> None:
    outcomes = []
    # The same bytes for both: the journal calls a list by its SHA-256.
    lists = (xlsx(tmp_path / "a.xlsx", [HEADINGS, *FIRST]), xlsx(tmp_path / "b.xlsx", [HEADINGS, *NEXT]))
    for way in ("window", "command"):
        folder = tmp_path / way
        folder.mkdir()
        for each in lists:
            shutil.copy(each, folder)
        if way == "window":
            outcomes.append(by_window(open_branch, qtbot, folder, decide))
        else:
            (tmp_path / "laptop").mkdir()
            laptop = copy_of(afternoon, "supervisor-S003", tmp_path / "laptop")
            outcomes.append(by_command(laptop, folder, decide, monkeypatch, capsys))
    assert outcomes[0] == outcomes[1]
    rows, mend = outcomes[0]
    back = {row[4]: row[7] for row in mend["Anggota"][1:]}
    known = {row[2]: row for row in rows}
    asked = {Choice.BACK: {"N-1", "N-2", "N-3", "N-4"}, Choice.SAME: set(), Choice.NEW: {"N-2", "N-3", "N-4"}}
    assert set(back) == asked[decide] | {"N-8", "N-9", "N-11", "N-12"}
    assert set(known) == {f"N-{number}" for number in (1, 2, 3, 4, 5, 6, 7, 10)}
    # Nothing silently in: a namesake elsewhere is noted; spelling alone changed nothing but the NIK that was missing.
    assert MAY_BE_KNOWN in known["N-6"][-3]
    assert (known["N-5"][0], known["N-5"][1], known["N-5"][8]) == ("Paulus Contoh", nik(5), "Hadakewa")
    taken = {Choice.BACK: (nik(1), nik(2)), Choice.SAME: (nik(11), nik(3)), Choice.NEW: (nik(11), nik(2))}
    assert len([row for row in rows if row[2] == "N-1"]) == (2 if decide is Choice.NEW else 1)
    if decide is not Choice.NEW:
        assert (known["N-1"][1], known["N-2"][1]) == taken[decide]
