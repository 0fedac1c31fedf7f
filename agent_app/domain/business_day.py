"""The date money taken at a moment counts for: a night's work belongs to the day before."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

DAY_STARTS_AT = timedelta(hours=3)
"""On the clock of the branch. Work after midnight still belongs to the day before; at three nobody collects."""


def business_day(moment: datetime, zone: str) -> date:
    """The business date of an aware moment at a branch in a zone of the IANA database."""
    return (moment.astimezone(ZoneInfo(zone)) - DAY_STARTS_AT).date()
