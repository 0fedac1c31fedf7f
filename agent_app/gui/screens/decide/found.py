"""What somebody has to know to decide one thing: read at once, on the reading thread."""

from dataclasses import dataclass, field
from typing import Any

from agent_app.domain.months import Month, add_months
from agent_app.domain.reviews import ReviewCode
from agent_app.gui.session import Session
from agent_app.journal.entries.base import Origin
from agent_app.records.views import consents, deposits, expected, funds, history, members, months, receipts, reversals
from agent_app.records.views import reviews as reviews_view
from agent_app.records.views.answers import Answer, answer_to
from agent_app.records.views.decided import Decided, decided
from agent_app.records.views.decisions import Kind, Waiting
from agent_app.records.views.deposits import Deposit
from agent_app.records.views.expected import Price
from agent_app.records.views.funds import FundedPaper
from agent_app.records.views.history import Told
from agent_app.records.views.members import Member
from agent_app.records.views.months import MemberMonths
from agent_app.records.views.reviews import OpenReview
from agent_app.records.views.slips import find as find_slip
from agent_app.records.views.whereabouts import Whereabouts, whereabouts

MOST_TWINS = 3
"""More registrations of one person are not shown side by side."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Paper:
    """A receipt or a titipan slip. `months` of each member that it names; `at` in milliseconds UTC."""

    origin: Origin
    number: str
    agent: str
    day: str
    at: int
    rupiah: int
    cash: int
    source: str
    months: dict[str, tuple[Month, ...]]
    is_receipt: bool
    reversed_by: str | None
    asked: bool
    where: Whereabouts


@dataclass(frozen=True, slots=True, repr=False)
class Twin:
    """One of several registrations with the same NIK."""

    member: Member
    months: MemberMonths
    papers: int
    rupiah: int


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Case:
    """One thing with all its facts; what its kind does not have is empty. `names` of members by id.

    `decided`: somebody has decided it by now. `others` are further papers of the same source and agent whose money
    waits too; `doubled` the months paid twice, `free` the first month after them that is not paid.
    """

    item: Waiting
    names: dict[str, str] = field(default_factory=dict)
    decided: Decided | None = None
    review: OpenReview | None = None
    told: tuple[Told, ...] = ()
    papers: tuple[Paper, ...] = ()
    twins: tuple[Twin, ...] = ()
    prices: tuple[Price, ...] = ()
    doubled: tuple[Month, ...] = ()
    free: Month | None = None
    note: str | None = None
    asked_by: str | None = None
    deposit: Deposit | None = None
    answer: Answer | None = None
    funded: FundedPaper | None = None
    others: tuple[FundedPaper, ...] = ()
    agreed: dict[str, bool] = field(default_factory=dict)

    @property
    def missing(self) -> int:
        """Rupiah the price asks above what was taken, as far as it is known; below it, negative."""
        return sum(one.expected - one.taken for one in self.prices if not one.agrees and one.expected is not None)


def case_of(session: Session, connection: Any, item: Waiting) -> Case:
    """The facts of one thing."""
    coop = session.coop
    word = decided(connection, coop, item.kind, item.origin, item.code)
    if item.kind is Kind.REVIEW:
        return _review_case(session, connection, item, word)
    if item.kind is Kind.REVERSAL:
        return _reversal_case(connection, coop, item, word)
    if item.kind is Kind.FUNDS:
        return _funds_case(session, connection, item, word)
    found = deposits.find(connection, coop, item.origin)
    answer = answer_to(connection, coop, found) if found is not None else None
    return Case(item=item, decided=word, deposit=found, answer=answer)


def _review_case(session: Session, connection: Any, item: Waiting, word: Decided | None) -> Case:
    coop, branch = session.coop, session.identity.branch
    review = reviews_view.find(connection, coop, item.origin, item.code)
    origins = (item.origin, *(review.others if review is not None else ()))
    told = tuple(one for origin in origins if (one := history.told_by(connection, coop, origin)) is not None)
    papers = tuple(one for origin in origins if (one := paper_of(connection, coop, origin)) is not None)
    twins = _twins(connection, coop, item.members) if item.code == ReviewCode.DUPLICATE_NIK else ()
    receipt = receipts.find(connection, coop, item.origin)
    prices = ()
    if item.code == ReviewCode.TARIFF_MISMATCH and receipt is not None:
        prices = expected.prices(connection, coop, branch, receipt)
    doubled, free = (), None
    if item.code == ReviewCode.MONTH_PAID_TWICE:
        doubled, free = _doubled(connection, coop, item.members, papers)
    people = {*item.members, *(one for paper in papers for one in paper.months)}
    return Case(
        item=item,
        names=_names(connection, coop, people),
        decided=word,
        review=review,
        told=told,
        papers=papers,
        twins=twins,
        prices=prices,
        doubled=doubled,
        free=free,
    )


def _reversal_case(connection: Any, coop: str, item: Waiting, word: Decided | None) -> Case:
    request = reversals.find(connection, coop, item.origin)
    told = history.told_by(connection, coop, item.origin)
    paper = paper_of(connection, coop, request.paper) if request is not None else None
    return Case(
        item=item,
        names=_names(connection, coop, set(item.members)),
        decided=word,
        papers=(paper,) if paper is not None else (),
        told=(told,) if told is not None else (),
        note=getattr(getattr(getattr(told, "entry", None), "private", None), "note", None),
        asked_by=request.person if request is not None else None,
    )


def _funds_case(session: Session, connection: Any, item: Waiting, word: Decided | None) -> Case:
    coop = session.coop
    funded = funds.find(connection, coop, item.origin)
    paper = paper_of(connection, coop, item.origin)
    others = tuple(
        one
        for one in funds.awaited(connection, coop, session.identity.branch)
        if one.origin != item.origin
        and (one.source, one.agent) == (item.code, item.agent)
        and one.person != session.person
    )
    people = {*item.members, *(each for one in others for each in one.members)}
    return Case(
        item=item,
        names=_names(connection, coop, people),
        decided=word,
        papers=(paper,) if paper is not None else (),
        funded=funded,
        others=others,
        agreed={each: item.code in consents.purposes(connection, coop, each) for each in item.members},
    )


def paper_of(connection: Any, coop: str, origin: Origin) -> Paper | None:
    """The receipt or slip a line wrote, with where its money is."""
    receipt = receipts.find(connection, coop, origin)
    one = receipt or find_slip(connection, coop, origin)
    if one is None:
        return None
    if receipt is not None:
        months_of = {each: tuple(row.month for row in receipt.rows if row.member == each) for each in receipt.members}
    else:
        months_of = {one.member: ()}
    funded = funds.find(connection, coop, origin)
    where = whereabouts(
        connection,
        coop,
        one.agent,
        (one.day, one.at, origin.device, origin.seq),
        cash=one.cash,
        source=one.source,
        funds_day=funded.received_day if funded is not None else None,
    )
    return Paper(
        origin=origin,
        number=one.number,
        agent=one.agent,
        day=one.day,
        at=one.at,
        rupiah=one.rupiah,
        cash=one.cash,
        source=one.source,
        months=months_of,
        is_receipt=receipt is not None,
        reversed_by=one.reversed_by,
        asked=bool(reversals.of_paper(connection, coop, origin)),
        where=where,
    )


def _twins(connection: Any, coop: str, ids: tuple[str, ...]) -> tuple[Twin, ...]:
    """The registrations, the oldest first."""
    found = [one for each in ids if (one := members.find(connection, coop, each)) is not None]
    twins = []
    for one in sorted(found, key=lambda one: (one.at, one.member))[:MOST_TWINS]:
        papers = receipts.of_member(connection, coop, one.member)
        counting = [paper for paper in papers if paper.reversed_by is None]
        taken = sum(row.rupiah for paper in counting for row in paper.rows if row.member == one.member)
        twins.append(Twin(one, months.months_of(connection, coop, one), len(counting), taken))
    return tuple(twins)


def _doubled(
    connection: Any, coop: str, ids: tuple[str, ...], papers: tuple[Paper, ...]
) -> tuple[tuple[Month, ...], Month | None]:
    """The months that two of these papers pay for one person, and the first free month after them."""
    people = [one for each in ids if (one := members.find(connection, coop, each)) is not None]
    heads = {one.merged_into or one.member for one in people}
    heads_of = [one for each in sorted(heads) if (one := members.find(connection, coop, each)) is not None]
    same = {*ids, *heads, *(each for one in heads_of for each in members.merged_into(connection, coop, one))}
    paid = [month for paper in papers for each, some in paper.months.items() if each in same for month in some]
    doubled = tuple(sorted({month for month in paid if paid.count(month) > 1}))
    if not doubled or not heads_of:
        return doubled, None
    taken = set(months.months_of(connection, coop, heads_of[0]).states)
    free = add_months(doubled[0], 1)
    while free in taken:
        free = add_months(free, 1)
    return doubled, free


def _names(connection: Any, coop: str, ids: set[str]) -> dict[str, str]:
    found = {each: members.find(connection, coop, each) for each in ids}
    return {each: one.name for each, one in found.items() if one is not None and one.name}
