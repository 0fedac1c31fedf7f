"""The vault on a real Secret Service: gnome-keyring on a message bus and in folders of the test's own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import agent_app

pytestmark = pytest.mark.needs("keyring")

ROOT = Path(agent_app.__file__).parents[1]
UNLOCKED = 'eval "$(printf "ci\\n" | gnome-keyring-daemon --unlock --components=secrets)"'
LOCKED = "gnome-keyring-daemon --start --components=secrets"

PRELUDE = """
import json, sys
from pathlib import Path
from agent_app.domain.errors import Refused, Unavailable
from agent_app.vault import vault
from agent_app.vault.keyring_port import SystemKeyring
folder, keyring = Path(sys.argv[1]), SystemKeyring()
def told(act):
    try:
        act()
    except (Refused, Unavailable) as trouble:
        return trouble.code
"""
CREATE = "print(vault.create(folder, '739204', keyring).hex())"
OPEN = "print(vault.open_with_pin(folder, '739204', keyring).hex())"


class Desktop:
    """A user's session without a display, in folders of its own; nothing of the real user is in reach."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.data_dir = home / "Keagenan"
        runtime = home / "run"
        runtime.mkdir(mode=0o700)
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "XDG_DATA_HOME": str(home / "share"),
            "XDG_CONFIG_HOME": str(home / "config"),
            "XDG_RUNTIME_DIR": str(runtime),
        }

    def run(self, script: str, daemon: str | None) -> list[str]:
        """The lines a script prints; `daemon` starts the keyring on a new message bus, None: no bus."""
        python = [sys.executable, "-c", PRELUDE + script, str(self.data_dir)]
        with_bus = ["dbus-run-session", "--", "bash", "-c", f'{daemon} >/dev/null; exec "$@"', "bash", *python]
        ended = subprocess.run(
            python if daemon is None else with_bus,
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert ended.returncode == 0, ended.stderr
        return ended.stdout.splitlines()


@pytest.fixture
def desktop(tmp_path):
    return Desktop(tmp_path)


def test_a_vault_made_in_one_session_opens_in_the_next_with_its_pin_alone(desktop):
    [created] = desktop.run(CREATE, UNLOCKED)
    [opened, wrong] = desktop.run(
        OPEN + "\nprint(told(lambda: vault.open_with_pin(folder, '118273', keyring)))", UNLOCKED
    )
    assert len(created) == 64
    assert opened == created
    assert wrong == "pin_wrong"


def test_a_secret_deleted_from_the_keyring_is_told_as_lost(desktop):
    forget = "name = json.loads((folder / 'vault.json').read_bytes())['content']['folder_id']\n"
    forget += "keyring.delete(name); print(keyring.get(name))\n"
    lost = "print(told(lambda: vault.open_with_pin(folder, '739204', keyring)))"
    [created, gone, code] = desktop.run(f"{CREATE}\n{forget}{lost}", UNLOCKED)
    assert len(created) == 64
    assert (gone, code) == ("None", "keyring_secret_lost")


def test_a_locked_keyring_is_told_and_the_vault_opens_once_it_is_unlocked(desktop):
    [created] = desktop.run(CREATE, UNLOCKED)
    [code] = desktop.run("print(told(lambda: vault.open_with_pin(folder, '739204', keyring)))", LOCKED)
    assert code == "keyring_locked"
    assert desktop.run(OPEN, UNLOCKED) == [created]


def test_no_vault_is_left_behind_where_the_keyring_was_never_unlocked(desktop):
    [code] = desktop.run("print(told(lambda: vault.create(folder, '739204', keyring)))", LOCKED)
    assert code == "keyring_locked"
    assert not desktop.data_dir.exists()


def test_without_a_message_bus_the_keyring_is_missing_and_a_passphrase_does_without(desktop):
    [code, key] = desktop.run(
        "print(told(lambda: vault.create(folder, '739204', keyring)))\n"
        "print(vault.create_with_passphrase(folder, 'ikan paus di Lamalera').hex())",
        None,
    )
    assert code == "keyring_missing"
    assert len(key) == 64
