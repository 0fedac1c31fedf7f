"""Backups by the commands: what is printed, what is said beside, and the drill on a machine with nothing of it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from agent_app.cli.main import DONE, MISSING, REFUSED
from agent_app.reference.words import words
from dev import ROOT
from tests.central.guarded import ODD_PASSWORD, owned_database
from tests.cli.shell import Outcome
from tests.cli.terminal import at_terminal

SAY = words("en").say
ENGLISH = {"PYTHONPATH": str(ROOT), "KEAGENAN_LANGUAGE": "en"}
INIT = ("central", "init", "--dir", "centre", "--coop", "KCL", "--name", "Kopdit")


def on_new_machine(folder: Path, *arguments: str) -> Outcome:
    """A command with nothing but a path in its environment, in a folder of its own."""
    bare = {"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": str(ROOT), "KEAGENAN_LANGUAGE": "en"}
    done = subprocess.run([sys.executable, "-m", "agent_app", *arguments], cwd=folder, env=bare, capture_output=True)
    return done.returncode, done.stdout.decode().strip(), done.stderr.decode().strip()


def test_the_secret_is_told_of_until_it_was_kept(command: Callable[..., Outcome], tmp_path: Path) -> None:
    code, printed, said = command(*INIT)
    assert (code, printed) == (DONE, "KCL")
    secret = tmp_path / "centre" / "recovery-centre.key"
    name = secret.read_text().split()[-1]
    assert said == SAY("cli.recovery_made", id=name, file=Path("centre") / secret.name)
    assert secret.stat().st_mode & 0o777 == 0o600
    code, _, said = command("central", "backup", "--dir", "centre")
    assert code == DONE
    assert said.splitlines() == [
        SAY("cli.backup_same_disk"),
        SAY("cli.recovery_unchecked", id=name),
        SAY("cli.recovery_lies_here", file=Path("centre") / secret.name),
    ]
    secret.rename(tmp_path / "kept")
    checked = command("central", "recovery", "check", "--dir", "centre", "--recovery-file", "kept")
    assert checked == (DONE, name, SAY("cli.recovery_fits"))
    assert command("central", "backup", "--dir", "centre")[2] == SAY("cli.backup_same_disk")
    code, file, said = command("central", "recovery", "new", "--dir", "centre", "--to", "second")
    assert (code, file) == (DONE, "second")
    told = command("central", "recovery", "check", "--dir", "centre", "--recovery-file", "kept")
    assert told == (REFUSED, "", SAY("refused.recovery_wrong"))
    assert command("central", "recovery", "new", "--dir", "centre", "--to", "second")[0] == REFUSED
    assert command("central", "recovery", "check", "--dir", "centre")[2] == SAY("refused.recovery_missing")


def test_a_centre_without_a_secret_hears_of_it_at_every_backup(command: Callable[..., Outcome], tmp_path: Path) -> None:
    command(*INIT)
    settings = tmp_path / "centre" / "centre.json"
    settings.write_text('{"coop":"KCL","database":null}')
    code, copy, said = command("central", "backup", "--dir", "centre")
    assert (code, SAY("cli.recovery_none") in said) == (DONE, True)
    told = command("central", "restore", copy, "--dir", "new")
    assert told == (MISSING, "", SAY("unavailable.recovery_never_made"))


def test_a_backup_on_the_disk_of_the_data_is_refused_where_another_was_asked_for(
    command: Callable[..., Outcome], tmp_path: Path
) -> None:
    command(*INIT)
    told = command("central", "backup", "--dir", "centre", "--to", "copy", "--other-disk")
    assert told == (MISSING, "", SAY("unavailable.backup_same_disk"))
    assert not (tmp_path / "copy").exists()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.needs("postgres"))])
def urls(request: pytest.FixtureRequest) -> Iterator[list[str]]:
    """The URLs of the centre's database and of the new machine's, where it is on PostgreSQL."""
    if request.param == "sqlite":
        yield []
        return
    server = request.getfixturevalue("postgres")
    yield [
        owned_database(server, "by_command", "kopdit_cli", ODD_PASSWORD),
        owned_database(server, "by_command_anew", "newcomer_cli", "another"),
    ]
    server.drop_database("by_command")
    server.drop_database("by_command_anew")


def test_the_drill_one_backup_and_the_secret_in_an_empty_folder(
    command: Callable[..., Outcome], tmp_path: Path, urls: list[str]
) -> None:
    for number, url in enumerate(urls):
        (tmp_path / f"url-{number}").write_text(url)
    on_database = ("--database-file", "url-0") if urls else ()
    assert command(*INIT, *on_database, "--recovery-file", "secret")[0] == DONE
    branch = ("central", "branch", "add", "LWB", "--dir", "centre", "--name", "Lewoleba", "--zone", "Asia/Makassar")
    assert command(*branch)[0] == DONE
    assert command("central", "backup", "--dir", "centre", "--to", "copy")[:2] == (DONE, "copy")
    lines = command("central", "verify", "--dir", "centre")[1]
    machine = tmp_path / "machine"
    machine.mkdir()
    for name in ("copy", "secret", *(["url-1"] if urls else [])):
        shutil.copy(tmp_path / name, machine / name)
    restore = ("central", "restore", "copy", "--dir", "centre", "--recovery-file", "secret")
    if urls:
        assert on_new_machine(machine, *restore) == (REFUSED, "", SAY("refused.database_needed"))
        restore += ("--database-file", "url-1")
    assert on_new_machine(machine, *restore) == (DONE, "copy", SAY("cli.centre_restored"))
    code, verified, said = on_new_machine(machine, "central", "verify", "--dir", "centre")
    assert (code, said) == (DONE, "")
    assert int(verified) > int(lines)
    again = on_new_machine(machine, "central", "backup", "--dir", "centre", "--to", "next")
    assert again[:2] == (DONE, "next")


def test_the_secret_is_asked_for_at_a_terminal_and_not_shown(command: Callable[..., Outcome], tmp_path: Path) -> None:
    assert command(*INIT, "--recovery-file", "secret")[0] == DONE
    assert command("central", "backup", "--dir", "centre", "--to", "copy")[0] == DONE
    secret = (tmp_path / "secret").read_text().splitlines()[0]
    restore = ("central", "restore", "copy", "--dir", "new")
    code, shown = at_terminal(restore, (secret[5:],), tmp_path, **ENGLISH)
    assert (code, SAY("refused.recovery_unreadable") in shown) == (REFUSED, True)
    code, shown = at_terminal(restore, (secret.lower(),), tmp_path, **ENGLISH)
    assert (code, SAY("cli.centre_restored") in shown) == (DONE, True)
    assert secret.lower() not in shown
