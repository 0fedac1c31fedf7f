"""Batches the branch has paid: each with its reference and how much of it BPJS has answered."""

from collections import defaultdict
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from agent_app.domain.money import format_rupiah
from agent_app.gui.models.statuses import count_label
from agent_app.gui.moments import months_label, short_date
from agent_app.gui.screens.remit.differences import DifferencesCard
from agent_app.gui.screens.remit.waiting import refused_words
from agent_app.gui.session import Session
from agent_app.gui.widgets.cards import Card, Flowing, row
from agent_app.gui.widgets.line_list import Line, LineList
from agent_app.gui.widgets.states import EmptyState
from agent_app.gui.widgets.text import label
from agent_app.records.views import members
from agent_app.records.views.remittances import Batch, BatchState, unanswered

LOOKS = {
    BatchState.REMITTED: ("pri", "send"),
    BatchState.PARTLY: ("warn", "hourglass"),
    BatchState.REFUSED: ("bad", "ban"),
    BatchState.ANSWERED: ("ok", "shield-check"),
}


class BatchesPanel(QWidget):
    """`chosen` has the batch, or None."""

    chosen = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session, self.say = session, session.say
        self.batches: tuple[Batch, ...] = ()
        self._wanted: str | None = None
        self.list = LineList(self.say("remit.batches"))
        self.list.selectionModel().currentChanged.connect(lambda *_: self.chosen.emit(self.list.current()))
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(EmptyState("send", self.say("remit.batches.none"), self.say("remit.batches.none_below")))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 8)
        layout.addWidget(self._stack)

    def put(self, batches: tuple[Batch, ...]) -> None:
        """Show other batches; the one chosen stays chosen."""
        if batches == self.batches:
            return
        was = self.list.current()
        self.batches = batches
        self.list.put(batches, lambda one: batch_line(self._session, one))
        self._stack.setCurrentIndex(0 if batches else 1)
        kept = next((at for at, one in enumerate(batches) if was is not None and one.reference == was.reference), 0)
        if batches:
            self.list.choose(kept)
        self._choose_wanted()

    def look_at(self, reference: str) -> None:
        """Choose the batch of this reference, now or once it is read."""
        self._wanted = reference
        self._choose_wanted()

    def _choose_wanted(self) -> None:
        at = next((at for at, one in enumerate(self.batches) if one.reference == self._wanted), None)
        if at is not None:
            self._wanted = None
            self.list.choose(at)


class BatchDetail(Flowing):
    """One batch: figures, and who waits for BPJS's word or was refused."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session, self.say = session, session.say
        body = QVBoxLayout(self)
        body.setContentsMargins(20, 16, 20, 12)
        body.setSpacing(10)
        self._title = label("", "section", wrap=True)
        self._below = label("", "small", "text2", wrap=True)
        body.addWidget(self._title)
        body.addWidget(self._below)
        self._box = Card(margin=14, spacing=6, kind="well")
        self.figures = {}
        for name in ("rupiah", "people", "months", "protected", "refused", "waiting"):
            self.figures[name] = label("", "table")
            caption = label(self.say(f"remit.batch.{name}"), "table", "text2")
            self._box.body.addLayout(row(caption, None, self.figures[name]))
        body.addWidget(self._box)
        self.differences = DifferencesCard(session)
        body.addWidget(self.differences)
        self._waiting_title = label(self.say("remit.unanswered"), "label")
        self.waiting = LineList(self.say("remit.unanswered"))
        self.waiting.setMinimumHeight(160)
        body.addWidget(self._waiting_title)
        body.addWidget(self.waiting, 1)

    def show_batch(self, batch: Batch | None) -> None:
        """Another batch; none says that there is none."""
        for each in (self._box, self._waiting_title, self.waiting):
            each.setVisible(batch is not None)
        self.differences.show_batch(batch)
        if batch is None:
            self._title.setText(self.say("remit.batches.none"))
            self._below.setText("")
            return
        self._title.setText(self.say("remit.batch.title", reference=batch.reference))
        day = short_date(self._session, date.fromisoformat(batch.day))
        self._below.setText(self.say("remit.batch.below", day=day, who=", ".join(batch.persons)))
        counts = {"people": batch.members, "months": batch.months, "protected": batch.protected}
        counts |= {"refused": batch.refused, "waiting": batch.waiting}
        for name, count in counts.items():
            self.figures[name].setText(count_label(self._session, count))
        self.figures["rupiah"].setText(format_rupiah(batch.rupiah))
        session, reference = self._session, batch.reference

        def read(connection: Any) -> list[Line]:
            return waiting_lines(session, connection, reference)

        session.ask(self, read, self._waiting_arrived)

    def _waiting_arrived(self, lines: list[Line]) -> None:
        self.waiting.put(lines, lambda one: one, long=True)
        self._waiting_title.setVisible(bool(lines))
        self.waiting.setVisible(bool(lines))


def waiting_lines(session: Session, connection: Any, reference: str) -> list[Line]:
    """Who of a batch is not protected, and what BPJS said of them, the refused first; on the reading thread."""
    months: dict[tuple[str, bool, str | None], list[str]] = defaultdict(list)
    for one in unanswered(connection, session.coop, session.identity.branch, reference):
        months[one.member, one.is_refused, one.reason].append(one.month)
    lines = []
    for (id_, is_refused, reason), some in months.items():
        member = members.find(connection, session.coop, id_)
        answered = is_refused or reason is not None
        said = refused_words(session, reason) if answered else session.say("remit.no_answer")
        name = (member.name if member is not None else None) or "—"
        line = Line(name, f"{months_label(session, tuple(dict.fromkeys(some)))} · {said}")
        lines.append((not answered, line.upper.casefold(), line))
    return [line for *_, line in sorted(lines, key=lambda one: one[:2])]


def batch_line(session: Session, batch: Batch) -> Line:
    """Reference and day, with the rupiah and the state."""
    day = short_date(session, date.fromisoformat(batch.day))
    people, months = (count_label(session, number) for number in (batch.members, batch.months))
    lower = session.say("remit.batch.line", day=day, people=people, months=months)
    pill = (session.say(f"remit.state.{batch.state.value}"), *LOOKS[batch.state])
    return Line(batch.reference, lower, format_rupiah(batch.rupiah), pill)
