"""Forgetting a person, and setting aside what a former centre wrote: both leave the chain as it is."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import and_, func, select, tuple_, update
from sqlalchemy.engine import Connection

from agent_app.journal import lines as journal_lines
from agent_app.records import bulk
from agent_app.records.facts.collector import OriginKey
from agent_app.records.held import Held, hold
from agent_app.records.tables import metadata
from agent_app.records.tables.base import ORIGIN
from agent_app.records.tables.house import epoch, erased_member
from agent_app.records.tables.journal import State, journal, line_aside, line_member

VALID_FOR_EVER = ("device_enrolled", "person_erased")
"""Kinds that stand in every epoch: a signed promise to a device, which the new centre keeps by re-admission, and
what was forgotten, which nobody can bring back."""


def forget_known(connection: Connection, coop: str, arriving: Sequence[Held]) -> list[Held]:
    """The lines with the private parts of already erased people replaced by their hashes."""
    people = {member for held in arriving if held.line and held.line.has_private for member in held.members}
    if not people:
        return list(arriving)
    erased: set[str] = set()
    for chunk in bulk.chunks(sorted(people), 500):
        statement = select(erased_member.c.member).where(
            erased_member.c.coop == coop, bulk.among(connection, erased_member.c.member, chunk)
        )
        erased.update(connection.execute(statement).scalars())
    if not erased:
        return list(arriving)
    return [
        hold(held.device, held.seq, held.h, journal_lines.erase(held.raw))
        if not erased.isdisjoint(held.members)
        else held
        for held in arriving
    ]


def forget(connection: Connection, coop: str, people: Collection[str]) -> None:
    """Replace the private part of every line about these people by its hash, and empty the private columns."""
    statement = (
        select(journal.c.device, journal.c.seq, journal.c.h, journal.c.line)
        .join(
            line_member,
            and_(
                journal.c.coop == line_member.c.coop,
                journal.c.device == line_member.c.device,
                journal.c.seq == line_member.c.seq,
            ),
        )
        .where(line_member.c.coop == coop, line_member.c.member.in_(sorted(people)))
        .distinct()
    )
    origins: list[OriginKey] = []
    for row in connection.execute(statement).all():
        here = (journal.c.coop == coop, journal.c.device == row.device, journal.c.seq == row.seq)
        connection.execute(update(journal).where(*here).values(line=journal_lines.erase(bytes(row.line))))
        held = hold(row.device, row.seq, bytes(row.h), bytes(row.line))
        origins += [one.origin for one in (held, held.carried) if one is not None]
    _empty_columns(connection, coop, sorted(people), origins)
    _erase_aside(connection, coop, people)


def _empty_columns(connection: Connection, coop: str, people: list[str], origins: list[OriginKey]) -> None:
    for table in metadata.sorted_tables:
        private = {column.name: None for column in table.columns if column.info.get("private")}
        if not private or not table.info["derived"]:
            continue
        if "member" in table.primary_key.columns:
            connection.execute(update(table).where(table.c.coop == coop, table.c.member.in_(people)).values(**private))
        elif all(name in table.primary_key.columns for name in ORIGIN):
            for chunk in bulk.chunks(origins, 300):
                where = tuple_(table.c.device, table.c.seq, table.c.h).in_(chunk)
                connection.execute(update(table).where(table.c.coop == coop, where).values(**private))


def _erase_aside(connection: Connection, coop: str, people: Collection[str]) -> None:
    for row in connection.execute(select(line_aside).where(line_aside.c.coop == coop)).all():
        held = hold(row.device, row.seq, bytes(row.h), bytes(row.line))
        if not set(people).isdisjoint(held.members):
            here = (line_aside.c.coop == coop, line_aside.c.device == row.device, line_aside.c.seq == row.seq)
            connection.execute(
                update(line_aside).where(*here, line_aside.c.h == row.h).values(line=journal_lines.erase(held.raw))
            )


def part_superseded(
    connection: Connection, coop: str, device: int, arriving: Sequence[Held]
) -> tuple[list[Held], list[Held]]:
    """What a former centre wrote above what its successor still held, and what is to be applied."""
    if device > 0:
        return [], list(arriving)
    statement = select(func.min(epoch.c.former_seq)).where(epoch.c.coop == coop, epoch.c.former_device == device)
    last: int | None = connection.execute(statement).scalar()
    if last is None:
        return [], list(arriving)
    aside = [held for held in arriving if held.seq > last and held.kind not in VALID_FOR_EVER]
    return aside, [held for held in arriving if held.seq <= last or held.kind in VALID_FOR_EVER]


def supersede(connection: Connection, coop: str, restored: Iterable[tuple[int, int]]) -> bool:
    """Set aside the lines a former centre wrote above what was restored; whether any had been applied."""
    any_applied = False
    for device, seq in restored:
        above = (
            journal.c.coop == coop,
            journal.c.device == device,
            journal.c.seq > seq,
            journal.c.kind.not_in(VALID_FOR_EVER),
            journal.c.state != int(State.SUPERSEDED),
        )
        result = connection.execute(update(journal).where(*above).values(state=int(State.SUPERSEDED)))
        any_applied |= result.rowcount > 0
    return any_applied
