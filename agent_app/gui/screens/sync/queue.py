"""The queue as rows: what waits, what needs help, what was sent; read from the tables, drawn by a delegate."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from agent_app.domain.money import format_rupiah
from agent_app.gui.models.rows import ALOUD, ROW, TITLE
from agent_app.gui.moments import moment_label
from agent_app.gui.session import Session
from agent_app.gui.theme.theme import theme
from agent_app.gui.ticks import tick_of_line
from agent_app.gui.widgets.rows import RIGHT, Tick, paint_row_ground, paint_text, paint_tick, paint_two_lines
from agent_app.journal.entries.base import Origin
from agent_app.records.views import deposits, members, reviews
from agent_app.records.views.deposited import frontier
from agent_app.records.views.own_acts import Act, own_acts

SHOWN = 200
RECEIPTS = frozenset({"contribution_collected", "titipan_taken"})


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the queue; `review` is the code of what is asked about it."""

    title: str
    below: str
    amount: str
    tick: Tick
    kind: str
    origin: Origin
    members: tuple[str, ...]
    review: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What the tables say, without words. `names` by member id, `reviews` by line number."""

    acts: tuple[Act, ...]
    names: dict[str, str]
    reviews: dict[int, str]
    matched: frozenset[int]
    acknowledged: int


def find(session: Session, connection: Any, acknowledged: int) -> Found:
    """Read the queue; on the reading thread."""
    coop, me = session.coop, session.identity
    acts = own_acts(connection, coop, me.device, SHOWN, acknowledged)
    ids = {member for act in acts for member in act.members[:1]}
    names = {one: found.name for one in ids if (found := members.find(connection, coop, one)) and found.name}
    opened = reviews.open_reviews(connection, coop, me.person)
    asked = {one.origin.seq: one.code for one in opened if one.origin.device == me.device}
    return Found(acts, names, asked, _matched(connection, coop, session.person, me.device, acts), acknowledged)


def _matched(connection: Any, coop: str, person: str, device: int, acts: tuple[Act, ...]) -> frozenset[int]:
    """Numbers of lines that the branch has reconciled: papers whose cash it counted, deposits it confirmed."""
    reached = frontier(connection, coop, person)
    confirmed = {one.origin.seq for one in deposits.of_agent(connection, coop, person) if one.outcome == "confirmed"}
    papers = (act for act in acts if act.kind in RECEIPTS and getattr(act.entry, "source", None) == "cash")
    covered = {act.origin.seq for act in papers if reached.covers((act.entry.day, act.at, device, act.origin.seq))}
    return frozenset(covered | confirmed)


def rows_of(session: Session, found: Found) -> list[Row]:
    """The rows in words: what needs help first, then what waits, then the rest."""
    rows = [_row(session, found, act) for act in found.acts]
    order = {Tick.HELP: 0, Tick.LAPTOP: 1}
    return sorted(rows, key=lambda row: order.get(row.tick, 2))


def _row(session: Session, found: Found, act: Act) -> Row:
    say = session.say
    review = next((found.reviews[seq] for seq in range(act.first, act.last + 1) if seq in found.reviews), None)
    tick = tick_of_line(act.last, found.acknowledged)
    if review is not None:
        tick = Tick.HELP
    elif tick is Tick.SERVER and act.origin.seq in found.matched:
        tick = Tick.MATCHED
    name = next((found.names[one] for one in act.members if one in found.names), "")
    what = say(f"sync.act.{act.kind}") if f"sync.act.{act.kind}" in session.words.keys else say("sync.act.other")
    title = " · ".join(part for part in (act.number or what, name) if part)
    state = say(f"review.{review}.title") if review is not None else say(f"sync.tick.{tick.value}")
    below = f"{what if act.number else ''} {moment_label(session, act.at)} · {state}".strip()
    amount = format_rupiah(act.rupiah) if act.rupiah is not None else ""
    return Row(title, below, amount, tick, act.kind, act.origin, act.members, review)


def said_of_row(row: Row, role: int) -> str | None:
    """What a row says to the eye and to a screen reader."""
    said = " · ".join(part for part in (row.title, row.below, row.amount) if part)
    return said if role in (TITLE, ALOUD) else None


class QueueDelegate(QStyledItemDelegate):
    """Tick, two lines, amount."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(200, theme().height("row"))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row: Row = index.data(ROW)
        painter.save()
        paint_row_ground(painter, option)
        rect = QRectF(option.rect)
        side = theme().px(48)
        paint_tick(painter, QRectF(rect.left(), rect.top(), side, rect.height()), row.tick)
        amount = theme().px(120) if row.amount else 0
        texts = QRectF(rect.left() + side, rect.top(), rect.width() - side - amount - theme().px(20), rect.height())
        paint_two_lines(painter, texts, row.title, row.below)
        if row.amount:
            area = QRectF(rect.right() - amount - theme().px(16), rect.top(), amount, rect.height())
            paint_text(painter, area, row.amount, weight="medium", align=RIGHT)
        painter.restore()
