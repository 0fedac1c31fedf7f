"""Choosing the period: the usual ones at one press, any other by two dates."""

from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from agent_app.domain.months import add_months, first_day, month_of
from agent_app.domain.typed_day import written_day
from agent_app.gui.screens.reports.reading import CHOICES, Name
from agent_app.gui.session import Session
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.cards import row
from agent_app.gui.widgets.day_edit import DayEdit
from agent_app.gui.widgets.fields import Combo
from agent_app.gui.widgets.text import label

PERIODS = ("week", "days30", "month", "last_month", "free")


class PeriodBar(QWidget):
    """Says `changed` when another period or choice is wanted that can be read."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session, self._say = session, session.say
        self._name = Name.DAILY
        self.periods = Combo()
        self.periods.setAccessibleName(self._say("reports.period_caption"))
        for each in PERIODS:
            self.periods.addItem(self._say(f"reports.period.{each}"), each)
        self.first, self.last = self._day_edit("reports.first"), self._day_edit("reports.last")
        self.until = label(self._say("reports.until"), "table", "text2")
        self.choices = Combo()
        self.choices.setAccessibleName(self._say("reports.choice"))
        self.wrong = label("", "small", "bad")
        self.wrong.hide()
        layout = row(self.periods, self.first, self.until, self.last, self.choices, self.wrong, None, spacing=8)
        self.setLayout(layout)
        self.periods.currentIndexChanged.connect(self._period_chosen)
        self.choices.currentIndexChanged.connect(self._tell)
        today = session.today()
        self._put(today - timedelta(days=6), today)
        self.show_for(Name.DAILY)

    def show_for(self, name: Name) -> None:
        """Show what this report can be asked by; says nothing."""
        self._name = name
        dated = name in (Name.DAILY, Name.PROGRAMMES)
        self.periods.setVisible(dated)
        free = dated and self.periods.currentData() == "free"
        self.first.setVisible(free)
        self.until.setVisible(free)
        self.last.setVisible(free or name is Name.COVERAGE)
        self.choices.blockSignals(True)
        self.choices.clear()
        for each in CHOICES[name]:
            self.choices.addItem(self._say(f"reports.{name.value}.{each}"), each)
        self.choices.blockSignals(False)
        self.choices.setVisible(bool(CHOICES[name]))

    @property
    def choice(self) -> str:
        """What of the report is wanted."""
        return self.choices.currentData() or ""

    def choose(self, choice: str) -> None:
        """Choose it."""
        self.choices.setCurrentIndex(max(self.choices.findData(choice), 0))

    def days(self) -> tuple[date, date] | None:
        """First and last day; None where what was typed is none, or is turned round."""
        first, last = self.first.day(), self.last.day()
        if self._name is Name.COVERAGE:
            return (last, last) if last is not None else None
        return (first, last) if first is not None and last is not None and first <= last else None

    def _day_edit(self, key: str) -> DayEdit:
        edit = DayEdit(self._session.today, past=True)
        edit.setAccessibleName(self._say(key))
        edit.setToolTip(self._say("reports.day_hint"))
        edit.setPlaceholderText(self._say("reports.day_hint"))
        edit.setFixedWidth(theme().px(124))
        edit.editingFinished.connect(self._tell)
        return edit

    def _put(self, first: date, last: date) -> None:
        self.first.setText(written_day(first))
        self.last.setText(written_day(last))

    def _period_chosen(self) -> None:
        today, chosen = self._session.today(), self.periods.currentData()
        begun = first_day(month_of(today))
        before = first_day(add_months(month_of(today), -1))
        usual = {
            "week": (today - timedelta(days=6), today),
            "days30": (today - timedelta(days=29), today),
            "month": (begun, today),
            "last_month": (before, begun - timedelta(days=1)),
        }
        if chosen in usual:
            self._put(*usual[chosen])
        self.show_for_kept()
        if chosen == "free":
            self.first.setFocus()
        self._tell()

    def show_for_kept(self) -> None:
        """The same report, with the choice that was made."""
        kept = self.choice
        self.show_for(self._name)
        self.choose(kept)

    def _tell(self) -> None:
        good = self.days() is not None
        self.wrong.setText("" if good else self._say("reports.day_wrong"))
        self.wrong.setVisible(not good)
        if good:
            self.changed.emit()
