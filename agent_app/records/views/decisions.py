"""Everything at a branch that waits for a second person, each as one value, worst first and then oldest."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, exists, func, literal_column, select
from sqlalchemy.engine import Connection

from agent_app.domain.cash import DifferenceState
from agent_app.domain.reviews import ReviewCode
from agent_app.journal.entries.base import Origin
from agent_app.records import bulk
from agent_app.records.tables.cash import deposit
from agent_app.records.tables.house import device
from agent_app.records.tables.members import member
from agent_app.records.tables.money import receipt, reversal_decision, reversal_request, titipan
from agent_app.records.views import deposits, funds, reversals, reviews
from agent_app.records.views.deposits import Deposit
from agent_app.records.views.origins import origin_of, row_of
from agent_app.records.views.reviews import OpenReview


class Kind(StrEnum):
    """What kind of thing waits."""

    REVIEW = "review"
    REVERSAL = "reversal"
    DIFFERENCE = "difference"
    FUNDS = "funds"
    """Money other than cash that nobody has said to have come in."""
    OWED = "owed"
    """A shortage that is final and not wholly paid: nothing to decide, and not to be forgotten."""


class Made(StrEnum):
    """By what somebody has a part in a thing, and so does not decide about it."""

    LINE = "line"
    REQUEST = "request"
    PAPER = "paper"
    DEPOSIT = "deposit"
    COUNT = "count"
    CONFIRMATION = "confirmation"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Waiting:
    """One thing that waits, named by (kind, origin, code).

    `origin` is that of the line under review, of the request, the deposit, or the paper; `code` the review's code,
    the reason of a request, the state of a difference, or where money comes from. `since` in milliseconds UTC,
    `rupiah` what it is about, None where it is not about money. `members` are ids and `name` that of the first.
    `put_off`: somebody looked at a review and decided to wait. `makers`: who has which part in it, by person code.
    """

    kind: Kind
    origin: Origin
    code: str
    since: int
    agent: str | None
    rupiah: int | None = None
    number: str | None = None
    members: tuple[str, ...] = ()
    name: str | None = None
    put_off: bool = False
    makers: Mapping[str, Made] = field(default_factory=dict)

    @property
    def key(self) -> tuple[Kind, Origin, str]:
        """What names it; the state of a difference may become another while it waits."""
        return self.kind, self.origin, self.code if self.kind is Kind.REVIEW else ""

    @property
    def to_decide(self) -> bool:
        """Whether it is counted as waiting: neither put off nor only owed."""
        return self.kind is not Kind.OWED and not self.put_off

    def made_by(self, person: str) -> Made | None:
        """The part this person has in it; None for whoever may decide."""
        return self.makers.get(person)


WORST = frozenset({ReviewCode.NUMBER_TWICE.value, ReviewCode.DEVICE_REVOKED.value, ReviewCode.NOT_ALLOWED.value})
"""Reviews that may mean that somebody works in another's name."""
MILDEST = frozenset({ReviewCode.CLOCK_DOUBTFUL.value, ReviewCode.NOT_APPLIED.value})


def weight(one: Waiting) -> int:
    """0 for the worst: a dispute, a laptop that may be another's; 1 where a member's or agent's money waits; else 2."""
    if one.kind is Kind.REVIEW:
        known = one.code in set(ReviewCode)
        return 0 if one.code in WORST else 1 if known and one.code not in MILDEST else 2
    if one.kind is Kind.DIFFERENCE:
        return 0 if one.code == DifferenceState.DISPUTED else 1
    return 1 if one.kind is Kind.REVERSAL else 2


def waiting(connection: Connection, coop: str, branch: str) -> int:
    """How many things at a branch somebody has to decide; those put off and shortages only owed are not counted."""
    looked_at = sum(not one.waiting for one in _reviews(connection, coop, branch))
    disputed = select(func.count()).select_from(deposit).where(*_unsettled(coop, branch))
    return (
        looked_at
        + len(_asked(connection, coop, branch))
        + _count(connection, disputed)
        + _awaited(connection, coop, branch)
    )


