"""A person is forgotten on every side, in tables, journal and file, and the evidence about money stays."""

from itertools import permutations
from pathlib import Path

import pytest

from agent_app.journal.entries.house import CentreRestored
from agent_app.records.engine import open_sqlite
from agent_app.records.tables import metadata
from agent_app.records.tables.journal import State
from tests.records import acts
from tests.records.acts import MARIA, NIK, NOTE, OTHER_NIK, YOSEF
from tests.records.cipher import plain_bytes
from tests.records.journals import COOP, Branch, Journal, branch
from tests.records.sides import KEY, SHARED, Side

SECRETS = (NIK, "Maria Contoh", "maria contoh", "+62812", NOTE, "Contoh Pembayar", "2600990199")


@pytest.fixture
def here() -> Branch:
    """Everything that can be known about a person, and as much about another."""
    made = branch()
    acts.list_row(made.lena, MARIA, name="Maria Contoh", nik=NIK)
    acts.list_row(made.lena, YOSEF)
    acts.register(made.maria)
    acts.register(made.yosef, YOSEF, nik=OTHER_NIK, name="Yosef Contoh", phone="+62899")
    acts.correct(made.maria, "address", None, f"{NOTE} 1")
    acts.correct(made.maria, "name", "Maria", f"Maria {NOTE}")
    acts.visit(made.yosef)
    acts.refuse(made.lena, acts.remit(made.lena))
    acts.void(made.maria, acts.receipt(made.maria))
    return made


def secrets_in(side: Side, secrets: tuple[str, ...] = SECRETS) -> set[tuple[str, str]]:
    """Where what nobody may know any more stands in some column of some table."""
    found = set()
    for table in SHARED:
        for row in side.rows(table.name):
            values = (value.decode(errors="replace") if isinstance(value, bytes) else str(value) for value in row)
            everything = " ".join(values)
            found |= {(table.name, secret) for secret in secrets if secret in everything}
    return found


def test_what_was_known_of_a_person_stands_in_no_column_of_any_table(side: Side, here: Branch) -> None:
    side.take_all(here.all)
    before = secrets_in(side)
    assert {"journal", "member", "roster_row", "visit", "receipt", "receipt_void", "remittance_refusal"} <= {
        table for table, _ in before
    }
    acts.erase(here.lena)
    side.take(here.lena.run())
    assert secrets_in(side) == set()
    assert side.verify().is_sound
    assert side.one("member", member=MARIA)["erased"]


def test_the_other_person_and_all_money_stay_as_they_were(side: Side, here: Branch) -> None:
    side.take_all(here.all)
    untouched = ("receipt_month", "kind_total", "line_member", "deposit", "device")
    before = {name: side.rows(name) for name in untouched if name != "kind_total"}
    yosef = (side.one("member", member=YOSEF), side.one("roster_row", member=YOSEF))
    acts.erase(here.lena)
    side.take(here.lena.run())
    assert {name: side.rows(name) for name in before} == {
        **before,
        "line_member": sorted([*before["line_member"], (COOP, MARIA, here.lena.device, here.lena.seq)], key=repr),
    }
    assert (side.one("member", member=YOSEF), side.one("roster_row", member=YOSEF)) == yosef
    assert side.one("receipt")["reversed_by"] == "void"
    assert side.one("remitted_month")["refused_day"] is not None
    assert side.one("member", member=MARIA)["base"] == 1_000_000


def test_rebuilding_after_an_erasure_changes_nothing(side: Side, here: Branch) -> None:
    side.take_all(here.all)
    acts.erase(here.lena)
    side.take(here.lena.run())
    before = side.snapshot()
    side.rebuild()
    assert side.snapshot() == before


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_lines_that_arrive_after_the_erasure_are_forgotten_on_arrival(
    side: Side, here: Branch, order: tuple[int, ...]
) -> None:
    acts.erase(here.lena)
    journals = (here.maria, here.yosef, here.lena)
    side.take_all([here.centre, *(journals[index] for index in order)])
    assert secrets_in(side) == set()
    assert side.verify().is_sound


