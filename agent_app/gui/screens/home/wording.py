"""The words of Home's rows: how far a member's money has come, what a receipt was for, what a prospect said."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from agent_app.domain.coverage import MemberStatus, MonthState
from agent_app.domain.money import format_rupiah
from agent_app.domain.months import Month, first_day, month_of
from agent_app.gui.moments import months_label, short_date, short_month
from agent_app.gui.session import Session
from agent_app.records.views.prices import PriceChange
from agent_app.records.views.prospects import Visit
from agent_app.records.views.receipts import Receipt
from agent_app.records.views.village_day import MemberDay
from agent_app.records.views.villages import Village

_STATES = {
    MonthState.PAID_TO_AGENT: ("warn", "hand-coins"),
    MonthState.DEPOSITED: ("info", "landmark"),
    MonthState.REMITTED: ("info", "building-2"),
    MonthState.PROTECTED: ("ok", "shield-check"),
}


@dataclass(frozen=True, slots=True)
class State:
    """A pill and the line below it."""

    text: str
    tone: str
    icon: str
    below: str


def state_of(session: Session, one: MemberDay) -> State:
    """Where a member stands today. One unpaid month is arrears; only proof of BPJS is protection."""
    say = session.say
    present = month_of(session.today())
    arrears = sum(month <= present for month in one.due)
    if one.ended:
        return State(say("home.state.ended"), "bad", "circle-x", say("home.state.ended_below"))
    if arrears and one.until is None:
        return State(say("home.state.never"), "text2", "circle-dashed", _never(session, one))
    if arrears:
        tone = "warn" if arrears == 1 else "bad"
        return State(say("home.state.arrears", count=arrears), tone, "circle-alert", _since(session, one))
    if one.state is None:
        return State(say("home.state.listed"), "text2", "clipboard-list", _until(session, one))
    if one.state is MonthState.PROTECTED and not one.standing.protected and one.protected_from is not None:
        begins = say("home.state.protected_from", day=short_date(session, one.protected_from))
        return State(begins, "info", "calendar-clock", _until(session, one))
    tone, icon = _STATES[one.state]
    return State(say(f"home.state.{one.state.value}"), tone, icon, _until(session, one))


def _never(session: Session, one: MemberDay) -> str:
    unknown = one.standing.status is MemberStatus.UNKNOWN
    return session.say("home.state.unknown_below" if unknown else "home.state.new_below")


def _since(session: Session, one: MemberDay) -> str:
    days = one.standing.days_left_until_ended
    if days is not None and len(one.due) > 1:
        return session.say("home.state.days_left", days=days)
    if one.until is None:
        return ""
    if one.state is not None:
        return months_label(session, one.due)
    return session.say("home.state.since", day=short_date(session, _last_day(one.until)))


def _until(session: Session, one: MemberDay) -> str:
    if one.until is None:
        return ""
    if not one.due:
        return session.say("home.state.until", month=short_month(session, one.until))
    last = _last_day(one.until)
    days = (last - session.today()).days
    return session.say("home.state.runs_out", day=short_date(session, last), days=days)


def _last_day(month: Month) -> date:
    first = first_day(month)
    return first.replace(day=monthrange(first.year, first.month)[1])


def village_name(session: Session, village: Village | None) -> str:
    """The village's name, also of those of whom none is written down."""
    return village.place.name if village is not None and village.place.name else session.say("home.village.nowhere")


def price_sentence(session: Session, change: PriceChange) -> str:
    """That prices are others from a month on."""
    way = "up" if change.after > change.before else "down"
    why = session.say("home.price.relief", regulation=change.regulation) if change.regulation else ""
    key = "home.price.here" if change.affected else "home.price.lowest"
    return session.say(
        key,
        month=short_month(session, change.month),
        way=session.say(f"home.price.{way}"),
        before=format_rupiah(change.before),
        after=format_rupiah(change.after),
        count=change.affected,
        why=why,
    ).strip()


def receipt_words(session: Session, receipt: Receipt) -> str:
    """What a receipt was for."""
    if receipt.reversed_day is not None:
        return session.say(f"home.receipt.{'voided' if receipt.reversed_by == 'void' else 'corrected'}")
    months = len({row.month for row in receipt.rows})
    people = len(receipt.members)
    words = session.say("home.receipt.months", count=months)
    return f"{words} · {session.say('home.receipt.people', count=people)}" if people > 1 else words


def visit_words(session: Session, last: Visit | None) -> str:
    """What somebody said when last asked, and when."""
    if last is None:
        return session.say("home.visit.never")
    if last.outcome == "return" and last.return_on is not None:
        return session.say("home.visit.return", day=_day(session, last.return_on))
    key = f"home.reason.{last.reason}" if last.outcome == "refused" and last.reason else f"home.visit.{last.outcome}"
    known = key if key in session.words.keys else "home.visit.thinking"
    return f"{session.say(known)}, {_day(session, last.day)}"


def _day(session: Session, text: str) -> str:
    day = date.fromisoformat(text)
    if day == session.today():
        return session.say("home.today")
    return short_date(session, day)
