"""What a visit came to: one answer, and what belongs to it."""

from collections.abc import Callable
from datetime import date
from typing import get_args

from PySide6.QtWidgets import QLineEdit, QWidget

from agent_app.domain.errors import Trouble
from agent_app.gui.drafts import Draft
from agent_app.gui.screens.register.inputs import Choice
from agent_app.gui.session import Session
from agent_app.gui.widgets.cards import Notice
from agent_app.gui.widgets.day_edit import DayEdit
from agent_app.gui.widgets.fields import Combo, Field
from agent_app.gui.widgets.form_sheet import FormSheet
from agent_app.journal.entries.members import VisitOutcome
from agent_app.services.members import RecordVisit, VisitReason, record_visit


class VisitSheet(FormSheet):
    """Outcome first; a reason for a refusal, a day for coming back, a note for anything."""

    def __init__(self, window: QWidget, session: Session, person: str, name: str, done: Callable[[], None]) -> None:
        super().__init__(window, session.say("members.visit.title", name=name), icon="calendar-check", width=560)
        self._session, self.say, self._person, self._done = session, session.say, person, done
        caption = self.say("members.visit.outcome")
        self.outcome = Choice(caption, {each: self.say(f"members.outcome.{each}") for each in get_args(VisitOutcome)})
        self.reason = Combo()
        for each in get_args(VisitReason):
            self.reason.addItem(self.say(f"members.reason.{each}"), each)
        self.day, self.note = DayEdit(session.today), QLineEdit()
        self._fields = {
            "reason": Field("reason", self.say("members.visit.reason"), self.reason),
            "day": Field("day", self.say("members.visit.day"), self.day),
            "note": Field("note", self.say("members.visit.note"), self.note, optional=self.say("members.optional")),
        }
        self._trouble = Notice("", "bad")
        self._trouble.hide()
        self.body.addWidget(self.outcome)
        for field in self._fields.values():
            self.body.addWidget(field)
        self.body.addWidget(self._trouble)
        self.add_button(self.say("members.visit.leave"), "secondary", None)
        self._button = self.add_save(self.say("members.visit.save"), self.save)
        self.outcome.chosen.connect(self._chosen)
        self._chosen("")
        self.draft = Draft(session, f"draft.visit.{person}", self._to_keep, self)
        self.outcome.chosen.connect(self.draft.touch)
        self.reason.currentIndexChanged.connect(self.draft.touch)
        for line in (self.day, self.note):
            line.textChanged.connect(self.draft.touch)
        self.draft.load(self._put)
        self.closed.connect(self.draft.flush)

    def present(self) -> None:
        super().present()
        self.outcome.setFocus()

    def save(self) -> None:
        """Store the visit once."""
        if not self._button.isEnabled():
            return
        day = self.day.day() if self.outcome.value == "return" else None
        if self.outcome.value == "return" and (day is None or day < self._session.today()):
            self._fields["day"].blame(self.say("members.visit.day_wrong"))
            self.day.setFocus()
            return
        self._button.setEnabled(False)
        self._session.write(record_visit, self._command(day), self._saved, self._failed)

    def _command(self, day: date | None) -> RecordVisit:
        return RecordVisit(
            member=self._person,
            outcome=self.outcome.value,
            reason=self.reason.currentData() if self.outcome.value == "refused" else None,
            return_on=day,
            note=self.note.text().strip() or None,
        )

    def _put(self, typed: dict[str, str] | None) -> None:
        """What was typed the last time."""
        if typed is not None and self._to_keep() is None:
            self.outcome.put(typed["outcome"])
            self.reason.setCurrentIndex(max(self.reason.findData(typed["reason"]), 0))
            self.day.setText(typed["day"])
            self.note.setText(typed["note"])
            self._chosen(self.outcome.value)

    def _chosen(self, outcome: str) -> None:
        self._fields["reason"].setVisible(outcome == "refused")
        self._fields["day"].setVisible(outcome == "return")
        self._button.setEnabled(bool(outcome))
        self.place()

    def _to_keep(self) -> dict[str, str] | None:
        typed = {"outcome": self.outcome.value, "day": self.day.text(), "note": self.note.text()}
        return typed | {"reason": self.reason.currentData() or ""} if any(typed.values()) else None

    def _saved(self, _: object) -> None:
        self.draft.drop()
        self.dismiss()
        self._done()

    def _failed(self, trouble: Trouble) -> None:
        self._button.setEnabled(True)
        self._trouble.say(self._session.words.of(trouble), "bad")
        self._trouble.show()
        self.place()
