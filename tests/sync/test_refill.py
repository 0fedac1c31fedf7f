"""A restored centre gets the journal of a laptop that is gone back from the supervisor, and only what it lacks."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Connection

from agent_app.central import checks, epochs
from agent_app.journal import batch, chain
from agent_app.journal.entries.base import Origin
from agent_app.journal.entries.members import PersonErased
from agent_app.records import log
from agent_app.records.log import Run
from agent_app.records.tables.journal import batch_signature, journal, kind_total
from agent_app.records.tables.members import member as member_table
from agent_app.records.verify import verify
from agent_app.store import restore
from agent_app.store.store import Store
from agent_app.store.tx import Tx
from agent_app.sync.once import sync_once
from agent_app.sync.outcome import Result
from agent_app.sync.transport import HttpTransport, NoContact, Reason, Request
from tests.sync.acts import NAME, NIK, RUPIAH, collect, member
from tests.sync.conftest import KEY, Link, Office
from tests.sync.test_sync import assert_sound, at_centre, done, held, known, receipts

PUSH = "/v1/journal"


def send(office: Office, agent: Store, *numbers: int, registers: bool = False) -> None:
    """Take money and send it: one batch of the agent's."""
    for number in numbers:
        collect(agent, number, registers=registers)
    done(office.sync(agent))


def destroy(office: Office, store: Store) -> int:
    """The laptop is gone, with its folder; the number of its device."""
    device, folder = store.identity.device, office.folder / store.identity.person
    office.close(store)
    shutil.rmtree(folder)
    return device


def put_back(office: Office, copy: Path) -> None:
    office.restart(put_back=copy)
    epochs.open_epoch(office.centre)


def of_device(lines: set[tuple[int, int, bytes]], device: int) -> set[tuple[int, int, bytes]]:
    return {line for line in lines if line[0] == device}


def totals(connection: Connection, device: int) -> set[tuple[str, int, int]]:
    columns = (kind_total.c.kind, kind_total.c["count"], kind_total.c.rupiah)
    rows = connection.execute(select(*columns).where(kind_total.c.device == device))
    return {(kind, count, rupiah) for kind, count, rupiah in rows}


def signed_ends(connection: Connection, device: int) -> set[tuple[int, bytes, bytes]]:
    rows = connection.execute(select(batch_signature).where(batch_signature.c.device == device))
    return {(row.seq, bytes(row.h), bytes(row.signature)) for row in rows}


def assert_refilled(office: Office, supervisor: Store, device: int) -> None:
    """The centre holds what the supervisor holds of a journal, counts it the same, and is sound."""
    here, centre = of_device(held(supervisor), device), of_device(at_centre(office), device)
    assert centre == here
    with supervisor.reading() as ours, office.centre.reading() as theirs:
        assert log.head(theirs, "KCL", device) == log.head(ours, "KCL", device)
        assert totals(theirs, device) == totals(ours, device)
        assert checks.verify(theirs, office.centre).problems == []
        assert verify(theirs, "KCL").problems == []
    assert_sound(supervisor)


def test_a_supervisor_gives_back_what_a_laptop_that_is_gone_had_sent(office: Office) -> None:
    agent, supervisor = office.device("A017"), office.device("S001", "supervisor")
    send(office, agent, 1, registers=True)
    copy = office.copy_centre()
    for numbers in ((2, 3), (4,), (5, 6)):
        send(office, agent, *numbers)
    done(office.sync(supervisor))
    collect(supervisor, 7)
    gone = destroy(office, agent)
    put_back(office, copy)

    link = office.link(supervisor)
    outcome = done(sync_once(supervisor, link))

    assert_refilled(office, supervisor, gone)
    with office.centre.reading() as theirs, supervisor.reading() as ours:
        assert signed_ends(theirs, gone) == signed_ends(ours, gone)
    assert receipts(supervisor) == (7, 7 * RUPIAH)
    assert (outcome.sent, outcome.not_refilled) == (1, ())
    # Its own line; of the other journal the newest batch, for which lines were missing, and then all three in order.
    assert link.calls("POST", PUSH) == 1 + 1 + 3
    own = {line[1:] for line in of_device(held(supervisor), supervisor.identity.device)}
    assert own == {(known(supervisor).acknowledged, known(supervisor).acknowledged_h)}


def test_what_was_given_back_is_not_posted_again_in_the_same_epoch(office: Office) -> None:
    agent, supervisor = office.device("A017"), office.device("S001", "supervisor")
    copy = office.copy_centre()
    send(office, agent, 1)
    first = office.link(supervisor)
    done(sync_once(supervisor, first))
    again = office.link(supervisor)
    done(sync_once(supervisor, again))
    gone = destroy(office, agent)
    put_back(office, copy)
    refilling = office.link(supervisor)
    done(sync_once(supervisor, refilling))
    later = office.link(supervisor)
    assert done(sync_once(supervisor, later)).fetched == 0

    posts = [link.calls("POST", PUSH) for link in (first, again, refilling, later)]
    assert posts == [0, 0, 1, 0]
    assert len(later.asked) == len(again.asked)
    assert_refilled(office, supervisor, gone)


def test_a_centre_that_lacks_nothing_costs_one_request_a_journal(office: Office) -> None:
    one, two = office.device("A017"), office.device("A018")
    supervisor = office.device("S001", "supervisor")
    for agent in (one, two):
        send(office, agent, 1)
        send(office, agent, 2)
    done(office.sync(supervisor))
    epochs.open_epoch(office.centre)
    before = at_centre(office)
    link = office.link(supervisor)
    assert done(sync_once(supervisor, link)).not_refilled == ()
    assert link.calls("POST", PUSH) == 2
    assert at_centre(office) == before


