"""Who pays: one member with name and standing, or several as rows under one payer."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from agent_app.domain.coverage import MemberStatus
from agent_app.gui.moments import short_month
from agent_app.gui.screens.collect.order import Person
from agent_app.gui.session import Session
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.buttons import Button, icon_button, paint_focus
from agent_app.gui.widgets.cards import Card, row, scrolling
from agent_app.gui.widgets.pills import Avatar, Pill, paint_avatar
from agent_app.gui.widgets.rows import RIGHT, paint_text, paint_two_lines
from agent_app.gui.widgets.text import ElidedLabel
from agent_app.reference.regions import regions

SHOWN_ROWS = 3
ROW_PX, ROW_GAP = 44, 4


@dataclass(frozen=True, slots=True)
class RowTexts:
    """What a row of the group says."""

    name: str
    below: str
    amount: str


def standing_pill(session: Session, person: Person) -> tuple[str, str, str]:
    """Text, tone and icon of how things stand: protection only on BPJS's word."""
    coverage = person.coverage
    if coverage.protected:
        return session.say("month_state.protected"), "ok", "shield-check"
    if coverage.with_agent_or_branch and coverage.status is not MemberStatus.ACTIVE:
        last = short_month(session, coverage.with_agent_or_branch[-1])
        return session.say("collect.pill.on_its_way", month=last), "warn", "hand-coins"
    if coverage.status is MemberStatus.IN_ARREARS:
        return session.say("collect.pill.arrears", count=len(coverage.payable_arrears)), "bad", "circle-alert"
    if coverage.status is MemberStatus.ACTIVE and coverage.last_paid is not None:
        return session.say("collect.pill.paid_until", month=short_month(session, coverage.last_paid)), "info", "check"
    if coverage.status is MemberStatus.REGISTERED:
        return session.say("collect.pill.new"), "text2", "info"
    return session.say(f"member_status.{coverage.status}"), "text2", "info"


def below_name(session: Session, person: Person) -> str:
    """`Nelayan · Waijarang · NIK •••• 9909 · JKK + JKM`."""
    member = person.member
    parts = [
        member.occupation or "",
        village_name(member.village),
        session.say("collect.nik", end=member.nik[-4:]) if member.nik else "",
        " + ".join(member.programmes),
    ]
    return " · ".join(part for part in parts if part)


@cache
def village_name(written: str | None) -> str:
    """The name of a village by its code; what was typed where it is none."""
    if not written:
        return ""
    found = regions().village(written) if written.isdigit() else None
    return found.name if found is not None else written


