"""A centre that was put back to an older state: found out in every way, and no number given twice."""

from pathlib import Path

import msgspec
import pytest
from sqlalchemy import select, update

from agent_app.central import admin, backups, epochs, mark, tables
from agent_app.central.centre import Centre
from agent_app.central.database import open_centre
from agent_app.central.server import running
from agent_app.domain.errors import Unavailable
from agent_app.journal.encoding import to_base64
from agent_app.journal.entries.house import CentreRestored
from agent_app.records.tables import house
from agent_app.records.tables.journal import journal
from agent_app.wire import answers
from agent_app.wire.documents import EnrolmentRequest
from tests.central import acts
from tests.central.conftest import EMBEDDED, Clock, Village
from tests.central.contents import database_in
from tests.central.laptop import Laptop


def present(centre: Centre) -> tuple[str, int, int]:
    """The epoch, the centre's journal, and the next device number."""
    with centre.reading() as connection:
        row = connection.execute(select(tables.cooperative)).one()
    return row.epoch, row.centre_device, row.next_device


def move(laptops: list[Laptop], address: str) -> None:
    for laptop in laptops:
        laptop.address = address


def readmit(laptop: Laptop) -> None:
    request = EnrolmentRequest(coop="KCL", public_key=to_base64(laptop.public_key), certificate=laptop.certificate)
    answer = laptop.ask_to_enrol(request)
    assert answer.status == 200, answer.body
    device = laptop.device
    laptop.become(answer)
    assert laptop.device == device


class Restored:
    """A village whose centre lost what came after a copy: a push, a branch, and a device of that branch."""

    def __init__(self, village: Village) -> None:
        self.village = village
        self.agent = village.agent
        self.agent.write(acts.registered(self.agent, 1))
        self.agent.sync()
        self.copy = backups.back_up(village.centre, village.centre.folder / "copy").path
        self.agent.write(acts.collected(self.agent, 1, 1))
        self.agent.sync()
        admin.add_branch(village.centre, "MRE", "Maumere", "Asia/Makassar", village.centre.folder / "MRE.recovery")
        self.late = village.enrol("A060", "agent", branch="MRE")
        self.late.write(acts.registered(self.late, 2, nik="5313014107889902"))
        self.late.sync()

    def check(self, centre: Centre, before: tuple[str, int, int]) -> None:
        """Everybody pushes again and is whole again."""
        epoch, centre_device, next_device = present(centre)
        assert epoch != before[0]
        assert centre_device == before[1] - 1
        assert next_device >= before[2] + 10_000
        head = self.agent.sync()
        assert (head.epoch, head.seq) == (epoch, 2)
        assert self.late.call("GET", "/v1/head").code in ("unknown_device", "")
        readmit(self.late)
        assert self.late.sync().seq == 1
        first = next(run for run in self.agent.read("coop") if run.device == centre_device)
        restored = msgspec.json.decode(first.lines[0], type=CentreRestored)
        assert (first.first, restored.epoch, restored.device) == (1, epoch, before[1])


def test_a_backup_put_back_by_command_opens_an_epoch(centre: Centre, clock: Clock, tmp_path: Path) -> None:
    with running(centre, with_worker=False) as url:
        lost = Restored(Village(centre, url))
        before = present(centre)
        with pytest.raises(Unavailable, match="database_in_use"):
            backups.restore(centre.folder, lost.copy, clock)
    centre.engine.dispose()
    again = backups.restore(centre.folder, lost.copy, clock)
    with running(again, with_worker=False) as url:
        move([lost.agent, lost.late], url)
        head = lost.agent.call("GET", "/v1/head").head()
        assert (head.seq, head.durable_seq) == (1, 1)
        lost.check(again, before)
        new = Village(again, url)
        assert new.agent.device > 10_000
    again.engine.dispose()


@pytest.mark.parametrize("mark_is_lost", [False, True])
def test_a_device_closed_after_the_copy_stays_closed(centre: Centre, clock: Clock, mark_is_lost: bool) -> None:
    with running(centre, with_worker=False) as url:
        lost = Restored(Village(centre, url))
        for laptop in (lost.agent, lost.late):
            admin.revoke(centre, laptop.device)
    centre.engine.dispose()
    if mark_is_lost:
        (centre.folder / mark.FILE).unlink()
    again = backups.restore(centre.folder, lost.copy, clock)
    assert epochs.closed_again(again) == (lost.agent.device, lost.late.device)
    assert [one.device for one in admin.devices(again) if one.is_revoked] == [lost.agent.device]
    with running(again, with_worker=False) as url:
        move([lost.agent, lost.late], url)
        readmit(lost.late)
        assert [lost.agent.sync().seq, lost.late.sync().seq] == [2, 1]
        for laptop in (lost.agent, lost.late):
            assert laptop.call("GET", "/v1/feed?stream=coop&after=").code == "revoked"
    with again.reading() as connection:
        closed = connection.execute(select(house.revocation.c.revoked, house.revocation.c.revoked_seq)).all()
    assert sorted(map(tuple, closed)) == [(lost.agent.device, 2), (lost.late.device, 1)]
    again.engine.dispose()


