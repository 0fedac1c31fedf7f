"""The data folder moved, replaced or opened twice while it is open: no receipt for a row that nobody finds again."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from agent_app.domain.errors import Unavailable
from agent_app.store import files
from agent_app.store.restore import restore
from agent_app.store.store import Store, open_store
from agent_app.store.tx import Tx
from tests.store.laptop import KEY, Clock, slips, take


def code(call: Callable[..., object], *arguments: object) -> str:
    with pytest.raises(Unavailable) as caught:
        call(*arguments)
    return caught.value.code


def folder_renamed(folder: Path, older: Path) -> None:
    folder.rename(folder.with_name("elsewhere"))


def folder_replaced(folder: Path, older: Path) -> None:
    folder.rename(folder.with_name("elsewhere"))
    shutil.copytree(older, folder)


def database_renamed(folder: Path, older: Path) -> None:
    (folder / files.DATABASE).rename(folder / "keagenan (1).db")


def database_replaced(folder: Path, older: Path) -> None:
    shutil.copyfile(older / files.DATABASE, folder / "arriving")
    os.replace(folder / "arriving", folder / files.DATABASE)


def overwritten_in_place(folder: Path, older: Path) -> None:
    """As a program does that brings every file back to what it was."""
    for name in (files.DATABASE, f"{files.DATABASE}-wal"):
        content = (older / name).read_bytes() if (older / name).exists() else b""
        (folder / name).write_bytes(content)


def log_removed(folder: Path, older: Path) -> None:
    (folder / f"{files.DATABASE}-wal").unlink()


def log_replaced(folder: Path, older: Path) -> None:
    log = folder / f"{files.DATABASE}-wal"
    content = log.read_bytes()
    log.unlink()
    log.write_bytes(content)


IN_TIME = [
    (way, when)
    for way in (
        folder_renamed,
        folder_replaced,
        database_renamed,
        database_replaced,
        log_removed,
        log_replaced,
    )
    for when in ("before an act", "in the middle of an act")
] + [(overwritten_in_place, "before an act")]


@pytest.mark.parametrize(("way", "when"), IN_TIME)
def test_nothing_is_acknowledged_that_the_folder_does_not_show(
    store: Store, folder: Path, clock: Clock, way: Callable[[Path, Path], None], when: str
) -> None:
    def interrupted(tx: Tx, rupiah: int) -> object:
        given = take(tx, rupiah)
        way(folder, older)
        return given

    store.write(take, 1).result()
    older = folder.with_name("older")
    shutil.copytree(folder, older)
    store.write(take, 2).result()
    if when == "before an act":
        way(folder, older)
        assert code(store.write(take, 3).result) in ("database_moved", "database_unreadable", "disk")
    else:
        assert code(store.write(interrupted, 3).result) in ("database_moved", "database_unreadable", "disk")
    # And so it stays until somebody has looked.
    assert code(store.write(take, 4).result) in ("database_moved", "database_unreadable", "disk")


def test_a_folder_that_is_back_in_its_place_goes_on(store: Store, folder: Path) -> None:
    store.write(take, 1).result()
    folder.rename(folder.with_name("elsewhere"))
    assert code(store.write(take, 2).result) == "database_moved"
    folder.with_name("elsewhere").rename(folder)
    store.write(take, 3).result()
    assert [number[-6:] for number in slips(store)] == ["000001", "000002"]


def test_one_folder_is_opened_once_by_whatever_name_and_whoever_takes_its_lock_away(
    store: Store, folder: Path, clock: Clock
) -> None:
    assert code(open_store, folder, KEY, clock) == "in_use"
    other_name = folder.with_name("link")
    other_name.symlink_to(folder)
    assert code(open_store, other_name, KEY, clock) == "in_use"
    (folder / files.LOCK).unlink()
    assert code(open_store, folder, KEY, clock) == "in_use"
    assert code(restore, folder, folder / "none", KEY) == "in_use"
    renamed = folder.with_name("renamed")
    folder.rename(renamed)
    assert code(open_store, renamed, KEY, clock) == "in_use"
    renamed.rename(folder)
    store.write(take, 1).result()
    store.close()
    open_store(folder, KEY, clock).close()
