"""The commands as a person at a terminal runs them: separate processes, exit codes, one value on stdout."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent_app.demo.member_list import write_member_list
from agent_app.demo.people import SamplePeople

ROOT = Path(__file__).resolve().parents[2]


class Shell:
    """Runs agent-app in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {**os.environ, "PYTHONPATH": str(ROOT), "KEAGENAN_LANGUAGE": "id"}

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", "agent_app", *arguments],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, code: int = 0) -> tuple[str, str]:
        process = self.start(*arguments)
        out, err = process.communicate(timeout=60)
        assert process.returncode == code, (arguments, process.returncode, out, err)
        assert "Traceback" not in err
        return out.strip(), err.strip()

    def device(self, name: str, *arguments: str, code: int = 0) -> tuple[str, str]:
        return self.run("--data", name, *arguments, "--passphrase-file", "secret.txt", code=code)


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    shell = Shell(tmp_path_factory.mktemp("cli"))
    (shell.folder / "secret.txt").write_text("frasa sandi yang panjang\n")
    write_member_list(shell.folder / "anggota.xlsx", SamplePeople(3).draw(40))
    shell.run("central", "init", "--dir", "centre", "--coop", "KCL", "--name", "Kopdit Contoh")
    key_file, _ = shell.run(
        "central", "branch", "add", "LWB", "--dir", "centre", "--name", "Lewoleba", "--zone", "Asia/Makassar"
    )
    assert (shell.folder / key_file).stat().st_mode & 0o777 == 0o600
    server = shell.start("central", "serve", "--dir", "centre", "--port", "0")
    assert server.stdout is not None
    assert server.stdout.readline().startswith("http://127.0.0.1:")
    yield shell
    server.send_signal(signal.SIGINT)
    _, err = server.communicate(timeout=30)
    assert "Traceback" not in err


def invite(shell: Shell, person: str, role: str) -> str:
    arguments = ("--branch", "LWB", "--person", person, "--name", "Maria", "--role", role)
    invitation, _ = shell.run("central", "invite", "--dir", "centre", *arguments)
    return invitation


@pytest.fixture(scope="module")
def agent(shell: Shell) -> str:
    shell.device("agent", "enrol", invite(shell, "A017", "agent"))
    return "agent"


@pytest.fixture(scope="module")
def supervisor(shell: Shell) -> str:
    shell.device("supervisor", "enrol", invite(shell, "S003", "supervisor"))
    return "supervisor"


def test_an_invitation_makes_one_folder_a_device_and_no_second_one(shell: Shell) -> None:
    invitation = invite(shell, "A018", "agent")
    value, _ = shell.device("first", "enrol", invitation)
    assert value.startswith("KCL/")
    _, again = shell.device("first", "enrol", invitation, code=1)
    assert again == "Laptop ini sudah terdaftar."
    _, used = shell.device("second", "enrol", invitation, code=1)
    assert "sudah dipakai" in used


def test_an_invitation_nobody_can_read_is_told_in_words(shell: Shell) -> None:
    _, words = shell.device("third", "enrol", "bukan undangan", code=1)
    assert words
    assert "bukan undangan" not in words


def test_a_supervisor_looks_at_a_list_first_and_then_imports_it_once(shell: Shell, supervisor: str) -> None:
    looked, _ = shell.device(supervisor, "roster", "import", "anggota.xlsx", "--dry-run", "--json", "look.json")
    report = json.loads((shell.folder / "look.json").read_text())
    assert looked == "40"
    assert report["dry_run"]
    assert report["columns"]["Anggota"]["nik"] == "No KTP"
    imported, _ = shell.device(supervisor, "roster", "import", "anggota.xlsx")
    assert imported == "40"
    again, _ = shell.device(supervisor, "roster", "import", "anggota.xlsx")
    assert again == "0"


def test_an_agent_may_not_import_a_list(shell: Shell, agent: str) -> None:
    _, words = shell.device(agent, "roster", "import", "anggota.xlsx", code=1)
    assert words == "Peran Anda tidak boleh melakukan ini."


