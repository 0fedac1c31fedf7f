"""An answer of BPJS before it is taken in: who will be protected from when, and which rows protect nobody and why."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from agent_app.documents.bpjs_answer import AnswerRow, RefusedRow
from agent_app.gui.models.statuses import count_label, masked_nik
from agent_app.gui.moments import months_label, short_date
from agent_app.gui.screens.remit.answer_work import Matched
from agent_app.gui.session import Session
from agent_app.gui.widgets.cards import rule
from agent_app.gui.widgets.flow import Flow
from agent_app.gui.widgets.line_list import Line, LineList
from agent_app.gui.widgets.pills import Chip
from agent_app.gui.widgets.states import EmptyState
from agent_app.journal.entries.cash import ProtectedMonths
from agent_app.records.views.members import Member
from agent_app.services.refusals import Effect

GROUPS = ("protected", "numbers", "refused", "unmatched", "unreadable")
WILL_BE = ("ok", "shield-check")
EFFECTS = {
    Effect.RELEASED: ("warn", "undo-2"),
    Effect.NOTED: ("info", "file-text"),
    Effect.KNOWN: ("text2", "check"),
    Effect.NOBODY: ("text2", "circle-help"),
}


class AnswerPanel(QWidget):
    """The rows of the answer by what becomes of them."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session, self.say = session, session.say
        self._matched: Matched | None = None
        box = QWidget()
        flow = Flow(box)
        self.chips = {name: Chip(self.say(f"remit.answer.{name}"), 0) for name in GROUPS}
        for name, chip in self.chips.items():
            chip.clicked.connect(lambda _=False, to=name: self.show_group(to))
            flow.addWidget(chip)
        self.list = LineList(self.say("remit.answer"))
        self._empty = EmptyState("list", "")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 8)
        layout.setSpacing(0)
        layout.addWidget(box)
        layout.addWidget(rule())
        layout.addWidget(self._stack, 1)

    def show_answer(self, matched: Matched | None) -> None:
        """Another answer; none while it is read."""
        if matched is self._matched:
            return
        self._matched = matched
        counts = {name: len(items) for name, (items, _) in self._groups().items()}
        for name, chip in self.chips.items():
            chip.set_count(count_label(self._session, counts[name]))
        self.show_group(next((name for name in GROUPS if counts[name]), "protected"))

    def show_group(self, name: str) -> None:
        """The rows of one kind."""
        self.chips[name].setChecked(True)
        items, line = self._groups()[name]
        self.list.put(items, line)
        self._empty.say(self.say(f"remit.answer.none.{name}" if self._matched else "remit.answer.reading"))
        self._stack.setCurrentIndex(0 if items else 1)

    def _groups(self) -> dict[str, tuple[Sequence[Any], Callable[[Any], Line]]]:
        found = self._matched
        if found is None:
            return dict.fromkeys(GROUPS, ((), str))
        names = {one.member: one.name or "—" for one in found.plan.found if one is not None}
        return {
            "protected": (found.plan.rows, lambda one: self._protected(names[one[0]], one[1])),
            "numbers": (found.plan.numbers, lambda one: Line(names[one[0]], one[1])),
            "refused": (found.refused, lambda one: self._refused(*one)),
            "unmatched": (found.unmatched, self._unmatched),
            "unreadable": (found.unreadable, lambda one: Line(self._place(one[0]), self.say(f"answer.{one[1].value}"))),
        }

    def _protected(self, name: str, one: ProtectedMonths) -> Line:
        day = short_date(self._session, date.fromisoformat(one.effective_from))
        lower = self.say("remit.answer.since", months=months_label(self._session, one.months), day=day)
        return Line(name, lower, pill=(self.say("remit.answer.will"), *WILL_BE))

    def _refused(self, refused: RefusedRow, member: Member | None, effect: Effect) -> Line:
        who = (member.name if member is not None else None) or masked_nik(refused.nik) or self._place(refused.source)
        months = months_label(self._session, refused.months)
        parts = [refused.reason, months]
        if effect is Effect.NOTED and refused.months:
            parts.append(self.say("remit.answer.not_remitted"))
        pill = (self.say(f"remit.answer.effect.{effect.value}"), *EFFECTS[effect])
        return Line(who, " · ".join(part for part in parts if part), pill=pill)

    def _unmatched(self, one: AnswerRow) -> Line:
        months = months_label(self._session, one.months)
        return Line(f"NIK {masked_nik(one.nik)}", f"{self._place(one.source)} · {months}")

    def _place(self, source: tuple[str, int]) -> str:
        return self.say("roster.problem.place", sheet=source[0], row=source[1])
