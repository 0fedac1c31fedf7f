"""Which receipts titipan helped to pay whose titipan the branch does not have, all of it: they are not deposited.

A receipt's price is its cash and the titipan that lines written with it use. Of a member's slips the branch has those
whose cash it counted and those that another person says came in; they pay for uses in the order of
`records.precedence`. So a price that neither cash nor titipan paid is deposited by nobody, whatever else an agent
hands over.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Table, or_, select, tuple_
from sqlalchemy.engine import Connection

from agent_app.records import bulk
from agent_app.records.facts.collector import OriginKey
from agent_app.records.precedence import in_order
from agent_app.records.tables.members import member as member_table
from agent_app.records.tables.money import receipt, titipan, titipan_use
from agent_app.records.views import deposited
from agent_app.records.views.deposited import Frontier
from agent_app.records.views.titipan import is_given_back, is_used

_AT_ONCE = 300


def key_of(row: Any) -> OriginKey:
    """The origin of a row, as keys are compared."""
    return row.device, row.seq, bytes(row.h)


def not_at_branch(connection: Connection, coop: str, rows: Sequence[Any]) -> set[OriginKey]:
    """Of rows of receipts (device, seq, h, source, cash, price: the receipt's rupiah) those paid by titipan that the
    branch does not have, or by nothing."""
    asked = {key_of(row): row for row in rows if row.source != "cash" or row.cash < row.price}
    if not asked:
        return set()
    people = _people(connection, coop, _members_of(connection, coop, asked))
    found: dict[OriginKey, list[tuple[int, bool]]] = defaultdict(list)
    for use, is_there in _uses(connection, coop, people):
        of = use.receipt_device, use.receipt_seq, bytes(use.receipt_h)
        if of in asked:
            found[of].append((use.rupiah, is_there))
    return {key for key, row in asked.items() if not _is_paid(row, found[key])}


def _is_paid(receipt_row: Any, uses: Sequence[tuple[int, bool]]) -> bool:
    if receipt_row.source != "cash":
        return all(is_there for _, is_there in uses)
    there = sum(rupiah for rupiah, is_there in uses if is_there)
    return bool(receipt_row.cash + there >= receipt_row.price)


def _members_of(connection: Connection, coop: str, keys: Collection[OriginKey]) -> set[str]:
    """All whom these receipts name."""
    found: set[str] = set()
    for chunk in bulk.chunks(sorted({key[:2] for key in keys}), _AT_ONCE):
        place = tuple_(receipt.c.device, receipt.c.seq)
        for names in connection.execute(
            select(receipt.c.members).where(receipt.c.coop == coop, place.in_(chunk))
        ).scalars():
            found.update(json.loads(names))
    return found


def _people(connection: Connection, coop: str, ids: Collection[str]) -> dict[str, str]:
    """These ids and those merged with them, each with the one that goes on."""
    people = {one: one for one in ids}
    for chunk in bulk.chunks(sorted(ids), _AT_ONCE):
        merged = select(member_table.c.merged_into).where(
            member_table.c.coop == coop, member_table.c.member.in_(chunk), member_table.c.merged_into.is_not(None)
        )
        roots = [*chunk, *connection.execute(merged).scalars()]
        same = select(member_table.c.member, member_table.c.merged_into).where(
            member_table.c.coop == coop, or_(member_table.c.member.in_(roots), member_table.c.merged_into.in_(roots))
        )
        people |= {row.member: row.merged_into or row.member for row in connection.execute(same)}
    return people


def _uses(connection: Connection, coop: str, people: Mapping[str, str]) -> Iterator[tuple[Any, bool]]:
    """The uses that count, oldest first, and whether the branch has the money of each and of all before it."""
    left = _slips_at_branch(connection, coop, people)
    rows = _rows_of(connection, coop, titipan_use, people, is_used(), ~is_given_back())
    for row in in_order(rows):
        person = people[row.member]
        left[person] -= row.rupiah
        yield row, left[person] >= 0


def _slips_at_branch(connection: Connection, coop: str, people: Mapping[str, str]) -> dict[str, int]:
    """Rupiah of slips, by person, whose money the branch has."""
    found: dict[str, int] = defaultdict(int)
    reached: dict[str, Frontier] = {}
    for row in _rows_of(connection, coop, titipan, people):
        if row.reversed_day is not None:
            continue
        if row.source != "cash":
            found[people[row.member]] += row.rupiah if row.funds_day is not None else 0
            continue
        if row.agent not in reached:
            reached[row.agent] = deposited.frontier(connection, coop, row.agent)
        if reached[row.agent].covers((row.day, row.at, row.device, row.seq)):
            found[people[row.member]] += row.cash
    return found


def _rows_of(
    connection: Connection, coop: str, table: Table, people: Mapping[str, str], *counting: ColumnElement[bool]
) -> Iterator[Any]:
    for chunk in bulk.chunks(sorted(people), _AT_ONCE):
        statement = select(table).where(table.c.coop == coop, table.c.member.in_(chunk), *counting)
        yield from connection.execute(statement).all()
