"""Whose matter a line is: what its writer may speak of, as far as that hangs on other lines.

The same on every side and in any order, because it is computed from the lines that are held: who registered a member,
to whom supervisors of that branch gave them, and which lines the centre has found not to be their writer's. The centre
holds every line, so its finding settles what a side that holds fewer cannot see.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select, tuple_
from sqlalchemy.engine import Connection

from agent_app.domain.reviews import ReviewCode
from agent_app.journal.entries import cash, members
from agent_app.journal.entries.base import Entry
from agent_app.journal.entries.kinds import Kind, Subject, Whose, Writer
from agent_app.journal.lines import Line
from agent_app.records import bulk, shelf
from agent_app.records.facts.collector import OriginKey
from agent_app.records.tables.house import review
from agent_app.records.tables.journal import journal, line_member
from agent_app.records.tables.members import roster_row

_OF_THEIR_AGENTS = frozenset({Subject.AGENT, Subject.PAPER})
"""What a supervisor says of it names an agent of the branch, who gets the line."""
_BEFORE_A_LIST = ("member_assigned", "person_erased", "carried")
"""Kinds that may speak of a row of a branch's list which arrives after them."""


def names_their_own(kind: Kind, line: Line, entry: Entry, writer: shelf.Writer, writers: shelf.Writers) -> bool:
    """Whether the branch and the agent that a line names are such as its writer may speak of.

    Enrolments only add to it: what is not so yet is looked at again when one arrives.
    """
    whose = kind.whose[Writer(writer.role)]
    if whose is Whose.ANY:
        return True
    if getattr(entry, "branch", None) not in (None, writer.branch):
        return False
    is_given = isinstance(entry, members.MemberAssigned | members.MemberRegistered) and writer.role == Writer.SUPERVISOR
    is_named = is_given or (kind.subject in _OF_THEIR_AGENTS and whose is Whose.BRANCH)
    return not is_named or line.agent is None or writers.is_of_branch(line.agent, writer.branch)


@dataclass(frozen=True, slots=True, order=True)
class Told:
    """One line about a member. A registration comes before all that builds on it, whatever their clocks say;
    apart from that the order is (at, device, seq)."""

    follows: bool
    at: int
    device: int
    seq: int
    h: bytes
    branch: str = field(compare=False)
    person: str = field(compare=False)
    role: str = field(compare=False)
    entry: Entry = field(compare=False)

    @property
    def origin(self) -> OriginKey:
        """The origin of the line."""
        return self.device, self.seq, self.h


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of whose a member is, beside the lines about them: the branches on whose lists the id stands, and
    which lines the centre has found not to be their writer's."""

    listed: Mapping[str, frozenset[str]]
    refused: frozenset[OriginKey]


def known(
    connection: Connection, coop: str, people: Collection[str], told: Iterable[Told], refused: Collection[OriginKey]
) -> Known:
    """What judging these lines about these people takes; `refused` are known to be not their writer's already."""
    listed: dict[str, set[str]] = {}
    for chunk in bulk.chunks(sorted(people), 500):
        statement = select(roster_row.c.member, roster_row.c.branch).where(
            roster_row.c.coop == coop, bulk.among(connection, roster_row.c.member, chunk)
        )
        for row in connection.execute(statement):
            listed.setdefault(row.member, set()).add(row.branch)
    found = refused_by_the_centre(connection, coop, [one.origin for one in told])
    return Known({member: frozenset(branches) for member, branches in listed.items()}, found.union(refused))


def refused_by_the_centre(connection: Connection, coop: str, origins: Collection[OriginKey]) -> frozenset[OriginKey]:
    """Those of these lines which the centre has found not to be their writer's."""
    found: set[OriginKey] = set()
    for chunk in bulk.chunks(sorted({(device, seq) for device, seq, _ in origins}), 300):
        place = tuple_(review.c.of_device, review.c.of_seq)
        statement = select(review.c.of_device, review.c.of_seq, review.c.of_h).where(
            review.c.coop == coop, place.in_(chunk), review.c.code == ReviewCode.NOT_ALLOWED.value
        )
        found.update((row.of_device, row.of_seq, bytes(row.of_h)) for row in connection.execute(statement))
    return frozenset(found)


