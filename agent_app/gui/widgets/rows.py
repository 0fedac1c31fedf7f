"""Drawing rows of lists and tables: two lines of text, an avatar, amounts at the right, the ticks of sending."""

from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QTableView

from agent_app.domain.texts import fold
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.buttons import paint_focus

LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)


class Tick(StrEnum):
    """How far a line has come: on this laptop, at the centre, reconciled by the branch, or in need of help."""

    LAPTOP = "laptop"
    SERVER = "server"
    MATCHED = "matched"
    HELP = "help"


TICK_ICONS = {
    Tick.LAPTOP: ("clock", "text3"),
    Tick.SERVER: ("check", "info"),
    Tick.MATCHED: ("check-check", "ok"),
    Tick.HELP: ("triangle-alert", "bad"),
}


def paint_row_ground(
    painter: QPainter, option: QStyleOptionViewItem, *, line: bool = True, stripe: bool = True
) -> None:
    """The ground of a row: chosen with a stripe at the left and, with the focus, a ring; under the pointer; and the
    thin line below.

    `stripe` is for the first cell of a row only.
    """
    rect = option.rect
    chosen = bool(option.state & QStyle.StateFlag.State_Selected)
    hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
    painter.fillRect(rect, theme().color("pri_soft" if chosen else "surface2" if hovered else "surface"))
    if chosen and stripe:
        painter.fillRect(rect.left(), rect.top(), 3, rect.height(), theme().color("pri"))
    if line:
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme().color("line"))
    if chosen and option.widget is not None and option.widget.hasFocus():
        _paint_ring(painter, option)


def _paint_ring(painter: QPainter, option: QStyleOptionViewItem) -> None:
    """The ring goes around the whole row; a cell of a table draws its part of it."""
    ring = QRectF(option.rect)
    if isinstance(option.widget, QTableView):
        ring.setLeft(0)
        ring.setRight(option.widget.horizontalHeader().length())
    painter.save()
    painter.setClipRect(option.rect)
    paint_focus(painter, ring.adjusted(1, 1, -2, -2), 6)
    painter.restore()


def paint_text(
    painter: QPainter,
    rect: QRectF,
    text: str,
    *,
    role: str = "table",
    weight: str = "regular",
    color: str = "text",
    align: int = LEFT,
) -> None:
    """One line of text, shortened where it does not fit."""
    font = theme().font(role, weight)
    painter.setFont(font)
    painter.setPen(theme().color(color))
    shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, int(rect.width()))
    painter.drawText(rect, align, shown)


def paint_two_lines(
    painter: QPainter,
    rect: QRectF,
    upper: str,
    lower: str,
    *,
    align: int = LEFT,
    strong: bool = True,
    lower_color: str = "text2",
) -> None:
    """A line and a smaller one below, together in the middle of `rect`."""
    first, second = theme().px(20), theme().px(18)
    top = rect.top() + (rect.height() - first - second) / 2
    paint_text(
        painter,
        QRectF(rect.left(), top, rect.width(), first),
        upper,
        role="body" if strong else "table",
        weight="semibold" if strong else "medium",
        align=align,
    )
    paint_text(
        painter,
        QRectF(rect.left(), top + first, rect.width(), second),
        lower,
        role="label",
        color=lower_color,
        align=align,
    )


def paint_tick(painter: QPainter, rect: QRectF, tick: Tick) -> None:
    """The tick in the middle of `rect`."""
    name, color = TICK_ICONS[tick]
    size = theme().px(16)
    painter.drawPixmap(
        int(rect.center().x() - size / 2), int(rect.center().y() - size / 2), theme().pixmap(name, color, 16)
    )


def matched_parts(text: str, typed: Sequence[str]) -> list[tuple[str, bool]]:
    """The text in pieces, and of each whether it is what was typed at the beginning of a word."""
    pieces: list[tuple[str, bool]] = []
    for number, word in enumerate(text.split(" ")):
        lead = " " if number else ""
        found = max((one for one in typed if fold(word).startswith(one)), key=len, default="")
        if found:
            if lead:
                pieces.append((lead, False))
            pieces += [(word[: len(found)], True), (word[len(found) :], False)]
        else:
            pieces.append((lead + word, False))
    return [piece for piece in pieces if piece[0]]
