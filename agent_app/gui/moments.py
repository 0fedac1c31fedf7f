"""Days and times as people say them: today's by the hour, this week's by the day, older ones by the date."""

from collections.abc import Collection
from datetime import date

from agent_app.documents.months_text import months_text
from agent_app.domain.months import Month, month_label
from agent_app.gui.session import Session


def moment_label(session: Session, milliseconds: int) -> str:
    """`16.20` today, `Minggu 18.42` within the week, `9 Nov 18.42` before."""
    at = session.local(milliseconds)
    days = (session.now().date() - at.date()).days
    if days == 0:
        return f"{at:%H.%M}"
    if 0 < days < 7:
        return f"{session.say(f'frame.weekday.{at.weekday()}')} {at:%H.%M}"
    return f"{short_date(session, at.date())} {at:%H.%M}"


def short_date(session: Session, day: date) -> str:
    """`23 Nov 2026`, without the year in the present one."""
    name = short_month(session, f"{day:%Y-%m}", year=False)
    return f"{day.day} {name}" if day.year == session.today().year else f"{day.day} {name} {day.year}"


def long_date(session: Session, day: date) -> str:
    """`Senin, 23 November 2026`."""
    weekday = session.say(f"frame.weekday.{day.weekday()}")
    return f"{weekday}, {day.day} {month_label(f'{day:%Y-%m}', session.settings.language)}"


def short_month(session: Session, month: Month, *, year: bool = True) -> str:
    """`Nov 2026`."""
    name = session.say(f"frame.month.{int(month[5:])}")
    return f"{name} {month[:4]}" if year else name


def months_label(session: Session, months: Collection[Month]) -> str:
    """`Nov 2026–Jan 2027` for months in a row, with commas between rows."""
    return months_text(session.words, months)
