"""Erasing a person: what proves the money stays sound, and no file of any side keeps who it was."""

from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from agent_app.central import admin, upkeep
from agent_app.central.database import SQLITE, read_settings
from agent_app.journal import chain
from agent_app.journal.entries.members import (
    Change,
    Changes,
    MemberCorrected,
    PersonErased,
    RosterPrivate,
    RosterRowListed,
)
from agent_app.records.log import Run
from agent_app.records.rebuild import rebuild
from agent_app.records.tables.journal import line_aside
from agent_app.records.tables.members import member as member_table
from agent_app.store.files import DATABASE
from agent_app.sync import own_journal
from agent_app.sync.arrival import Slices, store_lines
from agent_app.sync.outcome import Result
from tests.e2e import acts, kit, traces
from tests.e2e.kit import EMBEDDED, KEY, POSTGRES, Cooperative, Laptop

NIK, NAME, PHONE, HEIR, PAYER = "5313014107889977", "Agustina Nekat", "081399887766", "Yohanes Nekat", "Bapak Nekat"
OTHER_NIK, OTHER_NAME = "5313014107889978", "Maria Tetap"
PRIVATE = [text.encode() for text in (NIK, NAME, PHONE, HEIR, PAYER)]


@dataclass
class Village:
    cooperative: Cooperative
    agent: Laptop
    other: Laptop
    supervisor: Laptop
    clone: Laptop
    person: tuple[str, ...]
    """All records of one person: the row of the member list and two registrations."""


def live(cooperative: Cooperative) -> Village:
    """Everything that can hold a person: list, registrations, payer, correction, fork, lines aside, a carried line."""
    agent, other = cooperative.enrol("A017"), cooperative.enrol("A018")
    supervisor = cooperative.enrol("S001", "supervisor")
    row = acts.new_member()
    acts.write(
        supervisor.store,
        RosterRowListed(member=row, branch="LWB", private=RosterPrivate(name=NAME, nik=NIK, phone=PHONE)),
    )
    first = acts.register(agent.store, NIK, NAME, phone=PHONE, heir=HEIR)
    agent.copy("clone")
    clone = Laptop(cooperative.folder / "clone", cooperative.clock)
    acts.collect(agent.store, first, payer=PAYER)
    change = Change(field="phone", old=raw(PHONE), new=raw("081300000000"))
    day = "2026-11-23"
    acts.write(agent.store, MemberCorrected(day=day, member=first, agent="A017", private=Changes(changes=(change,))))
    stays = acts.register(agent.store, OTHER_NIK, OTHER_NAME)
    acts.collect(agent.store, stays)
    second = acts.register(other.store, NIK, NAME, phone=PHONE)
    acts.collect(other.store, second, ("2026-12",))
    cooperative.settle()
    acts.assign(supervisor.store, first, "A018")
    acts.collect(clone.store, first, ("2026-12",), payer=PAYER)
    assert clone.sync(cooperative.address).result is Result.FORK
    keep_aside(supervisor, clone)
    cooperative.settle()
    return Village(cooperative, agent, other, supervisor, clone, (row, first, second))


def raw(text: str) -> msgspec.Raw:
    return msgspec.Raw(msgspec.json.encode(text))


def keep_aside(reader: Laptop, clone: Laptop) -> None:
    """What a reader does with lines of a number it holds another line of."""
    me = clone.store.identity
    with clone.store.reading() as connection:
        piece = own_journal.piece_above(connection, me, 0, 10**6, 100)
    assert piece is not None
    prev = chain.walk(piece.prev, piece.lines[:1])[-1]
    changes = store_lines(reader.store, Run(me.device, 2, prev, piece.lines[1:]), Slices())
    assert changes.aside == (2,)
    assert len(kit.rows(reader, line_aside)) == 1


def erase(village: Village, by: str) -> None:
    if by == "centre":
        admin.erase(village.cooperative.centre, village.person, "request")
    else:
        day = village.supervisor.store.identity.business_day(village.supervisor.store.now()).isoformat()
        entry = PersonErased(day=day, members=village.person, reason="request")
        acts.write(village.supervisor.store, entry)


def closed(laptop: Laptop) -> Path:
    laptop.close()
    return laptop.folder / DATABASE


