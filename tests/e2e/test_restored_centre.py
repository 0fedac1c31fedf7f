"""A centre put back to an older copy: the devices find out and refill it, and all sides end equal."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from agent_app.central import backups, mark, publishing
from agent_app.central.database import SQLITE
from agent_app.records.tables import house
from agent_app.reference.schedules import packaged_schedules
from agent_app.sync.status import status
from tests.e2e import acts, kit
from tests.e2e.kit import NIGHTLY, Clock, Cooperative, Laptop

TakeCopy = Callable[[Cooperative], Path]
PutBack = Callable[[Cooperative, Path], None]


@dataclass
class Village:
    """Two agents and a supervisor from before the copy, and an agent enrolled after it."""

    cooperative: Cooperative
    agent: Laptop
    finished: Laptop
    supervisor: Laptop
    newcomer: Laptop | None = None

    @property
    def laptops(self) -> list[Laptop]:
        return self.cooperative.laptops


def begin(cooperative: Cooperative) -> Village:
    """A morning's work, all of it at the centre."""
    agent, finished = cooperative.enrol("A017"), cooperative.enrol("A018")
    village = Village(cooperative, agent, finished, cooperative.enrol("S001", "supervisor"))
    for number in range(3):
        acts.receipt(agent.store, acts.nik(number))
        acts.receipt(finished.store, acts.nik(50 + number))
    cooperative.sync()
    return village


def go_on(village: Village) -> None:
    """What happens after the copy: money from everybody, a new device, a new schedule, a count."""
    cooperative = village.cooperative
    cooperative.clock.forward(hours=1)
    slip = acts.deposit(village.agent.store, 2 * acts.RUPIAH)
    acts.receipt(village.finished.store, acts.nik(60))
    village.newcomer = cooperative.enrol("A019")
    acts.receipt(village.newcomer.store, acts.nik(70))
    publish(cooperative, "PP-UJI-1")
    cooperative.sync()
    acts.confirm(village.supervisor.store, "A017", slip, acts.RUPIAH)
    cooperative.sync(village.supervisor, village.agent)
    # Not yet sent when the disk of the centre dies; A018 has nothing more to say.
    acts.receipt(village.agent.store, acts.nik(4))
    cooperative.clock.forward(hours=1)


def publish(cooperative: Cooperative, name: str) -> None:
    schedule = replace(packaged_schedules()[-1], id=name, valid_from="2030-01")
    cooperative.centre.write(lambda connection: publishing.publish(connection, cooperative.centre, [schedule]))
    # As the commands do after a commit that wrote in the centre's journal.
    mark.note(cooperative.centre)


def epochs(cooperative: Cooperative) -> list[dict[str, Any]]:
    return kit.rows(cooperative.centre, house.epoch)


def schedules(side: Laptop) -> set[str]:
    return {row["schedule"] for row in kit.rows(side, house.schedule)}


def check_all_is_well(village: Village) -> None:
    """After everybody has called in: equal on all sides, and no number of a device given twice."""
    cooperative = village.cooperative
    cooperative.settle()
    cooperative.clock.forward(minutes=5)
    agents = [laptop for laptop in village.laptops if laptop is not village.supervisor]
    kit.assert_equal(cooperative.centre, village.supervisor, *agents)
    assert kit.all_totals(cooperative.centre).all.receipts == 9
    assert kit.all_totals(cooperative.centre).all.cash.confirmed == acts.RUPIAH
    assert all(not status(laptop.store).unsent.lines for laptop in village.laptops)

    assert len(epochs(cooperative)) == 1, "one epoch was opened, however many devices gave reason to"

    late = cooperative.enrol("A020")
    acts.receipt(late.store, acts.nik(80))
    publish(cooperative, "PP-UJI-2")
    cooperative.sync(late, *agents, village.supervisor)
    kit.assert_equal(cooperative.centre, village.supervisor, *agents, late)
    devices = kit.rows(cooperative.centre, house.device)
    assert len({laptop.device for laptop in village.laptops}) == len(village.laptops) == len(devices)
    assert {row["device"]: row["public_key"] for row in devices} == {
        laptop.device: laptop.store.identity.public_key for laptop in village.laptops
    }
    assert late.device > 10_000
    for laptop in village.laptops:
        assert "PP-UJI-2" in schedules(laptop)
        assert "PP-UJI-1" not in schedules(laptop), "the copy was taken before this schedule was published"


