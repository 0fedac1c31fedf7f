"""What a visit to somebody on the roster came to: one figure says it, a second one why or when."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import get_args

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from agent_app.domain.errors import Trouble
from agent_app.gui.moments import short_date
from agent_app.gui.screens.home.people_list import ProspectRow
from agent_app.gui.session import Session
from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.cards import Notice
from agent_app.gui.widgets.day_edit import DayEdit
from agent_app.gui.widgets.fields import Field
from agent_app.gui.widgets.overlays import Sheet
from agent_app.gui.widgets.text import label
from agent_app.services.members import RecordVisit, VisitReason, record_visit

OUTCOMES = (("interested", "user-plus"), ("thinking", "hourglass"), ("refused", "user-x"), ("return", "calendar-clock"))
REASONS: tuple[VisitReason, ...] = get_args(VisitReason)
Choice = tuple[str, str | None, Callable[[], None]]
"""Words, icon, and what it does."""
DAYS = (("tomorrow", 1), ("week", 7), ("two_weeks", 14), ("month", 28))


class OutcomeSheet(Sheet):
    """`done` is called with the command once it is on the disk. Figures press the buttons they are drawn on; where a
    day is asked for, figures are the day's, and the usual days are pressed with Alt."""

    def __init__(
        self, window: QWidget, session: Session, row: ProspectRow, done: Callable[[RecordVisit], None]
    ) -> None:
        super().__init__(window, row.name, "user-check", width=580)
        self._session, self._row, self._done = session, row, done
        self._buttons_of_step: list[Button] = []
        self._day: DayEdit | None = None
        self._page: QWidget | None = None
        self._saving = False
        self.body.addWidget(label(row.below, "table", "text2", wrap=True))
        self._question = label("", "strong", wrap=True)
        self.body.addWidget(self._question)
        self._trouble = Notice("", "bad")
        self._trouble.hide()
        self.add_button(session.say("home.outcome.close"), "secondary", None)
        self._ask_outcome()

    def present(self) -> None:
        super().present()
        self._focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        number = event.key() - Qt.Key.Key_1
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if self._day is None and plain and 0 <= number < len(self._buttons_of_step) and not event.isAutoRepeat():
            self._buttons_of_step[number].click()
            return
        super().keyPressEvent(event)

    def _ask_outcome(self) -> None:
        choices = [(self._say(f"outcome.{name}"), icon, lambda to=name: self._outcome(to)) for name, icon in OUTCOMES]
        self._put(self._say("outcome.question"), choices)

    def _outcome(self, name: str) -> None:
        if name == "refused":
            choices = [(self._say(f"reason.{each}"), None, lambda why=each: self._refused(why)) for each in REASONS]
            self._put(self._say("outcome.why"), choices, 2)
        elif name == "return":
            self._ask_day()
        else:
            self._save(RecordVisit(member=self._row.prospect.row, outcome=name))

    def _refused(self, why: VisitReason) -> None:
        self._save(RecordVisit(member=self._row.prospect.row, outcome="refused", reason=why))

    def _ask_day(self) -> None:
        today = self._session.today()
        choices = []
        for name, ahead in DAYS:
            day = today + timedelta(days=ahead)
            words = f"{self._say(f'day.{name}')} · {short_date(self._session, day)}"
            choices.append((words, None, lambda on=day: self._return(on)))
        other = DayEdit(self._session.today)
        last = self._row.prospect.last
        asked = date.fromisoformat(last.return_on) if last is not None and last.return_on else None
        other.put(asked if asked is not None and asked > today else today + timedelta(days=1))
        field = Field("return_on", self._say("day.other"), other)
        keep = Button(self._say("day.keep"), "secondary")
        keep.clicked.connect(lambda: self._return_typed(field, other.day()))
        other.returnPressed.connect(keep.click)
        self._put(self._say("outcome.when"), choices, 2, (field, keep), alt=True)
        self._day = other
        self._focus()

    def _return_typed(self, field: Field, day: date | None) -> None:
        if day is None or day < self._session.today():
            field.blame(self._say("day.unreadable"))
            field.editor.setFocus()
            self._grow()
        else:
            self._return(day)

    def _return(self, day: date) -> None:
        self._save(RecordVisit(member=self._row.prospect.row, outcome="return", return_on=day))

    def _save(self, command: RecordVisit) -> None:
        if self._saving:
            return
        self._saving = True
        for each in self._buttons_of_step:
            each.setEnabled(False)
        self._session.write(record_visit, command, lambda _: self._saved(command), self._failed)

    def _saved(self, command: RecordVisit) -> None:
        self.dismiss()
        self._done(command)

    def _failed(self, trouble: Trouble) -> None:
        self._saving = False
        for each in self._buttons_of_step:
            each.setEnabled(True)
        self._trouble.say(self._session.words.of(trouble), "bad")
        self._trouble.show()
        self._grow()

    def _put(
        self,
        question: str,
        choices: Sequence[Choice],
        columns: int = 1,
        more: Sequence[QWidget] = (),
        alt: bool = False,
    ) -> None:
        """Another step: its buttons, each with its figure, and what there is more in a row below them."""
        if self._page is not None:
            self.body.removeWidget(self._page)
            self._page.hide()
            self._page.deleteLater()
        self.body.removeWidget(self._trouble)
        self._question.setText(question)
        self._page = QWidget()
        grid = QGridLayout(self._page)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        self._buttons_of_step = []
        for number, (words, icon, act) in enumerate(choices):
            figure = str(number + 1)
            button = Button(words, "quiet", icon=icon, **({"keys": f"Alt+{figure}"} if alt else {"keycap": figure}))
            button.set_left()
            button.clicked.connect(lambda _=False, do=act: do())
            self._buttons_of_step.append(button)
            grid.addWidget(button, number // columns, number % columns)
        for number, each in enumerate(more):
            below = Qt.AlignmentFlag.AlignBottom if number else Qt.AlignmentFlag(0)
            grid.addWidget(each, len(choices), number, below)
        for number in range(columns):
            grid.setColumnStretch(number, 1)
        self.body.addWidget(self._page)
        self.body.addWidget(self._trouble)
        if self.isVisible():
            self._grow()
            self._focus()

    def _grow(self) -> None:
        """As high as what it holds now, before the window has laid it out by itself."""
        if self._page is not None:
            self._page.show()
        self.body.activate()
        self.place()

    def _focus(self) -> None:
        if self._day is not None:
            self._day.setFocus()
            self._day.selectAll()
        elif self._buttons_of_step:
            self._buttons_of_step[0].setFocus()

    def _say(self, key: str) -> str:
        return self._session.say(f"home.{key}")