@pytest.mark.parametrize("cut_at", [1, 3])
def test_a_refill_that_is_cut_goes_on_at_the_next_sync(office: Office, cut_at: int) -> None:
    agent, supervisor = office.device("A017"), office.device("S001", "supervisor")
    copy = office.copy_centre()
    for number in range(4):
        send(office, agent, number)
    done(office.sync(supervisor))
    gone = destroy(office, agent)
    put_back(office, copy)
    posts: list[Request] = []

    def cut(request: Request) -> None:
        if request.method == "POST":
            posts.append(request)
            if len(posts) == cut_at:
                raise NoContact(Reason.CUT)

    office.clock.forward(minutes=1)
    interrupted = sync_once(supervisor, Link(HttpTransport(office.address), before=cut))
    assert interrupted.result is Result.CUT
    # Its own lines were sent and those of others fetched before: that counts, whatever becomes of the refill.
    assert known(supervisor).last_success == round(office.clock().timestamp() * 1000)
    taken = len(of_device(at_centre(office), gone))
    assert taken == max(cut_at - 2, 0)

    link = office.link(supervisor)
    done(sync_once(supervisor, link))
    assert link.calls("POST", PUSH) == 1 + 4 - taken
    assert_refilled(office, supervisor, gone)


def test_the_lines_of_an_erased_person_are_given_back_without_the_person(office: Office) -> None:
    agent, supervisor = office.device("A017"), office.device("S001", "supervisor")
    copy = office.copy_centre()
    send(office, agent, 1, registers=True)
    send(office, agent, 2)
    done(office.sync(supervisor))
    supervisor.write(erase, member(1)).result()
    gone = destroy(office, agent)
    put_back(office, copy)

    assert done(office.sync(supervisor)).not_refilled == ()

    assert_refilled(office, supervisor, gone)
    with office.centre.reading() as connection:
        lines = b"".join(connection.execute(select(journal.c.line)).scalars())
        row = connection.execute(select(member_table).where(member_table.c.member == member(1))).one()
    assert (row.nik, row.name, row.erased) == (None, None, True)
    assert NIK.encode() not in lines
    assert NAME.encode() not in lines
    assert receipts(supervisor) == (2, 2 * RUPIAH)


def erase(tx: Tx, who: str) -> Origin:
    return tx.append(PersonErased(day=tx.day.isoformat(), members=(who,), reason="request"))


def test_a_journal_that_the_centre_refuses_is_told_and_does_not_stop_the_others(office: Office) -> None:
    turned_back, lost = office.device("A017"), office.device("A018")
    supervisor = office.device("S001", "supervisor")
    old = turned_back.back_up()
    copy = office.copy_centre()
    newcomer = office.device("A019")
    for agent in (turned_back, lost, newcomer):
        send(office, agent, 1)
        send(office, agent, 2)
    done(office.sync(supervisor))
    forked = turned_back.identity.device
    office.close(turned_back)
    restore.restore(office.folder / "A017", old, KEY)
    put_back(office, copy)
    send(office, office.open("A017"), 8, 9)
    gone, unknown = destroy(office, lost), destroy(office, newcomer)

    outcome = office.sync(supervisor)

    assert outcome.result is Result.DONE
    assert outcome.not_refilled == ((forked, "fork"), (unknown, "not_found"))
    assert_refilled(office, supervisor, gone)
    assert done(office.sync(supervisor)).not_refilled == ()


def test_a_journal_of_which_lines_are_missing_here_is_not_offered(office: Office) -> None:
    agent, supervisor = office.device("A017"), office.device("S001", "supervisor")
    done(office.sync(supervisor))
    for number in (1, 2):
        collect(agent, number)
    me = agent.identity
    with agent.reading() as connection:
        own = select(journal.c.line).where(journal.c.device == me.device).order_by(journal.c.seq)
        lines = tuple(connection.execute(own).scalars())
    signed = batch.sign(me.coop, me.device, 1, me.genesis, lines, me.private_key)
    excerpt = Run(me.device, 2, chain.step(me.genesis, lines[0]), lines[1:], whole=False)

    def hold_the_second_only(connection: Connection) -> None:
        log.extend(connection, me.coop, excerpt)
        log.keep_signature(connection, me.coop, me.device, signed.to, signed.head, signed.signature)

    supervisor.run(hold_the_second_only).result()
    epochs.open_epoch(office.centre)
    link = office.link(supervisor)
    assert done(sync_once(supervisor, link)).not_refilled == ()
    assert link.calls("POST", PUSH) == 0


def test_a_supervisor_whose_own_journal_forked_still_gives_back_that_of_others(office: Office) -> None:
    agent, first = office.device("A017"), office.device("S001", "supervisor")
    office.close(first)
    shutil.copytree(office.folder / "S001", office.folder / "clone")
    first, supervisor = office.open("S001"), office.open("clone")
    collect(first, 1)
    done(office.sync(first))
    copy = office.copy_centre()
    send(office, agent, 2)
    collect(supervisor, 3)
    assert office.sync(supervisor).result is Result.FORK
    gone = destroy(office, agent)
    put_back(office, copy)

    assert office.sync(supervisor).result is Result.FORK

    assert len(of_device(at_centre(office), gone)) == 1
    assert_refilled(office, supervisor, gone)
