"""The figures of the day above the list: taken, declared, counted differences, what is still with agents; a chart."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from agent_app.domain.desk import AgentState
from agent_app.domain.money import MINUS, format_difference, format_rupiah
from agent_app.gui.screens.reconcile.reading import Found
from agent_app.gui.session import Session
from agent_app.gui.widgets.cards import Card, bar, row
from agent_app.gui.widgets.paired_bars import Pair, PairedBars
from agent_app.gui.widgets.text import ElidedLabel, set_tone


class Figure(QWidget):
    """A caption, a sum, and up to two lines below."""

    def __init__(self, caption: str) -> None:
        super().__init__()
        self.caption = ElidedLabel(caption, "label", "text2")
        self.sum = ElidedLabel("", "title")
        self.lines = (ElidedLabel("", "caption", "text2"), ElidedLabel("", "caption", "text2"))
        self._layout = QVBoxLayout(self)
        self._layout.setSpacing(1)
        self._layout.addStretch(1)
        for each in (self.caption, self.sum, *self.lines):
            self._layout.addWidget(each)
        self._layout.addStretch(1)
        self.set_compact(False)

    def show_figure(self, rupiah: str, *below: tuple[str, str], tone: str = "text") -> None:
        """The sum in a tone, and lines with a tone each."""
        self.sum.setText(rupiah)
        set_tone(self.sum, tone)
        for place, each in enumerate(self.lines):
            text, its_tone = below[place] if place < len(below) else ("", "text2")
            each.setText(text)
            set_tone(each, its_tone)
        self.setAccessibleName(
            " · ".join(part for part in (self.caption.text(), rupiah, *(t for t, _ in below)) if part)
        )

    def set_compact(self, compact: bool) -> None:
        """With one line below in a small window."""
        self._layout.setContentsMargins(*((12, 4, 8, 4) if compact else (16, 8, 10, 8)))
        self.lines[1].setVisible(not compact)


class Figures(Card):
    """`table` tells that the days behind the chart are wanted."""

    table = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(margin=0, spacing=0)
        self._session, self.say = session, session.say
        self.collected = Figure(self.say("reconcile.figure.collected"))
        self.declared = Figure(self.say("reconcile.figure.declared"))
        self.difference = Figure(self.say("reconcile.figure.difference"))
        self.rest = Figure(self.say("reconcile.figure.rest"))
        self.chart = PairedBars(self.say("reconcile.chart"))
        self.chart.setToolTip(self.say("reconcile.chart.open"))
        self.chart.clicked.connect(self.table)
        self._chart_bar = bar()
        cells = (self.collected, bar(), self.declared, bar(), self.difference, bar(), self.rest, self._chart_bar)
        line = row(*cells, spacing=0)
        for place in (0, 2, 4, 6):
            line.setStretch(place, 1)
        self._chart_box = QWidget()
        self._chart_box.setLayout(row(self.chart, margins=(14, 8, 12, 8)))
        line.addWidget(self._chart_box)
        self.body.addLayout(line)

    def show_day(self, found: Found, *, today: bool) -> None:
        """The figures of a day."""
        say, day, sums = self.say, found.day, found.day.totals
        self.collected.caption.setText(
            say("reconcile.figure.collected" if today else "reconcile.figure.collected_then")
        )
        come = sum(one.has_come for one in day.rows)
        come_tone = "text2" if come == len(day.rows) else "warn"
        self.collected.show_figure(
            format_rupiah(sums.collected),
            (say("reconcile.figure.papers", count=sums.receipts, agents=len(day.rows)), "text2"),
            (say("reconcile.figure.come", count=come, agents=len(day.rows)), come_tone),
        )
        self.declared.show_figure(
            format_rupiah(sums.declared),
            (
                say("reconcile.figure.waiting", rupiah=format_rupiah(sums.in_transit)),
                "warn" if sums.in_transit else "text2",
            ),
            (say("reconcile.figure.counted", rupiah=format_rupiah(sums.counted)), "ok" if sums.counted else "text2"),
        )
        self._show_difference(found)
        late = sum(one.state is AgentState.NOT_DEPOSITED for one in day.rows)
        rests = sum(one.state is AgentState.REST_AT_AGENT for one in day.rows)
        self.rest.show_figure(
            format_rupiah(sums.with_agents),
            *self._overdrawn(sums.overdrawn),
            (say("reconcile.figure.late", count=late), "warn" if late else "text2"),
            (say("reconcile.figure.rests", count=rests), "warn" if rests else "text2"),
        )
        self._show_chart(found)

    def set_compact(self, compact: bool) -> None:
        """Without the chart, which a button opens then."""
        for each in (self.collected, self.declared, self.difference, self.rest):
            each.set_compact(compact)
        self._chart_box.setVisible(not compact)
        self._chart_bar.setVisible(not compact)

    def _overdrawn(self, rupiah: int) -> list[tuple[str, str]]:
        words = self.say("reconcile.figure.overdrawn", rupiah=format_rupiah(rupiah))
        return [(words, "bad")] if rupiah else []

    def _show_difference(self, found: Found) -> None:
        say, sums = self.say, found.day.totals
        short = sum(one.sums.short > 0 for one in found.day.rows)
        over = sum(one.sums.over > 0 for one in found.day.rows)
        lines = []
        if sums.short:
            lines.append((say("reconcile.figure.short", count=short, rupiah=format_rupiah(sums.short)), "bad"))
        if sums.over:
            lines.append((say("reconcile.figure.over", count=over, rupiah=format_rupiah(sums.over)), "warn"))
        if not lines:
            lines.append((say("reconcile.figure.none"), "text2"))
        # The lines below tell both: what is over is never taken off what is short.
        shown = format_difference(sums.short, 0 if sums.short else sums.over) or format_rupiah(0)
        tone = "bad" if sums.short else "warn" if sums.over else "text"
        self.difference.show_figure(shown, *lines, tone=tone)

    def _show_chart(self, found: Found) -> None:
        last = found.days[-1].day if found.days else ""
        pairs = [Pair(str(int(one.day[8:])), one.collected, one.counted, one.day == last) for one in found.days]
        today = found.days[-1]
        spoken = self.say(
            "reconcile.chart.spoken",
            count=len(pairs),
            collected=format_rupiah(today.collected),
            deposited=format_rupiah(today.counted),
        )
        self.chart.put(pairs, spoken.replace(MINUS, "-"))
