"""A list on its way in while a sync brings news of the roster, and what is given back read in again."""

from pathlib import Path
from threading import Event

import pytest

from agent_app.documents.error_file import write_error_file
from agent_app.domain.errors import Unavailable
from agent_app.reference.words import words
from agent_app.services.erasure import ErasePerson, erase_person
from agent_app.services.roster import Imported, RosterImport, import_rows, take_rows
from agent_app.services.roster_list import ListFile, forget, look_at_file, rows_to_mend
from agent_app.services.roster_matching import Doubt
from agent_app.services.roster_questions import Choice
from agent_app.services.roster_rows import ListedPerson
from tests.documents.tables import xlsx
from tests.services.office import Branch

HEADINGS = ["Nama", "NIK", "Tgl Lahir", "Desa", "No Anggota", "No HP"]
MARIA = ["Maria Contoh A", "5306134101609901", "01-01-1960", "Waijarang", "LWB-00001", "081200000000"]
YOSEF = ["Yosef Uji B", "5306130202619902", "02-02-1961", "Lamahora", "LWB-00002", "081200000001"]
AGNES = ["Agnes Misalnya E", "5306134505649905", "05-05-1964", "Waijarang", "LWB-00005", "081200000004"]


def look(branch: Branch, *rows: list[str], name: str = "daftar.xlsx") -> ListFile:
    file = xlsx(branch.office.folder / name, [HEADINGS, *rows])
    return look_at_file(branch.theresia.store, file, today=branch.clock().date())


def take_in(branch: Branch, found: ListFile) -> Imported:
    counts = [branch.theresia.do(take_rows, command) for command in found.looked.commands(2)]
    forget(branch.theresia.store, found)
    return Imported(*(sum(getattr(one, name) for one in counts) for name in ("new", "changed", "unchanged", "back")))


def roster(branch: Branch) -> list[tuple[str, str]]:
    with branch.theresia.store.reading() as connection:
        return [tuple(row) for row in connection.exec_driver_sql("SELECT name, nik FROM roster_row ORDER BY name")]


def test_who_comes_in_from_another_laptop_between_the_look_and_the_import_is_not_listed_twice(branch: Branch) -> None:
    found = look(branch, MARIA, YOSEF, AGNES)
    assert found.looked.new == 3
    already = [
        ListedPerson(name="Maria Contoh A", nik=MARIA[1], birth="1960-01-01", phone="+6281200000000"),
        ListedPerson(name="Agnes Misalnya E", nik="5306134505649966", birth="1964-05-05", village="Waijarang"),
    ]
    branch.paulus.do(import_rows, RosterImport(rows=already, source="lain.xlsx"))
    branch.share()
    assert take_in(branch, found) == Imported(1, 1, 0, 1)
    names = [name for name, _ in roster(branch)]
    assert names == ["Agnes Misalnya E", "Maria Contoh A", "Yosef Uji B"]
    again = look(branch, MARIA, YOSEF, AGNES)
    assert (again.looked.unchanged, [one.doubt for one in again.looked.questions]) == (2, [Doubt.NIK_CHANGED])
    forget(branch.theresia.store, again)


def test_what_a_sync_changed_of_somebody_since_the_look_is_kept(branch: Branch) -> None:
    take_in(branch, look(branch, MARIA))
    branch.share()
    found = look(branch, [*MARIA[:5], "081299999999"])
    assert found.looked.changed == 1
    moved = ListedPerson(name="Maria Contoh A", nik=MARIA[1], address="Jalan Baru 1")
    branch.clock.forward(minutes=1)
    branch.paulus.do(import_rows, RosterImport(rows=[moved], source="lain.xlsx"))
    branch.share()
    branch.clock.forward(minutes=1)
    assert take_in(branch, found) == Imported(0, 1, 0)
    with branch.theresia.store.reading() as connection:
        row = connection.exec_driver_sql("SELECT phone, address FROM roster_row").one()
    assert tuple(row) == ("+6281299999999", "Jalan Baru 1")


def test_nothing_is_written_again_of_somebody_erased_since_the_look(branch: Branch) -> None:
    take_in(branch, look(branch, MARIA))
    found = look(branch, [*MARIA[:5], "081299999999"])
    with branch.theresia.store.reading() as connection:
        member = connection.exec_driver_sql("SELECT member FROM roster_row").scalar_one()
    branch.theresia.do(erase_person, ErasePerson(member=member))
    assert take_in(branch, found) == Imported(0, 0, 0, 1)
    assert roster(branch) == [(None, None)]


