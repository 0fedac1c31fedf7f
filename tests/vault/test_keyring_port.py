"""Secrets are kept or the trouble is told; a backend that only pretends is found out."""

import subprocess
import sys
from pathlib import Path

import keyring.backend
import keyring.backends.fail
import keyring.backends.null
import pytest
from keyring.errors import InitError, KeyringLocked, NoKeyringError

import agent_app
from agent_app.domain.errors import Unavailable
from agent_app.vault.keyring_port import MemoryKeyring, SystemKeyring

ROOT = Path(agent_app.__file__).parents[1]


class Backend(keyring.backend.KeyringBackend):
    """Keeps passwords in memory, as a keyring of the platform would."""

    priority = 5

    def __init__(self):
        super().__init__()
        self.kept = {}

    def get_password(self, service, username):
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        self.kept[service, username] = password

    def delete_password(self, service, username):
        del self.kept[service, username]


class Forgetful(Backend):
    def set_password(self, service, username, password):
        """Accepts and forgets."""


class Broken(Backend):
    def __init__(self, error):
        super().__init__()
        self.error = error

    def get_password(self, service, username):
        raise self.error

    set_password = get_password


class PlainText(Backend):
    priority = 0.5


@pytest.mark.parametrize("store", [MemoryKeyring(), SystemKeyring(Backend())], ids=["memory", "system"])
def test_a_secret_is_kept_replaced_and_forgotten(store):
    assert store.get("a") is None
    store.set("a", "one")
    store.set("b", "other")
    store.set("a", "two")
    assert store.get("a") == "two"
    store.delete("a")
    store.delete("a")
    assert store.get("a") is None
    assert store.get("b") == "other"


def test_secrets_stand_under_the_apps_service_name():
    backend = Backend()
    SystemKeyring(backend).set("0f0f", "secret")
    assert backend.kept == {("keagenan", "0f0f"): "secret"}


@pytest.mark.parametrize(
    "backend",
    [keyring.backends.null.Keyring(), keyring.backends.fail.Keyring(), PlainText()],
    ids=["null", "fail", "plain"],
)
def test_a_backend_that_keeps_nothing_or_keeps_plain_text_counts_as_none(backend):
    store = SystemKeyring(backend)
    for attempt in (lambda: store.get("a"), lambda: store.set("a", "s"), lambda: store.delete("a")):
        with pytest.raises(Unavailable, match="keyring_missing"):
            attempt()


def test_a_backend_that_accepts_and_forgets_is_found_out_by_reading_back():
    with pytest.raises(Unavailable, match="keyring_missing"):
        SystemKeyring(Forgetful()).set("a", "secret")


@pytest.mark.parametrize(
    "error", [InitError("Prompt dismissed"), KeyringLocked(), NoKeyringError(), ConnectionResetError()], ids=repr
)
def test_a_backend_that_fails_counts_as_locked_whatever_it_raises(error):
    store = SystemKeyring(Broken(error))
    for attempt in (lambda: store.get("a"), lambda: store.set("a", "s"), lambda: store.delete("a")):
        with pytest.raises(Unavailable, match="keyring_locked"):
            attempt()


@pytest.mark.parametrize("backend", ["keyring.backends.null.Keyring", "no_such_module.Keyring"])
def test_a_backend_chosen_in_the_environment_is_put_to_the_same_test(backend, tmp_path):
    script = (
        "from agent_app.vault.keyring_port import SystemKeyring\n"
        "from agent_app.domain.errors import Unavailable\n"
        "try: SystemKeyring().set('a', 'secret')\n"
        "except Unavailable as trouble: print(trouble.code)\n"
    )
    environment = {"PYTHON_KEYRING_BACKEND": backend, "PATH": "", "HOME": str(tmp_path)}
    command = [sys.executable, "-c", script]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=True)
    assert ended.stdout == "keyring_missing\n"
