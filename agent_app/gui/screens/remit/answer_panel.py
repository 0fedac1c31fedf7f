"""An answer of BPJS before it is taken in: who will be protected from when, who is refused and why, and which rows a
person must look at, with what the file says and what the records say."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from agent_app.domain.answers import Passed, Standing
from agent_app.gui.models.statuses import count_label, masked_nik
from agent_app.gui.moments import months_label, short_date
from agent_app.gui.screens.remit.answer_work import AnswerWork, Matched
from agent_app.gui.session import Session
from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.cards import row, rule
from agent_app.gui.widgets.flow import Flow
from agent_app.gui.widgets.line_list import Line, LineList
from agent_app.gui.widgets.pills import Chip
from agent_app.gui.widgets.states import EmptyState
from agent_app.services.answer_check import CheckedRow
from agent_app.services.answer_words import doubts_text, notes_text
from agent_app.services.refusals import Effect

GROUPS = ("protected", "refused", "check", "ended", "rest")
WILL_BE = ("ok", "shield-check")
EFFECTS = {
    Effect.RELEASED: ("warn", "undo-2"),
    Effect.NOTED: ("info", "file-text"),
    Effect.KNOWN: ("text2", "check"),
    Effect.NOBODY: ("text2", "circle-help"),
}
DECIDED = {"": ("warn", "circle-help"), "protect": ("ok", "user-check"), "leave": ("text2", "x")}

Items = tuple[Sequence[Any], Callable[[Any], Line]]


class AnswerPanel(QWidget):
    """All rows of the file by what becomes of them; `look` has a row that a person wants to decide."""

    look = Signal(object)

    def __init__(self, session: Session, work: AnswerWork) -> None:
        super().__init__()
        self._session, self._work, self.say = session, work, session.say
        self._shown: Matched | None = None
        self._group = "protected"
        box = QWidget()
        flow = Flow(box)
        self.chips = {name: Chip(self.say(f"remit.answer.{name}"), 0) for name in GROUPS}
        for name, chip in self.chips.items():
            chip.clicked.connect(lambda _=False, to=name: self.show_group(to))
            flow.addWidget(chip)
        self.list = LineList(self.say("remit.answer"))
        self.list.activated.connect(lambda _: self._look())
        self.list.selectionModel().currentChanged.connect(lambda *_: self._show_decide())
        self._empty = EmptyState("list", "")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._empty)
        self.decide = Button(self.say("remit.answer.decide"), "secondary", icon="circle-help", keys="Alt+P")
        self.decide.clicked.connect(self._look)
        self._decide_row = QWidget()
        self._decide_row.setLayout(row(self.decide, None, margins=(16, 0, 16, 10)))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 8)
        layout.setSpacing(0)
        layout.addWidget(box)
        layout.addWidget(self._decide_row)
        layout.addWidget(rule())
        layout.addWidget(self._stack, 1)

    def show_answer(self) -> None:
        """The answer as it is now; another one begins at the rows that need a person."""
        matched = self._work.matched
        groups = self._groups()
        for name, chip in self.chips.items():
            chip.set_count(count_label(self._session, len(groups[name][0])))
        if matched is not self._shown:
            self._shown = matched
            first = ("check", *GROUPS) if self._work.undecided else GROUPS
            self.show_group(next((name for name in first if groups[name][0]), "protected"))
        else:
            self._put(groups[self._group], keep=True)

    def show_group(self, name: str) -> None:
        """The rows of one kind."""
        self._group = name
        self.chips[name].setChecked(True)
        self._put(self._groups()[name], keep=False)

    def _put(self, group: Items, *, keep: bool) -> None:
        at = self.list.currentIndex().row() if keep else 0
        items, line = group
        self.list.put(items, line, long=True)
        if items:
            self.list.choose(min(max(at, 0), len(items) - 1))
        self._empty.say(self.say(f"remit.answer.none.{self._group}" if self._work.matched else "remit.answer.reading"))
        self._stack.setCurrentIndex(0 if items else 1)
        self._show_decide()

    def _show_decide(self) -> None:
        self._decide_row.setVisible(self._group == "check" and self.list.current() is not None)

    def _look(self) -> None:
        if self._group == "check" and (one := self.list.current()) is not None:
            self.look.emit(one)

    def _groups(self) -> dict[str, Items]:
        found = self._work.matched
        if found is None:
            return dict.fromkeys(GROUPS, ((), str))
        checked = found.checked
        rest = [*checked.of(Standing.KNOWN), *found.answer.passed]
        return {
            "protected": (checked.of(Standing.PROTECTS), self._protected),
            "refused": (found.refused, lambda one: self._refused(*one)),
            "check": (checked.of(Standing.CHECK), self._check),
            "ended": (checked.of(Standing.ENDED), self._ended),
            "rest": (rest, self._rest),
        }

    def _protected(self, one: CheckedRow) -> Line:
        day = short_date(self._session, one.day) if one.day is not None else "—"
        lower = self.say("remit.answer.since", months=months_label(self._session, one.months), day=day)
        text = " · ".join(part for part in (lower, notes_text(self._session.words, one)) if part)
        return Line(self._who(one), text, pill=(self.say("remit.answer.will"), *WILL_BE))

    def _refused(self, one: CheckedRow, effect: Effect) -> Line:
        parts = [one.row.said, months_label(self._session, one.months)]
        if effect is Effect.NOTED and one.months:
            parts.append(self.say("remit.answer.not_remitted"))
        pill = (self.say(f"remit.answer.effect.{effect.value}"), *EFFECTS[effect])
        return Line(self._who(one), " · ".join(part for part in parts if part), pill=pill)

    def _check(self, one: CheckedRow) -> Line:
        said = self._work.decisions.get(one.row.source)
        outcome = said.outcome if said is not None else ""
        pill = (self.say(f"remit.answer.decided.{outcome or 'open'}"), *DECIDED[outcome])
        return Line(
            self._who(one), f"{self._place(one.row.source)} · {doubts_text(self._session.words, one)}", pill=pill
        )

    def _ended(self, one: CheckedRow) -> Line:
        parts = (self._place(one.row.source), one.row.sign)
        return Line(self._who(one), " · ".join(part for part in parts if part))

    def _rest(self, one: CheckedRow | tuple[tuple[str, int], Passed]) -> Line:
        if isinstance(one, CheckedRow):
            return Line(self._who(one), f"{self._place(one.row.source)} · {self.say('remit.answer.is_known')}")
        source, why = one
        cells = self._shown.answer.cells[source] if self._shown is not None else ()
        text = " · ".join(cell for cell in cells if cell)
        return Line(text, f"{self._place(source)} · {self.say(f'answer.passed.{why.value}')}")

    def _who(self, one: CheckedRow) -> str:
        known = one.member.name if one.member is not None else one.row.name
        return known or masked_nik(one.row.nik) or one.row.number_shown or self._place(one.row.source)

    def _place(self, source: tuple[str, int]) -> str:
        return self.say("roster.problem.place", sheet=source[0], row=source[1])
