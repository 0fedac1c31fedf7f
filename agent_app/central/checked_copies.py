"""Reading a copy of the centre's database to its end: which lines it holds, and what was found wrong in it."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from agent_app.central import centre_journal, checks, dumps, tables
from agent_app.central.centre import Centre
from agent_app.central.chains import Heads, heads_of
from agent_app.central.sealing import Plain
from agent_app.domain.errors import Unavailable
from agent_app.journal import chain
from agent_app.records.copies import damaged_pages
from agent_app.records.engine import open_sqlite
from agent_app.records.tables.house import device
from agent_app.records.tables.journal import journal
from agent_app.records.verify import Problem


@dataclass(frozen=True, slots=True)
class Checked:
    """The last line of each journal of a copy without damage, and what else was found."""

    heads: Heads
    findings: list[Problem]


def of_sqlite(centre: Centre, copy: Path) -> Checked:
    """Read a copy of the embedded database: every page, chain and signature.

    Raises Unavailable("backup_failed"), with device and number of the first line that is missing or altered.
    """
    engine = open_sqlite(copy, centre.keys.database)
    try:
        opened = Centre(centre.folder, centre.coop, engine, centre.keys, centre.now)
        with opened.reading() as connection:
            here = tables.cooperative.c.coop == centre.coop
            known = connection.execute(select(tables.cooperative.c.coop).where(here)).scalar()
            if known is None or damaged_pages(connection) > 0:
                raise Unavailable("backup_failed")
            return of_database(connection, opened)
    except DBAPIError as error:
        raise Unavailable("backup_failed") from error
    finally:
        engine.dispose()


def of_database(connection: Connection, centre: Centre) -> Checked:
    """Verify all lines as this transaction sees them. Raises Unavailable("backup_failed") as `of_sqlite`."""
    report = checks.verify(connection, centre)
    if report.damage:
        first = report.damage[0]
        raise Unavailable("backup_failed", device=first.device, seq=first.seq, what=first.what)
    return Checked(heads(connection, centre.coop), report.findings)


def heads(connection: Connection, coop: str) -> Heads:
    """The last line held of each journal."""
    statement = (
        select(journal.c.device, func.max(journal.c.seq)).where(journal.c.coop == coop).group_by(journal.c.device)
    )
    return {row[0]: row[1] for row in connection.execute(statement)}


def device_keys(connection: Connection, coop: str) -> dict[int, bytes]:
    """The public key of each laptop."""
    rows = connection.execute(select(device.c.device, device.c.public_key).where(device.c.coop == coop))
    return {row.device: bytes(row.public_key) for row in rows}


def of_archive(centre: Centre, plain: Plain, keys: dict[int, bytes]) -> Heads:
    """Follow every journal of an archive of PostgreSQL; all its other tables are unpacked with it.

    Raises Unavailable("backup_failed") as `of_sqlite`.
    """

    def genesis(number: int) -> bytes:
        if number <= 0:
            return centre_journal.genesis(centre, number)
        return chain.genesis(centre.coop, number, keys.get(number, b""))

    return heads_of((line for line in dumps.journal_lines(plain) if line.coop == centre.coop), genesis)
