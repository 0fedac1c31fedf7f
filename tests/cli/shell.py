"""Runs agent-app in a folder, as a person at a terminal or a script would."""

import multiprocessing
import os
import subprocess
import sys
from multiprocessing.context import ForkServerContext
from pathlib import Path

from agent_app.__main__ import main
from dev import ROOT

Outcome = tuple[int, str, str]
"""Exit code, stdout, stderr."""
SECRET = "frasa sandi yang panjang"
"""The passphrase of the laptops of these tests; it stands in `secret.txt`."""


def _context() -> ForkServerContext:
    """Commands as forks of one process that has imported everything: the import would be most of their time."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["agent_app.cli.client", "agent_app.cli.central", "agent_app.cli.roster"])
    return context


class Shell:
    """Runs agent-app in a folder, each command in a process of its own, which nobody can be asked anything."""

    def __init__(self, folder: Path, environment: dict[str, str] | None = None) -> None:
        self.folder = folder
        self.environment = environment or {**os.environ, "PYTHONPATH": str(ROOT), "KEAGENAN_LANGUAGE": "id"}
        self._context = _context()

    def run(self, *arguments: str, code: int = 0) -> tuple[str, str]:
        """What it prints on stdout and stderr, having ended with this exit code and without a traceback."""
        ended, printed, said = self.carry_out(*arguments)
        assert ended == code, (arguments, ended, printed, said)
        assert "Traceback" not in said
        return printed.strip(), said.strip()

    def carry_out(self, *arguments: str) -> Outcome:
        """How a command ended and what it printed."""
        places = [self.folder / name for name in ("stdout.txt", "stderr.txt")]
        process = self._context.Process(target=_carry_out, args=(arguments, self.folder, self.environment, places))
        process.start()
        process.join(60)
        if process.is_alive():
            process.kill()
            process.join()
        printed, said = (place.read_text(encoding="utf-8") for place in places)
        return process.exitcode or 0, printed, said

    def device(self, name: str, *arguments: str, code: int = 0) -> tuple[str, str]:
        """A command of the laptop in the folder `name`."""
        return self.run("--data", name, *arguments, "--passphrase-file", "secret.txt", code=code)

    def serve(self, folder: str = "centre") -> "subprocess.Popen[str]":
        """The centre in a folder, started from nothing and ready to answer."""
        server = subprocess.Popen(
            [sys.executable, "-m", "agent_app", "central", "serve", "--dir", folder, "--port", "0"],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert server.stdout is not None
        assert server.stdout.readline().startswith("http://127.0.0.1:")
        return server

    def invite(self, person: str, role: str) -> str:
        """An invitation to branch LWB."""
        arguments = ("--branch", "LWB", "--person", person, "--name", "Maria", "--role", role)
        invitation, _ = self.run("central", "invite", "--dir", "centre", *arguments)
        return invitation


def _carry_out(arguments: tuple[str, ...], folder: Path, environment: dict[str, str], places: list[Path]) -> None:
    """In the new process: away from any terminal, with streams and surroundings of its own, what `agent-app` does."""
    os.setsid()
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    for number, place in enumerate((os.devnull, *places)):
        opened = os.open(place, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin, sys.stdout, sys.stderr = (os.fdopen(number, mode, closefd=False) for number, mode in enumerate("rww"))
    sys.argv = ["agent-app", *arguments]
    main()
