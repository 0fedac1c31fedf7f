"""A machine on which docs/operate.md is carried out line by line, without being root on the real one.

The program, PostgreSQL, its psql and every file are real; folders are moved into a temporary one. What would change the
system itself (packages, users, services) is noted, and services are started by hand from their unit's ExecStart.
"""

import contextlib
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from dev import ROOT
from tests.cli.forking import Forks
from tests.postgres import SUPERUSER, Server

PAGE = ROOT / "docs" / "operate.md"
UNITS = "/etc/systemd/system/"
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_NOTED = ("apt-get", "useradd", "chown", "journalctl")
_SHARED_MEMORY = Path("/dev/shm")

_SCRIPTS = {
    "sudo": '#!/bin/sh\n[ "$1" = -u ] && shift 2\nexec "$@"\n',
    "python3": '#!/bin/sh\n# python3 -m venv FOLDER\nmkdir -p "$3/bin"\ncp "{bin}/agent-app" "{bin}/pip" "$3/bin/"\n',
    "pip": '#!/bin/sh\necho pip "$@" >> "{notes}"\n',
    "install": '#!/bin/sh\nfor word in "$@"; do\n  shift\n'
    '  case "$word" in -o) skip=1;; *) [ "$skip" = 1 ] || set -- "$@" "$word"; skip=0;; esac\ndone\n'
    'exec "{install}" "$@"\n',
    "systemctl": '#!/bin/sh\nexec "{python}" -m tests.cli.services "{units}" "$@"\n',
}


@dataclass(frozen=True)
class Block:
    """A block of the page: its language, what it says, and the text before it."""

    language: str
    text: str
    before: str


def blocks() -> list[Block]:
    """All of the page, in its order."""
    page = PAGE.read_text(encoding="utf-8")
    return [Block(found[1], found[2], page[: found.start()]) for found in _BLOCK.finditer(page)]


class Machine:
    """Carries out blocks."""

    def __init__(self, folder: Path, server: Server) -> None:
        self.folder, self.server = folder, server
        self.units = folder / "units"
        self.notes = folder / "notes"
        self.port = _free_port()
        self.backups = _other_disk(folder)
        self._forks = Forks(folder)
        self._places = {
            "/srv/keagenan": folder / "srv",
            "/mnt/backup": self.backups,
            "/media/usb": folder / "usb",
            "/usr/local/bin": folder / "local",
            UNITS.rstrip("/"): self.units,
        }
        for place in (*self._places.values(), folder / "bin"):
            place.mkdir(exist_ok=True)
        self._write_scripts()
        self.environment = {
            "PATH": f"{folder / 'local'}:{folder / 'bin'}:{server.programs}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "HOME": str(folder),
            "KEAGENAN_LANGUAGE": "en",
            "PGHOST": str(server.folder),
            "PGPORT": str(server.port),
            "PGUSER": SUPERUSER,
            "PGDATABASE": "postgres",
        }

    def _write_scripts(self) -> None:
        values = {
            "bin": self.folder / "bin",
            "notes": self.notes,
            "python": sys.executable,
            "install": shutil.which("install"),
            "units": self.units,
        }
        scripts = _SCRIPTS | {name: f'#!/bin/sh\necho {name} "$@" >> "{{notes}}"\n' for name in _NOTED}
        made = {name: text.format(**values) for name, text in scripts.items()}
        for name, text in {**made, "agent-app": self._forks.script()}.items():
            file = self.folder / "bin" / name
            file.write_text(text)
            file.chmod(0o700)

    def here(self, text: str) -> str:
        """What the page says, with its folders, its port and its database where they are on this machine."""
        for place, ours in self._places.items():
            text = text.replace(place, str(ours))
        place = f"?host={self.server.folder}&port={self.server.port}"
        text = re.sub(r"@127\.0\.0\.1/(\w+)", lambda found: f"@/{found[1]}{place}", text)
        if self.backups.stat().st_dev == self.folder.stat().st_dev:
            text = text.replace(" --other-disk", "")
        return text.replace("8471", str(self.port)).replace("8472", str(self.port + 1))

    def carry_out(self, block: Block) -> list[str]:
        """What each line prints, all of which end well."""
        if block.language == "sql":
            return [self._run(["psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1"], self.here(block.text))]
        if block.language == "ini":
            (self.units / _unit_before(block)).write_text(self.here(block.text))
            return []
        return [self._run(["bash", "-euo", "pipefail", "-c", self.here(line)]) for line in block.text.splitlines()]

    def _run(self, words: list[str], given: str = "") -> str:
        # A service that was started goes on, and holds no pipe of ours.
        said = self.folder / "said"
        with said.open("wb") as file:
            done = subprocess.run(
                words,
                input=given.encode(),
                stdout=file,
                stderr=file,
                env=self.environment,
                cwd=self.folder,
                timeout=120,
            )
        printed = said.read_text(encoding="utf-8")
        assert done.returncode == 0, (words, given, printed)
        return printed

    def command(self, unit: str) -> list[str]:
        """The words of a unit's ExecStart."""
        text = (self.units / unit).read_text()
        return shlex.split(next(line for line in text.splitlines() if line.startswith("ExecStart="))[10:])

    def close(self) -> None:
        """Stop what still runs, and forget the other disk."""
        subprocess.run([self.folder / "bin" / "systemctl", "stop", "keagenan.service"], env=self.environment)
        self._forks.close()
        if self.backups.parent == _SHARED_MEMORY:
            shutil.rmtree(self.backups)


def _unit_before(block: Block) -> str:
    return re.findall(rf"`{UNITS}([\w.-]+)`", block.before)[-1]


def _free_port() -> int:
    """One with the next behind it."""
    while True:
        with socket.create_server(("127.0.0.1", 0)) as taken, contextlib.suppress(OSError):
            port = int(taken.getsockname()[1])
            with socket.create_server(("127.0.0.1", port + 1)):
                return port


def _other_disk(folder: Path) -> Path:
    """A folder on another file system where there is one to write to."""
    if os.access(_SHARED_MEMORY, os.W_OK):
        place = _SHARED_MEMORY / f"keagenan-{os.getpid()}"
        place.mkdir(mode=0o700, exist_ok=True)
        return place
    return folder / "disk"