def left_at_centre(cooperative: Cooperative, scratch: Path) -> set[bytes]:
    """What the centre's database and folder still tell of the person."""
    centre = cooperative.centre
    content = traces.packed_batches(centre)
    if url := read_settings(centre.folder).database:
        content += traces.dumped(url)
    else:
        path, key = centre.folder / SQLITE, centre.keys.database
        content += traces.pages(path, key) + traces.exported(path, key, scratch)
    content += b"".join(path.read_bytes() for path in centre.folder.iterdir() if path.is_file())
    return traces.found([*PRIVATE, OTHER_NIK.encode()], content)


def left_on_laptop(path: Path, scratch: Path) -> set[bytes]:
    content = traces.pages(path, KEY) + traces.exported(path, KEY, scratch)
    content += b"".join(file.read_bytes() for file in path.parent.iterdir() if file.is_file())
    return traces.found([*PRIVATE, OTHER_NIK.encode()], content)


@pytest.mark.parametrize(
    ("cooperative", "by"),
    [pytest.param("postgresql", "centre", marks=pytest.mark.needs("postgres")), ("sqlite", "supervisor")],
    indirect=["cooperative"],
)
def test_an_erased_person_is_in_no_file_of_any_side_and_every_side_verifies(
    cooperative: Cooperative, tmp_path: Path, by: str
) -> None:
    village = live(cooperative)
    sides = (village.agent, village.other, village.supervisor)
    before = kit.all_totals(cooperative.centre)
    kept = village.agent.store.back_up()
    assert NIK.encode() in left_at_centre(cooperative, tmp_path / "scratch")

    cooperative.clock.forward(hours=1)
    erase(village, by)
    cooperative.settle()
    for side in (cooperative.centre, *sides):
        assert kit.verify(side).problems == []
        names = {row["member"]: row["name"] for row in kit.rows(side, member_table)}
        assert not any(names.get(member) for member in village.person)
    assert OTHER_NAME in names_of(village.supervisor)
    assert kit.all_totals(cooperative.centre) == before
    kit.assert_equal(cooperative.centre, village.supervisor, village.agent, village.other)

    upkeep.vacuum(cooperative.centre)
    assert left_at_centre(cooperative, tmp_path / "scratch") == {OTHER_NIK.encode()}
    for laptop in sides:
        path = closed(laptop)
        traces.vacuum(path, KEY)
        expected = set() if laptop is village.other else {OTHER_NIK.encode()}
        assert left_on_laptop(path, tmp_path / "scratch") == expected
        laptop.open()
    # The start replaced the backup made before; a disk that somebody copied is its keeper's to delete.
    assert not kept.exists()
    assert [path for path in tmp_path.rglob("*.db") if is_told(path)] == [village.clone.folder / DATABASE]
    village.clone.close()


def names_of(side: Laptop) -> set[str]:
    return {row["name"] for row in kit.rows(side, member_table)}


def is_told(path: Path) -> bool:
    """Whether a laptop's database file, wherever it lies, tells of the person."""
    return path.name != SQLITE and NIK.encode() in traces.pages(path, KEY)


@EMBEDDED
def test_tables_computed_afresh_after_an_erasure_are_the_same(cooperative: Cooperative) -> None:
    village = live(cooperative)
    cooperative.clock.forward(hours=1)
    erase(village, "supervisor")
    cooperative.settle()
    here = kit.derived(cooperative.centre)
    cooperative.centre.write(lambda connection: rebuild(connection, kit.COOP))
    assert kit.derived(cooperative.centre) == here
    there = kit.derived(village.agent)
    village.agent.store.run(lambda connection: rebuild(connection, kit.COOP)).result()
    assert kit.derived(village.agent) == there
    village.clone.close()


@POSTGRES
def test_a_laptop_that_was_away_forgets_the_person_when_it_calls_in(cooperative: Cooperative, tmp_path: Path) -> None:
    village = live(cooperative)
    acts.collect(village.agent.store, village.person[1], ("2027-01",), payer=PAYER)
    erase(village, "centre")
    cooperative.sync(village.supervisor, village.other)
    # Its unsent line names the person too: it is taken, counted, and erased on arrival.
    cooperative.sync(village.agent, village.supervisor)
    village_totals = kit.all_totals(cooperative.centre)
    assert village_totals.all.receipts == 4
    kit.assert_equal(cooperative.centre, village.supervisor, village.agent, village.other)
    upkeep.vacuum(cooperative.centre)
    assert NIK.encode() not in left_at_centre(cooperative, tmp_path / "scratch")
    assert PAYER.encode() not in left_at_centre(cooperative, tmp_path / "scratch")
    village.clone.close()
