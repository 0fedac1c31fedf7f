"""Drawing the table of people: avatar and NIK, village, the pill, the last month paid, the tick."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from agent_app.gui.models.people_list import FOLDED, NAME, PAID, PERSON, STATUS, VILLAGE, PeopleModel
from agent_app.gui.models.statuses import masked_nik, status_pill
from agent_app.gui.screens.members.table import PeopleTable
from agent_app.gui.session import Session
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.pills import paint_avatar, paint_pill, pill_width
from agent_app.gui.widgets.rows import paint_text, paint_tick, paint_two_lines
from agent_app.records.views.standings import Person
from agent_app.records.views.villages import place_of

Index = QModelIndex | QPersistentModelIndex


class PeopleDelegate(QStyledItemDelegate):
    """A cell by its column. Until a row is read it shows the name it is found by."""

    def __init__(self, session: Session, model: PeopleModel, table: PeopleTable) -> None:
        super().__init__(table)
        self._session, self._model, self._table = session, model, table

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, theme().height("row"))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        self._table.paint_ground(painter, option, index, NAME)
        rect = QRectF(option.rect).adjusted(theme().px(12), 0, -theme().px(6), -1)
        person: Person | None = index.data(PERSON)
        if person is not None:
            self._paint_cell(painter, rect, person, index.column())
        elif index.column() == NAME:
            self._paint_name(painter, rect, index.data(FOLDED).title(), "")
        painter.restore()

    def _paint_cell(self, painter: QPainter, rect: QRectF, person: Person, column: int) -> None:
        if column == NAME:
            self._paint_name(painter, rect, person.name, self._below(person))
        elif column == VILLAGE:
            paint_text(painter, rect, place_of(person.village).name or "—")
        elif column == STATUS:
            text, tone, icon = status_pill(self._session, person)
            height = theme().px(26)
            width = min(pill_width(text, icon), rect.width())
            pill = QRectF(rect.left(), rect.center().y() - height / 2, width, height)
            paint_pill(painter, pill, text, tone, icon)
        elif column == PAID:
            self._paint_paid(painter, rect, person)
        elif (tick := self._model.tick(person)) is not None:
            paint_tick(painter, rect.adjusted(-theme().px(8), 0, 0, 0), tick)

    def _below(self, person: Person) -> str:
        """The NIK; with the village before it where that has no column."""
        nik = masked_nik(person.nik)
        if not self._table.isColumnHidden(VILLAGE):
            return f"NIK {nik}" if nik else self._session.say("members.no_nik")
        return " · ".join(part for part in (place_of(person.village).name, nik[-9:]) if part)

    def _paint_name(self, painter: QPainter, rect: QRectF, name: str, below: str) -> None:
        side = theme().px(34)
        paint_avatar(painter, QRectF(rect.left(), rect.center().y() - side / 2, side, side), name)
        paint_two_lines(painter, rect.adjusted(side + theme().px(11), 0, 0, 0), name, below)

    def _paint_paid(self, painter: QPainter, rect: QRectF, person: Person) -> None:
        paid, missing = self._model.paid_text(person), self._model.missing_text(person)
        if not missing:
            paint_text(painter, rect, paid)
            return
        half = theme().px(19)
        upper = QRectF(rect.left(), rect.center().y() - half, rect.width(), half)
        paint_text(painter, upper, paid)
        words = self._session.say("members.complete", what=missing)
        paint_text(painter, upper.translated(0, half), words, role="caption", color="info")
