"""Erasing a person: everybody who holds lines learns it, and no file keeps the NIK."""

from pathlib import Path

from sqlalchemy import select

from agent_app.central import admin, backups, checks, tables
from agent_app.central.centre import Centre
from agent_app.journal import batch, chain, lines
from agent_app.journal.entries.members import PersonErased
from agent_app.records.rebuild import rebuild
from agent_app.records.tables.members import member
from tests.central import acts
from tests.central.conftest import EMBEDDED, Village


def verified(centre: Centre) -> bool:
    with centre.reading() as connection:
        return checks.verify(connection, centre).is_sound


def people(village: Village) -> None:
    """A member of two agents, and a forked batch that names the member too."""
    agent = village.agent
    agent.write(acts.registered(agent, 1))
    agent.write(acts.registered(agent, 2, nik="5313014107889902"))
    agent.sync()
    village.supervisor.write(acts.assigned(1, "A018"))
    village.supervisor.sync()
    kept = agent.lines, agent.hashes
    agent.lines, agent.hashes = [], []
    agent.write(acts.registered(agent, 1, name="Maria Lain"))
    assert agent.push().code == "fork"
    agent.lines, agent.hashes = kept


def test_an_erasure_by_the_supervisor_empties_lines_columns_and_evidence(village: Village) -> None:
    people(village)
    agent, centre = village.agent, village.centre
    members = (acts.member(1),)
    village.supervisor.write(PersonErased(day=acts.DAY, members=members, reason="request"))
    village.supervisor.sync()
    got = batch.unpack(agent.call("GET", "/v1/journal?from=1").body)
    assert got.lines == (lines.erase(agent.lines[0]), agent.lines[1])
    assert batch.signed_by(got, agent.public_key)
    with centre.reading() as connection:
        row = connection.execute(select(member).where(member.c.member == acts.member(1))).one()
        assert (row.nik, row.name, row.erased) == (None, None, True)
        evidence = connection.execute(select(tables.evidence.c.batch)).scalar_one()
        assert b"Maria Lain" not in b"".join(batch.unpack(bytes(evidence)).lines)
    assert verified(centre)
    for reader, stream in ((agent, "roster:LWB"), (agent, "agent:A017"), (village.other_agent, "agent:A018")):
        assert (village.supervisor.device, 2) in reader.places(stream)
    runs = [run for run in village.supervisor.read("branch:LWB") if run.device == agent.device]
    assert runs[0].lines[0] == lines.erase(agent.lines[0])
    assert chain.walk(runs[0].prev, runs[0].lines)[-1] == agent.head_hash


def test_lines_that_arrive_after_the_erasure_are_erased_on_arrival(village: Village) -> None:
    people(village)
    admin.erase(village.centre, [acts.member(1)], "request")
    late = village.other_agent
    late.write(acts.registered(late, 1, name="Maria Terlambat"))
    late.sync()
    got = batch.unpack(late.call("GET", "/v1/journal?from=1").body)
    assert got.lines == (lines.erase(late.lines[0]),)
    assert verified(village.centre)


@EMBEDDED
def test_the_centre_tells_all_holders_of_its_own_erasure(village: Village) -> None:
    people(village)
    admin.erase(village.centre, [acts.member(1)], "request")
    for reader, stream in (
        (village.agent, "roster:LWB"),
        (village.agent, "agent:A017"),
        (village.other_agent, "agent:A018"),
        (village.supervisor, "branch:LWB"),
    ):
        found = [line for run in reader.read(stream) if run.device == 0 for line in run.lines]
        assert b'"kind":"person_erased"' in found[-1], stream


def test_rebuilding_after_an_erasure_gives_the_same_tables(village: Village) -> None:
    people(village)
    admin.erase(village.centre, [acts.member(1)], "request")
    statement = select(member).order_by(member.c.member)
    with village.centre.engine.begin() as connection:
        before = connection.execute(statement).all()
        rebuild(connection, "KCL")
        assert connection.execute(statement).all() == before


def test_the_nik_is_in_no_file_of_the_centre_after_vacuum(village: Village, tmp_path: Path) -> None:
    people(village)
    centre = village.centre
    admin.erase(centre, [acts.member(1)], "request")
    if centre.engine.dialect.name == "sqlite":
        with centre.reading() as connection:
            plain = tmp_path / "plain.db"
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql(f"ATTACH DATABASE '{plain}' AS plain KEY ''")
            connection.exec_driver_sql("SELECT sqlcipher_export('plain')")
            connection.exec_driver_sql("DETACH DATABASE plain")
            connection.exec_driver_sql("BEGIN")
        content = plain.read_bytes()
    else:
        content = b"".join(
            bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
            for table in tables.cooperative.metadata.sorted_tables
            if table.info["side"] != "local"
            for row in _rows(centre, table.name)
            for value in row
        )
    assert b"5313014107889902" in content
    assert acts.NIK.encode() not in content
    assert backups.back_up(centre, tmp_path / "copy").heads


def _rows(centre: Centre, table: str) -> list[tuple[object, ...]]:
    with centre.reading() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"')]
