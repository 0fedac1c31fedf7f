"""What an import would do, person by person: new, changed with the fields, to be mended, no longer listed."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QStackedWidget, QWidget

from agent_app.documents.roster_reasons import RowWarning
from agent_app.documents.roster_rows import Problem
from agent_app.gui.models.statuses import count_label, masked_nik, masked_phone
from agent_app.gui.moments import short_month
from agent_app.gui.screens.roster.looking import Looked
from agent_app.gui.session import Session
from agent_app.gui.widgets.cards import Card, rule
from agent_app.gui.widgets.flow import Flow
from agent_app.gui.widgets.line_list import Line, LineList
from agent_app.gui.widgets.pills import Chip
from agent_app.gui.widgets.states import EmptyState
from agent_app.services.roster import PersonChange

GROUPS = ("new", "changed", "problems", "warnings", "gone")
LONG = ("changed", "problems")


class OutcomePanel(Card):
    """Chips with counts, and the people of the one that is chosen."""

    def __init__(self, session: Session) -> None:
        super().__init__(margin=0, spacing=0)
        self._session, self.say = session, session.say
        self._looked = Looked()
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
        self.body.setContentsMargins(0, 0, 0, 8)

    def show_looked(self, looked: Looked) -> None:
        """What was found; the group with something to decide comes first."""
        self._looked = looked
        counts = {
            "new": looked.new,
            "changed": looked.changed,
            "problems": len(looked.problems),
            "warnings": looked.warnings.total(),
            "gone": len(looked.gone),
        }
        for name, chip in self.chips.items():
            chip.set_count(count_label(self._session, counts[name]))
        self.show_group(next((name for name in ("problems", "changed", "new") if counts[name]), "new"))

    def show_group(self, name: str) -> None:
        """The people of a group."""
        self.chips[name].setChecked(True)
        say, looked = self.say, self._looked
        groups: dict[str, tuple[Sequence[Any], Callable[[Any], Line]]] = {
            "new": (looked.newcomers, lambda one: Line(one, say("roster.new.below"))),
            "changed": (looked.changes, lambda one: change_line(self._session, one)),
            "problems": (looked.problems, lambda one: problem_line(self._session, one, looked)),
            "warnings": (looked.warnings.most_common(), self._warning),
            "gone": (looked.gone, lambda one: Line(one[1], say("roster.gone.below"))),
        }
        items, line = groups[name]
        self.list.put(items, line, long=name in LONG)
        self._empty.say(say(f"roster.none.{name}"))
        self._stack.setCurrentIndex(0 if items else 1)

    def _warning(self, counted: tuple[str, int]) -> Line:
        warning, count = counted
        rows = self.say("roster.rows", count=count_label(self._session, count))
        return Line(self.say(f"roster.{RowWarning(warning).value}"), rows)


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


def problem_line(session: Session, problem: Problem, looked: Looked) -> Line:
    """Where the row stands, and what to mend."""
    sheet, number = problem.first_row or problem.source
    mapping = next((one for one in looked.mappings if one.sheet == problem.source[0]), None)
    at = mapping.index_of(problem.field) if mapping is not None and problem.field is not None else None
    heading = mapping.headings[at] if at is not None and at < len(mapping.headings) else ""
    params = {"sheet": sheet, "row": number, "length": problem.length, "heading": heading}
    upper = session.say("roster.problem.place", sheet=problem.source[0], row=problem.row_number)
    return Line(upper, session.say(f"roster.{problem.reason.value}", **params))
