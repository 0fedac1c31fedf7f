"""What a designer and a screen reader would find wrong with a shown window."""

from collections.abc import Iterator

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollArea,
    QWidget,
)

from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.pills import Pill
from agent_app.gui.widgets.text import ElidedLabel

SMALLEST_TARGET = 24
PRIMARY_HEIGHT = 40


def shown(root: QWidget) -> Iterator[QWidget]:
    """Every widget that can be seen, or scrolled to."""
    return (one for one in root.findChildren(QWidget) if one.isVisibleTo(root) and one.isVisible())


def clipped(root: QWidget) -> list[str]:
    """Texts that are cut off: they do not fit into their own place, or that lies outside of what holds them."""
    wrong = []
    for one in shown(root):
        if isinstance(one, QLabel) and not isinstance(one, ElidedLabel) and one.text() and not _fits(one):
            wrong.append(f"label {one.text()!r} in {one.width()}x{one.height()}")
        elif isinstance(one, Button) and one.words() and one.width() + 1 < one.minimumSizeHint().width():
            wrong.append(f"button {one.words()!r} in {one.width()} of {one.minimumSizeHint().width()}")
        elif isinstance(one, Pill) and one.width() + 1 < one.sizeHint().width():
            wrong.append(f"pill {one.text()!r}")
        if isinstance(one, QScrollArea) and _is_cut_at_the_side(one):
            wrong.append(f"too wide: {one.widget().width()} in {one.viewport().width()}")
        if isinstance(one, QLabel | QAbstractButton | QLineEdit) and _outside(one):
            wrong.append(f"outside: {type(one).__name__} {_words(one)!r}")
    return wrong


def _is_cut_at_the_side(area: QScrollArea) -> bool:
    """Whether what scrolls up and down only is wider than its area."""
    never = area.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    return never and area.widget() is not None and area.widget().width() > area.viewport().width() + 1


def overlapping(root: QWidget) -> list[str]:
    """Neighbours in one parent that lie over each other."""
    wrong = []
    for parent in (root, *shown(root)):
        children = [one for one in parent.children() if isinstance(one, QWidget) and one.isVisible()]
        laid_out = [one for one in children if parent.layout() is not None and parent.layout().indexOf(one) >= 0]
        for number, one in enumerate(laid_out):
            for other in laid_out[number + 1 :]:
                common = one.geometry().intersected(other.geometry())
                if common.width() > 1 and common.height() > 1:
                    wrong.append(f"{type(one).__name__} {_words(one)!r} over {type(other).__name__} {_words(other)!r}")
    return wrong


def focusable(root: QWidget) -> list[QWidget]:
    """Everything Tab goes to."""
    return [one for one in shown(root) if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isEnabled()]


def unnamed(root: QWidget) -> list[str]:
    """What takes the focus and tells a screen reader nothing."""
    return [
        f"{type(one).__name__} in {type(one.parentWidget()).__name__}"
        for one in focusable(root)
        if not isinstance(one, QScrollArea)
        and not QAccessible.queryAccessibleInterface(one).text(QAccessible.Text.Name)
    ]


def small_targets(root: QWidget) -> list[str]:
    """Buttons and fields that are hard to hit."""
    wanted = QAbstractButton | QLineEdit | QComboBox
    return [
        f"{type(one).__name__} {_words(one)!r} {one.width()}x{one.height()}"
        for one in shown(root)
        if isinstance(one, wanted)
        and not isinstance(one.parentWidget(), QLineEdit | QComboBox)
        and (one.width() < SMALLEST_TARGET or one.height() < SMALLEST_TARGET)
    ]


def primaries(root: QWidget) -> list[Button]:
    """The solid buttons shown."""
    return [one for one in shown(root) if isinstance(one, Button) and one.kind == "primary"]


def in_sight(widget: QWidget) -> bool:
    """Whether all of the widget can be seen without scrolling."""
    return widget.visibleRegion().boundingRect() == widget.rect()


def texts(root: QWidget) -> set[str]:
    """Every text that can be read on labels and buttons, placeholders, tips and names for readers."""
    found = set()
    for one in shown(root):
        found |= {_words(one), one.toolTip(), one.accessibleName()}
        if isinstance(one, QLineEdit):
            found.add(one.placeholderText())
        if isinstance(one, QComboBox):
            found |= {one.itemText(number) for number in range(one.count())}
        if isinstance(one, QAbstractItemView) and one.model() is not None:
            found |= _cells(one)
    return {text for text in found if text}


def _cells(view: QAbstractItemView) -> set[str]:
    model = view.model()
    rows = min(model.rowCount(QModelIndex()), 12)
    columns = model.columnCount(QModelIndex()) if isinstance(model, QAbstractTableModel) else 1
    role = Qt.ItemDataRole.AccessibleTextRole
    cells = {str(model.index(row, column).data(role) or "") for row in range(rows) for column in range(columns)}
    headers = {str(model.headerData(column, Qt.Orientation.Horizontal) or "") for column in range(columns)}
    return cells | {text for text in headers if not text.isdecimal()}


def _fits(one: QLabel) -> bool:
    inside = one.contentsRect()
    if one.wordWrap():
        return one.heightForWidth(one.width()) <= one.height() + 2
    widest = max(one.fontMetrics().horizontalAdvance(line) for line in one.text().splitlines())
    return widest <= inside.width() + 1 and one.fontMetrics().height() <= inside.height() + 4


def _outside(one: QWidget) -> bool:
    """Whether a part lies beyond a parent that does not scroll."""
    area: QWidget | None = one.parentWidget()
    rect = QRect(QPoint(0, 0), one.size())
    inner: QWidget = one
    while area is not None and not area.isWindow():
        if isinstance(area, QAbstractScrollArea) or isinstance(area.parentWidget(), QAbstractScrollArea):
            return False
        rect = QRect(inner.mapTo(area, rect.topLeft()), rect.size())
        if not area.rect().adjusted(-1, -1, 1, 1).contains(rect):
            return True
        inner, area = area, area.parentWidget()
    return False


def _words(one: QWidget) -> str:
    if isinstance(one, Button):
        return one.words()
    text = getattr(one, "text", None)
    return text() if callable(text) else ""
