"""What a disk, a cleaner or a synced folder does to a closed laptop's files: all that was handed out is found, or told.

Each fault is done to a copy of a folder as a kill leaves it, its log holding acts that the database does not. The
numbers that were handed out are known outside of it; what opening the folder shows and tells is held against them.
"""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from agent_app.domain.errors import Unavailable
from agent_app.store import files, restored
from agent_app.store.store import open_store
from tests.store.laptop import KEY, Clock, enrolled, slips, take

SEED = 20261201
TOLD = {"database_unreadable", "database_gone"}


@pytest.fixture(scope="module")
def crashed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, list[str]]]:
    """A folder as a kill leaves it, with a backup, and the numbers that were handed out."""
    made = tmp_path_factory.mktemp("crashed")
    clock = Clock()
    store = enrolled(made / "alive", clock)
    handed_out = []
    for rupiah in range(1, 31):
        clock.move(seconds=1)
        handed_out.append(store.write(take, rupiah).result().result[0])
        if rupiah == 10:
            store.back_up()
        if rupiah == 20:
            store.close()
            store = open_store(made / "alive", KEY, clock)
    shutil.copytree(made / "alive", made / "crashed", ignore=shutil.ignore_patterns("*-shm", files.LOCK))
    store.close()
    return made / "crashed", handed_out


def cut(file: Path, random: Random) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: random.randrange(len(content))])


def zeroed(file: Path, random: Random) -> None:
    content = bytearray(file.read_bytes())
    page = random.randrange(max(len(content) // 4096, 1))
    content[page * 4096 : (page + 1) * 4096] = bytes(len(content[page * 4096 : (page + 1) * 4096]))
    file.write_bytes(content)


def flipped(file: Path, random: Random) -> None:
    content = bytearray(file.read_bytes())
    content[random.randrange(len(content))] ^= 1 << random.randrange(8)
    file.write_bytes(content)


def removed(file: Path, random: Random) -> None:
    file.unlink()


def older(file: Path, random: Random) -> None:
    """An older copy under the name: here the newest backup."""
    shutil.copyfile(next((file.parent / files.BACKUPS).iterdir()), file)


FAULTS: list[tuple[Callable[[Path, Random], None], str]] = [
    *((fault, files.DATABASE) for fault in (cut, zeroed, flipped, removed, older)),
    *((fault, f"{files.DATABASE}-wal") for fault in (cut, zeroed, flipped, removed)),
    *((fault, files.WITNESS) for fault in (cut, zeroed, flipped, removed)),
]


@pytest.mark.parametrize(("fault", "name"), FAULTS)
def test_what_was_handed_out_is_found_or_it_is_told(
    crashed: tuple[Path, list[str]], tmp_path: Path, fault: Callable[[Path, Random], None], name: str
) -> None:
    source, handed_out = crashed
    for number in range(6):
        folder = tmp_path / str(number)
        shutil.copytree(source, folder)
        fault(folder / name, Random(f"{SEED} {fault.__name__} {name} {number}"))
        if len(missing := told(folder, handed_out)) and missing != "told":
            pytest.fail(f"{number}: {missing} was not found, and nobody was told")


def told(folder: Path, handed_out: list[str]) -> str:
    """Empty where everything is found, "told" where somebody hears of what is not; else the numbers."""
    try:
        store = open_store(folder, KEY, Clock())
    except Unavailable as trouble:
        return "told" if trouble.code in TOLD else trouble.code
    try:
        found = set(slips(store))
        with store.reading() as connection:
            row = restored.load(connection)
        if row is not None and row.is_something_missing:
            given = store.write(take, 1).result().result[0]
            return "a number twice" if given in handed_out else "told"
        if store.is_damaged:
            return "told"
        return ", ".join(sorted(set(handed_out) - found))
    except Unavailable as trouble:
        return "told" if trouble.code in TOLD else trouble.code
    finally:
        store.close()


def test_a_backup_that_was_being_made_when_the_process_was_killed_is_none(
    crashed: tuple[Path, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "killed"
    shutil.copytree(crashed[0], folder)
    before = set((folder / files.BACKUPS).iterdir())
    store = open_store(folder, KEY, Clock())

    def killed(engine: object, target: Path, key_hex: str) -> None:
        target.write_bytes(b"half of it")
        raise KeyboardInterrupt

    with monkeypatch.context() as cut_short:
        cut_short.setattr("agent_app.store.database.copy_sqlite", killed)
        with pytest.raises(KeyboardInterrupt):
            store.back_up()
    assert set((folder / files.BACKUPS).glob("*.db")) == before
    store.back_up()
    assert len(list((folder / files.BACKUPS).iterdir())) == 2
    store.close()
