"""A panel of Home: a heading, a list, and what stands in its place where there is nothing to show.

In a narrow window the three panels share one place, and their headings are tabs.
"""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStackedWidget,
    QStyledItemDelegate,
    QWidget,
)

from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.cards import Card, row, rule
from agent_app.gui.widgets.lists import RowsView
from agent_app.gui.widgets.pills import Chip
from agent_app.gui.widgets.states import EmptyState
from agent_app.gui.widgets.text import ElidedLabel

SKELETON_ROWS = 6
PANELS = ("due", "prospects", "latest")


class RowList(RowsView):
    """A list of which Enter opens the row it stands on."""

    opened = Signal(QModelIndex)

    def __init__(self, delegate: QStyledItemDelegate, name: str) -> None:
        super().__init__()
        self.setItemDelegate(delegate)
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        theme().changed.connect(self._restyle)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not (
            event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            if self.currentIndex().isValid() and not event.isAutoRepeat():
                self.opened.emit(self.currentIndex())
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.model() is not None and self.model().rowCount():
            self.setCurrentIndex(self.model().index(0, 0))

    def _restyle(self) -> None:
        # Heights of rows grow with the text.
        self.scheduleDelayedItemsLayout()
        self.viewport().update()


class Skeleton(QWidget):
    """Grey rows where rows will be."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("sunken"))
        height, side = theme().height("row"), theme().px(36)
        for number in range(SKELETON_ROWS):
            top = number * height + (height - side) / 2
            painter.drawEllipse(QRectF(16, top, side, side))
            left = 16 + side + 14
            painter.drawRoundedRect(QRectF(left, top + 3, self.width() * 0.3, 12), 5, 5)
            painter.drawRoundedRect(QRectF(left, top + 23, self.width() * 0.2, 9), 4, 4)
            painter.drawRoundedRect(QRectF(self.width() * 0.62, top + 10, self.width() * 0.12, 14), 6, 6)
        painter.end()


class Panel(Card):
    """`turn` names the panel wanted in its place."""

    turn = Signal(str)

    def __init__(
        self, name: str, titles: dict[str, str], rows: RowList, waiting: str, *, at_right: Sequence[QWidget] = ()
    ) -> None:
        super().__init__(margin=0, spacing=0)
        # The rows keep off the line and the round corners.
        self.body.setContentsMargins(1, 1, 1, 8)
        self.name, self.list = name, rows
        self.title = ElidedLabel(titles[name], "section")
        self.tabs = {each: Chip(titles[f"{each}_tab"]) for each in PANELS}
        self._tabs = QWidget()
        self._tabs.setLayout(row(*self.tabs.values(), spacing=6))
        self._tabs.hide()
        for each, chip in self.tabs.items():
            chip.setAutoExclusive(False)
            chip.setChecked(each == name)
            chip.clicked.connect(lambda _=False, to=each: self._turned(to))
        self._header = row(self.title, self._tabs, spacing=6, margins=(16, 10, 16, 10))
        self._header.addStretch(0)
        for each in at_right:
            self._header.addWidget(each)
        self.body.addLayout(self._header)
        self.body.addWidget(rule())
        self.empty = EmptyState("circle-dashed", "", width=228)
        self._skeleton = Skeleton(waiting)
        self.stack = QStackedWidget()
        for each in (rows, self.empty, self._skeleton):
            self.stack.addWidget(each)
        self.body.addWidget(self.stack, 1)

    def set_narrow(self, narrow: bool) -> None:
        """Tabs instead of the heading."""
        self.title.setVisible(not narrow)
        self._tabs.setVisible(narrow)
        self._header.setContentsMargins(16, 6 if narrow else 10, 16, 6 if narrow else 10)

    def show_rows(self) -> None:
        """The list."""
        self.stack.setCurrentWidget(self.list)

    def show_waiting(self) -> None:
        """Grey rows."""
        self.stack.setCurrentWidget(self._skeleton)

    def show_instead(self, page: QWidget) -> None:
        """Something else than the list."""
        if self.stack.indexOf(page) < 0:
            self.stack.addWidget(page)
            # What comes late comes last by Tab, unless somebody says where it stands.
            before: QWidget = self.list
            for button in page.findChildren(Button):
                QWidget.setTabOrder(before, button)
                before = button
        self.stack.setCurrentWidget(page)

    def _turned(self, to: str) -> None:
        for each, chip in self.tabs.items():
            chip.setChecked(each == self.name)
        self.turn.emit(to)
