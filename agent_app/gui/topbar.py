"""The bar at the top: where the person is, and the search over everything."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.buttons import keycap_width, paint_focus, paint_keycap
from agent_app.gui.widgets.cards import column
from agent_app.gui.widgets.text import ElidedLabel


class SearchButton(QAbstractButton):
    """Looks like a field; pressing it or Ctrl+K opens the palette."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.setText(text)
        self.setAccessibleName(text)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme().px(340), theme().height("button"))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(120), theme().height("button"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setBrush(theme().color("surface2"))
        painter.setPen(QPen(theme().color("line_input"), 1))
        painter.drawRoundedRect(rect, 8, 8)
        size = theme().px(18)
        painter.drawPixmap(12, (self.height() - size) // 2, theme().pixmap("search", "text2"))
        cap = keycap_width("Ctrl K")
        painter.setFont(theme().font("table"))
        painter.setPen(theme().color("text3"))
        left = 12 + size + 10
        area = QRectF(left, 0, self.width() - left - cap - 18, self.height())
        shown = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, int(area.width()))
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), shown)
        paint_keycap(painter, "Ctrl K", self.width() - cap - 10, self.height() / 2, theme().color("text2"), solid=False)
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()), 8)
        painter.end()


class TopBar(QWidget):
    """`search` tells that the palette is wanted."""

    search = Signal()

    def __init__(self, placeholder: str) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "surface")
        self.title = ElidedLabel("", "title")
        self.subtitle = ElidedLabel("", "small", "text2")
        self.search_button = SearchButton(placeholder)
        self.search_button.clicked.connect(self.search)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(24, 0, 24, 1)
        layout.setSpacing(16)
        layout.addLayout(column(None, self.title, self.subtitle, None, spacing=0), 1)
        layout.addWidget(self.search_button)
        self._draw()
        theme().changed.connect(self._draw)

    def show_heading(self, title: str, subtitle: str) -> None:
        """Where the person is."""
        self.title.setText(title)
        self.subtitle.setText(subtitle)
        self.subtitle.setVisible(bool(subtitle))

    def adapt(self, *, narrow: bool) -> None:
        """A shorter search in a narrow window."""
        self.search_button.setFixedWidth(theme().px(220 if narrow else 340))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme().color("line"))
        painter.end()

    def _draw(self) -> None:
        self.setFixedHeight(theme().height("topbar"))