class PeopleCard(Card):
    """Says `change` (another member), `add` (one more), `chosen` and `removed` with a row's place, `payer_typed`."""

    change = Signal()
    add = Signal()
    chosen = Signal(int)
    removed = Signal(int)
    payer_typed = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__(margin=14, spacing=8)
        self._session = session
        say = session.say
        self._avatar = Avatar("", 44)
        self.name = ElidedLabel("", "title")
        self.below = ElidedLabel("", "table", "text2")
        self.pill = Pill()
        self._one = QWidget()
        texts = QVBoxLayout()
        texts.setSpacing(2)
        first = row(self.name, self.pill, None, spacing=10)
        self.name.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        texts.addLayout(first)
        texts.addWidget(self.below)
        one = QHBoxLayout(self._one)
        one.setContentsMargins(0, 0, 0, 0)
        one.setSpacing(14)
        one.addWidget(self._avatar)
        one.addLayout(texts, 1)
        self.add_button = Button(say("collect.add_member"), "ghost", icon="user-plus")
        self.change_button = Button(say("collect.change_member"), "ghost", icon="search")
        self.add_button.clicked.connect(self.add)
        self.change_button.clicked.connect(self.change)
        self._rows = _Rows(session)
        self._area = scrolling(self._rows)
        self._rows.chosen.connect(self.chosen)
        self._rows.removed.connect(self.removed)
        self.payer = QLineEdit()
        self.payer.setPlaceholderText(say("collect.payer"))
        self.payer.setAccessibleName(say("collect.payer"))
        self.payer.textEdited.connect(self.payer_typed)
        line = row(self._one, self.payer, self.add_button, self.change_button, spacing=6)
        line.setStretch(0, 1)
        line.setStretch(1, 1)
        self.body.addWidget(self._area)
        self.body.addLayout(line)

    def show_people(self, people: Sequence[Person], rows: Sequence[RowTexts], at: int, *, short: bool) -> None:
        """One member at large, or several as rows of which the one at `at` is the one months are chosen for."""
        several = len(people) > 1
        self._area.setVisible(several)
        self.payer.setVisible(several)
        self._one.setVisible(not several)
        self.change_button.setVisible(not several)
        if several:
            self._rows.show_rows(rows, at)
            shown = min(len(rows), SHOWN_ROWS - 1 if short else SHOWN_ROWS)
            self._area.setFixedHeight(shown * (theme().px(ROW_PX) + ROW_GAP))
        elif people:
            self._show_one(people[0], short)

    def shorten(self, short: bool) -> None:
        """Only the icons of the buttons, where the name needs the room."""
        for button, key in ((self.add_button, "add_member"), (self.change_button, "change_member")):
            words = self._session.say(f"collect.{key}")
            button.setText("" if short else words)
            button.setAccessibleName(words)
            button.setToolTip(words if short else "")

    def rows(self) -> list[QWidget]:
        """The rows of a group with their crosses, in reading order."""
        return [each for pair in zip(self._rows.rows, self._rows.crosses, strict=True) for each in pair]

    def _show_one(self, person: Person, short: bool) -> None:
        self._avatar.show_name(person.name)
        self.name.setText(person.name)
        self.below.setText(below_name(self._session, person))
        text, tone, icon = standing_pill(self._session, person)
        self.pill.show_state(text, tone, icon)
        self.pill.setVisible(not short or tone == "bad")


class _Rows(QWidget):
    """The members of a group, each a button with its months and amount, and a cross to take it out."""

    chosen = Signal(int)
    removed = Signal(int)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(ROW_GAP)
        self.rows: list[MemberRow] = []
        self.crosses: list[Button] = []

    def show_rows(self, rows: Sequence[RowTexts], at: int) -> None:
        """Other members, or other amounts."""
        while len(self.rows) > len(rows):
            self.crosses.pop()
            self.rows.pop().parentWidget().deleteLater()
        while len(self.rows) < len(rows):
            self._add(len(self.rows))
        for number, (made, texts) in enumerate(zip(self.rows, rows, strict=True)):
            made.show_texts(texts)
            made.setChecked(number == at)

    def _add(self, number: int) -> None:
        made = MemberRow()
        made.clicked.connect(lambda: self.chosen.emit(number))
        cross = icon_button("x", self._session.say("collect.remove_member"), "ghost")
        cross.clicked.connect(lambda: self.removed.emit(number))
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        line.addWidget(made, 1)
        line.addWidget(cross)
        self._layout.addWidget(holder)
        self.rows.append(made)
        self.crosses.append(cross)


class MemberRow(QAbstractButton):
    """One member of the group."""

    def __init__(self) -> None:
        super().__init__()
        self._texts = RowTexts("", "", "")
        self.setCheckable(True)
        self.setAutoExclusive(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)

    def show_texts(self, texts: RowTexts) -> None:
        """What the row says."""
        self._texts = texts
        self.setAccessibleName(f"{texts.name}, {texts.below}, {texts.amount}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(240), theme().px(ROW_PX))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = self.isChecked()
        painter.setBrush(theme().color("pri_soft" if on else "surface2"))
        painter.setPen(QPen(theme().color("pri" if on else "line"), 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        side = theme().px(32)
        middle = self.height() / 2
        paint_avatar(painter, QRectF(theme().px(10), middle - side / 2, side, side), self._texts.name)
        left = theme().px(10) + side + theme().px(12)
        amount = theme().px(120)
        texts = QRectF(left, 0, self.width() - left - amount - theme().px(14), self.height())
        paint_two_lines(painter, texts, self._texts.name, self._texts.below)
        at_right = QRectF(self.width() - amount - theme().px(14), 0, amount, self.height())
        paint_text(painter, at_right, self._texts.amount, role="body", weight="semibold", align=RIGHT)
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()), 8)
        painter.end()
