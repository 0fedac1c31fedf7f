"""How many of those registered, and of those on the cooperative's list, are protected on a day, by village and agent.

Protected is who has a proof of BPJS for the month of that day that begins on it or before; nobody else is counted.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import case, exists, func, select
from sqlalchemy.engine import Connection

from agent_app.domain.months import month_of
from agent_app.records.tables.cash import protected_month
from agent_app.records.tables.members import member as member_table
from agent_app.records.views import villages
from agent_app.records.views.villages import Listed, Place, living, place_of, roster_place, uniter


@dataclass(frozen=True, slots=True)
class Coverage:
    """A village or an agent. `listed`: people on the cooperative's list of the branch, registered or not; None where
    nobody can say, as for an agent. `registered`: members who pay dues; `protected`: those of them protected.

    `name` is a village's or an agent's code; `district` is "" where not known.
    """

    name: str
    district: str
    listed: int | None
    registered: int
    protected: int


def by_agent(connection: Connection, coop: str, branch: str, on: date) -> tuple[Coverage, ...]:
    """Members by the agent they are assigned to, "" for none; by code."""
    rows = connection.execute(_members(coop, branch, on, member_table.c.agent))
    return tuple(
        sorted((Coverage(agent or "", "", None, count, protected) for agent, count, protected in rows), key=_by_name)
    )


def by_village(connection: Connection, coop: str, branch: str, on: date) -> tuple[Coverage, ...]:
    """Members by their village and the list's rows by theirs; by name, those without a village last."""
    lived = connection.execute(_members(coop, branch, on, member_table.c.village)).all()
    figures = [(place_of(written), (0, registered, protected)) for written, registered, protected in lived]
    for village, district, rows in villages.everybody_listed(connection, coop, branch):
        figures.append((roster_place(Listed(village, district, rows)), (rows, 0, 0)))
    unite = uniter(place for place, _ in figures)
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    places: dict[str, Place] = {}
    for written_as, some in figures:
        place = unite(written_as)
        places[place.key] = place
        sums[place.key] = [old + new for old, new in zip(sums[place.key], some, strict=True)]
    found = (Coverage(places[key].name, places[key].district, *three) for key, three in sums.items())
    return tuple(sorted(found, key=_by_name))


def _by_name(one: Coverage) -> tuple[bool, str, str]:
    return not one.name, one.name, one.district


def _members(coop: str, branch: str, on: date, group: Any) -> Any:
    """Registered and protected members by `group`. Proof under a merged registration is the survivor's, too."""
    proof = protected_month.c
    merged = member_table.alias("merged")
    same = (proof.coop == coop, proof.month == month_of(on), proof.effective_from <= on.isoformat())
    own = exists().where(*same, proof.member == member_table.c.member).correlate(member_table)
    others = (
        exists()
        .where(merged.c.coop == coop, merged.c.merged_into == member_table.c.member)
        .where(*same, proof.member == merged.c.member)
        .correlate(member_table)
    )
    return (
        select(group, func.count(), func.sum(case((own | others, 1), else_=0)))
        .where(member_table.c.coop == coop, member_table.c.branch == branch, *living())
        .where(member_table.c.day <= on.isoformat())
        .group_by(group)
    )
