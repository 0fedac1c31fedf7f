"""Deciding before an import: a row that may be somebody known under another NIK or name, with both values."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from agent_app.gui.models.statuses import count_label
from agent_app.gui.moments import short_month
from agent_app.gui.session import Session
from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.cards import row
from agent_app.gui.widgets.choices import Switch
from agent_app.gui.widgets.flow import Flow
from agent_app.gui.widgets.line_list import Line
from agent_app.gui.widgets.text import label
from agent_app.services.roster_looked import Looked
from agent_app.services.roster_questions import Choice, Side

_TONES = {Choice.BACK: ("warn", "undo-2"), Choice.SAME: ("ok", "check"), Choice.NEW: ("ok", "user-plus")}
_KEYS = {Choice.SAME: "Alt+1", Choice.NEW: "Alt+2", Choice.BACK: "Alt+3"}


class Deciding(QWidget):
    """`decided` tells the places of the questions and the choice: of the one that is shown, or of all."""

    decided = Signal(object, object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session, self.say = session, session.say
        self._looked, self._question = Looked(""), 0
        self._text = label("", "small", "text2", wrap=True)
        self.buttons = {
            choice: Button(self.say(f"roster.choice.{choice.value}"), "secondary", keys=_KEYS[choice])
            for choice in (Choice.SAME, Choice.NEW, Choice.BACK)
        }
        self.all = Switch(self.say("roster.choice.all"))
        self.all.toggled.connect(self._show)
        ways = QWidget()
        flow = Flow(ways)
        flow.setContentsMargins(0, 0, 0, 0)
        flow.setSpacing(8)
        for choice, button in self.buttons.items():
            button.clicked.connect(lambda _=False, to=choice: self._decide(to))
            flow.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 4)
        layout.setSpacing(8)
        layout.addWidget(self._text)
        layout.addWidget(ways)
        layout.addLayout(row(self.all, label(self.say("roster.choice.all"), "small"), None, spacing=10))

    def show_question(self, looked: Looked, question: int) -> None:
        """One question, and what may be chosen."""
        self._looked, self._question = looked, question
        self._show()

    def _show(self, _: bool = False) -> None:
        if not self._looked.questions:
            return
        chosen = self._looked.questions[self._question]
        self._text.setText(self.say(f"roster.ask.{chosen.doubt.value}"))
        several = len(self._looked.questions) > 1
        self.all.setEnabled(several)
        for choice, button in self.buttons.items():
            offered = choice is Choice.BACK or choice in chosen.offered or (self.all.isChecked() and several)
            button.setEnabled(offered)

    def _decide(self, choice: Choice) -> None:
        every = self.all.isChecked() and len(self._looked.questions) > 1
        self.decided.emit(range(len(self._looked.questions)) if every else (self._question,), choice)


def question_line(session: Session, looked: Looked, number: int) -> Line:
    """Whom it is about, both values, and what was chosen."""
    question, choice = looked.questions[number], looked.choice(number)
    sides = question.sides
    names = " · ".join(dict.fromkeys(side.name for side in sides))
    tone, icon = _TONES[choice]
    if not looked.is_decided(number):
        tone, icon = "info", "circle-help"
    state = "back" if looked.is_decided(number) and choice is Choice.BACK else choice.value
    text = session.say("roster.choice.open" if not looked.is_decided(number) else f"roster.chosen.{state}")
    told = [_side_text(session, side) for side in sides]
    if len(sides) > 1:
        told = [f"{side.name}: {text}" for side, text in zip(sides, told, strict=True) if text]
    lower = "; ".join(told)
    return Line(names, lower or session.say(f"roster.ask.{question.doubt.value}"), pill=(text, tone, icon))


def _side_text(session: Session, side: Side) -> str:
    """What is known and what the row says, in full: it has to be compared with an identity card."""
    fields = [
        session.say(
            "roster.change",
            field=session.say(f"roster.field_{_FIELDS.get(name, name)}"),
            before=_value(session, name, known),
            after=_value(session, name, said),
        )
        for name, known, said in side.fields
    ]
    return ", ".join(fields)


def _value(session: Session, name: str, value: Any) -> str:
    if value is None:
        return "—"
    match name:
        case "sex":
            return session.say(f"roster.sex.{value}")
        case "income":
            return count_label(session, value)
        case "last_paid":
            return short_month(session, value)
        case _:
            return str(value)


_FIELDS = {"last_paid": "last_paid_month"}
