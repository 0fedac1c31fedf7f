"""A throw-away PostgreSQL server on a Unix socket in a temporary folder, for tests, faults and benchmarks."""

import atexit
import os
import random
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import URL

from dev import postgres_programs

SUPERUSER = "keagenan"
PATIENCE = 30.0
# macOS gives temporary folders names too long for a socket.
TEMPORARY = "/tmp" if Path("/tmp").is_dir() else None


class Server:
    """One PostgreSQL cluster with its server; everything of it is deleted when it is stopped.

    With `fsync=True` a commit is on the disk as in production (benchmarks); without it the cluster
    survives a killed server process but no power cut. Raises RuntimeError where PostgreSQL is missing or
    does not start.
    """

    def __init__(self, *, fsync: bool = False) -> None:
        programs = postgres_programs()
        if programs is None:
            raise RuntimeError("no PostgreSQL server on this system")
        self.programs = programs
        self.fsync = fsync
        self.port = random.randint(20_000, 60_000)
        self.folder = Path(tempfile.mkdtemp(prefix="keagenan-pg-", dir=TEMPORARY))
        self.owner = _owner()
        if self.owner:
            shutil.chown(self.folder, self.owner)
        self._process: subprocess.Popen[Any] | None = None
        atexit.register(self.stop)
        self._initialise()
        self.start()

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    @property
    def _log(self) -> Path:
        return self.folder / "log"

    def _as_owner(self) -> dict[str, Any]:
        """PostgreSQL refuses to run as root; nor does it need the environment of the tests."""
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "LC_ALL": "C"}
        owner = {"user": self.owner, "group": _group(self.owner), "extra_groups": []} if self.owner else {}
        return {"env": environment, "cwd": "/", "start_new_session": True, **owner}

    def _initialise(self) -> None:
        command = [str(self.programs / "initdb"), "--pgdata", str(self._data), "--username", SUPERUSER]
        command += ["--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync"]
        result = subprocess.run(command, capture_output=True, text=True, **self._as_owner())
        if result.returncode != 0:
            raise RuntimeError(f"initdb failed: {result.stderr}")

    def _settings(self) -> dict[str, object]:
        durable = "on" if self.fsync else "off"
        return {
            "listen_addresses": "",
            "unix_socket_directories": self.folder,
            "port": self.port,
            "max_connections": 200,
            "timezone": "UTC",
            "fsync": durable,
            "full_page_writes": durable,
            # Else a killed server forgets what it had acknowledged but not yet handed to the system.
            "synchronous_commit": "on",
        }

    def start(self) -> None:
        """Start the server on its cluster and wait until it takes connections.

        After a kill the old server's last processes may take a moment to leave: starting is tried again.
        """
        command = [str(self.programs / "postgres"), "-D", str(self._data)]
        for name, value in self._settings().items():
            command += ["-c", f"{name}={value}"]
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            process = self._process
            if process is None or process.poll() is not None:
                with self._log.open("ab") as log:
                    self._process = process = subprocess.Popen(command, stdout=log, stderr=log, **self._as_owner())
            if self._is_ready(process.pid):
                return
            time.sleep(0.02)
        raise RuntimeError(f"PostgreSQL did not start:\n{self._log.read_text()[-2000:]}")

    def _is_ready(self, pid: int) -> bool:
        """The server writes its process and its state into the cluster's lock file."""
        try:
            lines = (self._data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return len(lines) >= 8 and lines[0].strip() == str(pid) and lines[7].strip() == "ready"

    def kill(self) -> None:
        """End the server as a crash does (SIGKILL); what was committed is there after `start`."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def stop(self) -> None:
        """Shut the server down and delete its folder; twice does no harm."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.kill()
            self._process = None
        shutil.rmtree(self.folder, ignore_errors=True)
        atexit.unregister(self.stop)

    def url(self, database: str) -> str:
        """The SQLAlchemy URL of a database of this server."""
        place = {"host": str(self.folder), "port": str(self.port)}
        url = URL.create("postgresql+psycopg", username=SUPERUSER, database=database, query=place)
        return url.render_as_string(hide_password=False)

    def make_database(self, name: str) -> str:
        """Create an empty database and give its SQLAlchemy URL."""
        self._administer(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Delete a database, whoever is still connected to it."""
        self._administer(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _administer(self, statement: sql.Composed) -> None:
        with psycopg.connect(
            host=str(self.folder), port=self.port, user=SUPERUSER, dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(statement)


def _owner() -> str | None:
    """Whom to run the server as: nobody else than the present user, unless that is root."""
    if os.geteuid() != 0:
        return None
    import pwd

    return "postgres" if any(user.pw_name == "postgres" for user in pwd.getpwall()) else "nobody"


def _group(user: str) -> int:
    import pwd

    return pwd.getpwnam(user).pw_gid
