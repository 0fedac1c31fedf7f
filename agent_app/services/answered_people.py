"""Of whom an answer of BPJS speaks: it names people by NIK and participant number."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.engine import Connection

from agent_app.records.tables.members import member as member_table
from agent_app.records.views import members as members_view
from agent_app.records.views.members import Member


def members_by_number(connection: Connection, coop: str) -> dict[str, str]:
    """Members by participant number."""
    statement = select(member_table.c.participant_number, member_table.c.member).where(
        member_table.c.coop == coop, member_table.c.participant_number.is_not(None)
    )
    return dict(connection.execute(statement).all())


def spoken_of(
    connection: Connection, coop: str, nik: str | None, number: str | None, numbered: Mapping[str, str]
) -> tuple[Member, ...]:
    """The members a row may speak of: all that go on under its NIK, else the one with its participant number."""
    if nik is not None and (same := members_view.of_nik(connection, coop, nik)):
        return same
    known = numbered.get(number or "")
    found = members_view.find(connection, coop, known) if known is not None else None
    return (found,) if found is not None else ()
