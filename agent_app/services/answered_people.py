"""Of whom an answer of BPJS speaks: it names people by NIK and participant number."""

import re
from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.engine import Connection

from agent_app.records.tables.members import member as member_table
from agent_app.records.views import members as members_view
from agent_app.records.views.members import Member


def number_key(number: str) -> str:
    """A participant number as its spellings share it: figures alone, without the zeros that number cells lose."""
    return re.sub(r"[^0-9]", "", number).lstrip("0")


def members_by_number(connection: Connection, coop: str) -> dict[str, tuple[str, ...]]:
    """Members by `number_key`; a merged registration stands for the one that goes on."""
    statement = select(member_table.c.participant_number, member_table.c.member, member_table.c.merged_into).where(
        member_table.c.coop == coop, member_table.c.participant_number.is_not(None)
    )
    found: dict[str, set[str]] = defaultdict(set)
    for row in connection.execute(statement):
        found[number_key(row.participant_number)].add(row.merged_into or row.member)
    return {number: tuple(sorted(some)) for number, some in found.items()}


def of_number(
    connection: Connection, coop: str, number: str | None, numbered: Mapping[str, tuple[str, ...]]
) -> tuple[Member, ...]:
    """The members with a participant number, whatever its spelling."""
    ids = numbered.get(number_key(number or ""), ())
    return tuple(one for each in ids if (one := members_view.find(connection, coop, each)) is not None)


def spoken_of(
    connection: Connection, coop: str, nik: str | None, number: str | None, numbered: Mapping[str, tuple[str, ...]]
) -> tuple[Member, ...]:
    """The members a row may speak of: all that go on under its NIK, else those with its participant number."""
    if nik is not None and (same := members_view.of_nik(connection, coop, nik)):
        return same
    return of_number(connection, coop, number, numbered)
