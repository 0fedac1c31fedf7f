"""Which registrations were found to be one person's, and which of them goes on: groups, made of merge decisions.

Of the decisions on one review only the first by (at, device, seq) counts, by whom it was open to decide: nobody
decides about lines of their own. Registrations that decisions join are one group, whoever was merged into whom, and
the newest decision says which of them goes on: so two supervisors who merge crosswise lock nobody out.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping

from sqlalchemy import ColumnElement, Table, Text, and_, cast, exists, literal, or_, select, tuple_
from sqlalchemy.engine import Connection

from agent_app.domain.reviews import Decision, ReviewCode
from agent_app.records import bulk
from agent_app.records.facts.collector import Facts, OriginKey
from agent_app.records.rights import refused_by_the_centre
from agent_app.records.tables.house import device, merger, review, review_decision

CODE = ReviewCode.DUPLICATE_NIK.value


def by_a_maker() -> ColumnElement[bool]:
    """That a decision's writer wrote a line its review speaks of; for statements that ask for both."""
    among_others = review.c.others.contains(literal("[").concat(cast(device.c.device, Text)).concat(","))
    maker = exists().where(
        device.c.coop == review_decision.c.coop,
        device.c.person == review_decision.c.person,
        or_(device.c.device == review_decision.c.of_device, among_others),
    )
    # However deep it stands in a statement: of itself it would ask about the others of any review.
    return maker.correlate(review_decision, review)


def touched(connection: Connection, coop: str, facts: Facts) -> set[str]:
    """Members whose group may be another for what new decisions, reviews and enrolments say."""
    about = [
        (row["of_device"], row["of_seq"])
        for row in (*facts.new.get(review_decision, ()), *facts.oldest.get(review, ()))
        if row["code"] == CODE
    ]
    found: set[str] = set()
    for chunk in bulk.chunks(sorted(set(about)), 300):
        place = tuple_(review_decision.c.of_device, review_decision.c.of_seq)
        found.update(_named(connection, coop, place.in_(chunk)))
    for chunk in bulk.chunks(sorted(facts.enrolled), 50):
        named = [review.c.others.contains(f"[{one},") for one in chunk]
        found.update(_named(connection, coop, or_(review_decision.c.of_device.in_(chunk), *named)))
    return found


def _named(connection: Connection, coop: str, condition: ColumnElement[bool]) -> Iterator[str]:
    """Members whom decisions to merge name."""
    statement = (
        select(merger.c.member)
        .join(review_decision, _by_decision())
        .outerjoin(review, _of_review())
        .where(merger.c.coop == coop, condition)
    )
    yield from connection.execute(statement.distinct()).scalars()


def named_together(connection: Connection, coop: str, members: Collection[str]) -> frozenset[str]:
    """These members, and all whom a decision ever named with them."""
    named = _decisions_about(connection, coop, members)
    return frozenset({*members, *(one for people in named.values() for one in people)})


def merged_into(
    connection: Connection, coop: str, members: Collection[str], branches: Mapping[str, str | None]
) -> dict[str, str | None]:
    """For each of these members the one they are merged into, if any; none is left out that was named with them.

    `branches`: whose each of them is, as far as that is known. Nobody merges another branch's members, or their
    history would go to whoever serves the one that goes on.
    """
    named = _decisions_about(connection, coop, members)
    refused = refused_by_the_centre(connection, coop, named.keys())
    counting = []
    for origin, people in named.items():
        age = _age(connection, coop, origin, {branches.get(one) for one in people})
        if age is not None and origin not in refused:
            counting.append((age, people))
    counting.sort()
    group: dict[str, set[str]] = {}
    goes_on: dict[str, str] = {}
    for _, people in counting:
        together = set(people).union(*(group.get(one, ()) for one in people))
        group |= dict.fromkeys(together, together)
        goes_on |= dict.fromkeys(together, people[0])
    return {one: goes_on[one] if goes_on.get(one, one) != one else None for one in members}


def _decisions_about(connection: Connection, coop: str, members: Collection[str]) -> dict[OriginKey, list[str]]:
    """The merge decisions that name these members, or members named beside them, with all whom each names."""
    named: dict[OriginKey, list[str]] = {}
    more = set(members)
    while more:
        new = _naming(connection, coop, more) - named.keys()
        named |= {origin: _members_of(connection, coop, origin) for origin in new}
        more = {one for origin in new for one in named[origin]}
    return named


def _naming(connection: Connection, coop: str, members: Collection[str]) -> set[OriginKey]:
    found: set[OriginKey] = set()
    for chunk in bulk.chunks(sorted(members), 500):
        among = bulk.among(connection, merger.c.member, chunk)
        statement = select(merger.c.device, merger.c.seq, merger.c.h).where(merger.c.coop == coop, among)
        found.update((row.device, row.seq, bytes(row.h)) for row in connection.execute(statement))
    return found


def _members_of(connection: Connection, coop: str, origin: OriginKey) -> list[str]:
    statement = select(merger.c.member).where(_is(merger, coop, origin)).order_by(merger.c.place)
    return list(connection.execute(statement).scalars())


def _age(
    connection: Connection, coop: str, origin: OriginKey, branches: Iterable[str | None]
) -> tuple[int, int, int, bytes] | None:
    """When a decision was made that is the first on its review; None for any other, and for one about members of
    another branch than its writer's."""
    mine = select(review_decision).where(_is(review_decision, coop, origin))
    decided = connection.execute(mine).one()
    if any(branch not in (None, decided.branch) for branch in branches):
        return None
    same = (
        select(review_decision)
        .outerjoin(review, _of_review())
        .where(
            review_decision.c.coop == coop,
            review_decision.c.code == CODE,
            review_decision.c.branch == decided.branch,
            *(review_decision.c[name] == getattr(decided, name) for name in ("of_device", "of_seq", "of_h")),
            review_decision.c.decision != Decision.WAIT.value,
            ~by_a_maker(),
        )
    )
    ages = [(row.at, row.device, row.seq, bytes(row.h)) for row in connection.execute(same)]
    age = (decided.at, *origin)
    return age if ages and min(ages) == age else None


def _is(table: Table, coop: str, origin: OriginKey) -> ColumnElement[bool]:
    return and_(table.c.coop == coop, table.c.device == origin[0], table.c.seq == origin[1], table.c.h == origin[2])


def _by_decision() -> ColumnElement[bool]:
    return and_(
        merger.c.coop == review_decision.c.coop,
        merger.c.device == review_decision.c.device,
        merger.c.seq == review_decision.c.seq,
        merger.c.h == review_decision.c.h,
    )


def _of_review() -> ColumnElement[bool]:
    return and_(
        review.c.coop == review_decision.c.coop,
        review.c.of_device == review_decision.c.of_device,
        review.c.of_seq == review_decision.c.of_seq,
        review.c.of_h == review_decision.c.of_h,
        review.c.code == review_decision.c.code,
    )
