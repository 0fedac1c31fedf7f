"""What a line says of members who are not its writer's, once the centre has found that: it is taken out again.

Of consents, visits and months at BPJS no side but the centre can see whose the member is: it has an effect until then,
and none for ever after, in whichever order the line and the finding arrive.
"""

from collections.abc import Iterator

from sqlalchemy import Table, delete, select, tuple_
from sqlalchemy.engine import Connection

from agent_app.domain.reviews import ReviewCode
from agent_app.records import bulk
from agent_app.records.facts.collector import Facts, OriginKey
from agent_app.records.tables import cash, members
from agent_app.records.tables.house import review
from agent_app.records.touched import at

OF_MEMBERS = (cash.remitted_month, cash.protected_month, members.consent, members.visit)
"""Facts that are told of a member by whom the member may not belong to."""


def refresh(connection: Connection, coop: str, facts: Facts) -> set[str]:
    """Take out what new findings, or findings about new lines, leave without effect; the names of changed tables."""
    changed = set()
    for origin, people in _found(connection, coop, facts):
        for table in OF_MEMBERS:
            where = (at(table, coop, origin), table.c.member.in_(people))
            if connection.execute(delete(table).where(*where)).rowcount:
                changed.add(table.name)
    return changed


def _found(connection: Connection, coop: str, facts: Facts) -> Iterator[tuple[OriginKey, list[str]]]:
    """The findings that bear on what is new, each with the members it names."""
    code = ReviewCode.NOT_ALLOWED.value
    places = {(row["of_device"], row["of_seq"]) for row in facts.oldest.get(review, ()) if row["code"] == code}
    for table in OF_MEMBERS:
        places.update(_places(facts, table))
    for chunk in bulk.chunks(sorted(places), 300):
        statement = select(review).where(
            review.c.coop == coop, tuple_(review.c.of_device, review.c.of_seq).in_(chunk), review.c.code == code
        )
        for row in connection.execute(statement):
            yield (row.of_device, row.of_seq, bytes(row.of_h)), (row.members or "").split()


def _places(facts: Facts, table: Table) -> Iterator[tuple[int, int]]:
    yield from ((row["device"], row["seq"]) for row in facts.new.get(table, ()))
