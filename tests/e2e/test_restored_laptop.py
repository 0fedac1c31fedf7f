"""A laptop whose data was put back to an older state: no number twice, all money once, and what is missing is told."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from agent_app.cli.main import run
from agent_app.domain.money import format_rupiah
from agent_app.domain.papers import parse_paper_number
from agent_app.records.tables.house import restoration
from agent_app.records.tables.money import receipt
from agent_app.reference.words import words
from agent_app.store import files
from agent_app.store.restore import restore
from agent_app.store.store import open_store
from agent_app.sync.status import Missing, status
from tests.e2e import acts, kit
from tests.e2e.kit import KEY, Clock, Cooperative, Laptop

OUTSIDE = "outside"
"""The folder that stands for the user's own, beside all data folders."""


@pytest.fixture
def cooperative(tmp_path: Path) -> Iterator[Cooperative]:
    made = Cooperative(tmp_path, Clock())
    yield made
    made.close()


def earn(cooperative: Cooperative, laptop: Laptop, *niks: int) -> None:
    for number in niks:
        acts.receipt(laptop.store, acts.nik(number))
        cooperative.clock.forward(minutes=1)


def counters(laptop: Laptop) -> list[int]:
    """The counters of all receipts of the laptop, by whatever way they came."""
    with laptop.store.reading() as connection:
        statement = select(receipt.c.number).order_by(receipt.c.at)
        return [parse_paper_number(number).counter for number in connection.execute(statement).scalars()]


def missing(laptop: Laptop) -> tuple[int | None, int | None] | None:
    found = status(laptop.store).missing
    return None if found is None else (found.acts, found.rupiah)


def told(laptop: Laptop) -> list[tuple[int | None, int | None, bool]]:
    """What the lines say of laptops that were put back, oldest first."""
    columns = (restoration.c.lost_acts, restoration.c.lost_rupiah, restoration.c.settled)
    with laptop.store.reading() as connection:
        order = (restoration.c.at, restoration.c.seq)
        return [tuple(row) for row in connection.execute(select(*columns).order_by(*order))]


def put_back(laptop: Laptop, backup: Path) -> None:
    laptop.close()
    restore(laptop.folder, backup, KEY)
    laptop.open()


def test_what_a_backup_lacks_and_nobody_else_has_is_told_to_the_laptop_and_the_supervisor(
    cooperative: Cooperative, capsys: pytest.CaptureFixture[str]
) -> None:
    with cooperative.serving():
        agent, supervisor = cooperative.enrol("A017"), cooperative.enrol("S001", "supervisor")
        earn(cooperative, agent, 1)
        cooperative.sync()
        backup = agent.store.back_up()
        earn(cooperative, agent, 2, 3)
        put_back(agent, backup)
        # A registration and its receipt at one moment are one act.
        assert missing(agent) == (2, 2 * acts.RUPIAH)
        assert status(agent.store).ask_first
        earn(cooperative, agent, 4)
        assert counters(agent) == [1, 4]
        cooperative.settle()
        assert missing(agent) == (2, 2 * acts.RUPIAH)
        assert status(agent.store).missing == Missing(2, 2 * acts.RUPIAH, True, at=status(agent.store).missing.at)
        assert told(supervisor)[-1] == (2, 2 * acts.RUPIAH, True)
        earn(cooperative, agent, 5)
        cooperative.settle()
        assert counters(supervisor) == [1, 4, 5]
        kit.assert_equal(cooperative.centre, supervisor, agent)
        assert kit.verify(cooperative.centre).is_sound
        assert run(("central", "devices", "--dir", str(cooperative.centre.folder))) == 0
        lost = {"device": agent.device, "acts": 2, "rupiah": format_rupiah(2 * acts.RUPIAH)}
        assert words("id").say("cli.device_lost", **lost) in capsys.readouterr().err


def test_work_after_a_backup_was_put_back_goes_behind_what_the_centre_held(cooperative: Cooperative) -> None:
    with cooperative.serving() as address:
        agent, supervisor = cooperative.enrol("A017"), cooperative.enrol("S001", "supervisor")
        earn(cooperative, agent, 1)
        backup = agent.store.back_up()
        earn(cooperative, agent, 2, 3)
        cooperative.sync()
        earn(cooperative, agent, 4)
        put_back(agent, backup)
        assert missing(agent) == (3, 3 * acts.RUPIAH)
        # In the village there is no network: money is taken all the same.
        earn(cooperative, agent, 5, 6)
        assert counters(agent) == [1, 5, 6]
        checks = kit.rows(agent, receipt)
        assert agent.sync(address).is_done
        assert missing(agent) == (1, acts.RUPIAH)
        assert counters(agent) == [1, 2, 3, 5, 6]
        earn(cooperative, agent, 7)
        cooperative.settle()
        assert counters(supervisor) == [1, 2, 3, 5, 6, 7]
        assert told(supervisor)[-1] == (1, acts.RUPIAH, True)
        hashes = {bytes(row["h"]) for row in kit.rows(supervisor, receipt)}
        assert {bytes(row["h"]) for row in checks} <= hashes, "papers keep their checks"
        kit.assert_equal(cooperative.centre, supervisor, agent)
        assert kit.all_totals(cooperative.centre).all.cash.collected == 6 * acts.RUPIAH
        assert kit.verify(cooperative.centre).is_sound
        assert kit.recomputed_heads(agent)[agent.device] == kit.recomputed_heads(supervisor)[agent.device]


