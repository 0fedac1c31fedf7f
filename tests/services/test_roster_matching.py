"""Whom a row of the next list speaks of: corrected and exchanged NIKs are asked, spellings are no change."""

import pytest

from agent_app.services.branch import AcceptSchedule, accept_schedule
from agent_app.services.members import register_member
from agent_app.services.roster import Imported, RosterImport, import_rows, take_rows
from agent_app.services.roster_look import look_at_rows
from agent_app.services.roster_looked import Looked
from agent_app.services.roster_matching import MOST_ALIKE, Doubt
from agent_app.services.roster_questions import Choice
from agent_app.services.roster_rows import ListedPerson
from tests.services.office import BRANCH, Branch, registration

MARIA = ListedPerson(
    name="Maria Contoh A",
    nik="5306134101609901",
    birth="1960-01-01",
    village="Waijarang",
    phone="+6281200000000",
    member_no="LWB-00001",
    source="Anggota 2",
)
YOSEF = ListedPerson(
    name="Yosef Uji B",
    nik="5306130202619902",
    birth="1961-02-02",
    village="Lamahora",
    member_no="LWB-00002",
    source="Anggota 3",
)


def but(one: ListedPerson, **other: object) -> ListedPerson:
    return ListedPerson(**{name: getattr(one, name) for name in one.__struct_fields__} | other)


def look(branch: Branch, *rows: ListedPerson) -> Looked:
    with branch.theresia.store.reading() as connection:
        return look_at_rows(connection, "KCL", BRANCH, rows, "daftar.xlsx")


def take_over(branch: Branch, *rows: ListedPerson) -> Imported:
    return branch.theresia.do(import_rows, RosterImport(rows=rows, source="daftar.xlsx"))


def decided(branch: Branch, looked: Looked, choice: Choice) -> Imported:
    """The list taken in with every question decided alike."""
    for number in range(len(looked.questions)):
        looked.decide(number, choice)
    counts = [branch.theresia.do(take_rows, command) for command in looked.commands(100)]
    return Imported(
        sum(one.new for one in counts), sum(one.changed for one in counts), sum(one.unchanged for one in counts)
    )


def niks(branch: Branch) -> dict[str, str]:
    """Everybody's NIK by name."""
    with branch.theresia.store.reading() as connection:
        rows = connection.exec_driver_sql("SELECT name, nik FROM roster_row WHERE listed ORDER BY member").all()
    assert len({name for name, _ in rows}) == len(rows)
    return dict(rows)


def test_a_corrected_nik_is_one_question_with_both_values_and_makes_no_second_person(branch: Branch) -> None:
    take_over(branch, MARIA, YOSEF)
    corrected = but(MARIA, nik="5306134101609977")
    looked = look(branch, corrected, YOSEF)
    assert [one.doubt for one in looked.questions] == [Doubt.NIK_CHANGED]
    (side,) = looked.questions[0].sides
    assert side.fields == (("nik", MARIA.nik, corrected.nik),)
    assert (looked.new, looked.changed, looked.unchanged, looked.doubtful) == (0, 0, 1, 1)
    assert looked.gone == ()
    (back,) = looked.given_back()
    assert (back.source, back.doubt, back.known) == ("Anggota 2", Doubt.NIK_CHANGED, MARIA.nik)
    assert decided(branch, looked, Choice.BACK) == Imported(0, 0, 1)
    assert niks(branch) == {MARIA.name: MARIA.nik, YOSEF.name: YOSEF.nik}
    assert decided(branch, look(branch, corrected, YOSEF), Choice.SAME) == Imported(0, 1, 1)
    assert niks(branch) == {MARIA.name: corrected.nik, YOSEF.name: YOSEF.nik}
    assert take_over(branch, corrected, YOSEF) == Imported(0, 0, 2)


def test_a_nik_with_another_name_renames_nobody_unasked(branch: Branch) -> None:
    take_over(branch, MARIA, YOSEF)
    renamed = but(YOSEF, name="Theresia Contohbaru Z")
    looked = look(branch, MARIA, renamed)
    assert [(one.doubt, one.offered) for one in looked.questions] == [(Doubt.NIK_OTHER_NAME, (Choice.SAME,))]
    assert looked.questions[0].sides[0].fields == (("name", YOSEF.name, renamed.name),)
    assert decided(branch, looked, Choice.NEW) == Imported(0, 0, 1)
    assert decided(branch, look(branch, MARIA, renamed), Choice.SAME) == Imported(0, 1, 1)
    assert niks(branch) == {MARIA.name: MARIA.nik, renamed.name: YOSEF.nik}


