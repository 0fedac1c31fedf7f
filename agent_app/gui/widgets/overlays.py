"""What lies over the window: sheets that ask, drawers at the right, toasts. No second window is ever opened."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.cards import Flowing, IconLabel, row, scrolling
from agent_app.gui.widgets.shortcuts import COVERS
from agent_app.gui.widgets.text import label

TOAST_MS = 6_000


class Overlay(QWidget):
    """Covers the whole window and dims it; Esc and a click beside its panel close it. Focus cannot leave it."""

    closed = Signal()

    def __init__(self, window: QWidget, panel: QWidget) -> None:
        super().__init__(window)
        self._before = QApplication.focusWidget()
        self.setProperty(COVERS, True)
        self.panel = panel
        panel.setParent(self)
        window.installEventFilter(self)
        self.setGeometry(window.rect())

    def present(self) -> None:
        """Show it with the focus on its first field or its safe button."""
        self.show()
        self.raise_()
        self.place()

    def dismiss(self) -> None:
        """Close it and give the focus back."""
        if self.isHidden():
            return
        self.hide()
        self.closed.emit()
        if self._before is not None and isValid(self._before) and self._before.isVisible():
            self._before.setFocus()
        self.deleteLater()

    def place(self) -> None:
        """Put the panel where it belongs; each kind of overlay knows."""
        raise NotImplementedError

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self.parent():
            self.setGeometry(self.parentWidget().rect())
            self.place()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event) -> None:
        if not self.panel.geometry().contains(event.position().toPoint()):
            self.dismiss()

    def focusNextPrevChild(self, forward: bool) -> bool:
        inside = [child for child in _in_order(self) if child.isVisible() and child.isEnabled()]
        if not inside:
            return True
        now = QApplication.focusWidget()
        at = inside.index(now) if now in inside else -1 if forward else 0
        inside[(at + (1 if forward else -1)) % len(inside)].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        shade = QColor("#000000")
        shade.setAlphaF(0.45)
        painter.fillRect(self.rect(), shade)
        painter.end()


class Sheet(Overlay):
    """A dialog in the middle of the window: an icon, a title, a body, and buttons that are named by what they do.

    The safe button is first in the row and has the focus; `Enter` presses only what has the focus.
    """

    def __init__(
        self, window: QWidget, title: str, icon: str | None = None, tone: str = "pri", width: int = 480
    ) -> None:
        panel = QFrame()
        panel.setProperty("kind", "sheet")
        super().__init__(window, panel)
        self._width = width
        self.setAccessibleName(title)
        outer = QVBoxLayout(panel)
        outer.setContentsMargins(24, 22, 24, 20)
        outer.setSpacing(14)
        heading = label(title, "title", wrap=True)
        outer.addLayout(row(*([IconLabel(icon, tone, 22)] if icon else []), heading, spacing=12))
        outer.itemAt(0).layout().setStretch(1 if icon else 0, 1)
        content = Flowing()
        self.body = QVBoxLayout(content)
        self.body.setContentsMargins(0, 0, 4, 0)
        self.body.setSpacing(12)
        self._area = scrolling(content)
        outer.addWidget(self._area, 1)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(10)
        outer.addLayout(self._buttons)
        QApplication.instance().focusChanged.connect(self._reveal)

    def add_button(self, text: str, kind: str, act: Callable[[], object] | None, keys: str | None = None) -> Button:
        """A button; without an act it closes the sheet."""
        button = Button(text, kind, keys=keys)
        button.clicked.connect(act if act is not None else self.dismiss)
        self._buttons.addWidget(button, 1)
        return button

    def _reveal(self, _: QWidget | None, now: QWidget | None) -> None:
        """Bring what takes the focus into sight, where the body is longer than the window."""
        if now is not None and self._area.widget().isAncestorOf(now):
            self._area.ensureWidgetVisible(now)

    def place(self) -> None:
        width = min(theme().px(self._width), self.width() - 32)
        self.panel.setFixedWidth(width)
        content = self._area.widget()
        needed = content.heightForWidth(width - 56) if content.hasHeightForWidth() else content.sizeHint().height()
        self._area.setFixedHeight(min(max(needed, content.minimumSizeHint().height()), self.height() - theme().px(190)))
        self.panel.adjustSize()
        self.panel.move((self.width() - width) // 2, max((self.height() - self.panel.height()) // 2, 8))


class Drawer(Overlay):
    """A panel at the right edge, as high as the window; `body` is its layout."""

    def __init__(self, window: QWidget, title: str, width: int = 420) -> None:
        panel = QFrame()
        panel.setProperty("kind", "sheet")
        super().__init__(window, panel)
        self._width = width
        self.setAccessibleName(title)
        self.body = QVBoxLayout(panel)
        self.body.setContentsMargins(20, 18, 20, 18)
        self.body.setSpacing(12)
        self.body.addWidget(label(title, "section"))

    def place(self) -> None:
        width = min(theme().px(self._width), self.width() - 40)
        self.panel.setGeometry(self.width() - width, 0, width, self.height())


class Toast(QFrame):
    """A sentence that goes away by itself, with at most one thing to do. It lies over `bar`, the status bar, where it
    covers no button and no text of the page; a sentence too long for one line grows upwards."""

    def __init__(
        self,
        window: QWidget,
        text: str,
        act_text: str = "",
        act: Callable[[], object] | None = None,
        bar: QWidget | None = None,
    ) -> None:
        super().__init__(window)
        self._bar = bar
        self.setProperty("kind", "toast")
        for older in window.findChildren(Toast, options=Qt.FindChildOption.FindDirectChildrenOnly):
            if older is not self:
                older.hide()
                older.deleteLater()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 2, 10, 2)
        layout.setSpacing(12)
        self.text = label(text, "table", wrap=True)
        layout.addWidget(self.text, 1)
        if act is not None:
            button = Button(act_text, "ghost", height="chip")
            button.clicked.connect(act)
            button.clicked.connect(self.deleteLater)
            layout.addWidget(button)
        window.installEventFilter(self)
        self.place()
        self.show()
        self.raise_()
        QTimer.singleShot(TOAST_MS, self, self.deleteLater)

    def place(self) -> None:
        """Over the bar, or at the bottom of the window where there is none."""
        window = self.parentWidget()
        if self._bar is not None:
            under = QRect(self._bar.mapTo(window, QPoint(0, 0)), self._bar.size())
        else:
            under = QRect(0, window.height() - theme().height("statusbar"), window.width(), theme().height("statusbar"))
        height = max(self.layout().heightForWidth(under.width()), under.height())
        self.setGeometry(under.left(), under.bottom() + 1 - height, under.width(), height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self.parent():
            QTimer.singleShot(0, self, self.place)
        return False


def _in_order(overlay: Overlay) -> list[QWidget]:
    """What takes the focus by Tab, in reading order as it was built."""
    return [child for child in overlay.panel.findChildren(QWidget) if child.focusPolicy() & Qt.FocusPolicy.TabFocus]
