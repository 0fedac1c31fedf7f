"""What the panel shows of an agent's day below the head: the sums, what explains them, the agent's word, deposits."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from agent_app.domain.cash import DifferenceState
from agent_app.domain.money import format_difference, format_rupiah
from agent_app.gui.moments import short_date
from agent_app.gui.screens.reconcile.reading import Detail
from agent_app.gui.screens.reconcile.wording import amount, data_until, explained, hour, paper_line, paper_name
from agent_app.gui.session import Session
from agent_app.gui.widgets.cards import Card, IconLabel, column, row, rule
from agent_app.gui.widgets.flow import side_by_side
from agent_app.gui.widgets.pills import Pill
from agent_app.gui.widgets.text import ElidedLabel, label
from agent_app.records.views.agent_papers import DayPaper, last_of_day
from agent_app.records.views.day_deposits import DayDeposit

MOST_NAMED = 6
"""Papers of one finding that are named; more are counted."""
OUTCOMES = {None: ("info", "clock"), "confirmed": ("ok", "check-check"), "returned": ("bad", "undo-2")}


def equation(session: Session, detail: Detail, day: str) -> QWidget:
    """From what was there before to what is still with the agent, line by line."""
    say, agent, sums = session.say, detail.row, detail.row.sums
    lines = [
        ("before", {}, sums.before, bool(sums.before)),
        ("received", {"count": agent.receipts}, sums.received, True),
        ("reversed", {}, -sums.reversed, bool(sums.reversed)),
        ("declared", {}, -sums.declared, bool(sums.declared)),
        ("returned", {}, sums.returned, bool(sums.returned)),
    ]
    made = QWidget()
    body = QVBoxLayout(made)
    body.setContentsMargins(0, 0, 0, 0)
    body.setSpacing(5)
    for name, params, rupiah, shown in lines:
        if shown:
            words = ElidedLabel(say(f"reconcile.line.{name}", **params), "table", "text2")
            body.addLayout(row(words, label(format_rupiah(rupiah), "table")))
    body.addWidget(rule())
    tone = "bad" if sums.on_hand < 0 else "warn" if sums.on_hand else "text"
    body.addLayout(
        row(ElidedLabel(say("reconcile.line.rest"), "strong", tone), label(format_rupiah(sums.on_hand), "title", tone))
    )
    if difference := format_difference(sums.short, sums.over):
        body.addLayout(
            row(ElidedLabel(say("reconcile.line.difference"), "strong", "bad"), label(difference, "title", "bad"))
        )
    if agent.position.receivable:
        owed = label(format_rupiah(agent.position.receivable), "table", "text2")
        body.addLayout(row(ElidedLabel(say("reconcile.line.receivable"), "table", "text2"), owed))
    until = say("reconcile.data_until", at=data_until(session, agent, day))
    body.addWidget(
        label(
            until if agent.has_come else say("reconcile.data_missing", at=data_until(session, agent, day)),
            "small",
            "text2" if agent.has_come else "warn",
            wrap=True,
        )
    )
    return made


def findings(session: Session, detail: Detail) -> list[QWidget]:
    """A box for each finding; the first with the papers it names."""
    by_number = {paper.number: paper for paper in detail.papers}
    deposit = last_of_day(detail.row)
    boxes = []
    for finding in detail.findings:
        told = explained(session, finding, deposit.at if deposit is not None else None)
        papers = [by_number[number] for number in told.papers if number in by_number]
        boxes.append(_finding(session, told.title, told.below, papers))
    return boxes


def _finding(session: Session, title: str, below: str, papers: list[DayPaper]) -> QFrame:
    box = QFrame()
    box.setProperty("kind", "notice")
    box.setProperty("tone", "warn")
    picture = IconLabel("search", "warn")
    picture.setAlignment(Qt.AlignmentFlag.AlignTop)
    words = column(label(title, "strong", "warn", wrap=True), label(below, "small", "text2", wrap=True), spacing=1)
    for paper in papers[:MOST_NAMED]:
        names = column(
            ElidedLabel(paper_name(session, paper), "table"),
            ElidedLabel(paper_line(session, paper), "caption", "text2"),
            spacing=0,
        )
        line = row(names, label(amount(paper.cash), "strong"), margins=(0, 4, 0, 0))
        line.setStretch(0, 1)
        words.addLayout(line)
    if len(papers) > MOST_NAMED:
        words.addWidget(label(session.say("reconcile.found.more", count=len(papers) - MOST_NAMED), "small", "text2"))
    layout = row(picture, words, spacing=10, margins=(12, 10, 12, 10))
    layout.setStretch(1, 1)
    box.setLayout(layout)
    box.setAccessibleName(f"{title} · {below}")
    return box


def said(session: Session, detail: Detail) -> list[QWidget]:
    """The agent's reason and note of each deposit."""
    boxes = []
    for deposit in detail.row.deposits:
        if deposit.reason is None and not deposit.note:
            continue
        card = Card(margin=12, spacing=3, kind="well")
        reason = session.say(f"deposit.reason.{deposit.reason}") if deposit.reason else ""
        words = f"“{deposit.note}”" if deposit.note else reason
        picture = IconLabel("message-circle", "text2", 16)
        picture.setAlignment(Qt.AlignmentFlag.AlignTop)
        below = " · ".join(
            part for part in (detail.row.name, hour(session, deposit.at), reason if deposit.note else "") if part
        )
        texts = column(label(words, "table", wrap=True), label(below, "caption", "text2", wrap=True), spacing=2)
        line = row(picture, texts, spacing=10)
        line.setStretch(1, 1)
        card.body.addLayout(line)
        boxes.append(card)
    return boxes


def deposits(session: Session, detail: Detail, day: str) -> list[QWidget]:
    """A card for each deposit of the day, and for earlier ones that wait."""
    return [_deposit(session, deposit, day) for deposit in detail.row.deposits]


def _deposit(session: Session, deposit: DayDeposit, day: str) -> Card:
    say = session.say
    card = Card(margin=12, spacing=4, kind="well")
    tone, icon = OUTCOMES[deposit.outcome]
    state = (
        say("reconcile.deposit.counted_alike")
        if deposit.counted_alike
        else say(f"reconcile.deposit.{deposit.outcome or 'waits'}")
    )
    card.body.addWidget(side_by_side(label(format_rupiah(deposit.rupiah), "strong"), Pill(state, tone, icon)))
    when = hour(session, deposit.at)
    if deposit.day != day:
        when = f"{short_date(session, date.fromisoformat(deposit.day))} {when}"
    channel = say(f"deposit.channel.{deposit.channel}") if deposit.channel else ""
    number = deposit.number.rpartition("-")[2]
    card.body.addWidget(ElidedLabel(" · ".join(part for part in (number, when, channel) if part), "small", "text2"))
    if deposit.surplus:
        key = "deposit.short" if deposit.surplus < 0 else "deposit.surplus"
        words = say(key, counted=format_rupiah(deposit.counted or 0), rupiah=format_rupiah(abs(deposit.surplus)))
        card.body.addWidget(label(words, "small", "bad" if deposit.surplus < 0 else "warn", wrap=True))
    if deposit.difference is not DifferenceState.NONE:
        card.body.addWidget(label(say(f"difference.{deposit.difference.value}"), "small", "text2", wrap=True))
    return card