@pytest.mark.parametrize("bare", [False, True], ids=["with numbers and birth dates", "with names alone"])
def test_two_exchanged_niks_are_one_question_and_rename_nobody(branch: Branch, bare: bool) -> None:
    people = [but(one, member_no=None, birth=None, village=None) if bare else one for one in (MARIA, YOSEF)]
    take_over(branch, *people)
    exchanged = (but(people[0], nik=YOSEF.nik), but(people[1], nik=MARIA.nik))
    looked = look(branch, *exchanged)
    assert [one.doubt for one in looked.questions] == [Doubt.NIK_EXCHANGED]
    assert [side.fields for side in looked.questions[0].sides] == [
        (("nik", MARIA.nik, YOSEF.nik),),
        (("nik", YOSEF.nik, MARIA.nik),),
    ]
    assert len(looked.given_back()) == 2
    assert decided(branch, looked, Choice.BACK) == Imported(0, 0, 0)
    assert decided(branch, look(branch, *exchanged), Choice.SAME) == Imported(0, 2, 0)
    assert niks(branch) == {MARIA.name: YOSEF.nik, YOSEF.name: MARIA.nik}
    assert take_over(branch, *exchanged) == Imported(0, 0, 2)


def test_three_niks_in_a_circle_are_one_question(branch: Branch) -> None:
    third = but(MARIA, name="Agnes Misalnya E", nik="5306134505649905", member_no="LWB-00005", birth="1964-05-05")
    take_over(branch, MARIA, YOSEF, third)
    circle = (but(MARIA, nik=YOSEF.nik), but(YOSEF, nik=third.nik), but(third, nik=MARIA.nik))
    looked = look(branch, *circle)
    assert [len(one.rows) for one in looked.questions] == [3]
    assert decided(branch, looked, Choice.SAME) == Imported(0, 3, 0)
    assert niks(branch) == {MARIA.name: YOSEF.nik, YOSEF.name: third.nik, third.name: MARIA.nik}


def test_namesakes_who_exchange_niks_are_asked_by_their_birth_dates(branch: Branch) -> None:
    namesake = but(MARIA, nik="5306134101809905", birth="1980-01-01", member_no="LWB-00009")
    take_over(branch, MARIA, namesake)
    looked = look(branch, but(MARIA, nik=namesake.nik), but(namesake, nik=MARIA.nik))
    assert [(one.doubt, len(one.rows)) for one in looked.questions] == [(Doubt.NIK_EXCHANGED, 2)]


def test_case_marks_and_a_word_for_the_kind_of_place_are_no_change(branch: Branch) -> None:
    take_over(branch, MARIA, YOSEF)
    spelt = but(MARIA, name="MARIA CONTOH, A.", village="Desa  WAIJARANG", member_no="lwb 00001")
    assert take_over(branch, spelt, but(YOSEF, name="Yosef  Uji B", village="Kel. Lamahora")) == Imported(0, 0, 2)
    moved = but(MARIA, name="MARIA CONTOH A", village="Desa Lamahora")
    assert look(branch, moved).changes[0].fields == (("village", "Waijarang", "Desa Lamahora"),)


def test_people_of_one_name_and_birth_date_stay_two_where_number_or_village_differ(branch: Branch) -> None:
    bare = ListedPerson(name="Contoh Kembar", birth="1980-01-02", village="Waijarang", member_no="1")
    take_over(branch, bare)
    assert take_over(branch, bare, but(bare, member_no="2")) == Imported(1, 0, 1)
    elsewhere = ListedPerson(name="Contoh Kembar", birth="1980-01-02", village="Lamahora")
    looked = look(branch, elsewhere)
    assert (looked.new, looked.noted) == (1, {0})
    take_over(branch, elsewhere)
    assert take_over(branch, bare, but(bare, member_no="2"), elsewhere) == Imported(0, 0, 3)


def test_who_differs_from_somebody_on_the_same_list_in_the_nik_alone_is_another_person(branch: Branch) -> None:
    twin = but(MARIA, nik="5306134101609977", member_no="LWB-00077")
    assert take_over(branch, MARIA, twin) == Imported(2, 0, 0)
    newly = but(MARIA, nik="5306134101609978", member_no=None)
    looked = look(branch, MARIA, twin, newly)
    assert (looked.new, looked.unchanged, looked.questions) == (1, 2, ())


