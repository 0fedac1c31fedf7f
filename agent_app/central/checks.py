"""Verifying all that the centre holds: journals as `records.verify` does, its own journals, signatures, streams."""

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from agent_app.central import centre_journal, streams
from agent_app.central.centre import Centre
from agent_app.journal import chain
from agent_app.records import verify as records_verify
from agent_app.records.tables.journal import batch_signature, journal
from agent_app.records.verify import Report


def verify(connection: Connection, centre: Centre) -> Report:
    """Check chains, signatures, numbers, totals and the streams' hashes; the report names each bad line."""
    report = records_verify.verify(connection, centre.coop)
    _check_starts(connection, centre, report)
    _check_ends(connection, centre.coop, report)
    fault = streams.first_fault(connection, centre.coop)
    if fault is not None:
        report.note(0, fault[1], f"stream {fault[0]} does not follow from the journal")
    return report


def _check_starts(connection: Connection, centre: Centre, report: Report) -> None:
    """At the centre every journal is whole: it begins with line 1, and the centre's own with its own key."""
    statement = select(journal.c.device, func.min(journal.c.seq).label("first")).where(journal.c.coop == centre.coop)
    for row in connection.execute(statement.group_by(journal.c.device)):
        if row.first != 1:
            report.note_damage(row.device, row.first, "lines before this are missing")
        elif row.device <= 0:
            here = (journal.c.coop == centre.coop, journal.c.device == row.device, journal.c.seq == 1)
            line, h = connection.execute(select(journal.c.line, journal.c.h).where(*here)).one()
            if chain.step(centre_journal.genesis(centre, row.device), bytes(line)) != bytes(h):
                report.note_damage(row.device, 1, "altered")


def _check_ends(connection: Connection, coop: str, report: Report) -> None:
    """No line of a device stands above its last signature."""
    signed = (
        select(batch_signature.c.device, func.max(batch_signature.c.seq).label("last"))
        .where(batch_signature.c.coop == coop)
        .group_by(batch_signature.c.device)
        .subquery()
    )
    statement = (
        select(journal.c.device, func.max(journal.c.seq).label("held"), func.max(signed.c.last).label("last"))
        .outerjoin(signed, signed.c.device == journal.c.device)
        .where(journal.c.coop == coop, journal.c.device > 0)
        .group_by(journal.c.device)
    )
    for row in connection.execute(statement):
        if row.last is None or row.held > row.last:
            report.note_damage(row.device, (row.last or 0) + 1, "not signed")
