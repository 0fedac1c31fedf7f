"""The papers of an agent's day, newest first, in a list as high as they need: the panel around it scrolls."""

from PySide6.QtCore import QModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QSizePolicy, QStyledItemDelegate, QStyleOptionViewItem

from agent_app.gui.models.rows import ALOUD, ROW, TITLE, Index, RowsModel
from agent_app.gui.screens.reconcile.wording import amount, paper_line, paper_name
from agent_app.gui.session import Session
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.lists import RowsView
from agent_app.gui.widgets.rows import RIGHT, paint_row_ground, paint_text, paint_two_lines
from agent_app.records.views.agent_papers import DayPaper


class PapersList(RowsView):
    """Says `chosen` with the origin of a paper that was pressed, or on which Enter was."""

    chosen = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.papers = RowsModel(self._said, self)
        self.setModel(self.papers)
        self.setItemDelegate(_Delegate(session, self))
        self.setAccessibleName(session.say("reconcile.papers.title"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.activated.connect(self._tell)
        self.clicked.connect(self._tell)
        theme().changed.connect(self._fit)

    def put(self, papers: tuple[DayPaper, ...]) -> None:
        """Show other papers, given oldest first."""
        self.papers.put(papers[::-1])
        self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(max(len(self.papers.rows), 1) * theme().px(46) + 4)
        self.setVisible(bool(self.papers.rows))

    def _said(self, paper: DayPaper, role: int) -> str | None:
        parts = (paper_name(self._session, paper), paper_line(self._session, paper), amount(paper.rupiah))
        return " · ".join(parts) if role in (TITLE, ALOUD) else None

    def _tell(self, index: QModelIndex) -> None:
        self.chosen.emit(index.data(ROW).origin)


class _Delegate(QStyledItemDelegate):
    def __init__(self, session: Session, parent: QListView) -> None:
        super().__init__(parent)
        self._session = session

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, theme().px(46))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        paper: DayPaper = index.data(ROW)
        painter.save()
        paint_row_ground(painter, option)
        rect = QRectF(option.rect).adjusted(theme().px(8), 0, -theme().px(6), -1)
        words = rect.adjusted(0, 0, -theme().px(84), 0)
        paint_two_lines(
            painter, words, paper_name(self._session, paper), paper_line(self._session, paper), strong=False
        )
        gone = paper.reversed_by is not None
        paint_text(
            painter, rect, amount(paper.rupiah), weight="semibold", color="text3" if gone else "text", align=RIGHT
        )
        painter.restore()
