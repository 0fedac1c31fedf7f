"""What erased people leave in the database's free space is cleared without anybody asking for it."""

from queue import SimpleQueue

import pytest

from agent_app.central import admin, upkeep
from agent_app.central.centre import Centre
from agent_app.central.reviews import Worker
from agent_app.domain.errors import Unavailable
from agent_app.journal.entries.members import PersonErased
from tests.central import acts
from tests.central.conftest import EMBEDDED, Village
from tests.records.cipher import plain_bytes


def erased_by_a_supervisor(village: Village) -> Centre:
    for number in range(2, 40):
        village.agent.write(acts.registered(village.agent, number, nik=f"53130141078899{number:02}"))
    village.agent.write(acts.registered(village.agent, 40))
    village.agent.sync()
    village.supervisor.write(PersonErased(day=acts.DAY, members=(acts.member(40),), reason="request"))
    village.supervisor.sync()
    return village.centre


def test_the_worker_vacuums_once_after_an_erasure(village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    centre = erased_by_a_supervisor(village)
    vacuum, vacuum_when_due = upkeep.vacuum, upkeep.vacuum_when_due
    vacuumed: list[Centre] = []
    ended: SimpleQueue[bool] = SimpleQueue()
    monkeypatch.setattr(upkeep, "vacuum", lambda one: (vacuumed.append(one), vacuum(one)))
    monkeypatch.setattr(upkeep, "vacuum_when_due", lambda one: ended.put(vacuum_when_due(one)))
    for _ in range(2):
        worker = Worker(centre)
        worker.start()
        assert ended.get(timeout=60)
        worker.stop()
    assert vacuumed == [centre]


@EMBEDDED
def test_no_byte_of_the_person_is_left_in_the_file(village: Village) -> None:
    centre = erased_by_a_supervisor(village)
    assert upkeep.vacuum_when_due(centre)
    left = plain_bytes(centre.folder / "centre.db", centre.keys.database)
    assert b"5313014107889902" in left
    assert acts.NIK.encode() not in left


@EMBEDDED
def test_a_database_somebody_reads_is_cleared_at_the_next_try(village: Village) -> None:
    centre = erased_by_a_supervisor(village)
    with centre.reading() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM journal").scalar()
        centre.write(lambda other: other.exec_driver_sql("UPDATE device_state SET durable_seq = 0"))
        with pytest.raises(Unavailable, match="centre_busy"):
            upkeep.vacuum(centre)
        assert not upkeep.vacuum_when_due(centre)
    assert upkeep.vacuum_when_due(centre)
    assert admin.devices(centre)