def test_a_backup_that_lacks_only_what_the_centre_has_leaves_nothing_missing(cooperative: Cooperative) -> None:
    with cooperative.serving() as address:
        agent = cooperative.enrol("A017")
        earn(cooperative, agent, 1)
        backup = agent.store.back_up()
        earn(cooperative, agent, 2)
        cooperative.sync()
        whole = kit.recomputed_heads(agent)
        put_back(agent, backup)
        assert missing(agent) == (1, acts.RUPIAH), "until the centre was asked"
        assert agent.sync(address).is_done
        assert missing(agent) is None
        assert kit.recomputed_heads(agent) == whole, "nothing was to be said"
        earn(cooperative, agent, 3)
        assert counters(agent) == [1, 2, 3]


def test_put_back_twice_before_the_centre_is_reached_no_number_comes_again(cooperative: Cooperative) -> None:
    with cooperative.serving():
        agent, supervisor = cooperative.enrol("A017"), cooperative.enrol("S001", "supervisor")
        backup = agent.store.back_up()
        earn(cooperative, agent, 1, 2)
        put_back(agent, backup)
        earn(cooperative, agent, 3)
        put_back(agent, backup)
        assert missing(agent)[1] == 3 * acts.RUPIAH
        earn(cooperative, agent, 4)
        assert counters(agent) == [4]
        cooperative.settle()
        assert told(supervisor)[-1][1:] == (3 * acts.RUPIAH, True)
        assert kit.verify(cooperative.centre).is_sound
        put_back(agent, backup)
        # What the centre holds by now is no longer missing, and what was told is not told again.
        cooperative.settle()
        assert missing(agent) is None


def reopen_beside(laptop: Laptop, outer: Path) -> None:
    laptop.close()
    laptop.store = open_store(laptop.folder, KEY, laptop.clock, outer)


def test_a_whole_folder_put_back_is_found_by_what_stands_outside_of_it(cooperative: Cooperative) -> None:
    outer = cooperative.folder / OUTSIDE
    with cooperative.serving():
        agent, supervisor = cooperative.enrol("A017"), cooperative.enrol("S001", "supervisor")
        reopen_beside(agent, outer)
        earn(cooperative, agent, 1)
        agent.close()
        shutil.copytree(agent.folder, cooperative.folder / "older")
        reopen_beside(agent, outer)
        earn(cooperative, agent, 2, 3)
        agent.close()
        shutil.rmtree(agent.folder)
        shutil.copytree(cooperative.folder / "older", agent.folder)
        reopen_beside(agent, outer)
        assert missing(agent) == (2, 2 * acts.RUPIAH)
        earn(cooperative, agent, 4)
        assert counters(agent) == [1, 4]
        cooperative.settle()
        assert told(supervisor)[-1] == (2, 2 * acts.RUPIAH, True)
        assert kit.verify(cooperative.centre).is_sound


@pytest.mark.parametrize("brought", ["backup", "folder"])
def test_on_another_laptop_numbers_leap_beyond_any_that_could_have_been_given(
    cooperative: Cooperative, brought: str
) -> None:
    with cooperative.serving():
        agent, supervisor = cooperative.enrol("A017"), cooperative.enrol("S001", "supervisor")
        reopen_beside(agent, cooperative.folder / OUTSIDE)
        earn(cooperative, agent, 1)
        backup = agent.store.back_up()
        agent.close()
        new = cooperative.folder / "new"
        if brought == "folder":
            shutil.copytree(agent.folder, new)
        else:
            new.mkdir()
            restore(new, backup, KEY)
        reopen_beside(agent, cooperative.folder / OUTSIDE)
        earn(cooperative, agent, 2, 3)
        agent.close()
        shutil.rmtree(agent.folder)
        agent.folder = new
        reopen_beside(agent, cooperative.folder / "another-user")
        assert missing(agent) == (None, None)
        earn(cooperative, agent, 4)
        first, leapt = counters(agent)
        assert first == 1
        assert leapt > 2_000
        cooperative.settle()
        assert told(supervisor)[-1] == (None, None, True)
        earn(cooperative, agent, 5)
        assert counters(agent) == [1, leapt, leapt + 1]
        cooperative.settle()
        assert kit.verify(cooperative.centre).is_sound
        reopen_beside(agent, cooperative.folder / "another-user")
        earn(cooperative, agent, 6)
        assert counters(agent)[-1] == leapt + 2, "only once"


@pytest.mark.parametrize("kept", [files.WITNESS, None])
def test_a_log_that_is_gone_is_told_and_nothing_is_given_twice(cooperative: Cooperative, kept: str | None) -> None:
    """What SQLite's log held is gone with it, without a word: the database only ends earlier."""
    with cooperative.serving():
        agent = cooperative.enrol("A017")
        earn(cooperative, agent, 1)
        agent.close()
        agent.open()
        earn(cooperative, agent, 2)
        crashed = cooperative.folder / "crashed"
        crashed.mkdir()
        for path in agent.folder.iterdir():
            if path.is_file() and not path.name.endswith(("-wal", "-shm")) and path.name != files.LOCK:
                shutil.copyfile(path, crashed / path.name)
        if kept is None:
            (crashed / files.WITNESS).unlink()
        agent.close()
        shutil.rmtree(agent.folder)
        crashed.rename(agent.folder)
        agent.open()
        assert missing(agent) == ((1, acts.RUPIAH) if kept else (None, None))
        earn(cooperative, agent, 3)
        numbers = counters(agent)
        assert numbers[0] == 1
        assert numbers[1] == 3 if kept else numbers[1] > 2_000