def judge(member: str, told: Sequence[Told], facts: Known) -> dict[OriginKey, bool | None]:
    """For each line about a member, in their order, whether it has an effect on them; None: it cannot be known yet.

    A member is of the branch that registered them, somebody nobody registered of the branch on whose list they stand.
    Where several registrations say so of one id, nobody is forgotten and nobody is given away by one branch, and no
    line is said to be not its writer's, until the centre has said which of them stands. An agent may correct whom they
    serve; after the member was given to another, no more.
    """
    standing = [one for one in told if one.origin not in facts.refused]
    registered = [one for one in standing if isinstance(one.entry, members.MemberRegistered)]
    branches = {one.branch for one in registered} or facts.listed.get(member, frozenset())
    home = registered[0].branch if registered else _only(branches)
    serving = _Serving(registered[:1])
    for one in standing:
        if isinstance(one.entry, members.MemberAssigned) and {one.branch} == branches:
            serving.give(one)
    no = None if len({(one.branch, one.person) for one in registered}) > 1 else False
    verdicts: dict[OriginKey, bool | None] = {}
    for one in told:
        is_theirs = one.origin not in facts.refused and _is_theirs(one, registered, branches, home, serving)
        verdicts[one.origin] = no if is_theirs is False and one.origin not in facts.refused else is_theirs
    return verdicts


def _only(branches: Collection[str]) -> str | None:
    return next(iter(branches)) if len(branches) == 1 else None


def _is_theirs(
    one: Told, registered: Sequence[Told], branches: Collection[str], home: str | None, serving: "_Serving"
) -> bool | None:
    entry = one.entry
    if isinstance(entry, members.MemberRegistered):
        return one is registered[0] or None
    if isinstance(entry, members.PersonErased) and one.role == Writer.CENTRE:
        return True
    if home is None:
        return None
    if isinstance(entry, members.MemberAssigned | members.PersonErased):
        return {one.branch} == branches
    if isinstance(entry, members.MemberCorrected):
        if not registered:
            return None
        return one.branch == home and (one.role == Writer.SUPERVISOR or serving.holds(one))
    if isinstance(entry, cash.ParticipantNumbered):
        return one.branch == home
    return True


class _Serving:
    """Who has served a member, and since when they do no more."""

    def __init__(self, registered: Sequence[Told]) -> None:
        self._now: str | None = None
        self._ended: dict[str, Told | None] = {}
        for one in registered:
            self._serves(served_by(one))

    def give(self, one: Told) -> None:
        """By this assignment somebody serves the member; assignments come in their order."""
        if isinstance(one.entry, members.MemberAssigned) and one.entry.agent != self._now:
            if self._now is not None:
                self._ended[self._now] = one
            self._serves(one.entry.agent)

    def holds(self, one: Told) -> bool:
        """Whether the writer of a line served the member when they wrote it, or does since.

        How early is not asked: whoever is given a member hears of it from the centre, whatever the clocks say.
        """
        if one.person not in self._ended:
            return False
        ended = self._ended[one.person]
        return ended is None or one < ended

    def _serves(self, person: str) -> None:
        self._now = person
        self._ended[person] = None


def served_by(registered: Told) -> str:
    """Who registers somebody serves them; a supervisor may name another."""
    entry = registered.entry
    if isinstance(entry, members.MemberRegistered) and registered.role == Writer.SUPERVISOR:
        return entry.agent
    return registered.person


def waiting_for_a_list(connection: Connection, coop: str, listed: Collection[str]) -> set[str]:
    """Those newly on a list of whom a line held already speaks, which their list's branch decides about."""
    found: set[str] = set()
    same = (line_member.c.coop == journal.c.coop, line_member.c.device == journal.c.device)
    for chunk in bulk.chunks(sorted(listed), 500):
        statement = (
            select(line_member.c.member)
            .join(journal, (same[0]) & (same[1]) & (line_member.c.seq == journal.c.seq))
            .where(line_member.c.coop == coop, bulk.among(connection, line_member.c.member, chunk))
            .where(journal.c.kind.in_(_BEFORE_A_LIST))
        )
        found.update(connection.execute(statement.distinct()).scalars())
    return found
