"""A laptop that was cloned or lost: what only its folder holds comes along, and everything counts once."""

import shutil

import pytest

from agent_app.domain.errors import Refused, Unavailable
from agent_app.journal import batch
from agent_app.store.store import Store
from agent_app.sync import own_journal
from agent_app.sync.caller import Caller
from agent_app.sync.continue_journal import OldJournal, continue_journal, read_old
from agent_app.sync.once import sync_once
from agent_app.sync.outcome import Result
from agent_app.sync.transport import NoContact, Reason, Request
from tests.sync.acts import RUPIAH, collect
from tests.sync.conftest import Office
from tests.sync.test_sync import assert_sound, done, receipts


def clone_that_worked(office: Office) -> tuple[Store, Store]:
    """A device, and a clone of its folder; both have taken money since, and the clone is told fork."""
    agent = office.device("A017")
    collect(agent, 1, registers=True)
    done(office.sync(agent))
    office.close(agent)
    shutil.copytree(office.folder / "A017", office.folder / "clone")
    agent, clone = office.open("A017"), office.open("clone")
    collect(agent, 2, registers=True)
    for number in (3, 4, 5):
        collect(clone, number, registers=True)
    done(office.sync(agent))
    assert office.sync(clone).result is Result.FORK
    return agent, clone


def test_the_work_of_a_clone_is_carried_and_counted_once_on_every_side(office: Office) -> None:
    agent, clone = clone_that_worked(office)
    new = office.device("A017", name="new")
    supervisor = office.device("S001", "supervisor")
    continued = continue_journal(new, office.link(new), read_old(clone))
    assert (continued.carried, continued.left) == (6, ())
    done(office.sync(new))
    done(office.sync(supervisor))
    assert receipts(supervisor) == (5, 5 * RUPIAH)
    assert_sound(supervisor)
    done(office.sync(new))
    assert receipts(new) == (5, 5 * RUPIAH)
    assert_sound(new)

    # The clone's own batch, posted later by whomever, is refused and changes no total.
    with clone.reading() as connection:
        piece = own_journal.piece_above(connection, clone.identity, 2, 1 << 20, 100)
    assert piece is not None
    me = clone.identity
    packed = batch.pack(batch.sign(me.coop, me.device, piece.first, piece.prev, piece.lines, me.private_key))
    caller = Caller(office.link(new), new.identity, new.now, office.clock.moment - office.clock.moment)
    assert caller.call("POST", "/v1/journal", packed).code == "fork"
    done(office.sync(supervisor))
    assert receipts(supervisor) == (5, 5 * RUPIAH)
    done(office.sync(agent))


def test_private_parts_are_carried_byte_for_byte(office: Office) -> None:
    _, clone = clone_that_worked(office)
    new = office.device("A017", name="new")
    continue_journal(new, office.link(new), read_old(clone))
    with clone.reading() as connection:
        old = own_journal.piece_above(connection, clone.identity, 2, 1 << 20, 100)
    with new.reading() as connection:
        carried = own_journal.piece_above(connection, new.identity, 1, 1 << 20, 100)
    assert old is not None
    assert carried is not None
    private = [line.partition(b',"private":')[2] for line in old.lines]
    assert [line.partition(b',"private":')[2] for line in carried.lines] == private
    assert sum(map(bool, private)) == 3


def test_a_second_call_carries_only_what_is_missing(office: Office) -> None:
    _, clone = clone_that_worked(office)
    new = office.device("A017", name="new")
    old = read_old(clone)
    half = OldJournal(old.device, old.acknowledged, old.lines[:-2])
    assert continue_journal(new, office.link(new), half).carried == 4
    assert continue_journal(new, office.link(new), old).carried == 2
    assert continue_journal(new, office.link(new), old).carried == 0
    with new.reading() as connection:
        assert own_journal.end(connection, new.identity)[0] == 7


def test_a_journal_that_carried_is_itself_continued(office: Office) -> None:
    _, clone = clone_that_worked(office)
    second = office.device("A017", name="second")
    continue_journal(second, office.link(second), read_old(clone))
    collect(second, 6, registers=True)
    third = office.device("A017", name="third")
    continued = continue_journal(third, office.link(third), read_old(second))
    assert (continued.seq, continued.left) == (0, ())
    done(office.sync(third))
    supervisor = office.device("S001", "supervisor")
    done(office.sync(supervisor))
    assert receipts(supervisor) == (6, 6 * RUPIAH)
    # The second laptop turns up after all, and sends what was carried from it.
    done(office.sync(second))
    done(office.sync(supervisor))
    assert receipts(supervisor) == (6, 6 * RUPIAH)
    assert_sound(supervisor)


def test_a_lost_laptop_is_continued_from_what_the_centre_holds(office: Office) -> None:
    lost = office.device("A017")
    collect(lost, 1, registers=True)
    done(office.sync(lost))
    new = office.device("A017", name="new")
    continued = continue_journal(new, office.link(new), OldJournal(lost.identity.device))
    assert (continued.seq, continued.carried) == (2, 0)
    done(office.sync(new))
    assert receipts(new) == (1, RUPIAH)


def test_the_journal_of_another_person_is_not_continued(office: Office) -> None:
    other = office.device("A018")
    new = office.device("A017")
    with pytest.raises(Refused) as caught:
        continue_journal(new, office.link(new), OldJournal(other.identity.device))
    assert caught.value.code == "role_not_allowed"
    assert done(office.sync(new)).sent == 0


def test_without_a_network_nothing_is_written_and_it_says_so(office: Office) -> None:
    _, clone = clone_that_worked(office)
    new = office.device("A017", name="new")

    class Dead:
        def send(self, request: Request) -> None:
            raise NoContact(Reason.NO_NETWORK)

    with pytest.raises(Unavailable) as caught:
        continue_journal(new, Dead(), read_old(clone))  # type: ignore[arg-type]
    assert caught.value.code == "no_network"
    with new.reading() as connection:
        assert own_journal.end(connection, new.identity)[0] == 0
    assert sync_once(new, office.link(new)).is_done
