"""The sheet in which a supervisor looks at a schedule, row by row, and lets the branch collect by it."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from agent_app.domain.contributions import Schedule, Sureness
from agent_app.domain.errors import Trouble
from agent_app.domain.money import grouped
from agent_app.domain.months import month_label
from agent_app.gui.moments import short_month
from agent_app.gui.session import Session
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.cards import Notice
from agent_app.gui.widgets.figures import FigureColumn, FiguresTable
from agent_app.gui.widgets.form_sheet import FormSheet
from agent_app.gui.widgets.text import label
from agent_app.services.branch import AcceptSchedule, accept_schedule

TABLE_HEIGHT = 250


class ScheduleSheet(FormSheet):
    """Says what the schedule rests on and how sure each row is; `accepted` is called once it is on the disk."""

    def __init__(self, window: QWidget, session: Session, schedule: Schedule, accepted: Callable[[], object]) -> None:
        say = session.say
        language = session.settings.language
        title = say("branch.schedule.title", month=month_label(schedule.valid_from, language))
        super().__init__(window, title, "tag", width=720)
        self._session, self._schedule, self._accepted = session, schedule, accepted
        self.body.addWidget(label(schedule.regulation, "table", "text2", wrap=True))
        open_rows = sum(one.sureness is Sureness.UNCONFIRMED for one in schedule.brackets)
        if open_rows:
            text = say("branch.schedule.unconfirmed", count=open_rows, all=len(schedule.brackets))
            self.body.addWidget(Notice(text, "warn"))
        else:
            self.body.addWidget(Notice(say("branch.schedule.confirmed"), "ok"))
        for one in schedule.relief:
            months = f"{short_month(session, one.first_month)}–{short_month(session, one.last_month)}"
            words = say(
                "branch.schedule.relief",
                sector=say(f"sector.{one.sector.value}"),
                percent=100 - one.percent_paid,
                months=months,
                regulation=one.regulation,
                sureness=say(f"sureness.{one.sureness.value}"),
            )
            self.body.addWidget(label(words, "small", "text2", wrap=True))
        self.table = FiguresTable(title)
        self.table.setFixedHeight(theme().px(TABLE_HEIGHT))
        self.table.put(self._columns(), [self._row(one) for one in schedule.brackets])
        self.body.addWidget(self.table)
        self.wrong = Notice("", "bad")
        self.wrong.hide()
        self.body.addWidget(self.wrong)
        self.later = self.add_button(say("branch.schedule.later"), "secondary", None)
        self.accept_button = self.add_save(say("branch.schedule.accept"), self._accept)

    def present(self) -> None:
        super().present()
        self.later.setFocus()

    def _columns(self) -> list[FigureColumn]:
        say = self._session.say
        names = ("income", "jkk", "jkm", "jht", "sureness")
        return [FigureColumn(say(f"branch.schedule.{name}"), right=name in ("jkk", "jkm", "jht")) for name in names]

    def _row(self, one) -> tuple[str, ...]:
        say = self._session.say
        income = say("branch.schedule.from", amount=grouped(one.income_from))
        return income, grouped(one.jkk), grouped(one.jkm), grouped(one.jht), say(f"sureness.{one.sureness.value}")

    def _accept(self) -> None:
        if not self.accept_button.isEnabled():
            return
        self.accept_button.setEnabled(False)
        command = AcceptSchedule(schedule=self._schedule.id)
        self._session.write(accept_schedule, command, self._done, self._refused)

    def _done(self, _: object) -> None:
        if isValid(self):
            self.dismiss()
        self._accepted()

    def _refused(self, trouble: Trouble) -> None:
        if isValid(self):
            self.accept_button.setEnabled(True)
            self.wrong.say(self._session.words.of(trouble), "bad")
            self.wrong.show()
            self.place()
