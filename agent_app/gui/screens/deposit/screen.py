"""Cash and deposits: count by note and coin against what should be there, declare, and follow what became of it."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from agent_app.domain.errors import Refused, Trouble
from agent_app.domain.money import format_rupiah
from agent_app.gui.drafts import Draft
from agent_app.gui.moments import long_date
from agent_app.gui.screens.deposit.equation import Equation
from agent_app.gui.screens.deposit.history import DepositHistory
from agent_app.gui.screens.deposit.typed import CHANNELS, KEY, Typed, read_draft, to_keep
from agent_app.gui.screens.screen import Screen, Shell
from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.cards import Card, Notice, row, rule, scrolling
from agent_app.gui.widgets.choices import Segment
from agent_app.gui.widgets.fields import Combo, Field
from agent_app.gui.widgets.money_count import MoneyCount
from agent_app.gui.widgets.text import label
from agent_app.records.views import cash, deposits
from agent_app.records.views.cash_day import CashDay, cash_day
from agent_app.records.views.deposits import Deposit
from agent_app.services.deposit import DepositCash, DepositSlip, deposit_cash

REASONS = ("still_collecting", "kept_for_change", "lost", "stolen", "other")


@dataclass(frozen=True, slots=True)
class Found:
    """What the tables say: the day's cash, all own deposits, and the change float held."""

    day: CashDay
    deposits: tuple[Deposit, ...]
    float_held: int


