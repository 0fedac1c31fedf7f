"""A layout in lines, as many as the width asks for."""

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class Flow(QLayout):
    """Widgets side by side, in as many lines as the width asks for."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(16, 12, 16, 12)
        self.setSpacing(6)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, number: int) -> QLayoutItem | None:
        return self._items[number] if 0 <= number < len(self._items) else None

    def takeAt(self, number: int) -> QLayoutItem | None:
        return self._items.pop(number) if 0 <= number < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._lay_out(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._lay_out(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        margins = self.contentsMargins()
        widest = max((item.sizeHint().width() for item in self._items), default=0)
        return QSize(widest + margins.left() + margins.right(), 0)

    def _lay_out(self, rect: QRect, *, move: bool) -> int:
        area = rect.marginsRemoved(self.contentsMargins())
        y = area.y()
        for line in self._lines(area.width()):
            high = max(item.sizeHint().height() for item in line)
            if move:
                self._place(line, QPoint(area.x(), y), high)
            y += high + self.spacing()
        empty = y == area.y()
        return y - (0 if empty else self.spacing()) - rect.y() + self.contentsMargins().bottom()

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        """What is shown, broken into lines."""
        lines: list[list[QLayoutItem]] = []
        left = 0
        for item in self._items:
            if item.isEmpty():
                continue
            wide = item.sizeHint().width()
            if not lines or wide > left:
                lines.append([])
                left = width
            lines[-1].append(item)
            left -= wide + self.spacing()
        return lines

    def _place(self, line: list[QLayoutItem], at: QPoint, high: int) -> None:
        """Side by side, each in the middle of the line's height."""
        x = at.x()
        for item in line:
            size = item.sizeHint()
            item.setGeometry(QRect(QPoint(x, at.y() + (high - size.height()) // 2), size))
            x += size.width() + self.spacing()


def side_by_side(*parts: QWidget) -> QWidget:
    """One below the other where the text is large: a panel that is too narrow would cut every line of it."""
    holder = QWidget()
    flow = Flow(holder)
    flow.setContentsMargins(0, 0, 0, 0)
    flow.setSpacing(10)
    for part in parts:
        flow.addWidget(part)
    return holder
