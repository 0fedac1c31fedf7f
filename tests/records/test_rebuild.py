"""Dropping all tables and computing them again is the repair tool, and changes nothing that was right."""

import pytest
from sqlalchemy import Engine, delete, text, update

from agent_app.records import log, rebuild
from agent_app.records.log import Run
from agent_app.records.tables import metadata
from agent_app.records.tables.journal import State, journal
from tests.records import acts
from tests.records.journals import COOP, Journal, branch
from tests.records.sides import SHARED, Side


@pytest.fixture
def held(side: Side) -> Side:
    here = branch()
    acts.register(here.maria)
    of = acts.receipt(here.maria)
    acts.void(here.maria, of)
    acts.confirm(here.lena, acts.deposit(here.maria), acts.count(here.lena, here.maria.origin(4)))
    here.maria.write_text('"kind":"levy_collected","v":1,"rupiah":7000')
    here.maria.write_text('"kind":"titipan_taken","v":1,"rupiah":0.5')
    acts.erase(here.lena)
    stranger = Journal(77, "A099", "LWB", "agent")
    acts.slip(stranger)
    side.take_all([*here.all[::-1], stranger])
    return side


@pytest.mark.parametrize("chunk", [1, 2, 3, 2000])
def test_rebuilding_gives_the_same_tables_in_chunks_of_any_size(
    held: Side, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(rebuild, "CHUNK", chunk)
    before = held.snapshot()
    assert rebuild.rebuild(held.connection, COOP) == len(before["journal"])
    assert held.snapshot() == before


def test_rebuilding_repairs_whatever_was_done_to_the_tables(held: Side) -> None:
    before = held.snapshot()
    for table in SHARED:
        if table.info["derived"]:
            held.connection.execute(delete(table))
    held.connection.execute(update(journal).values(state=int(State.WAITING)))
    held.connection.execute(
        text("INSERT INTO member (coop, member, erased) VALUES ('KCL', 'nobody', FALSE), ('KCM', 'other', FALSE)")
    )
    held.rebuild()
    after = held.snapshot()
    assert [row for row in after["member"] if row[0] == "KCM"] != []
    after["member"] = [row for row in after["member"] if row[0] == COOP]
    assert after == before


def test_rebuilding_leaves_journal_bytes_and_signatures_alone(held: Side) -> None:
    log.keep_signature(held.connection, COOP, 1, 1, bytes(32), bytes(64))
    kept = ("batch_signature", "line_aside", "meta")
    before = {name: held.rows(name) for name in kept}
    held.rebuild()
    assert {name: held.rows(name) for name in kept} == before


def test_rebuilding_one_cooperative_touches_no_other(held: Side) -> None:
    here = branch()
    log.extend(held.connection, "KCM", Run(0, 1, here.centre.hashes[0], here.centre.lines))
    before = {table.name: [row for row in held.rows(table.name) if row[0] == "KCM"] for table in SHARED}
    held.rebuild()
    assert {table.name: [row for row in held.rows(table.name) if row[0] == "KCM"] for table in SHARED} == before


def test_only_what_lines_can_fill_again_is_marked_as_derived(sqlite: Engine) -> None:
    kept = {table.name for table in metadata.sorted_tables if not table.info["derived"] and table in SHARED}
    assert kept == {"journal", "batch_signature", "line_aside", "meta"}


def test_a_table_of_facts_about_people_names_its_member_or_its_origin() -> None:
    """Else erasure would not know which rows to empty."""
    exempt = {"device"}
    for table in SHARED:
        if table.info["derived"] and table.name not in exempt and any(c.info.get("private") for c in table.columns):
            keys = {column.name for column in table.primary_key.columns}
            assert "member" in keys or {"device", "seq", "h"} <= keys, table.name
            assert all(column.nullable for column in table.columns if column.info.get("private"))
