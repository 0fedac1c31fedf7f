"""The cooperative's member list: what becomes a line, and what does not."""

import pytest

from agent_app.documents.roster_file import read_roster
from agent_app.domain.errors import Refused
from agent_app.records.views import members
from agent_app.services.roster import (
    ROWS_AN_ACT,
    Imported,
    RosterImport,
    UnlistRows,
    import_rows,
    take_rows,
    unlist_rows,
)
from agent_app.services.roster_look import Look, look_at_rows
from agent_app.services.roster_looked import Looked
from agent_app.services.roster_rows import ListedPerson, listed_person
from tests.services.office import BRANCH, Branch

ANA = ListedPerson(name="Contoh Ana", nik="5313054101809901", phone="+6281200000001", source="Lembar1 4")
BUDI = ListedPerson(name="Contoh Budi", member_no="000012", birth="1980-01-02")
CITRA = ListedPerson(name="Contoh Citra", birth="1981-01-02")


def look(branch: Branch, *rows: ListedPerson) -> Looked:
    with branch.theresia.store.reading() as connection:
        return look_at_rows(connection, "KCL", BRANCH, rows, "daftar.xlsx")


def take_over(branch: Branch, *rows: ListedPerson) -> Imported:
    return branch.theresia.do(import_rows, RosterImport(rows=rows, source="daftar.xlsx"))


def test_a_list_taken_over_again_writes_nothing(branch: Branch) -> None:
    assert take_over(branch, ANA, BUDI, CITRA) == Imported(3, 0, 0)
    moved = ListedPerson(name=ANA.name, nik=ANA.nik, phone=ANA.phone, source="Lembar2 9", warnings=("nik_from_number",))
    assert take_over(branch, moved, BUDI, CITRA) == Imported(0, 0, 3)


def test_a_row_is_known_by_nik_then_by_number_then_by_name_and_birth(branch: Branch) -> None:
    take_over(branch, ANA, BUDI, CITRA)
    changed = (
        ListedPerson(name="Contoh Anna", nik=ANA.nik),
        ListedPerson(name="Contoh Budi Baru", member_no=BUDI.member_no, nik="5313050201809901"),
        ListedPerson(name="CONTOH  citra", birth=CITRA.birth, last_paid="2026-09"),
    )
    assert take_over(branch, *changed) == Imported(0, 3, 0)
    entry = branch.theresia.ask(members.roster_of_nik, "5313054101809901")[0]
    assert (entry.name, entry.phone) == ("Contoh Anna", ANA.phone)
    assert branch.theresia.ask(members.roster_of_nik, "5313050201809901")[0].member_no == "000012"


def test_the_same_person_twice_in_one_list_is_one_row(branch: Branch) -> None:
    assert take_over(branch, ANA, ANA) == Imported(1, 0, 1)


def test_people_of_one_household_book_are_not_made_one(branch: Branch) -> None:
    household = (
        ListedPerson(name="Contoh Maria", member_no="12"),
        ListedPerson(name="Contoh Yosef", member_no="12"),
        ListedPerson(name="Contoh Anak", member_no="12", birth="2010-01-02"),
        ListedPerson(name="Contoh Anak", member_no="12", birth="2012-01-02"),
    )
    assert take_over(branch, *household) == Imported(4, 0, 0)
    assert take_over(branch, *reversed(household)) == Imported(0, 0, 4)


def test_who_has_nothing_but_a_name_and_a_village_is_listed_once(branch: Branch) -> None:
    rows = (
        ListedPerson(name="Contoh Dewi", village="Waijarang"),
        ListedPerson(name="Contoh Dewi", village="Lamahora"),
        ListedPerson(name="Contoh Eko"),
    )
    assert take_over(branch, *rows) == Imported(3, 0, 0)
    assert take_over(branch, *rows) == Imported(0, 0, 3)
    assert len(branch.theresia.ask(members.search, "dewi")) == 2


def gone(branch: Branch, *rows: ListedPerson) -> tuple[str, ...]:
    return tuple(member for member, _ in look(branch, *rows).gone)


