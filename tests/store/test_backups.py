"""Which copies of the database there are, and when another one is due."""

from datetime import timedelta
from pathlib import Path

from agent_app.store import backups
from agent_app.store.files import BACKUPS
from agent_app.store.store import Store
from tests.store.laptop import Clock


def test_copies_are_told_newest_first_with_their_moments(store: Store, folder: Path, clock: Clock) -> None:
    assert backups.found(folder) == ()
    moments = []
    for _ in range(3):
        clock.move(hours=30)
        store.back_up()
        moments.append(clock())
    assert [one.at for one in backups.found(folder)] == moments[::-1]
    assert all(one.path.exists() for one in backups.found(folder))


def test_a_file_that_only_looks_like_a_copy_is_none(folder: Path) -> None:
    (folder / BACKUPS).mkdir(parents=True)
    (folder / BACKUPS / "keagenan-of-yesterday.db").touch()
    (folder / BACKUPS / "other.db").touch()
    assert backups.found(folder) == ()


def test_a_copy_is_due_once_a_day_and_when_the_clock_fell_behind_the_newest(
    store: Store, folder: Path, clock: Clock
) -> None:
    assert backups.is_due(folder, clock())
    store.back_up()
    assert not backups.is_due(folder, clock())
    assert not backups.is_due(folder, clock() + timedelta(hours=19))
    assert backups.is_due(folder, clock() + timedelta(hours=21))
    assert backups.is_due(folder, clock() - timedelta(minutes=1))
