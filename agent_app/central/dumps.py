"""PostgreSQL's own archives: written by pg_dump, sealed, read back line by line, put back by pg_restore."""

import contextlib
import os
import shutil
import subprocess
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from sqlalchemy import make_url

from agent_app.central import sealing
from agent_app.central.sealing import Damaged
from agent_app.domain.errors import Unavailable
from agent_app.journal import lines

_START = b"COPY public.journal ("


@dataclass(frozen=True, slots=True)
class DumpedLine:
    """A row of the journal as an archive holds it; `digests` are those the chain is made of, 64 bytes."""

    coop: str
    device: int
    seq: int
    h: bytes
    digests: bytes


def dump(url: str, target: Path, key: bytes) -> None:
    """Write an archive of the whole database, sealed under `key` (32 bytes) before it touches the disk.

    Raises Unavailable("part_missing") without pg_dump, Unavailable("backup_failed"), Unavailable("disk_full").
    """
    command, environment = _command("pg_dump", url, ["--format=custom"])
    with (
        open(target, "xb", opener=_private) as file,
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process,
    ):
        assert process.stdout is not None
        try:
            sealing.seal(process.stdout, file, key)
            file.flush()
            os.fsync(file.fileno())
        except OSError as error:
            process.kill()
            raise Unavailable("disk_full") from error
    if process.returncode != 0:
        raise Unavailable("backup_failed", program="pg_dump")


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def restore(url: str, source: Path, key: bytes) -> None:
    """Replace the content of the database by an archive's, all of it or nothing.

    Raises Unavailable("part_missing"), Unavailable("backup_failed") also for an archive that is not whole or not
    sealed under this key.
    """
    _check(source, key)
    options = ["--clean", "--if-exists", "--no-owner", "--single-transaction"]
    command, environment = _command("pg_restore", url, options)
    with _fed(command, environment, source, key) as said:
        said.read()


def _check(source: Path, key: bytes) -> None:
    """Read an archive to its end before anything is replaced by it."""
    try:
        with source.open("rb") as file:
            for _ in sealing.unseal(file, key):
                pass
    except (Damaged, OSError) as error:
        raise Unavailable("backup_failed") from error


def journal_lines(source: Path, key: bytes) -> Iterator[DumpedLine]:
    """Every line of the journal that an archive holds, in the archive's order. Raises Unavailable as `restore`."""
    command = [_program("pg_restore"), "--data-only", "--table=journal", "--file=-"]
    with _fed(command, dict(os.environ), source, key) as rows:
        yield from _read_lines(rows)


def _read_lines(rows: Iterable[bytes]) -> Iterator[DumpedLine]:
    columns: list[str] = []
    for row in rows:
        if row.startswith(_START):
            columns = row[len(_START) : row.index(b")")].decode().split(", ")
        elif row == b"\\.\n":
            columns = []
        elif columns:
            fields = dict(zip(columns, row.rstrip(b"\n").split(b"\t"), strict=True))
            yield DumpedLine(
                fields["coop"].decode(),
                int(fields["device"]),
                int(fields["seq"]),
                _bytes(fields["h"]),
                b"".join(lines.digests(_bytes(fields["line"]))),
            )


@contextlib.contextmanager
def _fed(command: list[str], environment: dict[str, str], source: Path, key: bytes) -> Iterator[IO[bytes]]:
    """What a program says while it is given an archive's plain content through a pipe.

    Where a chunk does not check out, the program is ended before it could take what came for the whole.
    """
    whole: list[bool] = []

    def feed(process: "subprocess.Popen[bytes]") -> None:
        assert process.stdin is not None
        try:
            with source.open("rb") as file, process.stdin as pipe:
                for chunk in sealing.unseal(file, key):
                    pipe.write(chunk)
                whole.append(True)
        except (Damaged, OSError):
            process.kill()

    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None
        feeder = threading.Thread(target=feed, args=(process,), daemon=True)
        feeder.start()
        try:
            yield process.stdout
        except BaseException:
            process.kill()
            raise
        finally:
            feeder.join()
    if process.returncode != 0 or not whole:
        raise Unavailable("backup_failed", program="pg_restore")


def _bytes(field: bytes) -> bytes:
    """A bytea as COPY writes it, its backslash doubled."""
    return bytes.fromhex(field.removeprefix(b"\\\\x").decode())


def _command(name: str, url: str, options: list[str]) -> tuple[list[str], dict[str, str]]:
    """How a program is run on a database, and its environment."""
    parsed = make_url(url)
    # A password on the command line could be read by everybody on the machine.
    place = parsed.set(drivername="postgresql", password=None).render_as_string()
    environment = dict(os.environ)
    if parsed.password is not None:
        environment["PGPASSWORD"] = str(parsed.password)
    return [_program(name), "--no-password", f"--dbname={place}", *options], environment


def _program(name: str) -> str:
    program = shutil.which(name)
    if program is None:
        raise Unavailable("part_missing", part=name)
    return program
