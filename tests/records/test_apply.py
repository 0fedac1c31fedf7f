"""Who may write what, and that no line stops those behind it."""

from typing import Any

import msgspec
import pytest
from sqlalchemy import exc

from agent_app.journal.entries import kinds
from agent_app.journal.entries.base import Entry
from agent_app.journal.entries.kinds import BY_SHAPE, Writer
from agent_app.records import apply, summaries
from agent_app.records.facts.collector import Facts, Source
from agent_app.records.tables import cash as cash_tables
from agent_app.records.tables import metadata
from agent_app.records.tables.journal import State
from agent_app.records.views import cash
from tests.journal.samples import FILLED, bare
from tests.records import acts
from tests.records.acts import MARIA, YOSEF
from tests.records.histories import POISON, beginning_of
from tests.records.journals import COOP, MINUTE, START, Branch, Journal, branch
from tests.records.sides import Side


@pytest.fixture
def here() -> Branch:
    return branch()


@pytest.fixture
def newer(here: Branch) -> Journal:
    """Maria's next laptop."""
    journal = Journal(6, "A017", "LWB", "agent")
    here.centre.write(journal.enrolment)
    return journal


WRITERS = {Writer.CENTRE: "centre", Writer.AGENT: "maria", Writer.SUPERVISOR: "lena"}


@pytest.mark.parametrize("entry", FILLED, ids=lambda entry: type(entry).__name__)
def test_a_line_counts_for_nothing_unless_its_writer_may_write_it(side: Side, here: Branch, entry: Entry) -> None:
    kind = BY_SHAPE[type(entry)]
    side.take(here.centre.run())
    for role, name in WRITERS.items():
        journal = getattr(here, name)
        before, begun = side.snapshot(), journal.seq
        journal.write(bare(entry))
        side.take(journal.run(begun + 1))
        (state,) = side.states(journal.device)[begun:]
        assert (state == State.NOT_ALLOWED) == (role not in kind.writers)
        if role not in kind.writers:
            changed = {name for name, rows in side.snapshot().items() if rows != before[name]}
            assert changed <= {"journal", "kind_total", "line_member"}


@pytest.mark.parametrize("poison", POISON, ids=lambda text: text[:50])
def test_no_line_stops_those_behind_it(side: Side, here: Branch, poison: str) -> None:
    acts.receipt(here.maria)
    here.maria.write_text(poison)
    acts.receipt(here.maria)
    side.take_all(here.all)
    states = side.states(1)
    assert (states[0], states[2]) == (State.APPLIED, State.APPLIED)
    assert sum(row["rupiah"] for row in side.dicts("receipt")) == 16_800
    assert cash.position(side.connection, COOP, "A017").on_hand == 16_800
    assert side.verify().is_sound
    assert sum(row["count"] for row in side.dicts("kind_total", device=1)) == 3


def test_rupiah_of_a_kind_not_known_yet_is_totalled_and_nothing_else(side: Side, here: Branch) -> None:
    here.maria.write_text('"kind":"levy_collected","v":1,"agent":"A017","member":"m1","rupiah":7000')
    here.maria.write_text('"kind":"contribution_collected","v":9,"agent":"A017","members":["m1"],"rupiah":5000')
    side.take_all(here.all)
    assert side.states(1) == [State.UNKNOWN_KIND] * 2
    assert side.one("kind_total", kind="levy_collected")["rupiah"] == 7_000
    assert side.one("kind_total", device=1, kind="contribution_collected")["rupiah"] == 5_000
    assert [row["seq"] for row in sorted(side.dicts("line_member", member="m1"), key=lambda row: row["seq"])] == [1, 2]
    assert side.rows("receipt") == []


