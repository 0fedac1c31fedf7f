"""The rules about whose matter a line is: words about somebody else's members and branches are looked at.

What effect they have is computed by `records.rights` on every side; what is found here takes it away also where too
little is held to see it.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence

from sqlalchemy import func, select

from agent_app.central import concerned, tables
from agent_app.central.concerned import Registered
from agent_app.central.findings import Finding, OriginKey, Seen
from agent_app.central.review_rules import Desk, Rule
from agent_app.domain.reviews import ReviewCode
from agent_app.journal.entries import cash, house, members
from agent_app.records import bulk, summaries
from agent_app.records.facts.collector import origin_key
from agent_app.records.rights import refused_by_the_centre
from agent_app.records.shelf import Writers
from agent_app.records.tables import house as house_tables
from agent_app.records.tables.members import roster_row
from agent_app.records.touched import at

_ABOUT_MEMBERS = (
    members.MemberRegistered,
    members.MemberCorrected,
    members.MemberAssigned,
    members.PersonErased,
    cash.ParticipantNumbered,
)
_OF_BRANCH = (members.ConsentGiven, members.ProspectVisited)
_MONTHS = (cash.ContributionsRemitted, cash.ProtectionConfirmed, cash.RemittanceRefused)


def not_ones_members(desk: Desk, lines: Sequence[Seen]) -> Iterator[Finding]:
    """Registrations of somebody else's member, and words about a member by whom the member does not belong to, also
    older ones of which that shows only now."""
    arrived = {seen.origin: seen for seen in lines}
    again = list(_registered_again(desk, lines))
    yield from again
    spoken = {member for seen in lines if isinstance(seen.entry, _ABOUT_MEMBERS) for member in seen.members}
    refused = [finding.origin for finding in again]
    for member, verdicts in summaries.verdicts(desk.connection, desk.coop, spoken, refused).items():
        for origin in sorted(origin for origin, verdict in verdicts.items() if verdict is False):
            agent = arrived[origin].agent if origin in arrived else None
            yield Finding(ReviewCode.NOT_ALLOWED, origin, agent, (member,))


def _registered_again(desk: Desk, lines: Sequence[Seen]) -> Iterator[Finding]:
    """Registrations under an id that another registration had when they arrived: the first to arrive stands, because
    a time can be written as one likes."""
    mine = {seen.origin: seen for seen in lines if isinstance(seen.entry, members.MemberRegistered)}
    people = {member for seen in mine.values() for member in seen.members}
    for member, origins in concerned.registered_often(desk.connection, desk.coop, people).items():
        standing = _first_to_arrive(desk, origins)
        for origin in origins:
            if origin in mine and origin != standing:
                yield Finding(ReviewCode.NOT_ALLOWED, origin, mine[origin].agent, (member,), (standing,))


def not_ones_branch(desk: Desk, lines: Sequence[Seen]) -> Iterator[Finding]:
    """Consents, visits, and months at BPJS of another branch's people; the latter but for money the branch took."""
    told = [seen for seen in lines if isinstance(seen.entry, (*_OF_BRANCH, *_MONTHS))]
    branches = _branches_of(desk, {member for seen in told for member in seen.members})
    for seen in told:
        mine = seen.writer.branch
        strangers = [one for one in seen.members if mine not in branches.get(one, (mine,))]
        if isinstance(seen.entry, _MONTHS):
            strangers = [one for one in strangers if not concerned.took_money(desk.connection, desk.coop, one, mine)]
        if strangers:
            yield Finding(ReviewCode.NOT_ALLOWED, seen.origin, seen.agent, tuple(strangers))


def _branches_of(desk: Desk, people: Collection[str]) -> dict[str, set[str]]:
    """Per person the branch that registered them, else those on whose lists they stand."""
    found: dict[str, set[str]] = {}
    for chunk in bulk.chunks(sorted(people), 500):
        listed = select(roster_row.c.member, roster_row.c.branch).where(roster_row.c.coop == desk.coop)
        for row in desk.connection.execute(listed.where(bulk.among(desk.connection, roster_row.c.member, chunk))):
            found.setdefault(row.member, set()).add(row.branch)
    homes = concerned.homes(desk.connection, desk.coop, people)
    return found | {member: {home.branch} for member, home in homes.items()}


def not_ones_to_decide(desk: Desk, lines: Sequence[Seen]) -> Iterator[Finding]:
    """Decisions on reviews that are not of the writer's branch, and mergers of another branch's members."""
    for seen in lines:
        entry = seen.entry
        if not isinstance(entry, house.ReviewDecided):
            continue
        homes = {home.branch for home in concerned.homes(desk.connection, desk.coop, entry.members).values()}
        makers = _branches_of_makers(desk, entry)
        mine = seen.writer.branch
        is_merger = entry.decision == "merge"
        if (homes - {mine}) if is_merger else (mine not in homes | makers and makers):
            yield Finding(ReviewCode.NOT_ALLOWED, seen.origin, seen.agent, entry.members)


def _branches_of_makers(desk: Desk, entry: house.ReviewDecided) -> set[str]:
    """The branches in which the lines were written that a review is about, and those of the agent it names."""
    review = house_tables.review
    here = (at(review, desk.coop, origin_key(entry.origin), "of_"), review.c.code == entry.code)
    others = desk.connection.execute(select(review.c.others).where(*here)).scalar()
    devices = {entry.origin.device, *(other[0] for other in json.loads(others or "[]"))}
    writers = Writers(desk.connection, desk.coop)
    found = (writers.get(device) for device in devices if device > 0)
    named = writers.branches_of(entry.agent) if entry.agent is not None else ()
    return {*named, *(writer.branch for writer in found if writer is not None)}


def _first_to_arrive(desk: Desk, registered: Mapping[OriginKey, Registered]) -> OriginKey:
    """Of registrations of one id the one that was looked at before the others, or stands first among those that wait
    for it."""
    refused = refused_by_the_centre(desk.connection, desk.coop, registered)
    standing = [origin for origin in registered if origin not in refused] or list(registered)
    return min(standing, key=lambda origin: (_queued_at(desk, registered[origin]), registered[origin].at, origin))


def _queued_at(desk: Desk, one: Registered) -> int:
    """When a line was queued for the reviews; before all times where it was looked at already."""
    queue = tables.review_queue
    here = (queue.c.coop == desk.coop, queue.c.device == one.device)
    statement = select(func.min(queue.c.queued_at)).where(*here, queue.c.first <= one.seq, queue.c.last >= one.seq)
    return int(desk.connection.execute(statement).scalar() or 0)


RULES: tuple[Rule, ...] = (not_ones_members, not_ones_branch, not_ones_to_decide)
