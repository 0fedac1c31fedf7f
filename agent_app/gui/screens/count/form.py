"""The form of a count: notes and coins at the left; who brings how much, and the second number, at the right."""

from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from agent_app.domain.money import format_rupiah
from agent_app.gui.screens.count.boxes import BankBox, ReasonBox
from agent_app.gui.screens.count.facts import FactLines, declared_facts
from agent_app.gui.screens.count.reading import Loaded, SecondNumber, is_hidden
from agent_app.gui.session import Session
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.cards import Card, Flowing, Notice, column, row, rule, scrolling
from agent_app.gui.widgets.choices import Segment
from agent_app.gui.widgets.fields import CheckBox, MoneyEdit
from agent_app.gui.widgets.money_count import MoneyCount
from agent_app.gui.widgets.pills import Avatar
from agent_app.gui.widgets.text import ElidedLabel, label
from agent_app.records.views.deposits import Count

BASES = ("count", "bank")
SIDE_WIDTH = 478


class CountForm(QWidget):
    """`changed` tells that something was typed or chosen; what may be done about it is the screen's."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session, self._say = session, session.say
        self.loaded: Loaded | None = None
        self.recount = False
        self._filling = False
        self._narrow = False
        page = QWidget()
        self._columns = QHBoxLayout(page)
        self._columns.setSpacing(14)
        self._side = self._build_side()
        self._columns.addWidget(self._build_count(), 1)
        self._columns.addWidget(self._side)
        self._below = QVBoxLayout()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(scrolling(page), 1)
        layout.addLayout(self._below)
        self.adapt(narrow=False)
        theme().changed.connect(self._restyle)

    def adapt(self, *, narrow: bool) -> None:
        """Where it is narrow the page scrolls in one column, and the acts stay below it."""
        self._narrow = narrow
        self._columns.setDirection(QHBoxLayout.Direction.TopToBottom if narrow else QHBoxLayout.Direction.LeftToRight)
        self._columns.setContentsMargins(*((12, 8, 12, 4) if narrow else (24, 16, 24, 16)))
        # In one column the facts come first: whoever counts wants to know whose money it is.
        self._columns.removeWidget(self._side)
        self._columns.insertWidget(0 if narrow else 1, self._side)
        (self._below if narrow else self._act_place).addWidget(self._acts)
        self._act_row.setDirection(QBoxLayout.Direction.LeftToRight if narrow else QBoxLayout.Direction.TopToBottom)
        self._below.setContentsMargins(*((12, 6, 12, 8) if narrow else (0, 0, 0, 0)))
        self._restyle()

    def put(self, loaded: Loaded, *, fresh: bool) -> None:
        """Show a deposit; `fresh`: another than before, so what was typed for it is taken from its draft."""
        self.loaded = loaded
        deposit = loaded.deposit
        self.avatar.show_name(loaded.name(deposit.person))
        self.who.setText(loaded.name(deposit.person))
        self.number.setText(f"{deposit.person} · {deposit.number}")
        if fresh:
            self._fill(loaded.draft or {})
        elif self.locked is not None:
            self._show_pieces(dict(self.locked.pieces))
        self.show_facts()

    def draft(self) -> dict[str, Any] | None:
        """What was typed and is not written yet; None where nothing was."""
        typed: dict[str, Any] = {
            "pieces": self.count.pieces() if self.locked is None else {},
            "other": self.other.text().strip(),
            "rupiah": self.bank.typed()["rupiah"],
            "note": self.reason.words.text().strip(),
            "empty": self.stated_empty(),
        }
        if not any(typed.values()):
            return None
        return typed | self.bank.typed() | self.reason.typed() | {"basis": self.basis(), "recount": self.recount}

    @property
    def locked(self) -> Count | None:
        """The count that is written already, unless somebody counts again."""
        return None if self.loaded is None or self.recount else self.loaded.count

    def basis(self) -> str:
        """`count` or `bank`."""
        return next((name for name, segment in self.bases.items() if segment.isChecked()), "count")

    def second(self) -> SecondNumber:
        """The second number as it stands."""
        if self.basis() == "bank":
            return SecondNumber(self.bank.amount(), "bank")
        if self.locked is not None:
            return SecondNumber(self.locked.rupiah, "count", self.locked)
        return SecondNumber(self.count.total(), "count", is_empty=self.stated_empty())

    def stated_empty(self) -> bool:
        """Whether it is stated that the deposit holds no money; notes counted by now say otherwise."""
        return self.empty.isChecked() and self.locked is None and not self.count.total()

    def other_money(self) -> int | None:
        """Rupiah of other business in the bag; None where it cannot be read."""
        return self.other.amount() if self.other.text().strip() else 0

    def hidden(self) -> bool:
        """Whether the declared sum is not shown yet."""
        return self.loaded is not None and is_hidden(self._session, self.loaded.deposit, self.loaded.count)

    def first(self) -> QWidget:
        """Where the work begins."""
        if self.basis() == "bank":
            return self.bank.rupiah
        if self.locked is None:
            return self.count.first()
        return self.take if self.take.isEnabled() else self.reason.codes

    def start_again(self) -> None:
        """Count once more, although somebody has."""
        self.recount = True
        self._show_pieces({})
        self.show_facts()
        self.count.first().setFocus()
        self.changed.emit()

    def show_facts(self) -> None:
        """What is known of the deposit, and which fields it takes."""
        if self.loaded is None:
            return
        hidden, bank = self.hidden(), self.basis() == "bank"
        self.facts.put(declared_facts(self._session, self.loaded, hidden=hidden))
        self.bases["bank"].setEnabled(not hidden)
        self.bank.setVisible(bank)
        self._offer_empty(bank)
        self.count.setEnabled(not bank and self.locked is None and not self.stated_empty())
        self.other.setEnabled(not bank and self.locked is None)
        self.again.setVisible(not bank and self.locked is not None)
        counted_by = ""
        if self.locked is not None and not bank:
            counted_by = self._say("count.counted_by", name=self.loaded.name(self.locked.person))
        self._hint.setText(counted_by or self._say("deposit.count.hint"))
        self._total.setText(format_rupiah(self.count.total()))

    def _offer_empty(self, bank: bool) -> None:
        """To state that nothing is there is offered only while nothing is counted, and never in one's own deposit."""
        assert self.loaded is not None
        mine = self._session.person in (self.loaded.deposit.person, self.loaded.deposit.agent)
        offered = not bank and not mine and self.locked is None and not self.count.total()
        if not offered and not bank:
            self.empty.setChecked(False)
        self.empty.setVisible(offered)

    def _show_pieces(self, pieces: dict[str, int]) -> None:
        self._filling = True
        self.count.put(pieces)
        self._filling = False

    def _fill(self, draft: dict[str, Any]) -> None:
        assert self.loaded is not None
        deposit = self.loaded.deposit
        self._filling = True
        self.recount = bool(draft.get("recount")) and self.loaded.count is not None
        usual = "count" if deposit.channel == "teller" or self.loaded.count is not None else "bank"
        self.bases[draft.get("basis", usual)].setChecked(True)
        locked = self.locked
        self.count.put(dict(locked.pieces) if locked is not None else draft.get("pieces", {}))
        self.other.setText(draft.get("other", ""))
        self.bank.put(draft, self._session.today(), deposit.reference or "")
        self.reason.put(draft)
        self.empty.setChecked(bool(draft.get("empty")))
        self.wrong.hide()
        self._filling = False

    def _touched(self, *_: object) -> None:
        if not self._filling:
            self.show_facts()
            self.changed.emit()

    def _build_count(self) -> Card:
        card = Card(margin=0, spacing=0)
        self._hint = ElidedLabel("", "small", "text2")
        self.again = Button(self._say("count.again"), "ghost", icon="refresh-cw", height="chip")
        self.again.clicked.connect(self.start_again)
        head = row(label(self._say("deposit.count"), "section"), self._hint, self.again, margins=(20, 8, 12, 6))
        card.body.addLayout(head)
        card.body.addWidget(rule())
        self.count = MoneyCount(self._session.words)
        self.count.changed.connect(self._touched)
        holder = QWidget()
        holder.setLayout(column(self.count, None, margins=(20, 2, 20, 2)))
        self._count_area = scrolling(holder)
        card.body.addWidget(self._count_area, 1)
        card.body.addWidget(rule())
        self._total = label("", "money_l")
        self.other = MoneyEdit()
        self.other.setAccessibleName(self._say("count.other_money"))
        self.other.setPlaceholderText("0")
        self.other.textChanged.connect(self._touched)
        # Two lines by hand: a text that wraps by itself would make the whole page as high as it can be.
        other = label(self._say("count.other_money").replace(", ", ",\n", 1), "small", "text2")
        counted = label(self._say("deposit.counted"), "small", "text2")
        for each in (counted, self._total):
            each.setAlignment(Qt.AlignmentFlag.AlignRight)
        total = column(counted, self._total, spacing=0)
        card.body.addLayout(row(other, self.other, None, total, spacing=10, margins=(20, 4, 20, 4)))
        return card

    def _build_side(self) -> Card:
        card = Card(margin=0, spacing=0)
        content = Flowing()
        body = QVBoxLayout(content)
        body.setContentsMargins(20, 14, 20, 10)
        body.setSpacing(10)
        self.avatar = Avatar("", 40)
        self.who = ElidedLabel("", "section")
        self.number = ElidedLabel("", "small", "text2")
        who = row(self.avatar, column(self.who, self.number, spacing=1), spacing=12)
        who.setStretch(1, 1)
        body.addLayout(who)
        self.facts = FactLines()
        self.bases = {name: Segment(self._say(f"count.basis.{name}")) for name in BASES}
        group = QButtonGroup(self)
        for segment in self.bases.values():
            group.addButton(segment)
            segment.toggled.connect(self._touched)
        self.bank = BankBox(self._session)
        self.difference = Notice("", "info")
        self.reason = ReasonBox(self._session)
        for box in (self.bank, self.reason):
            box.changed.connect(self._touched)
            box.hide()
        self.empty = CheckBox(self._say("count.empty"))
        self.empty.toggled.connect(self._touched)
        self.wrong = Notice("", "bad")
        self.wrong.hide()
        body.addWidget(self.facts)
        body.addWidget(rule())
        body.addLayout(row(*self.bases.values(), spacing=6))
        for part in (self.bank, self.difference, self.empty, self.reason, self.wrong):
            body.addWidget(part)
        body.addStretch(1)
        self._side_area = scrolling(content)
        card.body.addWidget(self._side_area, 1)
        self._build_acts(card)
        return card

    def _build_acts(self, card: Card) -> None:
        self.take = Button("", "primary", keycap="Ctrl+Enter", height="button_primary")
        self.take.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.give_back = Button(self._say("count.return"), "danger", keys="Alt+T")
        self._acts = QWidget()
        self._act_row = QBoxLayout(QBoxLayout.Direction.TopToBottom, self._acts)
        self._act_row.setContentsMargins(0, 0, 0, 0)
        self._act_row.setSpacing(8)
        self._act_row.addWidget(self.take)
        self._act_row.addWidget(self.give_back)
        self._act_place = row(margins=(20, 10, 20, 14))
        card.body.addLayout(self._act_place)

    def fit(self) -> None:
        """In one column each card is as high as what stands in it; the page scrolls, not the cards."""
        for area in (self._count_area, self._side_area):
            content, width = area.widget(), area.viewport().width()
            hint = content.sizeHint().height()
            needed = content.heightForWidth(width) if content.hasHeightForWidth() else hint
            area.setMinimumHeight(needed if self._narrow else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self.fit)

    def _restyle(self) -> None:
        self.other.setFixedWidth(theme().px(110))
        if self._narrow:
            self._side.setMinimumWidth(0)
            self._side.setMaximumWidth(16_777_215)
        else:
            self._side.setFixedWidth(theme().px(SIDE_WIDTH))
        self.fit()
