"""The drill: one backup and the kept secret, on a machine that has nothing else of the centre."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from agent_app.central import admin, backups, checks, keys, recovery
from agent_app.central.centre import Centre
from agent_app.domain.errors import Refused
from dev import ROOT
from tests.central import acts
from tests.central.conftest import EMBEDDED, Clock, Village
from tests.central.contents import held
from tests.central.guarded import owned_database
from tests.central.switchboard import Switchboard
from tests.postgres import Server

_numbers = count(1)


def secret_of(centre: Centre, file: Path, clock: Clock) -> bytes:
    recovery.renew(centre.folder, file, clock)
    return recovery.read(file.read_text().splitlines()[0])


@pytest.fixture
def elsewhere(request: pytest.FixtureRequest, database: str) -> Iterator[str | None]:
    """An empty database of another role with another password, where the centre is on PostgreSQL."""
    if database == "sqlite":
        yield None
        return
    server: Server = request.getfixturevalue("postgres")
    name = f"drill_{next(_numbers)}"
    yield owned_database(server, name, "newcomer", "of the new machine")
    server.drop_database(name)


def test_one_file_and_the_secret_make_the_same_centre_on_another_machine(
    village: Village, tmp_path: Path, clock: Clock, switchboard: Switchboard, elsewhere: str | None
) -> None:
    agent, centre = village.agent, village.centre
    agent.write(acts.registered(agent, 1))
    agent.write(acts.collected(agent, 1, 1))
    agent.sync()
    secret = secret_of(centre, tmp_path / "secret", clock)
    made = backups.back_up(centre, tmp_path / "copy")
    before = held(centre, made.heads)
    new = tmp_path / "another machine" / "centre"
    with pytest.raises(Refused, match="recovery_needed"):
        backups.restore(new, made.path, clock, database=elsewhere)
    with pytest.raises(Refused, match="recovery_wrong"):
        backups.restore(new, made.path, clock, bytes(range(32)), elsewhere)
    assert not new.exists()
    again = backups.restore(new, made.path, clock, secret, elsewhere)
    assert held(again, made.heads) == before
    assert again.keys == centre.keys
    assert {path.name: path.stat().st_mode & 0o077 for path in new.iterdir() if path.stat().st_mode & 0o077} == {}
    agent.address = switchboard.connect(again)
    agent.write(acts.collected(agent, 1, 2, months=("2026-12",)))
    assert (agent.sync().seq, agent.sync().durable_seq) == (3, 2)
    next_copy = backups.back_up(again, tmp_path / "next")
    assert next_copy.recovery == made.recovery
    again.engine.dispose()
    backups.restore(new, next_copy.path, clock).engine.dispose()


def test_a_lost_key_file_comes_back_from_a_backup_by_the_secret(village: Village, tmp_path: Path, clock: Clock) -> None:
    centre = village.centre
    secret = secret_of(centre, tmp_path / "secret", clock)
    made = backups.back_up(centre, tmp_path / "copy")
    centre.engine.dispose()
    (centre.folder / keys.FILE).unlink()
    with pytest.raises(Refused, match="recovery_needed"):
        backups.restore(centre.folder, made.path, clock)
    again = backups.restore(centre.folder, made.path, clock, secret)
    with again.reading() as connection:
        assert checks.verify(connection, again).is_sound
    assert keys.load(centre.folder) == centre.keys
    again.engine.dispose()


def test_a_drill_never_writes_over_a_database_that_holds_a_centre(
    village: Village, tmp_path: Path, clock: Clock, database: str
) -> None:
    centre = village.centre
    secret = secret_of(centre, tmp_path / "secret", clock)
    made = backups.back_up(centre, tmp_path / "copy")
    url = centre.engine.url.render_as_string(hide_password=False) if database == "postgresql" else "postgresql://h/x"
    told = ("database_needed", "database_not_empty") if database == "postgresql" else (None, "backup_other_database")
    for named, code in zip((None, url), told, strict=True):
        if code is not None:
            with pytest.raises(Refused, match=code):
                backups.restore(tmp_path / "new", made.path, clock, secret, named)
    with centre.reading() as connection:
        assert checks.verify(connection, centre).is_sound


@EMBEDDED
def test_a_backup_is_not_put_into_the_folder_of_another_centre(village: Village, tmp_path: Path, clock: Clock) -> None:
    secret = secret_of(village.centre, tmp_path / "secret", clock)
    made = backups.back_up(village.centre, tmp_path / "copy")
    namesake = admin.init(tmp_path / "namesake", "KCL", "Koperasi Lain", None, clock)
    namesake.engine.dispose()
    with pytest.raises(Refused, match="backup_of_other"):
        backups.restore(namesake.folder, made.path, clock, secret)


@EMBEDDED
def test_a_new_secret_opens_new_backups_and_the_old_one_the_old(village: Village, tmp_path: Path, clock: Clock) -> None:
    centre = village.centre
    old = secret_of(centre, tmp_path / "old", clock)
    first = backups.back_up(centre, tmp_path / "first").path
    new = secret_of(centre, tmp_path / "new", clock)
    second = backups.back_up(centre, tmp_path / "second").path
    for number, (copy, right, wrong) in enumerate(((first, old, new), (second, new, old))):
        with pytest.raises(Refused, match="recovery_wrong"):
            backups.restore(tmp_path / f"m{number}", copy, clock, wrong)
        backups.restore(tmp_path / f"m{number}", copy, clock, right).engine.dispose()


@pytest.mark.parametrize(
    "change", [str.lower, lambda text: text.replace(" ", ""), lambda text: text.replace(" ", "-").replace("O", "0")]
)
def test_a_secret_is_read_as_people_type_it(change: object) -> None:
    for number in range(20):
        secret = bytes([number * 7 % 256]) * 32
        assert recovery.read(change(recovery.written(secret))) == secret  # type: ignore[operator]


@pytest.mark.parametrize("place", range(0, 68, 7))
def test_one_wrong_letter_in_a_secret_is_noticed(place: int) -> None:
    text = recovery.written(bytes(range(32)))
    other = "A" if text[place] != "A" else "C"
    with pytest.raises(Refused, match="recovery_unreadable"):
        recovery.read(text[:place] + other + text[place + 1 :])


def test_a_killed_backup_never_stands_under_its_name_and_leaves_nothing_for_ever(
    village: Village, tmp_path: Path
) -> None:
    centre, disk = village.centre, tmp_path / "disk"
    disk.mkdir()
    for moment in ("backup_file.write", "checked_copies.of_archive", "checked_copies.of_sqlite", "os.replace"):
        program = (
            "import os, signal, sys\n"
            "from pathlib import Path\n"
            "from agent_app.central import backup_file, backups, checked_copies, database\n"
            "centre = database.open_centre(Path(sys.argv[1]))\n"
            f"def killed(*_): os.kill(os.getpid(), signal.SIGKILL)\n"
            f"{moment} = killed\n"
            "backups.back_up(centre, Path(sys.argv[2]))\n"
        )
        ended = subprocess.run(
            [sys.executable, "-c", program, str(centre.folder), str(disk / "copy")],
            cwd=ROOT,
            capture_output=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        if ended.returncode == 0:
            # This kind of database does not come by here.
            assert moment.startswith("checked_copies")
            (disk / "copy").unlink()
            continue
        assert ended.returncode == -signal.SIGKILL, ended.stderr
        assert not (disk / "copy").exists()
        assert any(disk.iterdir())
    assert village.agent.call("GET", "/v1/head").head().durable_seq in (0, None)
    backups.back_up(centre, disk / "copy")
    assert [path.name for path in disk.iterdir()] == ["copy"]