def test_a_look_that_is_given_up_listens_no_longer(branch: Branch) -> None:
    store = branch.theresia.store
    before = list(store._listeners)
    file = xlsx(branch.office.folder / "batal.xlsx", [HEADINGS, MARIA])
    unwanted = Event()
    look_at_file(store, file, today=branch.clock().date(), is_wanted=unwanted.is_set)
    with pytest.raises(Unavailable):
        look_at_file(store, branch.office.folder, today=branch.clock().date())
    assert store._listeners == before


def test_rows_given_back_read_in_again_lose_nothing(branch: Branch, tmp_path: Path) -> None:
    take_in(branch, look(branch, MARIA, YOSEF, AGNES))
    listed = roster(branch)
    rows = [
        [MARIA[0], "5306134101609977", *MARIA[2:]],
        [YOSEF[0], AGNES[1], *YOSEF[2:]],
        [AGNES[0], YOSEF[1], *AGNES[2:]],
        ["Contoh Baru", "53061301017599", "01-01-1975", "Waijarang", "LWB-00009", ""],
        ["Contoh Lain", "5306130101769909", "01-01-1976", "Waijarang", "LWB-00010", ""],
    ]
    found = look(branch, *rows, name="lagi.xlsx")
    assert (found.looked.new, found.looked.doubtful, len(found.problems)) == (1, 3, 1)
    source = branch.office.folder / "lagi.xlsx"
    problems = rows_to_mend(source, found)
    assert [(one.row_number, one.reason.value) for one in problems] == [
        (5, "nik_length"), (2, "nik_changed"), (3, "nik_exchanged"), (4, "nik_exchanged"),
    ]  # fmt: skip
    assert {one.cells for one in problems} == {tuple(cell for cell in row if cell) for row in rows[:4]}
    errors = tmp_path / "perlu-diperbaiki.xlsx"
    write_error_file(errors, problems, found.mappings, words("id").say)
    assert take_in(branch, found).new == 1
    back = look_at_file(branch.theresia.store, errors, today=branch.clock().date())
    assert (back.looked.new, back.looked.doubtful, len(back.problems)) == (0, 3, 1)
    for number in range(len(back.looked.questions)):
        back.looked.decide(number, Choice.SAME)
    assert take_in(branch, back) == Imported(0, 3, 0)
    assert dict(roster(branch)) == dict(listed) | {
        "Contoh Lain": "5306130101769909",
        MARIA[0]: "5306134101609977",
        YOSEF[0]: AGNES[1],
        AGNES[0]: YOSEF[1],
    }


def test_a_row_of_lists_beside_each_other_goes_back_with_its_own_cells_alone(branch: Branch) -> None:
    take_in(branch, look(branch, MARIA, YOSEF))
    newcomer = ["Contoh Baru", "5306130101769909", "", "", "", ""]
    beside = [
        [*HEADINGS, "", *HEADINGS],
        [*AGNES, "", MARIA[0], "5306134101609977", *MARIA[2:]],
        [YOSEF[0], "5306130202619988", *YOSEF[2:], "", *newcomer],
    ]
    file = xlsx(branch.office.folder / "berdampingan.xlsx", beside)
    found = look_at_file(branch.theresia.store, file, today=branch.clock().date())
    forget(branch.theresia.store, found)
    assert (found.looked.new, found.looked.doubtful) == (2, 2)
    assert [[cell for cell in one.cells if cell] for one in rows_to_mend(file, found)] == [
        [MARIA[0], "5306134101609977", *MARIA[2:]],
        [YOSEF[0], "5306130202619988", *YOSEF[2:]],
    ]


def test_a_name_and_nik_in_a_lists_name_stand_in_nobodys_line(branch: Branch) -> None:
    take_in(branch, look(branch, MARIA, YOSEF, AGNES, name=f"Maria Contoh A {MARIA[1]}.xlsx"))
    with branch.theresia.store.reading() as connection:
        lines = [bytes(row[0]) for row in connection.exec_driver_sql("SELECT line FROM journal")]
        sources = [row[0] for row in connection.exec_driver_sql("SELECT source FROM roster_row")]
    about_others = [line for line in lines if b"Yosef Uji B" in line or b"Agnes Misalnya E" in line]
    assert len(about_others) == 2
    assert not any(b"Maria" in line or MARIA[1].encode() in line for line in about_others)
    assert len({source.split()[0] for source in sources}) == 1
    assert all(".xlsx" in source for source in sources)