def decisions(connection: Connection, coop: str, branch: str) -> tuple[Waiting, ...]:
    """Everything that waits at a branch: what is to be decided, worst first and then oldest; then what was put off,
    and what is only owed."""
    found = [_of_review(connection, coop, one) for one in _reviews(connection, coop, branch)]
    found += [_of_request(connection, coop, row) for row in _asked(connection, coop, branch)]
    found += [_of_deposit(one, Kind.DIFFERENCE) for one in _deposits(connection, coop, _unsettled(coop, branch))]
    found += [_of_deposit(one, Kind.OWED) for one in _deposits(connection, coop, _owed(coop, branch))]
    found += [_of_funds(connection, coop, one) for one in funds.awaited(connection, coop, branch)]
    names = _names(connection, coop, {each for one in found for each in one.members[:1]})
    named = [_named(one, names) for one in found]
    return tuple(sorted(named, key=lambda one: (not one.to_decide, weight(one), one.since, one.origin, one.code)))


def _reviews(connection: Connection, coop: str, branch: str) -> list[OpenReview]:
    """Open reviews of lines of which at least one was written at the branch, and of what others wrote about its members
    and agents."""
    statement = select(device.c.device, device.c.person).where(device.c.coop == coop, device.c.branch == branch)
    rows = connection.execute(statement).all()
    here, people = {row.device for row in rows}, {row.person for row in rows}
    found = reviews.open_reviews(connection, coop)
    elsewhere = [one for one in found if here.isdisjoint({each.device for each in (one.origin, *one.others)})]
    theirs = [one for one in elsewhere if one.code == ReviewCode.NOT_ALLOWED]
    named = _members_of(connection, coop, branch, {each for one in theirs for each in one.members})
    left_out = {one.key for one in elsewhere} - {
        one.key for one in theirs if one.agent in people or not named.isdisjoint(one.members)
    }
    return [one for one in found if one.key not in left_out]


def _members_of(connection: Connection, coop: str, branch: str, ids: set[str]) -> set[str]:
    """Those of these members who are the branch's."""
    found: set[str] = set()
    for chunk in bulk.chunks(sorted(ids), 300):
        statement = select(member.c.member).where(
            member.c.coop == coop, member.c.branch == branch, member.c.member.in_(chunk)
        )
        found.update(connection.execute(statement).scalars())
    return found


def _of_review(connection: Connection, coop: str, one: OpenReview) -> Waiting:
    papers = (_paper(connection, coop, origin) for origin in (one.origin, *one.others))
    number, rupiah = next((each for each in papers if each is not None), (None, None))
    return Waiting(
        kind=Kind.REVIEW,
        origin=one.origin,
        code=one.code,
        since=one.at,
        agent=one.agent,
        rupiah=rupiah,
        number=number,
        members=one.members,
        put_off=one.waiting,
        makers=dict.fromkeys(one.makers, Made.LINE),
    )


def _paper(connection: Connection, coop: str, origin: Origin) -> tuple[str, int] | None:
    """Number and rupiah of the receipt, slip or deposit that a line wrote."""
    for table in (receipt, titipan, deposit):
        row = row_of(connection, coop, table, origin)
        if row is not None:
            return row.number, row.rupiah
    return None


def _asked(connection: Connection, coop: str, branch: str) -> list[Any]:
    """The first request about each standing paper of the branch that nobody has decided, oldest first."""
    request = reversal_request
    statement = select(request).where(request.c.coop == coop, ~_decided(receipt), ~_decided(titipan))
    rows = connection.execute(statement.order_by(request.c.at, request.c.device, request.c.seq)).all()
    found: dict[Origin, Any] = {}
    for row in rows:
        of = origin_of(row, "of_")
        paper = reversals.paper(connection, coop, of)
        if paper is not None and (paper.branch, paper.agent, paper.reversed_by) == (branch, row.agent, None):
            found.setdefault(of, row)
    return list(found.values())


def _decided(paper: Table) -> ColumnElement[bool]:
    """That somebody of the paper's branch has decided who neither asked for it nor took the money."""
    decision, named = reversal_decision, reversal_request.alias()
    return (
        exists()
        .where(
            _same(decision, "of_", reversal_request, "of_"),
            _same(paper, "", decision, "of_"),
            _same(named, "", decision, "request_"),
            _same(named, "of_", decision, "of_"),
            decision.c.person.not_in([named.c.person, paper.c.person]),
            decision.c.branch == paper.c.branch,
            decision.c.agent == paper.c.agent,
            named.c.agent == paper.c.agent,
        )
        .correlate(reversal_request)
    )


