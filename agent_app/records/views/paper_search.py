"""Receipts by a part of their number, as somebody reads it off a paper."""

import json
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.engine import Connection

from agent_app.journal.entries.base import Origin
from agent_app.records.tables.money import receipt
from agent_app.records.views import members
from agent_app.records.views.origins import origin_of

SHORTEST = 2


@dataclass(frozen=True, slots=True, repr=False)
class PaperHit:
    """A receipt: whose it is first, the day and the rupiah; `voided` where it no longer counts."""

    origin: Origin
    number: str
    name: str
    others: int
    day: str
    rupiah: int
    voided: bool


def receipts_numbered(connection: Connection, coop: str, text: str, limit: int = 4) -> tuple[PaperHit, ...]:
    """The newest receipts whose number holds what was typed; figures alone are the end of a number.

    Nothing for fewer than two figures.
    """
    wanted = "".join(text.upper().split())
    if sum(letter.isdigit() for letter in wanted) < SHORTEST or not wanted.replace("-", "").isalnum():
        return ()
    fits = receipt.c.number.like(f"%{wanted}" if wanted.isdigit() else f"%{wanted}%")
    newest = (receipt.c.day.desc(), receipt.c.at.desc(), receipt.c.seq.desc())
    statement = select(receipt).where(receipt.c.coop == coop, fits).order_by(*newest).limit(limit)
    found = []
    for row in connection.execute(statement).all():
        ids = json.loads(row.members)
        payer = members.find(connection, coop, ids[0]) if ids else None
        name = payer.name if payer is not None and payer.name else ""
        voided = row.reversed_day is not None
        found.append(PaperHit(origin_of(row), row.number, name, len(ids) - 1, row.day, row.rupiah, voided))
    return tuple(found)
