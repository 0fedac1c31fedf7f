"""Two narrow lists: prospects of the village with their last answer, and the last receipts with their ticks."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from agent_app.domain.money import format_rupiah
from agent_app.gui.models.rows import ALOUD, ROW, TITLE, TOOLTIP, Index
from agent_app.gui.moments import moment_label
from agent_app.gui.screens.home.reading import Latest
from agent_app.gui.screens.home.wording import receipt_words, visit_words
from agent_app.gui.session import Session
from agent_app.gui.theme.theme import theme
from agent_app.gui.ticks import tick_of_receipt
from agent_app.gui.widgets.buttons import keycap_width, paint_keycap
from agent_app.gui.widgets.rows import RIGHT, Tick, paint_row_ground, paint_text, paint_tick, paint_two_lines
from agent_app.journal.entries.base import Origin
from agent_app.records.views.prospects import Prospect


@dataclass(frozen=True, slots=True, repr=False)
class ProspectRow:
    """A prospect in words. `asked_today`: there is an answer of today."""

    prospect: Prospect
    name: str
    below: str
    asked_today: bool

    @property
    def aloud(self) -> str:
        return f"{self.name}, {self.below}"


@dataclass(frozen=True, slots=True, repr=False)
class ReceiptLine:
    """A receipt in words, with how far it has come. `counts` is false for one that was taken back."""

    origin: Origin
    name: str
    below: str
    amount: str
    at: str
    tick: Tick
    tick_words: str
    counts: bool

    @property
    def aloud(self) -> str:
        return ", ".join((self.name, self.below, self.amount, self.at, self.tick_words))


def prospect_row(session: Session, one: Prospect) -> ProspectRow:
    """A prospect in words."""
    asked = one.last is not None and one.last.day == session.today().isoformat()
    below = " · ".join(part for part in (one.occupation, visit_words(session, one.last)) if part)
    # Lists are often typed in capitals, which are hard to read one below the other.
    name = one.name.title() if one.name.isupper() else one.name
    return ProspectRow(one, name, below, asked)


def receipt_lines(session: Session, latest: Latest) -> list[ReceiptLine]:
    """The last receipts in words, with the ticks of this moment."""
    found = []
    for one in latest.receipts:
        tick = tick_of_receipt(one, session.identity.device, session.acknowledged, latest.reached)
        if one.origin in latest.helped:
            tick = Tick.HELP
        name = latest.names.get(one.members[0] if one.members else "", one.number)
        more = len(one.members) - 1
        found.append(
            ReceiptLine(
                origin=one.origin,
                name=f"{name} +{more}" if more > 0 else name,
                below=receipt_words(session, one),
                amount=format_rupiah(one.rupiah),
                at=moment_label(session, one.at),
                tick=tick,
                tick_words=session.say(f"home.tick.{tick.value}"),
                counts=one.reversed_day is None,
            )
        )
    return found


def said_of_person(row: ProspectRow | ReceiptLine, role: int) -> str | None:
    """What a row of either kind says to the eye and to a screen reader."""
    if role == TOOLTIP:
        return f"{row.name}\n{row.below}"
    if role == TITLE:
        return row.name
    return row.aloud if role == ALOUD else None


class _Narrow(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(160, theme().height("row_dense"))


class ProspectDelegate(_Narrow):
    """Name, occupation and last answer; Enter on the chosen row."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: ProspectRow = index.data(ROW)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_row_ground(painter, option)
        rect = QRectF(option.rect).adjusted(theme().px(16), 0, -theme().px(12), 0)
        right = rect.right()
        focused = option.widget is not None and option.widget.hasFocus()
        if option.state & QStyle.StateFlag.State_Selected and focused:
            right -= keycap_width("Enter")
            paint_keycap(painter, "Enter", right, rect.center().y(), theme().color("text2"), solid=False)
        elif row.asked_today:
            right -= theme().px(18)
            area = QRectF(right, rect.top(), theme().px(18), rect.height())
            size = theme().px(16)
            painter.drawPixmap(int(area.left()), int(area.center().y() - size / 2), theme().pixmap("check", "ok", 16))
        texts = QRectF(rect.left(), rect.top(), right - rect.left() - theme().px(6), rect.height())
        paint_two_lines(painter, texts, row.name, row.below, strong=False)
        painter.restore()


class ReceiptDelegate(_Narrow):
    """Name and what for; amount, time and tick."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: ReceiptLine = index.data(ROW)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_row_ground(painter, option)
        rect = QRectF(option.rect).adjusted(theme().px(16), 0, -theme().px(12), 0)
        first, second = theme().px(20), theme().px(18)
        top = rect.top() + (rect.height() - first - second) / 2
        money = theme().px(92)
        upper = QRectF(rect.left(), top, rect.width(), first)
        lower = QRectF(rect.left(), top + first, rect.width(), second)
        paint_text(painter, upper.adjusted(0, 0, -money - theme().px(4), 0), row.name, weight="medium")
        color = "text" if row.counts else "text3"
        amount = upper.adjusted(rect.width() - money, 0, 0, 0)
        paint_text(
            painter, amount, row.amount, weight="semibold" if row.counts else "regular", color=color, align=RIGHT
        )
        tick = theme().px(18)
        paint_tick(painter, QRectF(lower.right() - tick, lower.top(), tick, second), row.tick)
        at = QRectF(lower.right() - tick - theme().px(124), lower.top(), theme().px(120), second)
        paint_text(painter, at, row.at, role="caption", color="text2", align=RIGHT)
        taken = QFontMetrics(theme().font("caption")).horizontalAdvance(row.at)
        words = lower.adjusted(0, 0, -tick - taken - theme().px(12), 0)
        tone = "text2" if row.counts else "bad"
        paint_text(painter, words, row.below, role="label", color=tone)
        painter.restore()
