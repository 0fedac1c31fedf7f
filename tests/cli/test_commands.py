"""The commands as a person at a terminal runs them: separate processes, exit codes, one value on stdout."""

import json
import subprocess
import sys

import pytest

from agent_app.reference.words import words
from tests.cli.shell import Shell


def test_an_invitation_makes_one_folder_a_device_and_no_second_one(shell: Shell) -> None:
    invitation = shell.invite("A018", "agent")
    value, _ = shell.device("first", "enrol", invitation)
    assert value.startswith("KCL/")
    _, again = shell.device("first", "enrol", invitation, code=1)
    assert again == "Laptop ini sudah terdaftar."
    _, used = shell.device("second", "enrol", invitation, code=1)
    assert "sudah dipakai" in used


def test_an_invitation_nobody_can_read_is_told_in_words(shell: Shell) -> None:
    _, told = shell.device("third", "enrol", "bukan undangan", code=1)
    assert told
    assert "bukan undangan" not in told


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


def test_a_complete_list_takes_whom_it_leaves_out_off_the_roster(shell: Shell, supervisor: str) -> None:
    people = ["5313054201809911;Contoh Tinggal", "5313054301809912;Contoh Pergi"]
    names = {"both.csv": people, "one.csv": people[:1], "doubtful.csv": [*people[:1], "12345;Contoh Rusak"]}
    for name, rows in names.items():
        (shell.folder / name).write_text("\n".join(["NIK;Nama", *rows]) + "\n")

    def told(*arguments: str) -> tuple[int, int]:
        shell.device(supervisor, "roster", "import", *arguments, "--complete", "--json", "gone.json")
        report = json.loads((shell.folder / "gone.json").read_text())
        return report["gone"], report["unlisted"]

    shell.device(supervisor, "roster", "import", "both.csv")
    others, _ = told("both.csv", "--dry-run")
    assert told("one.csv", "--dry-run") == (others + 1, 0)
    assert told("doubtful.csv") == (others + 1, 0)
    assert told("one.csv") == (others + 1, others + 1)
    assert told("one.csv") == (0, 0)


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
    device, _ = shell.device("lost", "enrol", shell.invite("A019", "agent"), "--name", "Laptop Maria")
    assert shell.run("central", "revoke", "XYZ/1", "--dir", "centre", code=1)[1]
    number, _ = shell.run("central", "revoke", device, "--dir", "centre")
    assert device == f"KCL/{number}"
    outcome, _ = shell.device("lost", "sync", code=1)
    assert json.loads(outcome)["result"] == "revoked"
    listed, head = shell.run("central", "devices", "--dir", "centre")
    line = next(line.split("\t") for line in listed.splitlines() if line.startswith(f"{number}\t"))
    assert line[1:6] == ["LWB", "A019", "agent", "Maria", "Laptop Maria"]
    assert line[-1] == "revoked"
    assert len(head.split("\t")) == len(line)


def test_the_branches_are_listed_with_their_zone_and_open_laptops(shell: Shell, agent: str) -> None:
    listed, head = shell.run("central", "branch", "list", "--dir", "centre")
    code, name, zone, laptops = listed.split("\t")
    assert (code, name, zone) == ("LWB", "Lewoleba", "Asia/Makassar")
    assert int(laptops) >= 1
    assert len(head.split("\t")) == 4


def test_an_embedded_centre_is_served_once(shell: Shell) -> None:
    _, told = shell.run("central", "serve", "--dir", "centre", "--port", "0", code=2)
    assert told == words("id").say("unavailable.already_served")


@pytest.mark.needs("postgres")
def test_on_postgresql_several_servers_stand_beside_each_other(shell: Shell, postgres_url: str) -> None:
    (shell.folder / "url").write_text(postgres_url)
    init = ("central", "init", "--dir", "large", "--coop", "KCL", "--name", "Kopdit", "--database-file", "url")
    shell.run(*init)
    servers = [shell.serve("large") for _ in range(2)]
    for server in servers:
        server.terminate()
    assert [(server.communicate(timeout=30)[1], server.returncode) for server in servers] == [("", 0)] * 2


def test_a_command_without_its_arguments_says_how_it_is_used(shell: Shell) -> None:
    _, words = shell.run("central", "invite", code=2)
    assert "usage" in words


def test_the_centre_runs_where_there_is_no_window_library(shell: Shell) -> None:
    shell.run("central", "init", "--dir", "windowless", "--coop", "KCL", "--name", "Kopdit")
    blocked = _blocked(shell, ["PySide6"], ["central", "serve", "--dir", "windowless", "--port", "0"])
    assert blocked.stdout is not None
    ready = blocked.stdout.readline()
    blocked.terminate()
    _, words = blocked.communicate(timeout=30)
    assert (ready.startswith("http://127.0.0.1:"), words, blocked.returncode) == (True, "", 0)


def test_a_laptop_runs_where_the_centres_libraries_are_missing(shell: Shell, agent: str) -> None:
    missing = ["starlette", "uvicorn", "prometheus_client", "psycopg"]
    for command in ("sync", "verify"):
        client = _blocked(shell, missing, ["--data", agent, command, "--passphrase-file", "secret.txt"])
        _, words = client.communicate(timeout=60)
        assert (client.returncode, words) == (0, "")
    centre = _blocked(shell, missing, ["central", "verify", "--dir", "centre"])
    _, words = centre.communicate(timeout=60)
    assert centre.returncode == 2
    assert "starlette" in words or "uvicorn" in words
    assert "Traceback" not in words


def _blocked(shell: Shell, modules: list[str], arguments: list[str]) -> "subprocess.Popen[str]":
    """A command in a Python that cannot import some modules, as if they were not installed."""
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
    return subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=shell.folder,
        env=shell.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
