"""What an import would do, person by person: new, changed with the fields, to be mended, no longer listed."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QStackedWidget, QWidget

from agent_app.documents.roster_reasons import RowWarning
from agent_app.documents.roster_rows import Problem
from agent_app.gui.models.statuses import count_label, masked_nik, masked_phone
from agent_app.gui.moments import short_month
from agent_app.gui.screens.roster.account import account_items, account_line
from agent_app.gui.screens.roster.deciding import Deciding, question_line
from agent_app.gui.session import Session
from agent_app.gui.widgets.cards import Card, rule
from agent_app.gui.widgets.flow import Flow
from agent_app.gui.widgets.line_list import Line, LineList
from agent_app.gui.widgets.pills import Chip
from agent_app.gui.widgets.states import EmptyState
from agent_app.services.roster_list import ListFile
from agent_app.services.roster_looked import MAY_BE_KNOWN, PersonChange

GROUPS = ("questions", "new", "changed", "problems", "warnings", "sheets", "gone")
PLACES = 12
"""Rows that are named beside a note."""
LONG = ("questions", "changed", "problems", "warnings", "sheets")


class OutcomePanel(Card):
    """Chips with counts, and the people of the one that is chosen."""

    def __init__(self, session: Session) -> None:
        super().__init__(margin=0, spacing=0)
        self._session, self.say = session, session.say
        self._looked = ListFile()
        box = QWidget()
        flow = Flow(box)
        self.chips = {name: Chip(self.say(f"roster.group.{name}"), 0) for name in GROUPS}
        for name, chip in self.chips.items():
            chip.clicked.connect(lambda _=False, to=name: self.show_group(to))
            flow.addWidget(chip)
        self.body.addWidget(box)
        self.body.addWidget(rule())
        self.list = LineList(self.say("roster.outcome"))
        self._empty = EmptyState("list", "")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._empty)
        self.body.addWidget(self._stack, 1)
        self.deciding = Deciding(session)
        self.deciding.decided.connect(self._decided)
        self.list.selectionModel().currentChanged.connect(self._chosen)
        self.body.addWidget(self.deciding)
        self.body.setContentsMargins(0, 0, 0, 8)

    def show_looked(self, file: ListFile) -> None:
        """What was found; the group with something to decide comes first."""
        self._looked, looked = file, file.looked
        counts = {
            "questions": len(looked.questions),
            "new": looked.new,
            "changed": looked.changed,
            "problems": len(file.problems),
            "warnings": sum(count for _, count in file.notes()),
            "sheets": len(file.account),
            "gone": len(looked.gone),
        }
        for name, chip in self.chips.items():
            chip.set_count(count_label(self._session, counts[name]))
        self.show_group(next((name for name in ("questions", "problems", "changed", "new") if counts[name]), "new"))

    def show_group(self, name: str) -> None:
        """The people of a group."""
        self.chips[name].setChecked(True)
        say, file, looked = self.say, self._looked, self._looked.looked
        groups: dict[str, tuple[Sequence[Any], Callable[[Any], Line]]] = {
            "questions": (range(len(looked.questions)), lambda one: question_line(self._session, looked, one)),
            "new": (looked.newcomers, lambda one: Line(one, say("roster.new.below"))),
            "changed": (looked.changes, lambda one: change_line(self._session, one)),
            "problems": (file.problems, lambda one: problem_line(self._session, one, file)),
            "warnings": (file.notes(), self._warning),
            "sheets": (account_items(file.account), lambda one: account_line(self._session, one)),
            "gone": (looked.gone, lambda one: Line(one[1], say("roster.gone.below"))),
        }
        items, line = groups[name]
        self.list.put(items, line, long=name in LONG)
        self._empty.say(say(f"roster.none.{name}"))
        self._stack.setCurrentIndex(0 if items else 1)
        self.deciding.setVisible(name == "questions" and bool(items))
        if name == "questions" and items:
            self.list.choose(0)

    def _chosen(self) -> None:
        question = self.list.current() if self.chips["questions"].isChecked() else None
        if isinstance(question, int):
            self.deciding.show_question(self._looked.looked, question)

    def _decided(self) -> None:
        self.list.viewport().update()

    def _warning(self, counted: tuple[str, int]) -> Line:
        warning, count = counted
        rows = self.say("roster.rows", count=count_label(self._session, count))
        return Line(self.say(f"roster.{RowWarning(warning).value}"), f"{rows} · {self._places(warning)}")

    def _places(self, warning: str) -> str:
        """The rows of a note, as many as fit."""
        noted, looked = self._looked.noted.rows_of(RowWarning(warning)), self._looked.looked
        places = [f"{sheet} {number}" for sheet, numbers in noted.items() for number in numbers[:PLACES]]
        if warning == MAY_BE_KNOWN:
            places = [looked.rows[index].source or "" for index in sorted(looked.noted)[:PLACES]]
        return ", ".join(places[:PLACES]) + ("…" if len(places) > PLACES else "")


def change_line(session: Session, change: PersonChange) -> Line:
    """The name, and each field with what it was and what it becomes."""
    said = [_field_text(session, *field) for field in change.fields]
    if change.is_back:
        said.insert(0, session.say("roster.back"))
    return Line(change.name, "; ".join(said))


def _field_text(session: Session, name: str, before: Any, after: Any) -> str:
    field = {"last_paid": "last_paid_month"}.get(name, name)
    shown = [_value_text(session, name, value) for value in (before, after)]
    key = "roster.change" if before is not None else "roster.change.added"
    return session.say(key, field=session.say(f"roster.field_{field}"), before=shown[0], after=shown[1])


def _value_text(session: Session, name: str, value: Any) -> str:
    match name:
        case _ if value is None:
            return "—"
        case "nik":
            return masked_nik(value)
        case "phone":
            return masked_phone(value)
        case "sex":
            return session.say(f"roster.sex.{value}")
        case "income":
            return count_label(session, value)
        case "last_paid":
            return short_month(session, value)
        case _:
            return str(value)


def problem_line(session: Session, problem: Problem, file: ListFile) -> Line:
    """Where the row stands, and what to mend."""
    sheet, number = problem.first_row or problem.source
    mapping = next((one for one in file.mappings if one.sheet == problem.source[0]), None)
    at = mapping.index_of(problem.field) if mapping is not None and problem.field is not None else None
    heading = mapping.headings[at] if at is not None and at < len(mapping.headings) else ""
    params = {"sheet": sheet, "row": number, "length": problem.length, "heading": heading, "known": problem.known}
    upper = session.say("roster.problem.place", sheet=problem.source[0], row=problem.row_number)
    return Line(upper, session.say(f"roster.{problem.reason.value}", **params))