@EMBEDDED
def test_a_restore_lists_nobody_where_the_copy_knows_all_that_was_closed(centre: Centre, clock: Clock) -> None:
    with running(centre, with_worker=False) as url:
        village = Village(centre, url)
        admin.revoke(centre, village.agent.device)
    copy = backups.back_up(centre, centre.folder / "copy").path
    centre.engine.dispose()
    again = backups.restore(centre.folder, copy, clock)
    assert epochs.closed_again(again) == ()
    again.engine.dispose()


def put_back_by_hand(centre: Centre, copy: Path, keep_mark: bool) -> None:
    """What an administrator does who knows nothing of the restore command."""
    centre.engine.dispose()
    for ending in ("-wal", "-shm"):
        (centre.folder / f"centre.db{ending}").unlink(missing_ok=True)
    (centre.folder / "centre.db").write_bytes(database_in(copy, centre.keys))
    if not keep_mark:
        (centre.folder / mark.FILE).unlink()


@EMBEDDED
@pytest.mark.parametrize("shows_up_first", ["mark", "agent", "late"])
def test_a_copy_put_back_by_hand_is_found_out(centre: Centre, clock: Clock, shows_up_first: str) -> None:
    with running(centre, with_worker=False) as url:
        lost = Restored(Village(centre, url))
        before = present(centre)
    put_back_by_hand(centre, lost.copy, keep_mark=shows_up_first == "mark")
    again = open_centre(centre.folder, clock)
    old = present(again)
    with running(again, with_worker=False) as url:
        move([lost.agent, lost.late], url)
        if shows_up_first == "agent":
            assert lost.agent.call("GET", "/v1/head").head().epoch != before[0]
        elif shows_up_first == "late":
            lost.late.signed_head = None
            readmit(lost.late)
        lost.check(again, before if shows_up_first == "mark" else old)
    again.engine.dispose()


@EMBEDDED
def test_a_second_loss_gives_no_journal_of_the_centre_twice(centre: Centre, clock: Clock) -> None:
    copy = backups.back_up(centre, centre.folder / "copy").path
    centre.engine.dispose()
    first = backups.restore(centre.folder, copy, clock)
    assert present(first)[1] == -1
    first.engine.dispose()
    clock.forward(minutes=1)
    second = backups.restore(centre.folder, copy, clock)
    assert present(second)[1] == -2
    with second.reading() as connection:
        lines = connection.execute(select(journal.c.line).where(journal.c.device == -2).order_by(journal.c.seq))
        restored = [msgspec.json.decode(bytes(line), type=CentreRestored) for line in lines.scalars().all()[:2]]
    assert [(one.device, one.seq > 0) for one in restored] == [(0, True), (-1, False)]
    second.engine.dispose()


@EMBEDDED
def test_only_a_true_head_of_this_very_epoch_opens_a_new_one(village: Village) -> None:
    agent, centre = village.agent, village.centre
    agent.write(acts.registered(agent, 1))
    agent.sync()
    before = present(centre)
    shown = agent.signed_head
    assert shown is not None
    forged = shown.replace('\\"seq\\":1', '\\"seq\\":9')
    assert forged != shown
    for head in (shown, forged, "{}", "nonsense"):
        agent.signed_head = head
        agent.call("GET", "/v1/head")
        assert present(centre) == before
    agent.signed_head = shown
    village.other_agent.signed_head = shown
    with centre.engine.begin() as connection:
        connection.execute(update(tables.cooperative).values(epoch="f" * 32))
        connection.exec_driver_sql("DROP TRIGGER journal_guard_delete")
        connection.exec_driver_sql("DELETE FROM journal WHERE device = 1")
    agent.call("GET", "/v1/head")
    assert present(centre)[1] == 0
    with centre.engine.begin() as connection:
        connection.execute(update(tables.cooperative).values(epoch=before[0]))
    village.other_agent.call("GET", "/v1/head")
    assert present(centre)[1] == 0
    agent.call("GET", "/v1/head")
    assert present(centre)[1] == -1


@EMBEDDED
def test_two_requests_open_one_epoch_only(centre: Centre) -> None:
    epoch = present(centre)[0]
    assert epochs.open_epoch(centre, instead_of=epoch)
    assert not epochs.open_epoch(centre, instead_of=epoch)
    assert present(centre)[1] == -1


@EMBEDDED
def test_another_key_under_a_known_number_is_told_so(village: Village) -> None:
    agent = village.agent
    with village.centre.engine.begin() as connection:
        one = house.device.c.device == agent.device
        connection.execute(update(house.device).where(one).values(public_key=bytes(32)))
    request = EnrolmentRequest(coop="KCL", public_key=to_base64(agent.public_key), certificate=agent.certificate)
    answer = agent.ask_to_enrol(request)
    assert (answer.status, answer.code) == (409, "device_taken")
    assert answers.is_signed(
        answer.signature, agent.centre_key, "KCL", answers.NO_DEVICE, answer.nonce, answer.status, answer.body
    )


@EMBEDDED
def test_an_opened_centre_that_is_level_with_its_mark_stays_in_its_epoch(centre: Centre, clock: Clock) -> None:
    before = present(centre)
    assert not epochs.check_mark(centre)
    assert present(centre) == before
