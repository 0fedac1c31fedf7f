"""Prices under the schedules that the centre published and the branch accepted."""

from collections.abc import Collection

from agent_app.domain.contributions import Programme, Quote, Schedule, Sector, quote_for_base, schedule_for
from agent_app.domain.errors import Refused
from agent_app.domain.funding import Budget, Funding, FundingSource
from agent_app.domain.months import Month
from agent_app.domain.refusals import RefusalCode
from agent_app.records.views import schedules
from agent_app.records.views.members import Member
from agent_app.records.views.schedules import PublishedSchedule
from agent_app.store.tx import Tx


def schedule_in_force(tx: Tx, months: Collection[Month]) -> Schedule:
    """The one schedule by which all these months are priced. Raises what `schedule_among` raises."""
    return schedule_among(schedules.published(tx.connection, tx.coop, tx.identity.branch), months)


def schedule_among(known: Collection[PublishedSchedule], months: Collection[Month]) -> Schedule:
    """Of the published schedules the one that all these months are priced by.

    A receipt names one schedule: months under two of them go on two receipts. Raises Refused with
    months_missing, no_schedule_for_month(month) or, where no supervisor of the branch has accepted it yet,
    schedule_not_accepted(schedule).
    """
    if not months:
        raise Refused(RefusalCode.MONTHS_MISSING)
    values = [one.schedule for one in known]
    chosen = schedule_for(values, min(months))
    if schedule_for(values, max(months)) is not chosen:
        raise Refused(RefusalCode.NO_SCHEDULE_FOR_MONTH, month=max(months))
    if not any(one.accepted for one in known if one.schedule is chosen):
        raise Refused(RefusalCode.SCHEDULE_NOT_ACCEPTED, schedule=chosen.id)
    return chosen


def funding(source: FundingSource, budget: Budget) -> Funding:
    """Source and budget as one; only a sponsor's budget may be another than the member's own."""
    return Funding.sponsor(budget) if source is FundingSource.SPONSOR else Funding(source)


def quote_member(
    schedule: Schedule, member: Member, paid_by: Funding, programmes: Collection[Programme], months: Collection[Month]
) -> Quote:
    """What the months cost this member. Raises what `domain.contributions.quote_for_base` raises.

    A wage earner is registered with a base of 0 and is never priced: Refused(wage_earner_not_quoted).
    """
    if member.base == 0:
        raise Refused(RefusalCode.WAGE_EARNER_NOT_QUOTED)
    return quote_for_base(
        schedule,
        member.base,
        Sector(member.sector),
        paid_by,
        programmes or tuple(Programme(each) for each in member.programmes),
        months,
    )