def _same(one: Any, prefix: str, other: Any, other_prefix: str) -> ColumnElement[bool]:
    """That rows of two tables name one line, each in the columns with its prefix."""
    columns = (one.c[f"{prefix}{name}"] == other.c[f"{other_prefix}{name}"] for name in ("device", "seq", "h"))
    return and_(one.c.coop == other.c.coop, *columns)


def _of_request(connection: Connection, coop: str, row: Any) -> Waiting:
    # What the paper says, and not what is said of it: somebody is to decide about its money.
    paper = reversals.paper(connection, coop, origin_of(row, "of_"))
    about = paper or row
    makers = {} if paper is None else {paper.person: Made.PAPER}
    return Waiting(
        kind=Kind.REVERSAL,
        origin=origin_of(row),
        code=row.reason or "other",
        since=row.at,
        agent=about.agent,
        rupiah=about.rupiah,
        number=about.number,
        members=() if paper is None else paper.members,
        makers=makers | {row.person: Made.REQUEST},
    )


def _unsettled(coop: str, branch: str) -> tuple[ColumnElement[bool], ...]:
    states = (DifferenceState.OPEN.value, DifferenceState.DISPUTED.value)
    return deposit.c.coop == coop, deposit.c.difference.in_(states), deposit.c.branch == branch


def _owed(coop: str, branch: str) -> tuple[ColumnElement[bool], ...]:
    final = (DifferenceState.ACCEPTED.value, DifferenceState.DECIDED.value)
    unpaid = deposit.c.counted + func.coalesce(deposit.c.settled, 0) < deposit.c.rupiah
    return deposit.c.coop == coop, deposit.c.difference.in_(final), deposit.c.branch == branch, unpaid


def _deposits(connection: Connection, coop: str, conditions: tuple[ColumnElement[bool], ...]) -> list[Deposit]:
    rows = connection.execute(select(deposit.c.device, deposit.c.seq, deposit.c.h).where(*conditions)).all()
    return [one for row in rows if (one := deposits.find(connection, coop, origin_of(row))) is not None]


def _of_deposit(one: Deposit, kind: Kind) -> Waiting:
    makers = {one.agent: Made.DEPOSIT, one.person: Made.DEPOSIT}
    if kind is Kind.DIFFERENCE:
        confirmed = {one.confirmed_by: Made.CONFIRMATION} if one.confirmed_by is not None else {}
        makers = confirmed | dict.fromkeys((each.person for each in one.counts), Made.COUNT) | makers
    return Waiting(
        kind=kind,
        origin=one.origin,
        code=one.difference.value,
        since=one.at,
        agent=one.agent,
        rupiah=one.owed if kind is Kind.OWED else one.short,
        number=one.number,
        makers=makers,
    )


def _awaited(connection: Connection, coop: str, branch: str) -> int:
    return sum(
        _count(
            connection,
            select(func.count())
            .select_from(table)
            .where(
                table.c.coop == coop,
                table.c.branch == branch,
                table.c.source != literal_column("'cash'"),
                table.c.funds_day.is_(None),
                table.c.reversed_day.is_(None),
            ),
        )
        for table in (receipt, titipan)
    )


def _count(connection: Connection, statement: Any) -> int:
    return int(connection.execute(statement).scalar_one())


def _of_funds(connection: Connection, coop: str, one: funds.FundedPaper) -> Waiting:
    paper = reversals.paper(connection, coop, one.origin)
    return Waiting(
        kind=Kind.FUNDS,
        origin=one.origin,
        code=one.source,
        since=0 if paper is None else paper.at,
        agent=one.agent,
        rupiah=one.rupiah,
        number=one.number,
        members=one.members,
        makers={one.person: Made.PAPER},
    )


def _names(connection: Connection, coop: str, ids: Collection[str]) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for chunk in bulk.chunks(sorted(ids), 300):
        statement = select(member.c.member, member.c.name).where(member.c.coop == coop, member.c.member.in_(chunk))
        found |= {row.member: row.name for row in connection.execute(statement)}
    return found


def _named(one: Waiting, names: Mapping[str, str | None]) -> Waiting:
    name = names.get(one.members[0]) if one.members else None
    return one if name is None else replace(one, name=name)
