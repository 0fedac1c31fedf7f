"""What is unusual about money being taken, each as a sentence."""

from datetime import datetime, timedelta

from agent_app.domain.money import format_rupiah
from agent_app.gui.moments import moment_label, months_label
from agent_app.gui.screens.collect.order import Order, Sums
from agent_app.gui.session import Session

MANY_MONTHS = 12
MANY_TIMES = 10
CLOCK_FELL = timedelta(minutes=10)


def unusual(session: Session, order: Order, sums: Sums, last_at: int | None) -> tuple[str, ...]:
    """Sentences about the months paid already, a year or more at once, ten times the cash, a clock that fell back."""
    found = []
    for line in order.lines:
        if twice := line.twice():
            months = months_label(session, twice)
            found.append(session.say("collect.unusual.twice", months=months, name=line.person.name))
        if len(line.months) >= MANY_MONTHS:
            found.append(session.say("collect.unusual.months", count=len(line.months), name=line.person.name))
    if sums.received is not None and sums.due and sums.received >= MANY_TIMES * sums.due and not sums.is_offered:
        cash = {"cash": format_rupiah(sums.received), "due": format_rupiah(sums.due)}
        found.append(session.say("collect.unusual.cash", **cash))
    if last_at is not None and clock_fell(session, last_at):
        found.append(session.say("collect.unusual.clock", at=moment_label(session, last_at)))
    return tuple(found)


def clock_fell(session: Session, last_at: int) -> bool:
    """Whether the corrected clock stands well before the last line of this laptop."""
    offset = session.status.clock_offset_ms if session.status is not None else 0
    now: datetime = session.now() + timedelta(milliseconds=offset)
    return now < session.local(last_at) - CLOCK_FELL
