"""Drawing the agents of a day: avatar and papers, amounts at the right, until when the data goes, the pill."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from agent_app.domain.desk import AgentState
from agent_app.gui.screens.members.table import PeopleTable
from agent_app.gui.screens.reconcile.model import (
    AGENT,
    COLLECTED,
    DIFFERENCE,
    MONEY,
    REST,
    ROW,
    STATE,
    UNTIL,
    AgentsModel,
    Index,
)
from agent_app.gui.screens.reconcile.wording import amount, data_until, state_pill
from agent_app.gui.session import Session
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.pills import paint_avatar, paint_pill, pill_width
from agent_app.gui.widgets.rows import LEFT, RIGHT, paint_text, paint_two_lines
from agent_app.records.views.agent_day import AgentDay


class AgentsDelegate(QStyledItemDelegate):
    """A cell by its column; what has no column in a narrow table stands below the name."""

    def __init__(self, session: Session, model: AgentsModel, table: PeopleTable) -> None:
        super().__init__(table)
        self._session, self._model, self._table = session, model, table

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(80, theme().height("row_dense"))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        self._table.paint_ground(painter, option, index, AGENT)
        row: AgentDay = index.data(ROW)
        column = index.column()
        left, right = (theme().px(2), theme().px(11)) if column in MONEY else (theme().px(12), theme().px(2))
        rect = QRectF(option.rect).adjusted(left, 0, -right, -1)
        if column == AGENT:
            self._paint_agent(painter, rect, row)
        elif column == STATE:
            text, tone, icon = state_pill(self._session, row)
            height = theme().px(26)
            width = min(pill_width(text, icon), rect.width())
            paint_pill(painter, QRectF(rect.left(), rect.center().y() - height / 2, width, height), text, tone, icon)
        else:
            self._paint_figure(painter, rect, row, column, index.data())
        painter.restore()

    def _paint_agent(self, painter: QPainter, rect: QRectF, row: AgentDay) -> None:
        roomy = rect.width() > theme().px(190)
        side = theme().px(34 if roomy else 28)
        paint_avatar(painter, QRectF(rect.left(), rect.center().y() - side / 2, side, side), row.name)
        words = rect.adjusted(side + theme().px(9), 0, 0, 0)
        paint_two_lines(painter, words, row.name, self._below(row), strong=roomy)

    def _below(self, row: AgentDay) -> str:
        parts = [row.agent, self._session.say("reconcile.papers", count=row.receipts)]
        if self._table.isColumnHidden(COLLECTED) and row.sums.collected:
            parts[1] = self._session.say("reconcile.papers_sum", count=row.receipts, rupiah=amount(row.sums.collected))
        if self._table.isColumnHidden(UNTIL):
            parts.insert(0, self._session.say("reconcile.until", at=data_until(self._session, row, self._model.day)))
        return " · ".join(parts)

    def _paint_figure(self, painter: QPainter, rect: QRectF, row: AgentDay, column: int, text: str) -> None:
        color, weight = "text", "semibold"
        if column == REST and row.on_hand:
            color = "bad" if row.on_hand < 0 else "warn" if row.state is AgentState.REST_AT_AGENT else "text"
        elif column == DIFFERENCE and (row.sums.short or row.sums.over):
            color, weight = ("bad", "bold") if row.sums.short else ("warn", "bold")
        elif column == UNTIL:
            color, weight = ("text2", "regular") if row.has_come else ("warn", "semibold")
        elif not text or text == "—":
            color = "text3"
        paint_text(painter, rect, text, weight=weight, color=color, align=RIGHT if column in MONEY else LEFT)