def test_sync_verify_rebuild_and_backup_answer_with_one_value(shell: Shell, agent: str) -> None:
    outcome, _ = shell.device(agent, "sync")
    assert json.loads(outcome)["result"] == "done"
    lines, _ = shell.device(agent, "verify")
    rebuilt, _ = shell.device(agent, "rebuild")
    assert int(lines) == int(rebuilt) > 0
    copy, _ = shell.device(agent, "backup")
    assert (shell.folder / copy).exists()
    shell.device(agent, "restore", copy)
    assert shell.device(agent, "verify")[0] == lines
    status = json.loads(shell.device(agent, "status", "--json")[0])
    assert status["unsent"]["acts"] == 0


def test_a_wrong_secret_and_a_folder_without_a_device_have_their_own_messages(shell: Shell, agent: str) -> None:
    (shell.folder / "wrong.txt").write_text("bukan frasa sandinya\n")
    _, wrong = shell.run("--data", agent, "status", "--passphrase-file", "wrong.txt", code=1)
    _, missing = shell.device("nowhere", "status", code=2)
    _, no_file = shell.run("--data", agent, "status", "--passphrase-file", "no-such-file", code=2)
    assert len({wrong, missing, no_file}) == 3


def test_the_centre_is_backed_up_verified_and_rebuilt(shell: Shell) -> None:
    copy, _ = shell.run("central", "backup", "--dir", "centre")
    assert (shell.folder / copy).exists()
    lines, _ = shell.run("central", "verify", "--dir", "centre")
    rebuilt, _ = shell.run("central", "rebuild", "--dir", "centre")
    assert int(lines) == int(rebuilt) > 0
    _, busy = shell.run("central", "restore", copy, "--dir", "centre", code=2)
    assert busy


def test_a_revoked_device_is_told_so_by_its_next_sync(shell: Shell) -> None:
    value, _ = shell.device("lost", "enrol", invite(shell, "A019", "agent"))
    device = value.split("/")[1]
    shell.run("central", "revoke", device, "--dir", "centre")
    outcome, words = shell.device("lost", "sync", code=1)
    assert json.loads(outcome)["result"] == "revoked"
    assert "ditutup" in words
    listed, _ = shell.run("central", "devices", "--dir", "centre")
    assert any(line.startswith(f"{device}\t") and line.endswith("revoked") for line in listed.splitlines())


def test_a_command_without_its_arguments_says_how_it_is_used(shell: Shell) -> None:
    _, words = shell.run("central", "invite", code=2)
    assert "usage" in words


def test_the_centre_runs_where_there_is_no_window_library(shell: Shell) -> None:
    blocked = _blocked_run(shell, ["PySide6"], ["central", "verify", "--dir", "centre"])
    assert blocked.returncode == 0, blocked.stderr


def test_a_laptop_runs_where_the_centres_libraries_are_missing(shell: Shell, agent: str) -> None:
    missing = ["starlette", "uvicorn", "psycopg"]
    arguments = ["--data", agent, "verify", "--passphrase-file", "secret.txt"]
    blocked = _blocked_run(shell, missing, arguments)
    assert blocked.returncode == 0, blocked.stderr
    refused = _blocked_run(shell, missing, ["central", "verify", "--dir", "centre"])
    assert refused.returncode == 2
    assert "Traceback" not in refused.stderr


def _blocked_run(shell: Shell, modules: list[str], arguments: list[str]) -> "subprocess.CompletedProcess[str]":
    """Run a command in a Python that cannot import some modules, as if they were not installed."""
    program = (
        "import sys\n"
        "class Block:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        f"        if name.split('.')[0] in {modules!r}:\n"
        "            raise ModuleNotFoundError(name, name=name)\n"
        "sys.meta_path.insert(0, Block())\n"
        "from agent_app.cli import run\n"
        f"sys.exit(run({arguments!r}))\n"
    )
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=shell.folder,
        env=shell.environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
