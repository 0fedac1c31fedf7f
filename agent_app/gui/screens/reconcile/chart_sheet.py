"""The days behind the chart: larger bars, and the sums of each day as a table."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from agent_app.domain.money import format_rupiah
from agent_app.gui.moments import short_date
from agent_app.gui.session import Session
from agent_app.gui.widgets.overlays import Sheet
from agent_app.gui.widgets.paired_bars import Pair, PairedBars
from agent_app.gui.widgets.text import label
from agent_app.records.views.day_figures import DayTotal


class ChartSheet(Sheet):
    """Taken and declared, day by day."""

    def __init__(self, window: QWidget, session: Session, days: tuple[DayTotal, ...]) -> None:
        super().__init__(window, session.say("reconcile.chart.title"), "chart-column", width=560)
        say = session.say
        chart = PairedBars(say("reconcile.chart"), (500, 150), label_all=True)
        chart.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        pairs = [Pair(str(int(one.day[8:])), one.collected, one.counted, one is days[-1]) for one in days]
        chart.put(pairs, say("reconcile.chart"))
        self.body.addWidget(chart)
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(6)
        for column, key in enumerate(("day", "collected", "deposited", "share")):
            grid.addWidget(_cell(say(f"reconcile.chart.{key}"), "label", "text2", right=column > 0), 0, column)
        for place, one in enumerate(days, start=1):
            share = f"{one.counted * 100 / one.collected:.0f} %" if one.collected else "—"
            texts = (format_rupiah(one.collected), format_rupiah(one.counted), share)
            grid.addWidget(_cell(short_date(session, date.fromisoformat(one.day)), "table", "text"), place, 0)
            for column, text in enumerate(texts, start=1):
                grid.addWidget(_cell(text, "table", "text", right=True), place, column)
        grid.setColumnStretch(0, 1)
        self.body.addLayout(grid)
        self.close_button = self.add_button(say("reconcile.close"), "secondary", None)

    def present(self) -> None:
        super().present()
        self.close_button.setFocus()


def _cell(text: str, role: str, tone: str, *, right: bool = False):
    made = label(text, role, tone)
    if right:
        made.setAlignment(Qt.AlignmentFlag.AlignRight)
    return made
