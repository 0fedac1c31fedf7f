"""Prospects of a village: in the order of the visit, with what they said last."""

from datetime import date, timedelta

from agent_app.records.views import prospects, villages
from agent_app.records.views.prospects import Prospect
from agent_app.services.members import RecordVisit, record_visit
from agent_app.services.roster import ListedPerson, RosterImport, import_rows
from tests.services.office import Branch

HERE = (("Waijarang", "Nubatukan"),)
TODAY = date(2026, 11, 23)


def listed(branch: Branch, *names: str, village: str | None = "Waijarang", district: str | None = "Nubatukan") -> None:
    rows = tuple(ListedPerson(name=each, village=village, district=district, occupation="Petani") for each in names)
    branch.theresia.do(import_rows, RosterImport(rows=rows, source="daftar.csv"))
    branch.share()


def found(branch: Branch, here=HERE, day: date = TODAY) -> tuple[Prospect, ...]:
    return branch.maria.ask(prospects.prospects, "LWB", here, day.isoformat())


def test_only_unregistered_people_of_the_village_are_prospects(branch: Branch) -> None:
    listed(branch, "Contoh Satu", "Contoh Dua")
    listed(branch, "Contoh Jauh", village="Lain")
    listed(branch, "Contoh Tanpa", village=None, district=None)
    first = found(branch)[0]
    assert (first.name, first.occupation, first.last) == ("Contoh Dua", "Petani", None)
    branch.maria.register(roster=first.row)
    assert [one.name for one in found(branch)] == ["Contoh Satu"]
    assert [one.name for one in found(branch, ((None, None),))] == ["Contoh Tanpa"]
    assert found(branch, ()) == ()
    assert sum(one.prospects for one in branch.maria.ask(villages.listed, "LWB")) == 3


def test_who_was_seen_today_comes_last_and_who_is_to_be_seen_today_first(branch: Branch) -> None:
    listed(branch, "Contoh Awal", "Contoh Baru", "Contoh Cari", "Contoh Dekat")
    rows = {one.name: one.row for one in found(branch)}
    tomorrow = TODAY + timedelta(days=1)
    visits = {
        "Contoh Awal": RecordVisit(member=rows["Contoh Awal"], outcome="refused", reason="no_money"),
        "Contoh Cari": RecordVisit(member=rows["Contoh Cari"], outcome="return", return_on=tomorrow),
        "Contoh Dekat": RecordVisit(member=rows["Contoh Dekat"], outcome="thinking"),
    }
    for each in visits.values():
        branch.maria.do(record_visit, each)
    assert [one.name for one in found(branch)] == ["Contoh Baru", "Contoh Awal", "Contoh Cari", "Contoh Dekat"]
    order = ["Contoh Cari", "Contoh Baru", "Contoh Dekat", "Contoh Awal"]
    assert [one.name for one in found(branch, day=tomorrow)] == order


def test_the_last_answer_stands(branch: Branch) -> None:
    listed(branch, "Contoh Satu")
    row = found(branch)[0].row
    branch.maria.do(record_visit, RecordVisit(member=row, outcome="thinking"))
    branch.maria.do(record_visit, RecordVisit(member=row, outcome="refused", reason="no_trust"))
    last = found(branch)[0].last
    assert last is not None
    assert (last.day, last.outcome, last.reason) == ("2026-11-23", "refused", "no_trust")