# Three ways of taking a copy and putting it back


def by_command(cooperative: Cooperative) -> Path:
    target = cooperative.folder / "centre.backup"
    return backups.back_up(cooperative.centre, target).path


def restored_by_command(cooperative: Cooperative, copy: Path) -> None:
    cooperative.centre.engine.dispose()
    cooperative.reopen(backups.restore(cooperative.centre.folder, copy, cooperative.clock))


def by_hand(cooperative: Cooperative) -> Path:
    cooperative.centre.engine.dispose()
    target = cooperative.folder / "copy"
    shutil.copytree(cooperative.centre.folder, target)
    return target


def only_the_file(cooperative: Cooperative, copy: Path) -> None:
    cooperative.centre.engine.dispose()
    shutil.copyfile(copy / SQLITE, cooperative.centre.folder / SQLITE)
    cooperative.reopen()


def the_whole_folder(cooperative: Cooperative, copy: Path) -> None:
    """As a virtual machine's snapshot does: nothing on the machine itself tells that time was turned back."""
    cooperative.centre.engine.dispose()
    shutil.rmtree(cooperative.centre.folder)
    shutil.copytree(copy, cooperative.centre.folder)
    cooperative.reopen()


def live_through(cooperative: Cooperative, take: TakeCopy, put_back: PutBack) -> Village:
    with cooperative.serving():
        village = begin(cooperative)
    copy = take(cooperative)
    with cooperative.serving():
        go_on(village)
    put_back(cooperative, copy)
    return village


def test_after_the_restore_command_the_devices_refill_the_centre(tmp_path: Path) -> None:
    cooperative = Cooperative(tmp_path, Clock())
    village = live_through(cooperative, by_command, restored_by_command)
    with cooperative.serving():
        check_all_is_well(village)
    cooperative.close()


def test_on_postgresql_a_dump_put_back_is_refilled_too(tmp_path: Path, postgres_url: str) -> None:
    cooperative = Cooperative(tmp_path, Clock(), postgres_url)
    village = live_through(cooperative, by_command, restored_by_command)
    with cooperative.serving():
        check_all_is_well(village)
    cooperative.close()


def test_a_database_file_put_back_by_hand_is_noticed_before_anything_is_served(tmp_path: Path) -> None:
    cooperative = Cooperative(tmp_path, Clock())
    village = live_through(cooperative, by_hand, only_the_file)
    with cooperative.serving():
        # The very first thing that happens is a new device: its number must be nobody else's.
        assert cooperative.enrol("A021").device > 10_000
        check_all_is_well(village)
    cooperative.close()


CALLERS = ("agent", "newcomer", "finished", "supervisor")


@pytest.mark.parametrize("first", CALLERS if NIGHTLY else CALLERS[:2])
def test_a_machine_turned_back_is_noticed_by_whichever_device_calls_first(tmp_path: Path, first: str) -> None:
    cooperative = Cooperative(tmp_path, Clock())
    village = live_through(cooperative, by_hand, the_whole_folder)
    with cooperative.serving() as address:
        assert getattr(village, first).sync(address).is_done
        check_all_is_well(village)
    cooperative.close()


def test_a_supervisor_refills_what_a_laptop_that_is_gone_had_sent(tmp_path: Path) -> None:
    cooperative = Cooperative(tmp_path, Clock())
    village = live_through(cooperative, by_command, restored_by_command)
    gone = village.finished
    before = kit.recomputed_heads(gone)[gone.device]
    gone.close()
    cooperative.laptops.remove(gone)
    with cooperative.serving():
        assert kit.recomputed_heads(cooperative.centre)[gone.device] < before
        cooperative.settle()
        assert kit.recomputed_heads(cooperative.centre)[gone.device] == before
        assert village.newcomer is not None
        kit.assert_equal(cooperative.centre, village.supervisor, village.agent, village.newcomer)
        assert kit.all_totals(cooperative.centre).all.receipts == 9
    cooperative.close()
