"""A person at a terminal: secrets are asked for, never shown, and any terminal can show what is said."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from agent_app.reference.words import words
from dev import ROOT
from tests.cli.shell import SECRET
from tests.cli.terminal import at_terminal

SAY = words("en").say
ENGLISH = {"PYTHONPATH": str(ROOT), "KEAGENAN_LANGUAGE": "en"}
INVITATION = "http://127.0.0.1:1#KCL.ABCDEFGHIJKLMNOPQRSTUVWX.ABCDEFGHIJKLMNOP"
ENROL = ("--data", "laptop", "enrol", INVITATION)
STATUS = ("--data", "laptop", "status")


def test_a_passphrase_is_asked_for_twice_once_and_never_shown(tmp_path: Path) -> None:
    code, shown = at_terminal((*ENROL, "--no-keyring"), (SECRET, SECRET), tmp_path, **ENGLISH)
    assert (code, SAY("unavailable.no_network") in shown) == (2, True)
    assert SAY("cli.ask_passphrase_again") in shown
    assert SECRET not in shown
    code, shown = at_terminal(STATUS, (SECRET,), tmp_path, **ENGLISH)
    assert (code, SAY("unavailable.not_enrolled") in shown) == (2, True)
    code, shown = at_terminal(STATUS, ("another passphrase",), tmp_path, **ENGLISH)
    assert (code, SAY("refused.passphrase_wrong") in shown) == (1, True)


@pytest.mark.parametrize(
    ("options", "answers", "told"),
    [
        ((), ("739204", "739205"), "refused.secrets_differ"),
        ((), ("123456", "123456"), "refused.pin_too_common"),
        (("--no-keyring",), ("short", "short"), "refused.passphrase_short"),
    ],
)
def test_secrets_that_differ_or_are_too_weak_make_no_folder(
    options: tuple[str, ...], answers: tuple[str, ...], told: str, tmp_path: Path
) -> None:
    code, shown = at_terminal((*ENROL, *options), answers, tmp_path, **ENGLISH)
    assert (code, SAY(told, least=12) in shown) == (1, True)
    assert not (tmp_path / "laptop").exists()


def test_a_pin_without_a_keyring_is_told_and_makes_no_folder(tmp_path: Path) -> None:
    code, shown = at_terminal(ENROL, ("739204", "739204"), tmp_path, **ENGLISH)
    assert (code, SAY("unavailable.keyring_missing") in shown) == (2, True)
    assert not (tmp_path / "laptop").exists()


def test_a_name_the_terminal_cannot_show_ends_no_command_half_way(tmp_path: Path) -> None:
    environment = {**os.environ, **ENGLISH, "PYTHONIOENCODING": "ascii"}
    init = ["central", "init", "--dir", "pusat-é", "--coop", "KCL", "--name", "Kopdit"]
    branch = ["central", "branch", "add", "LWB", "--dir", "pusat-é", "--name", "L", "--zone", "Asia/Makassar"]
    for arguments, told in ((init, b"pusat-\\xe9/recovery-centre.key"), (branch, b"")):
        done = subprocess.run(
            [sys.executable, "-m", "agent_app", *arguments], cwd=tmp_path, env=environment, capture_output=True
        )
        assert done.returncode == 0
        assert (told in done.stderr) if told else done.stderr == b""
        assert b"Traceback" not in done.stderr
    assert done.stdout == b"pusat-\\xe9/recovery-LWB.key\n"
