"""What may be taken for a member at all: for whom, for which months, from which money, on which paper."""

from collections.abc import Collection, Iterator
from datetime import date

from agent_app.domain.errors import Refused
from agent_app.domain.funding import FundingSource
from agent_app.domain.months import Month, add_months, month_of
from agent_app.domain.refusals import RefusalCode
from agent_app.records.views import consents
from agent_app.records.views import members as members_view
from agent_app.records.views.copied_papers import copy_of
from agent_app.records.views.members import Member
from agent_app.services.membership import rules_on
from agent_app.store.tx import Tx

DEDUCTIONS = (FundingSource.SHU_CONVERSION, FundingSource.SAVINGS_DEDUCTION, FundingSource.LOAN_DEDUCTION)
"""Sources that are the member's own money at the cooperative; each is named like the purpose of its consent."""


def check_consent(tx: Tx, member: str, source: FundingSource) -> None:
    """Nothing is taken from a member's share, savings or loan without the member's own consent to just that.

    Raises Refused(deduction_not_agreed, member).
    """
    if source in DEDUCTIONS and source.value not in consents.purposes(tx.connection, tx.coop, member):
        raise Refused(RefusalCode.DEDUCTION_NOT_AGREED, member=member)


def going_on(tx: Tx, id_: str) -> Member:
    """The registration with this id. Raises Refused(member_unknown), or member_known(member) where it was merged."""
    member = members_view.find(tx.connection, tx.coop, id_)
    if member is None or member.erased:
        raise Refused(RefusalCode.MEMBER_UNKNOWN)
    if member.merged_into is not None:
        raise Refused(RefusalCode.MEMBER_KNOWN, member=member.merged_into)
    return member


def check_paper(tx: Tx, paper_no: str | None, claimed: date | None) -> None:
    """The day claimed on a paper is not to come, and one person copies a paper once.

    Raises Refused(date_unreadable), paper_already_copied(paper_no, number): `number` is that of the first copy.
    """
    if claimed is not None and claimed > tx.day:
        raise Refused(RefusalCode.DATE_UNREADABLE)
    first = copy_of(tx.connection, tx.coop, tx.identity.person, paper_no) if paper_no is not None else None
    if first is not None:
        raise Refused(RefusalCode.PAPER_ALREADY_COPIED, paper_no=paper_no, number=first)


def check_months(tx: Tx, member: Member, months: Collection[Month], claimed: date | None) -> None:
    """Raises Refused with the first month that may not be taken: month_too_far(month, months), month_in_opening(
    month, opening) for one that the cooperative's list claims as paid, month_before_registration(month).

    Arrears are owed from the month after the opening, where the membership had not ended when the person was
    registered. `claimed` is the day a paper receipt bears: it was written before the registration was keyed in.
    """
    if not months:
        return
    ahead = rules_on(tx.day).months_ahead
    if max(months) > add_months(month_of(tx.day), ahead):
        raise Refused(RefusalCode.MONTH_TOO_FAR, month=max(months), months=ahead)
    earliest, registrations = min(months), tuple(_registrations(tx, member))
    opening = max((one.opening for one in registrations if one.opening is not None), default=None)
    if opening is not None and earliest <= opening:
        raise Refused(RefusalCode.MONTH_IN_OPENING, month=earliest, opening=opening)
    if earliest < min(_first_month(tx, one, claimed) for one in registrations):
        raise Refused(RefusalCode.MONTH_BEFORE_REGISTRATION, month=earliest)


def _registrations(tx: Tx, member: Member) -> Iterator[Member]:
    """The person's registrations: this one, and those merged into it."""
    yield member
    for each in members_view.merged_into(tx.connection, tx.coop, member):
        merged = members_view.find(tx.connection, tx.coop, each)
        if merged is not None:
            yield merged


def _first_month(tx: Tx, member: Member, claimed: date | None) -> Month:
    registered = month_of(date.fromisoformat(member.day))
    first = registered if claimed is None else min(registered, month_of(claimed))
    if member.opening is None:
        return first
    ended = add_months(member.opening, rules_on(tx.day).coverage.ended_after_months)
    return first if ended <= registered else min(first, add_months(member.opening, 1))
