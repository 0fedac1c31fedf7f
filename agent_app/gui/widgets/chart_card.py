"""A card with a chart, and on demand the table behind it."""

from collections.abc import Sequence

from PySide6.QtWidgets import QStackedWidget

from agent_app.gui.session import Session
from agent_app.gui.widgets.bars import Bars, Pair
from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.cards import Card, row
from agent_app.gui.widgets.figures import FigureColumn, FiguresTable
from agent_app.gui.widgets.text import ElidedLabel

MILLION, THOUSAND = 1_000_000, 1_000


def short_rupiah(session: Session, rupiah: int) -> str:
    """A figure of an axis: `1,5 jt`, `200 rb`, `0`."""
    for size, key in ((MILLION, "bars.million"), (THOUSAND, "bars.thousand")):
        if rupiah >= size:
            tenths = rupiah * 10 // size
            figure = (
                f"{tenths // 10}"
                if tenths % 10 == 0
                else session.words.say("bars.decimal").join((str(tenths // 10), str(tenths % 10)))
            )
            return session.say(key, figure=figure)
    return str(rupiah)


class ChartCard(Card):
    """`first` names what stands under the bars; the two series give the other columns of the table."""

    def __init__(self, session: Session, title: str, bars: Bars, columns: tuple[str, str, str]) -> None:
        super().__init__(margin=0, spacing=6)
        self._say = session.say
        self._columns = columns
        self.bars = bars
        self.table = FiguresTable(title)
        self.turn = Button("", "ghost", icon="table", height="chip")
        self.turn.clicked.connect(self._turn)
        heading = row(ElidedLabel(title, "section"), self.turn, margins=(18, 10, 10, 0))
        heading.setStretch(0, 1)
        self.body.addLayout(heading)
        self.stack = QStackedWidget()
        self.stack.addWidget(bars)
        self.stack.addWidget(self.table)
        self.stack.setContentsMargins(14, 0, 14, 12)
        self.body.addWidget(self.stack, 1)
        self._label()

    def put(self, pairs: Sequence[Pair], at: int | None = None) -> None:
        """Show other figures, in both."""
        self.bars.put(pairs, at)
        named = [FigureColumn(self._columns[0]), *(FigureColumn(each, right=True) for each in self._columns[1:])]
        self.table.put(named, [(one.name, one.first_text, one.second_text) for one in pairs])

    @property
    def shows_table(self) -> bool:
        """Whether the table stands there."""
        return self.stack.currentWidget() is self.table

    def _turn(self) -> None:
        self.stack.setCurrentIndex(0 if self.shows_table else 1)
        self._label()

    def _label(self) -> None:
        self.turn.setText(self._say("bars.chart" if self.shows_table else "bars.table"))