class DepositScreen(Screen):
    """Money counted is compared with the books here; nothing is declared that was not counted."""

    tables = frozenset({"receipt", "titipan", "deposit", "deposit_count", "deposit_decision", "float_movement"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._day: CashDay | None = None
        self._busy = False
        page = QWidget()
        self._columns = QHBoxLayout(page)
        self._columns.setSpacing(14)
        self._count_card = self._build_count()
        self._side = self._build_side()
        self._columns.addWidget(self._count_card, 62)
        self._columns.addWidget(self._side, 38)
        # Where the window is narrow the page scrolls, and the one act stays below it.
        self._below = QVBoxLayout()
        self._below.setContentsMargins(12, 8, 12, 8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(scrolling(page), 1)
        layout.addLayout(self._below)
        self.adapt(narrow=False)
        self.draft = Draft(self.session, KEY, self._to_keep, self)
        for changed in (self.count.changed, self.reference.editor.textChanged, self.note.editor.textChanged):
            changed.connect(self.draft.touch)
        self._reasons.currentIndexChanged.connect(self.draft.touch)
        for segment in self.channels.values():
            segment.clicked.connect(self.draft.touch)
        self.draft.load(self._go_on)
        self._recompute()

    def heading(self) -> tuple[str, str]:
        number = self._day.deposits + 1 if self._day is not None else 1
        day = long_date(self.session, self.session.today())
        return self.say("deposit.title"), self.say("deposit.subtitle", day=day, number=number)

    def arrive(self, **what: object) -> None:
        self.refresh()
        origin = what.get("origin")
        if origin is not None:
            self.history.want(origin)
        self.count.first().setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        coop, person, day = self.session.coop, self.session.person, self.session.today().isoformat()

        def read(connection: Any) -> Found:
            return Found(
                cash_day(connection, coop, person, day),
                deposits.of_agent(connection, coop, person),
                cash.float_position(connection, coop, person).held,
            )

        self.session.ask(self, read, self._arrived, self._unreadable)

    def adapt(self, *, narrow: bool) -> None:
        self._columns.setDirection(QHBoxLayout.Direction.TopToBottom if narrow else QHBoxLayout.Direction.LeftToRight)
        self._columns.setContentsMargins(*((12, 8, 12, 4) if narrow else (24, 16, 24, 16)))
        for area in (self._count_area, self._side_area):
            area.setMinimumHeight(area.widget().sizeHint().height() if narrow else 0)
        (self._below if narrow else self._act_row).addWidget(self.lock_button)
        self._below.setContentsMargins(*((12, 6, 12, 8) if narrow else (0, 0, 0, 0)))

    def primary(self) -> None:
        self.lock_button.click()

    def leave(self) -> None:
        self.draft.flush()

    def _build_count(self) -> Card:
        card = Card(margin=0, spacing=0)
        hint = label(self.say("deposit.count.hint"), "small", "text2")
        card.body.addLayout(row(label(self.say("deposit.count"), "section"), None, hint, margins=(20, 12, 20, 10)))
        card.body.addWidget(rule())
        self.count = MoneyCount(self.session.words)
        self.count.changed.connect(self._recompute)
        holder = QWidget()
        inner = QVBoxLayout(holder)
        inner.setContentsMargins(20, 6, 20, 6)
        inner.addWidget(self.count)
        inner.addStretch(1)
        self._count_area = scrolling(holder)
        card.body.addWidget(self._count_area, 1)
        card.body.addWidget(rule())
        self._total = label("", "money_l")
        counted = label(self.say("deposit.counted"), "strong", "text2")
        card.body.addLayout(row(counted, None, self._total, margins=(20, 10, 20, 10)))
        return card

    def _build_side(self) -> Card:
        card = Card(margin=0, spacing=0)
        content = QWidget()
        body = QVBoxLayout(content)
        body.setContentsMargins(20, 16, 20, 12)
        body.setSpacing(10)
        self._equation = Equation(self.say)
        body.addWidget(label(self.say("deposit.heading"), "section"))
        body.addWidget(self._equation)
        self._expected = label("", "title")
        body.addLayout(row(label(self.say("deposit.expected"), "table", "text2"), None, self._expected))
        self.difference = Notice("", "info")
        body.addWidget(self.difference)
        self._build_channel(body)
        self._build_reason(body)
        self.wrong = Notice("", "bad")
        self.wrong.hide()
        body.addWidget(self.wrong)
        self.history = DepositHistory(self.shell)
        body.addWidget(self.history)
        body.addStretch(1)
        self._side_area = scrolling(content)
        card.body.addWidget(self._side_area, 1)
        self.lock_button = Button("", "primary", icon="lock", keycap="Ctrl+Enter", height="button_primary")
        self.lock_button.clicked.connect(self._ask)
        self.lock_button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._act_row = row(margins=(20, 10, 20, 14))
        card.body.addLayout(self._act_row)
        return card

    def _build_channel(self, body: QVBoxLayout) -> None:
        body.addWidget(label(self.say("deposit.channel"), "label"))
        self.channels = {name: Segment(self.say(f"deposit.channel.{name}")) for name in CHANNELS}
        group = QWidget()
        group.setLayout(row(*self.channels.values(), spacing=3))
        body.addWidget(group)
        for segment in self.channels.values():
            segment.clicked.connect(self._recompute)
        self.channels["teller"].setChecked(True)
        self.reference = Field("reference", self.say("deposit.reference"), QLineEdit())
        self.reference.editor.textEdited.connect(lambda _: self.reference.hint())
        body.addWidget(self.reference)

    def _build_reason(self, body: QVBoxLayout) -> None:
        self._reasons = Combo()
        self._reasons.addItem(self.say("deposit.reason.choose"), None)
        for reason in REASONS:
            self._reasons.addItem(self.say(f"deposit.reason.{reason}"), reason)
        self._reasons.currentIndexChanged.connect(self._recompute)
        self.reason = Field("reason", self.say("deposit.reason"), self._reasons)
        self.note = Field("note", self.say("deposit.note"), QLineEdit(), optional=self.say("deposit.optional"))
        body.addWidget(self.reason)
        body.addWidget(self.note)

    def _arrived(self, found: Found) -> None:
        self.wrong.hide_unread()
        self._day = found.day
        self._equation.put(found.day, found.float_held)
        self.history.put(found.deposits)
        self._recompute()
        self.heading_changed.emit()

    def _to_keep(self) -> Any | None:
        typed = Typed(
            self.count.pieces(),
            self._channel(),
            self.reference.editor.text(),
            self._reasons.currentData(),
            self.note.editor.text(),
        )
        return to_keep(typed)

    def _go_on(self, found: Any | None) -> None:
        """The count begun the last time."""
        typed = read_draft(found)
        if self._to_keep() is None:
            self.count.put(typed.pieces)
            self.channels[typed.channel].setChecked(True)
            self.reference.editor.setText(typed.reference)
            self._reasons.setCurrentIndex(max(self._reasons.findData(typed.reason), 0))
            self.note.editor.setText(typed.note)
            self._recompute()

    def _unreadable(self, trouble: Trouble) -> None:
        self.wrong.say_unread(self.session.words.of(trouble))

    def _recompute(self) -> None:
        counted = self.count.total()
        expected = self._day.on_hand if self._day is not None else 0
        self._total.setText(format_rupiah(counted))
        self._expected.setText(format_rupiah(expected))
        self._say_difference(counted, expected)
        self.reference.setVisible(self._channel() != "teller")
        short = 0 < counted < expected
        self.reason.setVisible(short)
        self.note.setVisible(short)
        self.lock_button.setText(self.say("deposit.lock", rupiah=format_rupiah(counted)))
        why_not = self._why_not(counted, expected)
        self.lock_button.setEnabled(not why_not and not self._busy)
        self.lock_button.setToolTip(why_not)

    def _say_difference(self, counted: int, expected: int) -> None:
        if expected <= 0:
            self.difference.say(self.say("deposit.nothing"), "info", "wallet")
        elif not counted:
            self.difference.say(self.say("deposit.count.first"), "info", "coins")
        elif counted == expected:
            self.difference.say(self.say("deposit.equal"), "ok")
        elif counted < expected:
            self.difference.say(self.say("deposit.left", rupiah=format_rupiah(expected - counted)), "warn")
        else:
            self.difference.say(self.say("deposit.over", rupiah=format_rupiah(counted - expected)), "bad")

    def _why_not(self, counted: int, expected: int) -> str:
        """Why nothing can be declared now; empty where it can."""
        if expected <= 0:
            return self.say("deposit.nothing")
        if not counted:
            return self.say("deposit.count.first")
        if counted > expected:
            return self.say("deposit.over", rupiah=format_rupiah(counted - expected))
        if counted < expected and self._reasons.currentData() is None:
            return self.say("deposit.reason.needed")
        return ""

    def _channel(self) -> str:
        return next(name for name, segment in self.channels.items() if segment.isChecked())

    def _ask(self) -> None:
        if self._channel() != "teller" and not self.reference.editor.text().strip():
            self.reference.blame(self.say("deposit.reference.needed"))
            self.reference.editor.setFocus()
            return
        rupiah = format_rupiah(self.count.total())
        detail = self.say("deposit.pin.detail", channel=self.say(f"deposit.channel.{self._channel()}"))
        self.shell.ask_pin(self.say("deposit.pin", rupiah=rupiah), self._declare, detail)

    def _declare(self) -> None:
        self._busy = True
        self._recompute()
        counted = self.count.total()
        short = self._day is not None and counted < self._day.on_hand
        command = DepositCash(
            rupiah=counted,
            channel=self._channel(),
            reference=self.reference.editor.text().strip() or None if self._channel() != "teller" else None,
            pieces=self.count.pieces(),
            reason=self._reasons.currentData() if short else None,
            note=self.note.editor.text().strip() or None if short else None,
        )
        self.session.write(deposit_cash, command, self._declared, self._refused)

    def _declared(self, slip: DepositSlip) -> None:
        self._busy = False
        self.wrong.hide()
        self.count.put({})
        self._reasons.setCurrentIndex(0)
        self.reference.editor.clear()
        self.note.editor.clear()
        self.channels[CHANNELS[0]].setChecked(True)
        self.draft.drop()
        self.history.want(slip.origin)
        self.shell.toast(self.say("deposit.done", number=slip.number, rupiah=format_rupiah(slip.rupiah)))
        self.refresh()

    def _refused(self, trouble: Trouble) -> None:
        self._busy = False
        self.wrong.say(self.session.words.of(trouble), "bad" if isinstance(trouble, Refused) else "warn")
        self.wrong.show()
        self._recompute()
