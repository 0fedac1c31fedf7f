"""Which remitted months BPJS refused, computed from all that is held of both, whichever came first."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Table, and_, select, update
from sqlalchemy.engine import Connection

from agent_app.records import bulk
from agent_app.records.facts.collector import Facts
from agent_app.records.tables.cash import refused_month, remittance, remittance_refusal, remitted_month

MemberMonth = tuple[str, str]


def refresh(connection: Connection, coop: str, facts: Facts) -> set[str]:
    """Compute on what day the touched member-months were refused, remittance by remittance; the changed tables.

    Only the branch that remitted a month records its refusal. Of several the first by (at, device, seq) counts.
    """
    refusals = _of_members(connection, coop, facts.remitted, refused_month, remittance_refusal)
    if not refusals:
        return set()
    changed = False
    for key, rows in _of_members(connection, coop, refusals.keys(), remitted_month, remittance).items():
        for row in rows:
            day = next((one.day for one in refusals[key] if _speaks_of(one, row)), None)
            if day != row.refused_day:
                changed = True
                connection.execute(update(remitted_month).where(*_at(coop, row, *key)).values(refused_day=day))
    return {remitted_month.name} if changed else set()


def _of_members(
    connection: Connection, coop: str, wanted: Collection[MemberMonth], months: Table, lines: Table
) -> dict[MemberMonth, list[Any]]:
    """The rows of `months` with what their lines say, in the order of (at, device, seq), by member and month."""
    with_member = months if "member" in months.c else lines
    own = [column for column in months.columns if column.name not in lines.c]
    joined = and_(*(months.c[name] == lines.c[name] for name in ("coop", "device", "seq", "h")))
    found: dict[MemberMonth, list[Any]] = defaultdict(list)
    for chunk in bulk.chunks(sorted({member for member, _ in wanted}), 300):
        statement = select(lines, *own).join(months, joined).where(with_member.c.coop == coop)
        for row in connection.execute(statement.where(with_member.c.member.in_(chunk))):
            if (row.member, row.month) in wanted:
                found[row.member, row.month].append(row)
    return {key: _ordered(rows) for key, rows in found.items()}


def _ordered(rows: Iterable[Any]) -> list[Any]:
    return sorted(rows, key=lambda row: (row.at, row.device, row.seq, bytes(row.h)))


def _speaks_of(refusal: Any, remitted: Any) -> bool:
    if refusal.branch != remitted.branch:
        return False
    if refusal.of_h is not None:
        named = (refusal.of_device, refusal.of_seq, bytes(refusal.of_h))
        return named == (remitted.device, remitted.seq, bytes(remitted.h))
    return bool(refusal.reference == remitted.reference and refusal.at >= remitted.at)


def _at(coop: str, row: Any, member: str, month: str) -> tuple[Any, ...]:
    table = remitted_month.c
    line = (table.coop == coop, table.device == row.device, table.seq == row.seq, table.h == row.h)
    return (*line, table.member == member, table.month == month)
