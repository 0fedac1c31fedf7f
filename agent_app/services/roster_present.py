"""Who is on the roster now, read from the tables: all of them by their keys, and some as they stand."""

from collections.abc import Collection

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from agent_app.records import bulk
from agent_app.records.prepared import Prepared
from agent_app.records.tables.members import member as member_table
from agent_app.records.tables.members import roster_row
from agent_app.services.roster_matching import People, Present
from agent_app.services.roster_rows import CONTENT

_AT_ONCE = 2_000
_KEYS = ("nik", "member_no", "birth", "village")
_LISTED = Prepared(
    select(roster_row.c.member, roster_row.c.branch, roster_row.c.listed, roster_row.c.folded)
    .add_columns(*(roster_row.c[name] for name in _KEYS))
    .where(roster_row.c.coop == bindparam("coop"), roster_row.c.name.is_not(None))
)
_REGISTERED = Prepared(
    select(member_table.c.nik).where(
        member_table.c.coop == bindparam("coop"),
        member_table.c.branch != bindparam("branch"),
        member_table.c.nik.is_not(None),
        member_table.c.merged_into.is_(None),
    )
)


def load_people(connection: Connection, coop: str, branch: str, people: People) -> set[str]:
    """Know everybody on the roster: the branch's by all keys, others' by NIK. Ids of those the branch lists."""
    listed: set[str] = set()
    for member, its_branch, is_listed, folded, *keys in _LISTED.stream(connection, {"coop": coop}, _AT_ONCE):
        row = dict(zip(_KEYS, keys, strict=True))
        if its_branch == branch:
            people.add(member, row, folded)
            if is_listed:
                listed.add(member)
        elif row["nik"] is not None:
            people.add_nik(member, row["nik"])
    return listed


def registered_elsewhere(connection: Connection, coop: str, branch: str) -> frozenset[str]:
    """NIKs of the members of other branches, as far as this side knows them."""
    return frozenset(nik for (nik,) in _REGISTERED.rows(connection, {"coop": coop, "branch": branch}))


def present(connection: Connection, coop: str, members: Collection[str]) -> dict[str, Present]:
    """These people as they stand; who was erased is left out."""
    found: dict[str, Present] = {}
    columns = (roster_row.c.member, roster_row.c.branch, roster_row.c.listed, *(roster_row.c[name] for name in CONTENT))
    for some in bulk.chunks(members, _AT_ONCE):
        here = (roster_row.c.coop == coop, bulk.among(connection, roster_row.c.member, some))
        for member, branch, listed, *content in connection.execute(select(*columns).where(*here)):
            if content[0] is not None:
                found[member] = Present(member, dict(zip(CONTENT, content, strict=True)), branch, listed)
    return found


def names_of(connection: Connection, coop: str, members: Collection[str]) -> tuple[tuple[str, str], ...]:
    """Id and name of these, by name; who was erased is left out."""
    found: list[tuple[str, str]] = []
    for some in bulk.chunks(members, _AT_ONCE):
        here = (roster_row.c.coop == coop, bulk.among(connection, roster_row.c.member, some))
        rows = connection.execute(select(roster_row.c.member, roster_row.c.name).where(*here))
        found += [(member, name) for member, name in rows if name is not None]
    return tuple(sorted(found, key=lambda one: (one[1], one[0])))
