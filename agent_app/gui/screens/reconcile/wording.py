"""Days and agents in words: the state of a row, moments, amounts without their currency, and findings."""

from dataclasses import dataclass
from datetime import date

from agent_app.domain.desk import AgentState
from agent_app.domain.explanations import AddUp, CountedTwice, Finding, OnePiece, PaidTwice, Slipped, Swapped
from agent_app.domain.money import NO_BREAK_SPACE, format_difference, format_rupiah, grouped
from agent_app.gui.moments import short_date
from agent_app.gui.session import Session
from agent_app.records.views.agent_day import AgentDay
from agent_app.records.views.agent_papers import DayPaper

NOTHING = "—"
STATES = {
    AgentState.DIFFERENCE_OPEN: ("bad", "circle-alert"),
    AgentState.DISPUTED: ("bad", "message-circle"),
    AgentState.TO_COUNT: ("info", "coins"),
    AgentState.REST_AT_AGENT: ("warn", "wallet"),
    AgentState.NOT_DEPOSITED: ("warn", "hourglass"),
    AgentState.OVER: ("bad", "triangle-alert"),
    AgentState.READY: ("ok", "check"),
    AgentState.NOT_SYNCED: ("text2", "cloud-off"),
    AgentState.MATCHES: ("ok", "circle-check"),
    AgentState.NOTHING: ("text2", "circle-minus"),
}


def state_pill(session: Session, row: AgentDay) -> tuple[str, str, str]:
    """Word, tone and icon of an agent's day."""
    return session.say(f"reconcile.state.{row.state.value}"), *STATES[row.state]


def amount(rupiah: int) -> str:
    """`1.142.400`, `−168.000`; a dash for nothing."""
    return grouped(rupiah) if rupiah else NOTHING


def differs(short: int, over: int) -> str:
    """`−168.000`, `+10.000` or both, as `format_difference` without the currency; a dash for nothing."""
    return format_difference(short, over).replace(f"Rp{NO_BREAK_SPACE}", "") or NOTHING


def data_until(session: Session, row: AgentDay, day: str) -> str:
    """The moment an agent's data goes to: the hour on the day shown, else the date."""
    if row.data_until is None:
        return session.say("reconcile.never")
    at = session.local(row.data_until)
    return f"{at:%H.%M}" if row.data_day == day else short_date(session, date.fromisoformat(row.data_day or day))


def hour(session: Session, milliseconds: int) -> str:
    """`15.00` on the clock of the branch."""
    return f"{session.local(milliseconds):%H.%M}"


def short_number(number: str) -> str:
    """The counter of a paper's number."""
    return number.rpartition("-")[2]


@dataclass(frozen=True, slots=True)
class Explained:
    """A finding in words: what was found, what it rests on, and the numbers of the papers it names."""

    title: str
    below: str
    papers: tuple[str, ...] = ()


def explained(session: Session, finding: Finding, deposited_at: int | None) -> Explained:
    """A finding for the supervisor."""
    say = session.say
    match finding:
        case AddUp(papers, after_deposit):
            rupiah = format_rupiah(sum(one.cash for one in papers))
            title = say(
                "reconcile.found.add_up" if len(papers) > 1 else "reconcile.found.one", count=len(papers), rupiah=rupiah
            )
            below = (
                say("reconcile.found.after", at=hour(session, deposited_at))
                if after_deposit and deposited_at is not None
                else say("reconcile.found.any")
            )
            return Explained(title, below, tuple(one.number for one in papers))
        case PaidTwice(first, second):
            return Explained(
                say("reconcile.found.twice"), say("reconcile.found.twice_below"), (first.number, second.number)
            )
        case CountedTwice(same):
            numbers = tuple(one.number for one in same)
            return Explained(say("reconcile.found.double"), say("reconcile.found.double_below"), numbers)
        case Swapped(written, meant):
            return _digits(session, "swapped", written, meant)
        case Slipped(written, meant):
            return _digits(session, "slipped", written, meant)
        case OnePiece(face):
            return Explained(say("reconcile.found.piece", face=format_rupiah(face)), say("reconcile.found.piece_below"))


def _digits(session: Session, kind: str, written: int, meant: int) -> Explained:
    numbers = {"written": format_rupiah(written), "meant": format_rupiah(meant)}
    return Explained(session.say(f"reconcile.found.{kind}", **numbers), session.say("reconcile.found.digits_below"))


def paper_name(session: Session, paper: DayPaper) -> str:
    """Whom a paper is for; the first of several and how many more."""
    if not paper.names:
        return session.say("reconcile.paper.nobody")
    more = len(paper.names) - 1
    return session.say("reconcile.paper.more", name=paper.names[0], count=more) if more else paper.names[0]


def paper_line(session: Session, paper: DayPaper) -> str:
    """`Struk 000029 · 14.48`, and what became of it."""
    kind = session.say("reconcile.paper.receipt" if paper.is_receipt else "reconcile.paper.slip")
    parts = [f"{kind} {short_number(paper.number)}", hour(session, paper.at)]
    if paper.reversed_by is not None:
        parts.append(session.say("reconcile.paper.reversed"))
    elif paper.source != "cash":
        parts.append(session.say("reconcile.paper.no_cash"))
    return " · ".join(parts)
