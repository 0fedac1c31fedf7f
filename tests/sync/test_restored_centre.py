"""A centre put back to an older copy: every device finds out by itself and refills it."""

from pathlib import Path

import pytest
from sqlalchemy import select

from agent_app.central import admin, epochs, mark
from agent_app.records.tables.journal import State, journal
from agent_app.records.verify import verify
from agent_app.sync.once import sync_once
from agent_app.sync.outcome import Result
from agent_app.sync.status import status
from agent_app.sync.transport import HttpTransport, NoContact, Reason, Request
from agent_app.wire import answers
from tests.sync.acts import RUPIAH, collect
from tests.sync.conftest import Link, Office, found
from tests.sync.test_sync import at_centre, done, held, known, receipts


def applied_at_centre(office: Office) -> set[tuple[int, int, bytes]]:
    with office.centre.reading() as connection:
        rows = connection.execute(select(journal).where(journal.c.state == int(State.APPLIED)))
        return {(row.device, row.seq, bytes(row.h)) for row in rows}


def forget_mark(folder: Path) -> None:
    """As if the mark had been put back together with the database."""
    (folder / mark.FILE).unlink()


@pytest.mark.parametrize("how", ["opened", "by its mark", "by the devices"])
def test_devices_refill_a_restored_centre_and_all_end_equal(office: Office, how: str) -> None:
    agent, supervisor = office.device("A017"), office.device("S001", "supervisor")
    collect(agent, 1, registers=True)
    for store in (agent, supervisor):
        done(office.sync(store))
    copy = office.copy_centre()
    if how == "by its mark":
        kept = office.centre.folder / mark.FILE
    collect(agent, 2, registers=True)
    late = office.device("A018")
    collect(late, 3, registers=True)
    for store in (agent, late, supervisor):
        done(office.sync(store))
    epoch = known(agent).epoch
    if how == "by its mark":
        (copy / mark.FILE).write_bytes(kept.read_bytes())
    else:
        forget_mark(copy)

    office.restart(put_back=copy)
    if how == "opened":
        epochs.open_epoch(office.centre)
    for store in (agent, late, supervisor, agent, late, supervisor):
        done(office.sync(store))

    assert known(agent).epoch != epoch
    assert {known(store).epoch for store in (agent, late, supervisor)} == {known(agent).epoch}
    assert receipts(supervisor) == (3, 3 * RUPIAH)
    devices = {store.identity.device for store in (agent, late, supervisor)}
    assert {line for line in at_centre(office) if line[0] in devices} == {
        line for line in held(supervisor) if line[0] in devices
    }
    newcomer = office.device("A019")
    assert newcomer.identity.device > max(devices)
    with supervisor.reading() as connection:
        assert verify(connection, "KCL").problems == []


def test_a_device_shows_the_centre_what_it_once_signed(office: Office) -> None:
    agent = office.device("A017")
    done(office.sync(agent))
    copy = office.copy_centre()
    collect(agent, 1)
    done(office.sync(agent))
    forget_mark(copy)
    office.restart(put_back=copy)

    link = office.link(agent)
    outcome = done(sync_once(agent, link))
    assert outcome.sent == 1
    shown = [request for request in link.asked if answers.HEAD_HEADER in request.headers]
    assert len(shown) == 1
    again = office.link(agent)
    done(sync_once(agent, again))
    assert all(answers.HEAD_HEADER not in request.headers for request in again.asked)


def test_what_a_restored_centre_has_lost_is_shown_as_unsent_again(office: Office) -> None:
    agent = office.device("A017")
    copy = office.copy_centre()
    collect(agent, 1)
    done(office.sync(agent))
    assert status(agent).unsent.acts == 0
    office.restart(put_back=copy)
    epochs.open_epoch(office.centre)

    def cut(request: Request) -> None:
        if request.method == "POST" and request.path == "/v1/journal":
            raise NoContact(Reason.CUT)

    assert sync_once(agent, Link(HttpTransport(office.address), before=cut)).result is Result.CUT
    assert (status(agent).unsent.acts, status(agent).unsent.rupiah) == (1, RUPIAH)


def test_a_device_that_the_centre_forgot_is_admitted_under_its_number(office: Office) -> None:
    copy = office.copy_centre()
    agent = office.device("A017")
    collect(agent, 1)
    done(office.sync(agent))
    office.restart(put_back=copy)
    epochs.open_epoch(office.centre)
    assert done(office.sync(agent)).sent == 1
    assert [known.device for known in admin.devices(office.centre)] == [agent.identity.device]


def test_a_device_of_another_centre_is_not_admitted(office: Office, tmp_path: Path) -> None:
    agent = office.device("A017")
    collect(agent, 1)
    office.restart()
    elsewhere = Office(tmp_path / "elsewhere", office.clock, found(tmp_path / "other", office.clock))
    try:
        outcome = sync_once(agent, elsewhere.link(agent))
    finally:
        elsewhere.close_all()
    assert outcome.result is Result.FOREIGN_KEY
    assert known(agent).acknowledged == 0
