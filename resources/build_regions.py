"""Builds resources/regions.sqlite from the npm package idn-area-data: the same bytes on every run.

    python resources/build_regions.py          fetches the package with npm and writes the file beside this script

The codes lose their dots (53.13.05.1001 becomes 5313051001), which is the form they have inside a NIK.
"""

import csv
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from agent_app.domain.texts import words

PACKAGE = "idn-area-data"
VERSION = "4.0.1"
COUNTS = {"provinces": 38, "regencies": 514, "districts": 7_285, "villages": 83_762}
TARGET = Path(__file__).with_name("regions.sqlite")

_PAGE = 4096

_SCHEMA = f"""
PRAGMA page_size = {_PAGE};
PRAGMA encoding = 'UTF-8';
PRAGMA journal_mode = OFF;
PRAGMA secure_delete = ON;
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE region (code INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE word (word TEXT NOT NULL, code INTEGER NOT NULL, PRIMARY KEY (word, code)) WITHOUT ROWID;
"""


def regions(source: Path) -> Iterator[tuple[int, str]]:
    """(code without dots, name) of all four levels of a folder with the package's CSV files, in file order."""
    for level in COUNTS:
        with (source / f"{level}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield int(row["code"].replace(".", "")), row["name"].strip()


def build(source: Path, target: Path, version: str, counts: dict[str, int] = COUNTS) -> None:
    """Write the database; raises ValueError when the rows are not as many as `counts` says or have no parent."""
    rows = sorted(regions(source))
    _check(rows, counts)
    target.unlink(missing_ok=True)
    database = sqlite3.connect(target, isolation_level=None)
    database.executescript(_SCHEMA)
    database.execute("BEGIN")
    meta = [("source", PACKAGE), ("source_version", version), ("licence", "ODbL-1.0")]
    database.executemany("INSERT INTO meta VALUES (?, ?)", sorted(meta))
    database.executemany("INSERT INTO region VALUES (?, ?)", rows)
    index = sorted({(word, code) for code, name in rows for word in words(name)})
    database.executemany("INSERT INTO word VALUES (?, ?)", index)
    database.execute("COMMIT")
    database.execute("VACUUM")
    database.close()
    target.write_bytes(_without_traces(target.read_bytes()))


def _without_traces(content: bytes) -> bytes:
    """The database without what depends on the SQLite that wrote it: the version number in the header, which
    readers ignore, and left-over bytes between the cell pointers and the cells of a page."""
    database = bytearray(content)
    database[96:100] = bytes(4)
    for page in range(0, len(database), _PAGE):
        header = page + (100 if page == 0 else 0)
        interior = database[header] in (2, 5)
        cells = int.from_bytes(database[header + 3 : header + 5], "big")
        free_from = header + (12 if interior else 8) + 2 * cells
        free_to = page + int.from_bytes(database[header + 5 : header + 7], "big")
        database[free_from:free_to] = bytes(free_to - free_from)
    return bytes(database)


def _check(rows: list[tuple[int, str]], counts: dict[str, int]) -> None:
    lengths = dict(zip((2, 4, 6, 10), counts.values(), strict=True))
    found = {length: sum(len(str(code)) == length for code, _ in rows) for length in lengths}
    if found != lengths:
        raise ValueError(f"expected {lengths} regions by length of code, found {found}")
    codes = {code for code, _ in rows}
    if len(codes) != len(rows):
        raise ValueError("a code stands twice")
    orphans = [code for code in codes if code > 99 and _parent(code) not in codes]
    if orphans:
        raise ValueError(f"{len(orphans)} regions have no parent, such as {min(orphans)}")


def _parent(code: int) -> int:
    return code // (10_000 if code > 999_999 else 100)


def fetch(folder: Path) -> Path:
    """Install exactly the wanted version into `folder` and return the path of its CSV files."""
    subprocess.run(
        ["npm", "install", f"{PACKAGE}@{VERSION}", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", folder],
        check=True,
    )
    installed = folder / "node_modules" / PACKAGE
    found = re.search(r'"version": "([^"]+)"', (installed / "package.json").read_text(encoding="utf-8"))
    if found is None or found[1] != VERSION:
        raise ValueError(f"npm installed another version than {VERSION}")
    return installed / "data"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        build(fetch(Path(folder)), TARGET, VERSION)
    print(f"{TARGET} {TARGET.stat().st_size} bytes")
