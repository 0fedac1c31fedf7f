"""A centre that is served and laptops enrolled at it, all by commands."""

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from agent_app.cli.main import run
from agent_app.demo.member_list import write_member_list
from agent_app.demo.people import SamplePeople
from tests.cli.shell import SECRET, Outcome, Shell


@pytest.fixture(scope="session")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    shell = Shell(tmp_path_factory.mktemp("cli"))
    (shell.folder / "secret.txt").write_text(f"{SECRET}\n")
    write_member_list(shell.folder / "anggota.xlsx", SamplePeople(3).draw(40))
    shell.run("central", "init", "--dir", "centre", "--coop", "KCL", "--name", "Kopdit Contoh")
    key_file, _ = shell.run(
        "central", "branch", "add", "LWB", "--dir", "centre", "--name", "Lewoleba", "--zone", "Asia/Makassar"
    )
    assert (shell.folder / key_file).stat().st_mode & 0o777 == 0o600
    server = shell.serve()
    yield shell
    server.send_signal(signal.SIGINT)
    _, err = server.communicate(timeout=30)
    assert (server.returncode, err) == (0, "")


@pytest.fixture(scope="session")
def agent(shell: Shell) -> str:
    shell.device("agent", "enrol", shell.invite("A017", "agent"))
    return "agent"


@pytest.fixture(scope="session")
def supervisor(shell: Shell) -> str:
    shell.device("supervisor", "enrol", shell.invite("S003", "supervisor"))
    return "supervisor"


@pytest.fixture
def command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Outcome]:
    """Runs a command in a folder of its own, in English: exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KEAGENAN_LANGUAGE", "en")
    (tmp_path / "secret.txt").write_text(SECRET)

    def run_it(*arguments: str) -> Outcome:
        capsys.readouterr()
        code = run(arguments)
        said = capsys.readouterr()
        return code, said.out.strip(), said.err.strip()

    return run_it