def test_a_row_that_may_be_either_of_two_is_given_back(branch: Branch) -> None:
    one = ListedPerson(name="Contoh Sama", birth="1980-01-02", village="Waijarang", member_no="1")
    take_over(branch, one, but(one, member_no="2", phone="+6281200000009"))
    looked = look(branch, but(one, member_no=None))
    assert [(question.doubt, question.offered) for question in looked.questions] == [
        (Doubt.SEVERAL_ALIKE, (Choice.NEW,))
    ]


def test_a_nik_that_several_have_makes_nobody_one_with_anybody(branch: Branch) -> None:
    card = "5306130101159911"
    family = [ListedPerson(name=name, nik=card, birth=f"19{year}-01-01", source=f"Anggota {year}") for name, year in
              (("Maria Bala", 60), ("Yosef Bala", 61), ("Maria Bala Tukan", 85))]  # fmt: skip
    looked = look(branch, *family)
    assert (looked.new, looked.doubtful) == (1, 2)
    assert {one.doubt for one in looked.questions} == {Doubt.NIK_OF_SEVERAL}
    assert all(not one.offered for one in looked.questions)


def test_a_key_that_stands_for_a_crowd_tells_nobody_from_anybody(branch: Branch) -> None:
    crowd = [
        ListedPerson(name="Contoh Ramai", birth="1970-07-01", village="Waijarang", member_no=str(number))
        for number in range(MOST_ALIKE + 10)
    ]
    assert take_over(branch, *crowd) == Imported(len(crowd), 0, 0)
    assert take_over(branch, *crowd) == Imported(0, 0, len(crowd))
    looked = look(branch, ListedPerson(name="Contoh Ramai", birth="1970-07-01", village="Waijarang"))
    assert [one.doubt for one in looked.questions] == [Doubt.SEVERAL_ALIKE]


def test_names_and_niks_of_people_stand_in_no_representation(branch: Branch) -> None:
    take_over(branch, MARIA)
    looked = look(branch, but(MARIA, nik="5306134101609977"), YOSEF)
    command = next(looked.commands(10))
    shown = repr((looked, looked.questions[0], looked.questions[0].rows[0], command, command.rows[0], looked.changes))
    assert not any(text in shown for text in ("Maria", "Yosef", "530613"))


def test_a_nik_of_another_branch_is_not_taken_without_a_word(branch: Branch) -> None:
    away = branch.office.enrol(21, "S021", "supervisor", branch="LRT")
    away.do(import_rows, RosterImport(rows=(MARIA,), source="larantuka.xlsx"))
    branch.share()
    looked = look(branch, MARIA, YOSEF)
    assert [(one.doubt, one.offered) for one in looked.questions] == [(Doubt.OTHER_BRANCH, (Choice.SAME,))]
    assert (looked.new, looked.given_back()[0].known) == (1, "LRT")
    assert decided(branch, looked, Choice.BACK) == Imported(1, 0, 0)
    assert branches(branch) == {MARIA.name: "LRT", YOSEF.name: BRANCH}
    branch.clock.forward(minutes=1)
    assert decided(branch, look(branch, MARIA, YOSEF), Choice.SAME) == Imported(0, 1, 1)
    assert branches(branch) == {MARIA.name: BRANCH, YOSEF.name: BRANCH}


def test_a_member_registered_at_another_branch_is_not_listed_here_without_a_word(branch: Branch) -> None:
    head = branch.office.enrol(20, "S020", "supervisor", branch="LRT")
    head.do(accept_schedule, AcceptSchedule(schedule="bpu-2024-01"))
    away = branch.office.enrol(21, "A021", "agent", branch="LRT")
    branch.share()
    away.store.write(register_member, registration(1)).result()
    branch.share()
    nik = registration(1).nik
    looked = look(branch, but(MARIA, nik=nik), YOSEF)
    assert ([one.doubt for one in looked.questions], looked.new) == ([Doubt.OTHER_BRANCH], 1)


def branches(branch: Branch) -> dict[str, str]:
    with branch.theresia.store.reading() as connection:
        return dict(connection.exec_driver_sql("SELECT name, branch FROM roster_row").all())
