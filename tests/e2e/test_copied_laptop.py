"""A laptop that is put back to yesterday, and one that exists twice: no number is used twice, all money counts once."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from agent_app.domain.errors import Refused
from agent_app.domain.papers import parse_paper_number
from agent_app.journal import batch as batches
from agent_app.records.tables import house
from agent_app.records.tables.money import receipt
from agent_app.store.restore import restore
from agent_app.sync import own_journal
from agent_app.sync.caller import Caller
from agent_app.sync.continue_journal import continue_journal, read_old
from agent_app.sync.outcome import Result
from agent_app.sync.status import status
from agent_app.sync.transport import HttpTransport
from tests.e2e import acts, kit
from tests.e2e.kit import KEY, Clock, Cooperative, Laptop


def numbers(laptop: Laptop) -> list[int]:
    """The counters of a device's receipts, in the order they were given."""
    with laptop.store.reading() as connection:
        statement = select(receipt.c.number).where(receipt.c.device == laptop.device).order_by(receipt.c.seq)
        return [parse_paper_number(number).counter for number in connection.execute(statement).scalars()]


def earn(laptop: Laptop, *niks: int) -> None:
    for number in niks:
        acts.receipt(laptop.store, acts.nik(number))


def test_a_laptop_put_back_to_yesterday_catches_up_and_its_numbers_go_on(tmp_path: Path) -> None:
    cooperative = Cooperative(tmp_path, Clock())
    with cooperative.serving() as address:
        agent, supervisor = cooperative.enrol("A017"), cooperative.enrol("S001", "supervisor")
        earn(agent, 1, 2)
        cooperative.sync()
        yesterday = agent.copy("yesterday")
        cooperative.clock.forward(days=1)
        earn(agent, 3, 4)
        slip = acts.deposit(agent.store, 4 * acts.RUPIAH)
        cooperative.sync()
        acts.confirm(supervisor.store, "A017", slip, 4 * acts.RUPIAH)
        cooperative.sync(supervisor, agent)
        whole = kit.recomputed_heads(agent)

        agent.put_back(yesterday)
        assert numbers(agent) == [1, 2]
        outcome = agent.sync(address)
        assert outcome.is_done
        assert outcome.recovered == 5
        assert kit.recomputed_heads(agent) == whole
        earn(agent, 5)
        cooperative.settle()
        assert numbers(agent) == [1, 2, 3, 4, 5]
        kit.assert_equal(cooperative.centre, supervisor, agent)
        assert kit.all_totals(cooperative.centre).all.cash.confirmed == 4 * acts.RUPIAH
    cooperative.close()


def test_a_backup_put_back_by_the_app_asks_the_centre_first(tmp_path: Path) -> None:
    cooperative = Cooperative(tmp_path, Clock())
    with cooperative.serving() as address:
        agent = cooperative.enrol("A017")
        earn(agent, 1)
        cooperative.sync()
        backup = agent.store.back_up()
        earn(agent, 2)
        cooperative.sync()
        agent.close()
        restore(agent.folder, backup, KEY)
        agent.open()
        assert status(agent.store).ask_first
        assert agent.sync(address).recovered == 2
        assert not status(agent.store).ask_first
        earn(agent, 3)
        cooperative.sync()
        assert numbers(agent) == [1, 2, 3]
        assert kit.verify(cooperative.centre).is_sound
    cooperative.close()


@dataclass
class Twins:
    """A laptop and a copy of it, both of which worked on; the copy's person has enrolled anew."""

    cooperative: Cooperative
    agent: Laptop
    clone: Laptop
    supervisor: Laptop
    anew: Laptop


