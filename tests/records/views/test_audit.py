"""The trail: what supervisors and the centre did, newest first, an act at a time, page by page."""

from agent_app.journal.entries.house import DeviceRevoked
from agent_app.journal.entries.members import MemberAssigned
from agent_app.records import bulk
from agent_app.records.views import audit
from agent_app.records.views.audit import Act, Wanted
from agent_app.services.change_float import IssueFloat, issue_float
from agent_app.services.day_close import CloseDay, close_day
from agent_app.services.protection import ConfirmProtection, confirm_protection
from agent_app.services.refusals import RefusedAnswer
from agent_app.services.roster import ListedPerson, RosterImport, import_rows
from tests.services.office import BRANCH, Branch

ALL = Wanted()


def trail(branch: Branch, wanted: Wanted = ALL, **more: object) -> tuple[Act, ...]:
    return branch.theresia.ask(audit.page, BRANCH, wanted, **more)


def listed(branch: Branch, count: int, first: int = 0) -> None:
    rows = [ListedPerson(name=f"Contoh Anggota {number}", nik=None) for number in range(first, first + count)]
    for chunk in bulk.chunks(rows, 500):
        branch.theresia.do(import_rows, RosterImport(rows=chunk, source="daftar.xlsx"))


def test_what_a_supervisor_does_stands_in_the_trail_and_what_agents_do_does_not(branch: Branch) -> None:
    branch.maria.collect(branch.maria.register(), "2026-11")
    slip = branch.maria.deposit()
    branch.share()
    branch.theresia.receive(slip, missing=400)
    found = trail(branch)
    assert [(one.kind, one.person, one.agent, one.rupiah) for one in found[:2]] == [
        ("deposit_confirmed", "S001", "A017", 8_000),
        ("deposit_counted", "S001", "A017", 8_000),
    ]
    assert {one.kind for one in found} == {
        "deposit_confirmed",
        "deposit_counted",
        "schedule_accepted",
        "rates_published",
        "branch_opened",
    }
    assert all(one.person in ("S001", "") for one in found)
    assert all(one.entry is not None for one in found)


def test_a_laptop_closed_at_a_supervisors_word_is_that_supervisors_act(branch: Branch) -> None:
    branch.clock.forward(minutes=5)
    branch.office.say(DeviceRevoked(device=11, branch=BRANCH, seq=0, agent="A017", revoked_by="S002"))
    branch.clock.forward(minutes=5)
    branch.office.say(DeviceRevoked(device=12, branch=BRANCH, seq=0, agent="A018"))
    assert [(one.kind, one.person, one.agent) for one in trail(branch)[:2]] == [
        ("device_revoked", "", "A018"),
        ("device_revoked", "S002", "A017"),
    ]
    assert [one.agent for one in trail(branch, Wanted(person="S002"))] == ["A017"]


def test_refusals_of_one_answer_are_one_act(branch: Branch) -> None:
    people = [branch.maria.register(nik=f"531305410180990{number}") for number in (1, 2, 3)]
    branch.share()
    rows = tuple(
        RefusedAnswer(nik=f"531305410180990{number}", months=("2026-11",), reason="Usia") for number in (1, 2, 3)
    )
    branch.theresia.do(confirm_protection, ConfirmProtection(reference="", proof="ab" * 32, rows=(), refused=rows))
    act = trail(branch)[0]
    assert (act.kind, act.person, act.lines, act.rupiah) == ("remittance_refused", "S001", len(people), None)


def test_both_supervisors_read_the_same_trail(branch: Branch) -> None:
    branch.theresia.do(issue_float, IssueFloat(agent="A017", rupiah=50_000))
    branch.paulus.do(close_day, CloseDay(day=branch.paulus.store.identity.business_day(branch.clock())))
    branch.share()
    mine, theirs = trail(branch), branch.paulus.ask(audit.page, BRANCH, ALL)
    assert [one.place for one in mine] == [one.place for one in theirs]
    assert [one.kind for one in mine[:2]] == ["day_closed", "float_issued"]


def test_an_import_is_one_act_however_many_lines_and_acts_it_was_written_in(branch: Branch) -> None:
    listed(branch, 1_200)
    branch.theresia.do(issue_float, IssueFloat(agent="A017", rupiah=50_000))
    listed(branch, 3, first=2_000)
    kinds = [(one.kind, one.lines) for one in trail(branch)[:3]]
    assert kinds == [("roster_row_listed", 3), ("float_issued", 1), ("roster_row_listed", 1_200)]
    assert [(one.kind, one.lines) for one in trail(branch, size=1)] == [("roster_row_listed", 3)]


def test_pages_join_without_a_gap_and_without_a_repetition(branch: Branch) -> None:
    for rupiah in range(1_000, 8_000, 1_000):
        branch.theresia.do(issue_float, IssueFloat(agent="A017", rupiah=rupiah))
    listed(branch, 600)
    whole = trail(branch)
    pages: list[Act] = []
    while some := trail(branch, before=pages[-1].place if pages else None, size=3):
        pages += some
    assert [one.place for one in pages] == [one.place for one in whole]
    assert len(whole) > 9


def test_the_trail_is_asked_by_kind_person_and_day(branch: Branch) -> None:
    branch.theresia.do(issue_float, IssueFloat(agent="A017", rupiah=50_000))
    branch.clock.forward(days=1)
    branch.paulus.do(issue_float, IssueFloat(agent="A018", rupiah=20_000))
    branch.share()
    floats = Wanted(kinds=frozenset({"float_issued"}))
    assert [one.rupiah for one in trail(branch, floats)] == [20_000, 50_000]
    assert [one.rupiah for one in trail(branch, Wanted(person="S002"))] == [20_000]
    newest = trail(branch, floats)[0].at
    assert [one.rupiah for one in trail(branch, Wanted(kinds=floats.kinds, since=newest))] == [20_000]
    assert [one.rupiah for one in trail(branch, Wanted(kinds=floats.kinds, until=newest))] == [50_000]
    assert branch.theresia.ask(audit.people, BRANCH) == ("", "S001", "S002")


def test_members_assigned_together_are_one_act(branch: Branch) -> None:
    members = [branch.maria.register() for _ in range(2)]
    branch.share()
    lines = [MemberAssigned(day="2026-11-23", member=member, agent="A018") for member in members]
    branch.theresia.do(lambda tx, entries: [tx.append(entry) for entry in entries], lines)
    found = trail(branch, Wanted(kinds=frozenset({"member_assigned"})))
    assert [(one.lines, one.agent) for one in found] == [(2, "A018")]
