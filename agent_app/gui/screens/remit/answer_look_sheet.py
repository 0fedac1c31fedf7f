"""One row of an answer that something speaks against: both sides of it, and what a person makes of it."""

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QLineEdit, QWidget

from agent_app.documents.roster_dates import read_date
from agent_app.gui.models.statuses import masked_nik
from agent_app.gui.moments import months_label, short_date
from agent_app.gui.session import Session
from agent_app.gui.widgets.cards import Card, Notice
from agent_app.gui.widgets.fields import Field
from agent_app.gui.widgets.form_sheet import FormSheet
from agent_app.gui.widgets.text import label
from agent_app.services.answer_act import Decision, may_protect, needs_a_day
from agent_app.services.answer_check import CheckedRow
from agent_app.services.answer_words import doubts_of


class LookSheet(FormSheet):
    """Take or leave, with the reason; nothing is chosen beforehand. `done` gets the decision, None to think again."""

    def __init__(
        self,
        window: QWidget,
        session: Session,
        one: CheckedRow,
        before: Decision | None,
        done: Callable[[Decision | None], None],
    ) -> None:
        super().__init__(window, session.say("remit.look.title"), icon="circle-help", width=620)
        self._session, self.say, self._one, self._done = session, session.say, one, done
        self.body.addWidget(self._both_sides())
        for text in doubts_of(session.words, one):
            self.body.addWidget(Notice(text, "warn"))
        self.day = Field("day", self.say("remit.look.day"), QLineEdit())
        self.day.editor.setPlaceholderText(f"{session.today():%d-%m-%Y}")
        self.day.setVisible(may_protect(one) and needs_a_day(one))
        self.reason = Field("reason", self.say("remit.look.reason"), QLineEdit())
        self.reason.editor.setMaxLength(200)
        self.reason.editor.textEdited.connect(lambda _: self.reason.hint())
        self.day.editor.textEdited.connect(lambda _: self.day.hint())
        if before is not None:
            self.reason.editor.setText(before.reason)
            self.day.editor.setText(f"{before.day:%d-%m-%Y}" if before.day is not None else "")
        self.body.addWidget(self.day)
        self.body.addWidget(self.reason)
        self.leave = self.add_button(self.say("remit.look.leave"), "secondary", self._leave)
        self.take = self.add_save(self.say("remit.look.take"), self._take)
        self.take.setEnabled(may_protect(one))
        self.take.setToolTip("" if may_protect(one) else self.say("remit.look.nobody"))

    def present(self) -> None:
        super().present()
        (self.day if self.day.isVisible() else self.reason).editor.setFocus()

    def _both_sides(self) -> Card:
        one, row, member = self._one, self._one.row, self._one.member
        box = Card(margin=14, spacing=6, kind="well")
        day = short_date(self._session, one.day) if one.day is not None else row.day_shown
        same = member is not None and row.nik == member.nik
        nik = masked_nik(row.nik) if same else row.nik_shown
        file = (row.name, nik, row.number_shown, row.months_shown, row.day_shown or day, row.rupiah_shown)
        paid = months_label(self._session, {each.month for each in one.paid})
        here: tuple[str | None, ...] = ()
        if member is not None:
            own = masked_nik(member.nik) if same else member.nik
            here = (member.name, own, member.participant_number, paid, ", ".join({each.reference for each in one.paid}))
        for key, parts in (("file", (*file, row.said)), ("here", here)):
            text = " · ".join(part for part in parts if part) or self.say("answer.nothing")
            box.body.addWidget(label(self.say(f"remit.look.{key}"), "caption", "text2"))
            box.body.addWidget(label(text, "table", wrap=True))
        return box

    def _take(self) -> None:
        if not may_protect(self._one):
            return
        day = self._read_day()
        if needs_a_day(self._one) and day is None:
            self.day.blame(self.say("remit.look.day_wrong"))
            self.day.editor.setFocus()
            self.place()
            return
        self._decide("protect", day)

    def _leave(self) -> None:
        self._decide("leave", None)

    def _decide(self, outcome: str, day: date | None) -> None:
        reason = self.reason.editor.text().strip()
        if not reason:
            self.reason.blame(self.say("remit.look.reason_missing"))
            self.reason.editor.setFocus()
            self.place()
            return
        self.dismiss()
        self._done(Decision(outcome="protect" if outcome == "protect" else "leave", reason=reason, day=day))

    def _read_day(self) -> date | None:
        read = read_date(self.day.editor.text(), self._session.today())
        return read.day if read is not None and read.day <= self._session.today() else None
