"""PostgreSQL's own archives: written by pg_dump, sealed, read back line by line, put back by pg_restore."""

import contextlib
import errno
import os
import re
import subprocess
import tempfile
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from agent_app import paths
from agent_app.central import programs, sealing
from agent_app.central.programs import Command
from agent_app.central.sealing import Damaged, Plain
from agent_app.domain.errors import Unavailable
from agent_app.journal import lines

_JOURNAL = re.compile(rb"COPY (?:.+\.)?journal \(([^)]*)\) ")
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_MOST_SAID = 64 * 1024


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

    Raises as `dumped`, Unavailable("disk_full" | "disk").
    """
    with open(target, "xb", opener=paths.private_opener) as file, dumped(url) as archive:
        try:
            sealing.seal(archive, file, key)
            file.flush()
            os.fsync(file.fileno())
        except OSError as error:
            raise Unavailable("disk_full" if error.errno in _FULL else "disk") from error


@contextlib.contextmanager
def dumped(url: str, snapshot: str | None = None) -> Iterator[IO[bytes]]:
    """An archive of the whole database as pg_dump writes it; whole once the context has ended well.

    `snapshot` is the name of one that a transaction of the same database has exported. Raises
    Unavailable("part_missing") without pg_dump, Unavailable("backup_failed"), what `programs.reason` tells.
    """
    options = ["--format=custom"] + ([f"--snapshot={snapshot}"] if snapshot is not None else [])
    command = programs.on_database("pg_dump", url, options)
    with (
        _Said() as said,
        subprocess.Popen(command.words, env=command.environment, stdout=subprocess.PIPE, stderr=said.file) as process,
    ):
        assert process.stdout is not None
        try:
            yield process.stdout
        except BaseException:
            process.kill()
            raise
        if process.wait() != 0:
            raise programs.reason(said.all(), "backup_failed")


class _Said:
    """What a program says of itself, kept apart from its work: it may quote rows, so nobody is shown it."""

    def __enter__(self) -> "_Said":
        self.file = tempfile.TemporaryFile()
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def all(self) -> bytes:
        self.file.seek(0)
        return self.file.read(_MOST_SAID)


def archive(source: Path, key: bytes) -> Plain:
    """The plain content of an archive that `dump` wrote."""

    def plain() -> Iterator[bytes]:
        with source.open("rb") as file:
            yield from sealing.unseal(file, key)

    return plain


def restore(url: str, plain: Plain) -> None:
    """Replace the content of the database by an archive's, all of it or nothing.

    Objects become the role's that restores them, whatever roles there were where the archive was made. Raises
    Unavailable("part_missing"), Unavailable("backup_failed") for an archive that is not whole or not sealed under this
    key, Unavailable("restore_failed") and what `programs.reason` tells where the database does not take it.
    """
    _check(plain)
    options = ["--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction"]
    with _fed(programs.on_database("pg_restore", url, options), plain) as printed:
        printed.read()


def _check(plain: Plain) -> None:
    """Read an archive to its end before anything is replaced by it."""
    try:
        for _ in plain():
            pass
    except (Damaged, OSError) as error:
        raise Unavailable("backup_failed") from error


def journal_lines(plain: Plain) -> Iterator[DumpedLine]:
    """Every line of the journal that an archive holds, in the archive's order; all its other tables are unpacked, too.

    Raises Unavailable("part_missing"), Unavailable("backup_failed").
    """
    with _fed(programs.alone("pg_restore", ["--data-only", "--file=-"]), plain, "backup_failed") as rows:
        yield from _read_lines(rows)


def _read_lines(rows: Iterable[bytes]) -> Iterator[DumpedLine]:
    """A table's rows stand between its COPY and a line `\\.`; within them a line's end is escaped."""
    columns: list[str] = []
    is_table = False
    for row in rows:
        if not is_table:
            is_table = row.startswith(b"COPY ")
            if is_table and (found := _JOURNAL.match(row)):
                columns = found[1].decode().split(", ")
        elif row == b"\\.\n":
            columns, is_table = [], False
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
def _fed(command: Command, plain: Plain, failed: str = "restore_failed") -> Iterator[IO[bytes]]:
    """What a program prints while it is given an archive's plain content through a pipe.

    A program that has all it needs ends before the archive does, and is no less believed for it; the rest is checked
    all the same. Where a chunk does not check out, the program is ended before it could take what came for the whole.
    """
    whole: list[bool] = []

    def feed(process: "subprocess.Popen[bytes]") -> None:
        assert process.stdin is not None
        try:
            chunks = plain()
            _pour(chunks, process.stdin)
            for _ in chunks:
                pass
            whole.append(True)
        except (Damaged, OSError):
            process.kill()

    with (
        _Said() as said,
        subprocess.Popen(
            command.words,
            env=command.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said.file,
        ) as process,
    ):
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
        code = process.wait()
        if not whole:
            raise Unavailable("backup_failed")
        if code != 0:
            raise programs.reason(said.all(), failed)


def _pour(chunks: Iterator[bytes], pipe: IO[bytes]) -> None:
    """Write until there is no more or nobody reads any more."""
    try:
        for chunk in chunks:
            try:
                pipe.write(chunk)
            except OSError:
                return
    finally:
        with contextlib.suppress(OSError):
            pipe.close()


def _bytes(field: bytes) -> bytes:
    """A bytea as COPY writes it, its backslash doubled."""
    return bytes.fromhex(field.removeprefix(b"\\\\x").decode())