def test_an_erasure_that_waits_for_its_writers_enrolment_forgets_when_it_arrives(side: Side, here: Branch) -> None:
    acts.erase(here.lena)
    side.take_all([here.lena, here.yosef, here.maria])
    assert secrets_in(side) != set()
    side.take_all([here.centre])
    assert secrets_in(side) == set()


def test_an_agent_erases_nobody(side: Side, here: Branch) -> None:
    acts.erase(here.yosef)
    side.take_all(here.all)
    assert side.states(here.yosef.device)[-1] == State.NOT_ALLOWED
    assert side.one("member", member=MARIA)["nik"] == NIK


def test_a_carried_line_is_forgotten_under_its_own_origin_too(side: Side, here: Branch) -> None:
    """The old journal never arrives; its visit is known by the carried line alone."""
    newer = Journal(6, "A018", "LWB", "agent")
    here.centre.write(newer.enrolment)
    for seq in range(1, here.yosef.seq + 1):
        newer.carry(here.yosef, seq)
    side.take_all([here.centre, here.lena, here.maria, newer])
    assert side.one("visit")["note"] == NOTE
    acts.erase(here.lena, MARIA, YOSEF)
    side.take(here.lena.run())
    assert secrets_in(side, (*SECRETS, OTHER_NIK)) == set()
    before = side.snapshot()
    side.rebuild()
    assert side.snapshot() == before
    assert side.verify().is_sound


def test_a_carrier_that_does_not_name_the_person_hides_nothing(side: Side, here: Branch) -> None:
    newer = Journal(6, "A017", "LWB", "agent")
    here.centre.write(newer.enrolment)
    carried = newer.carry(here.maria, 1)
    nameless = newer.lines.pop().replace(f'"members":["{MARIA}"],'.encode(), b"")
    del newer.hashes[-1]
    assert newer.keep(nameless) != carried
    acts.erase(here.lena)
    side.take_all([here.centre, newer, here.lena])
    assert secrets_in(side) == set()


def test_a_differing_line_that_is_kept_aside_is_forgotten_as_well(side: Side, here: Branch) -> None:
    clone = Journal(1, "A017", "LWB", "agent")
    acts.register(clone, name="Maria Contoh", mother=NOTE)
    early, late = clone.run(1, 1, whole=False), clone.run(1, 1, whole=False)
    side.take_all([here.centre, here.maria])
    assert side.take(early).aside == (1,)
    assert ("line_aside", NIK) in secrets_in(side)
    acts.erase(here.lena)
    side.take(here.lena.run())
    assert secrets_in(side) == set()
    side.connection.execute(metadata.tables["line_aside"].delete())
    side.take(late)
    assert len(side.rows("line_aside")) == 1
    assert secrets_in(side) == set()


def test_an_erasure_by_a_former_centre_stays_valid(side: Side, here: Branch) -> None:
    last = here.centre.seq
    acts.erase(here.centre)
    new = Journal(-1)
    new.write(CentreRestored(epoch="e1", device=0, seq=last, head=here.centre.hashes[last].hex()))
    side.take_all([new, *here.all])
    assert secrets_in(side) == set()
    assert side.states(0)[-1] == State.APPLIED


def test_the_nik_is_in_no_byte_of_the_database_once_it_is_vacuumed(tmp_path: Path, here: Branch) -> None:
    engine = open_sqlite(tmp_path / "device.db", KEY)
    with engine.begin() as connection:
        metadata.create_all(connection, tables=SHARED)
        Side(connection).take_all(here.all)
    assert NIK.encode() in plain_bytes(tmp_path / "device.db", KEY)
    acts.erase(here.lena)
    with engine.begin() as connection:
        Side(connection).take(here.lena.run())
    raw = engine.raw_connection()
    raw.cursor().execute("VACUUM")
    raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()
    decrypted = plain_bytes(tmp_path / "device.db", KEY)
    assert all(secret.encode() not in decrypted for secret in SECRETS)
    assert OTHER_NIK.encode() in decrypted
    engine.dispose()