def fork(cooperative: Cooperative) -> Twins:
    """The copy is told of the fork as soon as it calls in; the first laptop never hears of it."""
    agent, supervisor = cooperative.enrol("A017"), cooperative.enrol("S001", "supervisor")
    earn(agent, 1, 2)
    cooperative.sync()
    earn(agent, 3)
    agent.copy("clone")
    clone = cooperative.laptop("clone")
    cooperative.clock.forward(minutes=3)
    earn(agent, 4, 5)
    earn(clone, 6, 7, 8)
    cooperative.sync(agent, supervisor)
    for _ in range(2):
        outcome = clone.sync(cooperative.address)
        assert (outcome.result, outcome.sent) == (Result.FORK, 0)
        assert status(clone.store).trouble == "fork"
    assert status(clone.store).unsent.rupiah == 4 * acts.RUPIAH
    anew = cooperative.enrol("A017", name="anew")
    return Twins(cooperative, agent, clone, supervisor, anew)


def carry_over(twins: Twins) -> None:
    transport = HttpTransport(twins.cooperative.address)
    continued = continue_journal(twins.anew.store, transport, read_old(twins.clone.store))
    # Line 5 and 6 are the third receipt, which both had: the centre has it from the first laptop.
    assert (continued.seq, continued.carried, continued.left) == (10, 6, ())
    again = continue_journal(twins.anew.store, transport, read_old(twins.clone.store))
    assert again.carried == 0


def old_batches(clone: Laptop) -> list[bytes]:
    """Everything the copy ever wrote, as it would push it, whole and from where the copies part."""
    me = clone.store.identity
    packed = []
    with clone.store.reading() as connection:
        for above in (0, 4, 6):
            piece = own_journal.piece_above(connection, me, above, 10**6, 1000)
            assert piece is not None
            batch = batches.sign(me.coop, me.device, piece.first, piece.prev, piece.lines, me.private_key)
            packed.append(batches.pack(batch))
    return packed


def test_a_cloned_laptop_is_told_and_continued_and_its_old_batches_change_nothing(tmp_path: Path) -> None:
    cooperative = Cooperative(tmp_path, Clock())
    with cooperative.serving() as address:
        twins = fork(cooperative)
        carry_over(twins)
        earn(twins.anew, 9)
        live = (twins.agent, twins.anew, twins.supervisor)
        cooperative.settle(*live)
        kit.assert_equal(cooperative.centre, twins.supervisor, twins.agent, twins.anew)
        counted = kit.all_totals(cooperative.centre)
        assert (counted.all.members, counted.all.receipts) == (9, 9)
        assert counted.all.cash.collected == 9 * acts.RUPIAH

        me = twins.clone.store.identity
        for packed in old_batches(twins.clone):
            caller = Caller(HttpTransport(address), me, twins.clone.store.now, timedelta())
            answer = caller.call("POST", "/v1/journal", packed)
            assert (answer.status, answer.code) == (409, "fork")
        earn(twins.agent, 10)
        cooperative.settle(*live)
        kit.assert_equal(cooperative.centre, twins.supervisor, twins.agent, twins.anew)
        assert kit.all_totals(cooperative.centre).all.receipts == 10
        assert kit.all_totals(cooperative.centre).all.cash.collected == 10 * acts.RUPIAH
        # The two laptops gave one number twice; people are told, and both papers stay.
        assert {row["code"] for row in kit.rows(twins.supervisor, house.review)} == {"number_twice"}
    cooperative.close()


def test_the_first_laptop_of_two_works_on_as_if_nothing_had_happened(tmp_path: Path) -> None:
    cooperative = Cooperative(tmp_path, Clock())
    with cooperative.serving():
        twins = fork(cooperative)
        earn(twins.agent, 11)
        cooperative.sync(twins.agent)
        assert status(twins.agent.store).trouble is None
        assert numbers(twins.agent) == [1, 2, 3, 4, 5, 6]
    cooperative.close()


def test_nobody_continues_the_journal_of_somebody_else(tmp_path: Path) -> None:
    cooperative = Cooperative(tmp_path, Clock())
    with cooperative.serving() as address:
        twins = fork(cooperative)
        stranger = cooperative.enrol("A018")
        with pytest.raises(Refused):
            continue_journal(stranger.store, HttpTransport(address), read_old(twins.clone.store))
        assert kit.recomputed_heads(stranger) == {}
    cooperative.close()