def test_who_a_complete_list_leaves_out_is_marked_and_comes_back_with_a_later_list(branch: Branch) -> None:
    take_over(branch, ListedPerson(name=ANA.name, nik=ANA.nik, last_paid="2026-09"), BUDI, CITRA)
    missing = gone(branch, BUDI, CITRA)
    assert len(missing) == 1
    with pytest.raises(Refused, match="role_not_allowed"):
        branch.maria.do(unlist_rows, UnlistRows(members=missing))
    assert branch.theresia.do(unlist_rows, UnlistRows(members=missing)) == 1
    assert branch.theresia.do(unlist_rows, UnlistRows(members=missing)) == 0
    branch.share()
    left = branch.maria.ask(members.roster_of_nik, ANA.nik or "")[0]
    assert (left.listed, left.name, left.last_paid) == (False, ANA.name, "2026-09")
    assert branch.maria.ask(members.search, "ana") == []
    assert gone(branch, BUDI, CITRA) == ()
    assert take_over(branch, ListedPerson(name=ANA.name, nik=ANA.nik)) == Imported(0, 1, 0)
    branch.share()
    assert len(branch.maria.ask(members.search, "ana")) == 1


def test_a_dry_run_says_what_would_happen_and_writes_nothing(branch: Branch) -> None:
    take_over(branch, ANA)
    plan = look(branch, ANA, BUDI)
    assert (plan.new, plan.changed, plan.unchanged) == (1, 0, 1)
    assert branch.theresia.ask(members.search, "budi") == []
    assert "Contoh" not in repr(plan)


def test_only_a_supervisor_takes_a_list_over(branch: Branch) -> None:
    with pytest.raises(Refused, match="role_not_allowed"):
        branch.maria.do(import_rows, RosterImport(rows=(ANA,), source="daftar.xlsx"))


def test_a_long_list_is_taken_over_in_acts_and_reaches_the_agents(branch: Branch) -> None:
    rows = [ListedPerson(name=f"Contoh {number}", member_no=str(number)) for number in range(ROWS_AN_ACT + 20)]
    commands = list(look(branch, *rows).commands(ROWS_AN_ACT))
    assert [len(command.rows) for command in commands] == [ROWS_AN_ACT, 20]
    assert sum(branch.theresia.do(take_rows, command).new for command in commands) == ROWS_AN_ACT + 20
    branch.share()
    assert len(branch.maria.ask(members.search, "contoh", limit=1000)) == ROWS_AN_ACT + 20


def test_a_file_is_read_and_taken_over_with_its_opening_balance(branch: Branch) -> None:
    file = branch.office.folder / "daftar.csv"
    file.write_text(
        "No;Nama;NIK;Tgl Lahir;Bulan terakhir dibayar\n"
        "1;Contoh Ana;5313054101809901;01-01-1980;09/2026\n"
        "2;Contoh Budi;5313050201809902;02-01-1980;\n",
        encoding="utf-8",
    )
    found = read_roster(file, today=branch.clock().date())
    take_over(branch, *(listed_person(row) for row in found.rows))
    assert branch.theresia.ask(members.roster_of_nik, "5313054101809901")[0].last_paid == "2026-09"
    assert branch.theresia.ask(members.roster_of_nik, "5313050201809902")[0].last_paid is None


def test_a_list_is_planned_in_parts_as_it_would_be_imported(branch: Branch) -> None:
    take_over(branch, ListedPerson(name=ANA.name, nik=ANA.nik, phone="+6281200000001"), BUDI)
    with branch.theresia.store.reading() as connection:
        part = (ListedPerson(name=ANA.name, nik=ANA.nik, phone="+6281200000002"), CITRA)
        looking = Look(connection, "KCL", BRANCH)
        looking.add(connection, part)
        # What was planned a moment ago counts as known: this says nothing new.
        looking.add(connection, part)
        looked = looking.finish(connection)
    assert (looked.new, looked.changed, looked.unchanged) == (1, 1, 2)
    assert list(looked.newcomers) == [CITRA.name]
    change = looked.changes[0]
    assert (change.name, change.fields) == (ANA.name, (("phone", "+6281200000001", "+6281200000002"),))
    assert "Contoh" not in repr(change)
    assert [name for _, name in looked.gone] == [BUDI.name]


def test_somebody_listed_again_is_told_as_such(branch: Branch) -> None:
    take_over(branch, ANA)
    branch.theresia.do(unlist_rows, UnlistRows(members=gone(branch, BUDI)))
    assert [(one.fields, one.is_back) for one in look(branch, ANA).changes] == [((), True)]
