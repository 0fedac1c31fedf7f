"""What a thief with all keys could still read in a side's files: pages, write-ahead logs, packed batches, dumps."""

import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from sqlalchemy import make_url, select
from sqlcipher3 import dbapi2

from agent_app.central import tables
from agent_app.central.centre import Centre
from agent_app.journal import batch as batches
from dev import postgres_programs

PAGE, IV, MAC = 4096, 16, 64
SALT = 16
WAL_HEADER, FRAME_HEADER = 32, 24


def pages(path: Path, key_hex: str) -> bytes:
    """All pages of an encrypted database decrypted, unused space and free pages included.

    SQLCipher 4: AES-256-CBC, the initialisation vector and the MAC in the last 80 bytes of a page; the first page
    begins with the salt in the clear.
    """
    key = bytes.fromhex(key_hex)
    raw = path.read_bytes()
    plain = [_page(key, raw[:PAGE], SALT)] if raw else []
    plain += [_page(key, raw[at : at + PAGE], 0) for at in range(PAGE, len(raw), PAGE)]
    wal = path.with_name(f"{path.name}-wal")
    frames = wal.read_bytes()[WAL_HEADER:] if wal.exists() else b""
    for at in range(0, len(frames), FRAME_HEADER + PAGE):
        plain += [_page(key, frames[at + FRAME_HEADER :][:PAGE], skipped) for skipped in (0, SALT)]
    return b"".join(plain)


def _page(key: bytes, page: bytes, skipped: int) -> bytes:
    end = PAGE - IV - MAC
    vector = page[end : end + IV]
    if len(page) < PAGE or (end - skipped) % 16:
        return b""
    decryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
    return decryptor.update(page[skipped:end]) + decryptor.finalize()


def exported(path: Path, key_hex: str, target: Path) -> bytes:
    """The database as SQLCipher itself exports it in the clear."""
    target.unlink(missing_ok=True)
    connection = dbapi2.connect(str(path))
    connection.execute(f"PRAGMA key = \"x'{key_hex}'\"")
    connection.execute("ATTACH DATABASE ? AS plain KEY ''", (str(target),))
    connection.execute("SELECT sqlcipher_export('plain')")
    connection.execute("DETACH DATABASE plain")
    connection.close()
    content = target.read_bytes()
    target.unlink()
    return content


def vacuum(path: Path, key_hex: str) -> None:
    """Let a closed database give up the bytes of what was erased."""
    connection = dbapi2.connect(str(path), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{key_hex}'\"")
    connection.execute("VACUUM")
    assert connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
    connection.close()


def dumped(url: str) -> bytes:
    """A PostgreSQL database as a script, with each bytea beside it as the bytes it stands for."""
    programs = postgres_programs()
    assert programs is not None
    place = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    command = [str(programs / "pg_dump"), "--no-password", "--inserts", f"--dbname={place}"]
    script = subprocess.run(command, check=True, capture_output=True).stdout
    return b"\n".join([script, *_hexadecimals(script)])


def _hexadecimals(script: bytes) -> Iterator[bytes]:
    for part in script.split(b"'\\x")[1:]:
        yield bytes.fromhex(part.partition(b"'")[0].decode())


def packed_batches(centre: Centre) -> bytes:
    """The lines of all forked batches that are kept as evidence: compressed in the database, so never found there."""
    with centre.reading() as connection:
        kept = connection.execute(select(tables.evidence.c.batch)).scalars().all()
    return b"\n".join(line for one in kept for line in batches.unpack(bytes(one)).lines)


def found(needles: Iterable[bytes], content: bytes) -> set[bytes]:
    """Those of the needles that stand in the content."""
    return {needle for needle in needles if needle in content}
