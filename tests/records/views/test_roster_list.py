"""When the branch's member list was last taken over."""

from agent_app.records.views import roster_list
from agent_app.services.roster import ListedPerson, RosterImport, import_rows
from tests.services.office import Branch


def listed(*names: str) -> RosterImport:
    return RosterImport(rows=[ListedPerson(name=name) for name in names], source="daftar.xlsx")


def test_a_branch_without_a_list_has_no_last_import(branch: Branch) -> None:
    assert branch.theresia.ask(roster_list.last_imported, "LWB") is None


def test_the_last_import_is_that_of_the_newest_row_and_of_ones_own_branch(branch: Branch) -> None:
    branch.theresia.do(import_rows, listed("Contoh Satu", "Contoh Dua"))
    first = branch.theresia.ask(roster_list.last_imported, "LWB")
    assert first is not None
    branch.clock.forward(minutes=1)
    branch.theresia.do(import_rows, listed("Contoh Satu"))
    assert branch.theresia.ask(roster_list.last_imported, "LWB") == first
    branch.theresia.do(import_rows, listed("Contoh Tiga"))
    newest = branch.theresia.ask(roster_list.last_imported, "LWB")
    assert newest is not None
    assert newest - first >= 60_000
    assert branch.theresia.ask(roster_list.last_imported, "LRT") is None
