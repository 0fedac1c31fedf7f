"""PostgreSQL's own archives: written by pg_dump, read back line by line, put back by pg_restore."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url

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


def dump(url: str, target: Path) -> None:
    """Write an archive of the whole database, readable by its owner alone.

    Raises Unavailable("part_missing") without pg_dump, Unavailable("backup_failed").
    """
    target.touch(mode=0o600)
    _run("pg_dump", url, ["--format=custom", f"--file={target}"])


def restore(url: str, source: Path) -> None:
    """Replace the content of the database by an archive's, all of it or nothing. Raises Unavailable as `dump`."""
    _run("pg_restore", url, ["--clean", "--if-exists", "--no-owner", "--single-transaction", str(source)])


def journal_lines(source: Path) -> Iterator[DumpedLine]:
    """Every line of the journal that an archive holds, in the archive's order. Raises Unavailable as `dump`."""
    command = [_program("pg_restore"), "--data-only", "--table=journal", "--file=-", str(source)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        columns: list[str] = []
        for row in process.stdout:
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
    if process.returncode != 0:
        raise Unavailable("backup_failed")


def _bytes(field: bytes) -> bytes:
    """A bytea as COPY writes it, its backslash doubled."""
    return bytes.fromhex(field.removeprefix(b"\\\\x").decode())


def _run(name: str, url: str, options: list[str]) -> None:
    parsed = make_url(url)
    # A password on the command line could be read by everybody on the machine.
    place = parsed.set(drivername="postgresql", password=None).render_as_string()
    environment = dict(os.environ)
    if parsed.password is not None:
        environment["PGPASSWORD"] = str(parsed.password)
    result = subprocess.run(
        [_program(name), "--no-password", f"--dbname={place}", *options], env=environment, capture_output=True
    )
    if result.returncode != 0:
        raise Unavailable("backup_failed", program=name)


def _program(name: str) -> str:
    program = shutil.which(name)
    if program is None:
        raise Unavailable("part_missing", part=name)
    return program