def test_lines_of_a_kind_learnt_later_are_applied_by_rebuilding(
    side: Side, here: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    acts.slip(here.maria)
    acts.register(here.maria)
    forgotten = {
        key: kind for key, kind in kinds.BY_NAME.items() if key[0] not in ("titipan_taken", "member_registered")
    }
    with monkeypatch.context() as older:
        older.setattr(kinds, "BY_NAME", forgotten)
        side.take_all(here.all)
        assert side.states(1) == [State.UNKNOWN_KIND] * 2
    side.rebuild()
    assert side.states(1) == [State.APPLIED] * 2
    assert len(side.rows("titipan")) == len(side.rows("member")) == 1
    with monkeypatch.context() as older:
        older.setattr(kinds, "BY_NAME", forgotten)
        side.rebuild()
        assert side.states(1) == [State.UNKNOWN_KIND] * 2
        assert side.rows("titipan") == side.rows("member") == []


class Planted(Exception):
    """What no code expects."""


def test_a_line_that_makes_apply_raise_whatever_it_likes_is_listed_and_passed_over(
    side: Side, here: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def explode(entry: Any, source: Source, facts: Facts) -> None:
        facts.members.add("half-way")
        raise Planted

    monkeypatch.setitem(apply.FACTS, "prospect_visited", explode)
    acts.visit(here.maria)
    acts.receipt(here.maria)
    side.take_all(here.all)
    assert side.states(1) == [State.FAILED, State.APPLIED]


def bad_deposit(entry: Any, source: Source, facts: Facts) -> None:
    """A row the database refuses: it has no number."""
    row = dict.fromkeys(cash_tables.deposit.columns.keys()) | source.columns()
    facts.add(cash_tables.deposit, row)


@pytest.mark.parametrize("at_once", [True, False])
def test_a_line_the_database_refuses_is_passed_over_and_its_batch_applied_line_by_line(
    side: Side, here: Branch, monkeypatch: pytest.MonkeyPatch, at_once: bool
) -> None:
    monkeypatch.setitem(apply.FACTS, "cash_deposited", bad_deposit)
    acts.register(here.maria)
    acts.receipt(here.maria)
    acts.deposit(here.maria)
    acts.correct(here.maria, "phone", None, "+62813")
    acts.void(here.maria, here.maria.origin(2))
    side.take(here.centre.run())
    if at_once:
        side.take(here.maria.run())
    else:
        side.take(*(here.maria.run(seq, seq) for seq in range(1, 6)))
    assert side.states(1) == [State.APPLIED, State.APPLIED, State.FAILED, State.APPLIED, State.APPLIED]
    assert side.one("member")["phone"] == "+62813"
    assert side.one("receipt")["reversed_by"] == "void"
    before = side.snapshot()
    side.rebuild()
    assert side.snapshot() == before


def test_a_refused_line_hinders_no_other_on_postgresql_either(
    postgres_side: Side, here: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(apply.FACTS, "cash_deposited", bad_deposit)
    acts.deposit(here.maria)
    acts.receipt(here.maria)
    postgres_side.take_all(here.all)
    assert postgres_side.states(1) == [State.FAILED, State.APPLIED]


@pytest.mark.parametrize(
    "trouble",
    [
        exc.OperationalError("INSERT", {}, Exception("database or disk is full")),
        exc.DatabaseError("INSERT", {}, Exception("database disk image is malformed")),
        exc.InvalidRequestError("the connection is gone"),
        MemoryError(),
    ],
    ids=lambda trouble: type(trouble).__name__,
)
def test_trouble_of_the_database_itself_marks_no_line_as_failed(
    side: Side, here: Branch, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    def fail(*_: object) -> set[str]:
        raise trouble

    side.take(here.centre.run())
    acts.register(here.maria)
    monkeypatch.setattr(summaries, "refresh_members", fail)
    with pytest.raises(type(trouble)):
        side.take(here.maria.run())


def test_a_carried_line_counts_once_by_whatever_way_it_comes(side: Side, here: Branch, newer: Journal) -> None:
    acts.register(here.maria)
    acts.receipt(here.maria)
    acts.deposit(here.maria)
    for seq in (1, 2, 3):
        newer.carry(here.maria, seq)
    money = ("receipt", "receipt_month", "deposit", "member")
    side.take(here.centre.run(), newer.run())
    assert side.states(6) == [State.APPLIED] * 3
    carried = {name: side.rows(name) for name in money}
    assert [len(rows) for rows in carried.values()] == [1, 1, 1, 1]
    assert side.one("receipt")["device"] == 1
    side.take(here.maria.run())
    assert {name: side.rows(name) for name in money} == carried
    assert side.verify().is_sound


def test_a_carried_line_is_of_the_branch_in_which_it_was_written(side: Side, here: Branch) -> None:
    """The person has moved to another branch since."""
    moved = Journal(6, "A017", "MOF", "agent")
    here.centre.write(moved.enrolment)
    acts.register(here.maria)
    acts.receipt(here.maria)
    moved.carry(here.maria, 1)
    moved.carry(here.maria, 2)
    side.take(here.centre.run(), moved.run())
    assert side.one("member")["branch"] == side.one("receipt")["branch"] == "LWB"
    before = {name: side.rows(name) for name in ("member", "receipt")}
    side.take(here.maria.run())
    acts.correct(here.maria, "name", "x", "y")
    side.take(here.maria.run())
    assert side.rows("receipt") == before["receipt"]
    assert side.one("member")["branch"] == "LWB"


def test_a_carried_line_waits_for_the_enrolment_of_the_older_device(side: Side, here: Branch, newer: Journal) -> None:
    older = Journal(8, "A017", "LWB", "agent")
    acts.slip(older)
    newer.carry(older, 1)
    side.take(here.centre.run(), newer.run())
    assert side.states(6) == [State.WAITING]
    here.centre.write(older.enrolment)
    side.take(here.centre.run())
    assert side.states(6) == [State.APPLIED]
    assert side.one("titipan")["device"] == 8


def test_only_the_same_person_carries_a_journal_over(side: Side, here: Branch, newer: Journal) -> None:
    acts.slip(here.maria)
    here.yosef.carry(here.maria, 1)
    side.take(here.centre.run(), here.yosef.run())
    assert side.states(2) == [State.NOT_ALLOWED]
    assert side.rows("titipan") == []


def test_a_laptop_that_was_put_back_carries_what_it_wrote_meanwhile_and_only_below_its_own_line(
    side: Side, here: Branch
) -> None:
    lost = beginning_of(here.maria, 0)
    acts.slip(lost, at=START + MINUTE)
    acts.slip(here.maria)
    here.maria.carry(lost, 1)
    carried, _ = lost.carrying(1)
    here.maria.write(msgspec.structs.replace(carried, seq=4))
    side.take(here.centre.run(), here.maria.run())
    assert side.states(1) == [State.APPLIED, State.APPLIED, State.NOT_ALLOWED]
    assert len(side.rows("titipan")) == 2


@pytest.mark.parametrize(
    "change", [{"h": "ab" * 32}, {"prev": "ab" * 32}, {"h": "AB" * 32}, {"seq": 2}, {"line": "{}"}]
)
def test_a_carried_line_must_have_the_hash_it_is_carried_under(
    side: Side, here: Branch, newer: Journal, change: dict[str, Any]
) -> None:
    """Else it could take the place of the true line wherever it comes first."""
    acts.slip(here.maria)
    carried, _ = here.maria.carrying(1)
    for field, value in change.items():
        carried = type(carried)(
            **{**{name: getattr(carried, name) for name in carried.__struct_fields__}, field: value}
        )
    newer.write(carried)
    side.take(here.centre.run(), newer.run())
    assert side.states(6) == [State.FAILED]
    side.take(here.maria.run())
    assert side.one("titipan")["rupiah"] == 5_000


def test_a_carried_line_is_not_carried_again_and_hides_no_private_part(
    side: Side, here: Branch, newer: Journal
) -> None:
    acts.visit(here.maria)
    newer.carry(here.maria, 1)
    latest = Journal(7, "A017", "LWB", "agent")
    here.centre.write(latest.enrolment)
    latest.carry(newer, 1)
    carried, private = here.maria.carrying(1)
    assert private is not None
    whole = carried.line + ',"private":' + private.decode() + "}"
    latest.write(type(carried)(**{**{n: getattr(carried, n) for n in carried.__struct_fields__}, "line": whole}))
    side.take(here.centre.run(), latest.run())
    assert side.states(7) == [State.FAILED] * 2


def test_a_carried_line_has_the_rights_of_its_writer_of_old(side: Side, here: Branch) -> None:
    """A supervisor who was an agent before carries nothing an agent could not write."""
    risen = Journal(6, "A017", "LWB", "supervisor")
    here.centre.write(risen.enrolment)
    acts.confirm_by_bank(here.maria, acts.deposit(here.yosef))
    risen.carry(here.maria, 1)
    side.take(here.centre.run(), here.yosef.run(), risen.run())
    assert side.states(6) == [State.NOT_ALLOWED]
    assert side.one("deposit")["outcome"] is None


def test_a_private_part_that_is_not_as_it_should_be_is_read_as_an_erased_one(side: Side, here: Branch) -> None:
    """Else whether the line applies would hang on whether its person was erased before it came."""
    here.maria.write_text(
        f'"kind":"member_registered","v":1,"day":"2026-11-23","member":"{MARIA}","agent":"A017","programmes":["JKK"],'
        '"base":1000000,"sector":"farm","funding":"self","private":{"salt":"s","nik":17,"name":"Contoh"}'
    )
    side.take_all(here.all)
    assert side.states(1) == [State.APPLIED]
    before = side.one("member")
    acts.erase(here.lena)
    side.take(here.lena.run())
    assert side.one("member") == {**before, "erased": True}


def test_the_newest_value_wins_by_time_then_device_then_number(side: Side, here: Branch) -> None:
    acts.list_row(here.paulus, at=START, name="Kedua")
    acts.list_row(here.lena, at=START, name="Ketiga")
    acts.list_row(here.lena, at=START + MINUTE, name="Keempat")
    acts.list_row(here.lena, at=START - MINUTE, name="Kelima")
    for journal in (here.centre, here.lena, here.paulus):
        side.take(journal.run())
    assert side.one("roster_row", member=YOSEF)["name"] == "Keempat"


def test_nothing_of_a_line_refers_to_another_line_by_foreign_key() -> None:
    assert [table.name for table in metadata.sorted_tables if table.foreign_keys] == []
    assert {next(iter(table.primary_key.columns)).name for table in metadata.sorted_tables} <= {"coop", "name"}
