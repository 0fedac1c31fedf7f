"""A receipt or slip in lines: what it is for, whose it is, and where its money is now."""

from collections.abc import Sequence

from agent_app.domain.money import format_rupiah
from agent_app.gui.moments import moment_label, months_label
from agent_app.gui.screens.decide.compare import Line
from agent_app.gui.screens.decide.found import Case, Paper
from agent_app.gui.screens.decide.wording import Wording, unbroken
from agent_app.gui.session import Session
from agent_app.records.views.decisions import Kind

MOST_NAMES = 4


def paper_lines(session: Session, words: Wording, case: Case, papers: Sequence[Paper]) -> list[Line]:
    """The facts of papers, a column for each; what differs between any two papers is not marked."""
    say = session.say
    told: list[tuple[str, list[str]]] = [
        (say("decide.paper"), [unbroken(one.number) for one in papers]),
        (say("decide.taken_by"), [f"{words.who(one.agent)} · {moment_label(session, one.at)}" for one in papers]),
        (say("decide.for"), [_for(session, case, one) for one in papers]),
        (say("decide.amount"), [_amount(session, words, one) for one in papers]),
        (say("decide.money_is"), [_where(session, words, one) for one in papers]),
        (say("decide.state"), [_state(session, case, one) for one in papers]),
    ]
    lines = [Line(caption, tuple(values), told=False) for caption, values in told]
    return [line for line in lines if any(line.values)]


def _for(session: Session, case: Case, paper: Paper) -> str:
    """`Maria Tuto: Nov 2026–Jan 2027`, a line a member."""
    lines = []
    for member, months in list(paper.months.items())[:MOST_NAMES]:
        what = months_label(session, months) if months else session.say("decide.slip")
        lines.append(f"{case.names.get(member, session.say('decide.nameless'))}: {what}")
    more = len(paper.months) - MOST_NAMES
    if more > 0:
        lines.append(session.say("decide.more", count=more))
    return "\n".join(lines)


def _amount(session: Session, words: Wording, paper: Paper) -> str:
    if paper.source == "cash" and paper.cash == paper.rupiah:
        return f"{format_rupiah(paper.rupiah)} · {words.source(paper.source)}"
    if paper.source == "cash":
        return session.say("decide.partly_cash", rupiah=format_rupiah(paper.rupiah), cash=format_rupiah(paper.cash))
    return f"{format_rupiah(paper.rupiah)} · {words.source(paper.source)}"


def _where(session: Session, words: Wording, paper: Paper) -> str:
    if paper.reversed_by is not None:
        return ""
    return session.say(f"decide.where.{paper.where.where.value}", who=words.who(paper.agent))


def _state(session: Session, case: Case, paper: Paper) -> str:
    if paper.reversed_by is not None:
        return session.say(f"decide.state.{paper.reversed_by}")
    return session.say("decide.state.asked") if paper.asked and case.item.kind is not Kind.REVERSAL else ""
