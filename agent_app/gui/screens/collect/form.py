"""The form of taking contributions: its parts in their places, wide, narrow or short. What it does is the screen's."""

from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from agent_app.gui.screens.collect.cash import CashPanel
from agent_app.gui.screens.collect.hints import Hint, HintRow
from agent_app.gui.screens.collect.months import MonthsPanel
from agent_app.gui.screens.collect.order import Order
from agent_app.gui.screens.collect.people import PeopleCard
from agent_app.gui.screens.collect.price import PricePanel
from agent_app.gui.screens.collect.side import PreviewCard
from agent_app.gui.session import Session
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.cards import Card, Notice, row, rule, scrolling
from agent_app.reference.rules import rules

CRAMPED_BELOW = 720
"""Logical pixels of width below which the name needs the room of the words on its buttons."""


SHORT_BELOW = 560
"""Logical pixels of height below which words are left out."""
TIGHT_BELOW = 640
"""Below this only the amount in words and some air."""
PAPER_FROM = 1_000
"""Logical pixels of width, without the navigation, from which the paper has room beside the form."""


class CollectForm(QWidget):
    """People, months, price, cash, and the one primary button; the paper beside them where there is room."""

    hinted = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        say = session.say
        self.people = PeopleCard(session)
        self.notice = Notice("", "warn")
        self.help = Button("", "secondary")
        self.months = MonthsPanel(session, rules(session.today()).prepayment_months)
        self.price = PricePanel(session)
        self.hints = HintRow(self._hinted)
        self.cash = CashPanel(session)
        self.source = Button("", "quiet", icon="wallet", height="chip")
        self.paper = Button("", "quiet", icon="file-pen", height="chip")
        self.back = Button(say("collect.back"), "secondary", keycap="Esc", height="button_money")
        self.look = Button(say("collect.preview.short"), "secondary", icon="receipt-text", height="button_money")
        self.take = Button("", "primary", icon="check", keycap="Ctrl+Enter", height="button_money")
        self.preview = PreviewCard(session)
        self._area = self._build()
        self.narrow = self.short = self.cramped = False
        self._fitted = (False, False, False)
        self.adapt(narrow=False, short=False, tight=False)

    def put(self, order: Order) -> None:
        """Show what was typed, as if it were typed again."""
        self.people.payer.setText(order.payer)
        self.cash.put(order.cash, keep=order.keep)

    def fit(self, width: int, height: int, narrow: bool) -> bool:
        """Use a page of this size well; whether that changed anything."""
        wide, high = (side * 100 / theme().text_size for side in (width, height))
        fit = (narrow or wide < PAPER_FROM, high < SHORT_BELOW, high < TIGHT_BELOW)
        if fit == self._fitted:
            return False
        self._fitted = fit
        self.adapt(narrow=fit[0], short=fit[1], tight=fit[2])
        return True

    def adapt(self, *, narrow: bool, short: bool, tight: bool) -> None:
        """One column without the paper where it is narrow; fewer words where it is low, less air where it is tight."""
        self.narrow, self.short = narrow, short
        self.preview.setVisible(not narrow)
        self.look.setVisible(narrow)
        self.months.shorten(short or narrow, short)
        self.people.shorten(self.cramped or narrow)
        self.price.shorten(short or tight)
        edge = 8 if short else 16
        self._layout.setContentsMargins(16 if narrow else 24, edge, 16 if narrow else 24, edge)
        for layout in (self._left, self._layout):
            layout.setSpacing(8 if short else 12)
        self._card.body.setSpacing(7 if short else 8 if tight else 11)
        side, edge = (14, 10) if short else (20, 10 if tight else 16)
        self._card.body.setContentsMargins(side, edge, side, edge)
        self.people.body.setContentsMargins(14, 6 if short else 12, 10, 6 if short else 12)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        cramped = self.people.width() * 100 / theme().text_size < CRAMPED_BELOW
        if cramped != self.cramped:
            self.cramped = cramped
            self.people.shorten(cramped or self.narrow)

    def overflows(self) -> bool:
        """Whether the card needs more width than there is."""
        return self._card.minimumSizeHint().width() > self._area.viewport().width()

    def reveal(self, widget: QWidget) -> None:
        """Scroll until a widget of the card is seen."""
        self._area.ensureWidgetVisible(widget, 0, 10)

    def reveal_focus(self) -> None:
        """Keep the cash in sight while it is typed, whatever appears above it."""
        if self.cash.edit.hasFocus():
            self.reveal(self.cash)

    def order_tabs(self) -> None:
        """Tab goes the way one reads; months of the strip come and go."""
        chain: list[QWidget] = [
            *self.people.rows(),
            self.people.payer,
            self.people.add_button,
            self.people.change_button,
            self.help,
            *self.months.segments.values(),
            *self.months.cells,
            *self.hints.buttons,
            self.cash.edit,
            self.cash.exact_button,
            *self.cash.notes,
            self.cash.keep_box,
            self.source,
            self.paper,
            self.back,
            self.look,
            self.take,
            self.preview.area,
            self.preview.switch,
        ]
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)

    def _build(self) -> QScrollArea:
        self._card = Card(margin=20, spacing=12)
        for part in (self.months, rule(), self.price, self.hints, rule(), self.cash):
            self._card.body.addWidget(part)
        self._card.body.addStretch(1)
        self._card.body.addLayout(row(self.cash.keep_box, None, self.source, self.paper, spacing=8))
        area = scrolling(self._card)
        warning = row(self.notice, self.help, spacing=10)
        warning.setStretch(0, 1)
        self._left = QVBoxLayout()
        self._left.setSpacing(12)
        self._left.addWidget(self.people)
        self._left.addLayout(warning)
        self._left.addWidget(area, 1)
        action = QHBoxLayout()
        action.setSpacing(10)
        action.addWidget(self.back)
        action.addWidget(self.look)
        action.addWidget(self.take, 1)
        self._left.addLayout(action)
        self._layout = QHBoxLayout(self)
        self._layout.setSpacing(14)
        self._layout.addLayout(self._left, 1)
        self._layout.addWidget(self.preview)
        self.notice.hide()
        self.help.hide()
        return area

    def _hinted(self, hint: Hint) -> None:
        self.hinted.emit(hint)
