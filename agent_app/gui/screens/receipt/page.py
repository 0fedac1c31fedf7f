"""The page of a receipt in its parts: change, figures, what to do with the paper, who is next, and the paper."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from agent_app.gui.screens.receipt.change_panel import ChangePanel
from agent_app.gui.screens.receipt.paper_view import PaperView
from agent_app.gui.session import Session
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.cards import Card, IconLabel, Notice, column, row, scrolling
from agent_app.gui.widgets.pills import Avatar, Pill
from agent_app.gui.widgets.text import ElidedLabel, label


class Tile(Card):
    """A small figure with its caption."""

    def __init__(self, icon: str, caption: str) -> None:
        super().__init__(margin=0, spacing=3, kind="well")
        self.body.setContentsMargins(14, 9, 12, 9)
        self.caption = ElidedLabel(caption, "small", "text2")
        self.figure = ElidedLabel("", "strong")
        line = row(IconLabel(icon, "text2", 16), self.caption, spacing=8)
        line.setStretch(1, 1)
        self.body.addLayout(line)
        self.body.addWidget(self.figure)

    def show_figure(self, figure: str, caption: str | None = None) -> None:
        """Another figure."""
        if caption is not None:
            self.caption.setText(caption)
        self.figure.setText(figure)
        self.figure.setToolTip(figure)
        self.setAccessibleName(f"{self.caption.text()} {figure}")


class NextCard(Card):
    """Who is due next, and the one primary button of the page."""

    def __init__(self) -> None:
        super().__init__(margin=16, spacing=10, kind="well")
        self.title = label("", "label", "text2")
        self.left = label("", "small", "text2")
        self.avatar = Avatar("", 38)
        self.name = ElidedLabel("", "strong")
        self.below = ElidedLabel("", "small", "text2")
        self.amount = label("", "strong")
        self.button = Button("", "primary", icon="arrow-right", keycap="Enter", height="button_primary")
        self._person = QWidget()
        who = row(self.avatar, column(self.name, self.below, spacing=1), self.amount, spacing=12)
        who.setStretch(1, 1)
        self._person.setLayout(who)
        self._head = QWidget()
        self._head.setLayout(row(self.title, None, self.left))
        self.body.addWidget(self._head)
        self.body.addWidget(self._person)
        self.body.addWidget(self.button)
        self._short = False

    def show_person(self, name: str, below: str, amount: str) -> None:
        """Somebody, or nobody with an empty name."""
        self._person.setVisible(bool(name) and not self._short)
        self.avatar.show_name(name)
        self.name.setText(name)
        self.below.setText(below)
        self.amount.setText(amount)

    def shorten(self, short: bool) -> None:
        """Only the button, where there is little room."""
        self._short = short
        self._head.setVisible(not short)
        self._person.setVisible(not short and bool(self.name.text()))
        self.body.setContentsMargins(*((10, 8, 10, 8) if short else (16, 14, 16, 14)))


class ReceiptPage(QWidget):
    """The page; what its buttons do is the screen's."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        say = session.say
        self._session = session
        self.icon = IconLabel("circle-check", "ok", 22)
        self.title = ElidedLabel("", "section")
        self.title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.change = ChangePanel(session)
        self.sentence = label("", "table", "text2", wrap=True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.number = Tile("receipt-text", say("receipt.number"))
        self.months = Tile("calendar-check", say("receipt.months"))
        self.cash = Tile("wallet", say("receipt.on_hand"))
        self.print = Button(say("receipt.print"), "secondary", icon="printer", keys="Ctrl+P")
        self.message = Button(say("receipt.message"), "secondary", icon="message-circle", keys="Alt+W")
        self.pdf = Button(say("receipt.pdf"), "secondary", icon="file-down", keys="Alt+F")
        self.undo = Button("", "ghost", icon="undo-2", height="chip")
        self.notice = Notice("", "warn")
        self.limit = Notice("", "warn", "wallet")
        self.next = NextCard()
        self.look = Button(say("receipt.look"), "secondary", icon="receipt-text")
        self.printed = Pill()
        self.tick = Pill()
        self.paper = PaperView(268)
        self.side = self._build_side()
        self._layout = QHBoxLayout(self)
        self._layout.addWidget(self._build_left(), 1)
        self._layout.addWidget(self.side)
        self.adapt(narrow=False, short=False)
        theme().changed.connect(self._restyle)

    def adapt(self, *, narrow: bool, short: bool) -> None:
        """One column without the paper where it is narrow; fewer words where it is low."""
        self.side.setVisible(not narrow)
        self.look.setVisible(narrow)
        edge = 8 if short else 16
        self._layout.setContentsMargins(16 if narrow else 24, edge, 16 if narrow else 24, edge)
        self._layout.setSpacing(14)
        self._left.setContentsMargins(16, 8 if short else 16, 16, 8 if short else 16)
        self._inner.setSpacing(6 if short else 12)
        self.next.shorten(short)
        self.sentence.setVisible(not short)

    def _build_left(self) -> QWidget:
        card = Card(margin=20, spacing=10)
        self._left = card.body
        content = QWidget()
        self._inner = QVBoxLayout(content)
        self._inner.setContentsMargins(0, 0, 0, 0)
        head = row(None, self.icon, self.title, None, spacing=10)
        self.title.setSizePolicy(self.title.sizePolicy().Policy.Maximum, self.title.sizePolicy().Policy.Fixed)
        self._inner.addStretch(1)
        for part in (
            head,
            self.change,
            self.sentence,
            self.notice,
            row(self.number, self.months, self.cash, spacing=10),
            row(self.print, self.message, self.pdf, self.look, spacing=10),
            row(None, self.undo, None),
            self.limit,
        ):
            if isinstance(part, QWidget):
                self._inner.addWidget(part)
            else:
                self._inner.addLayout(part)
        self._inner.addStretch(1)
        card.body.addWidget(scrolling(content), 1)
        card.body.addWidget(self.next)
        self.notice.hide()
        self.limit.hide()
        return card

    def _build_side(self) -> Card:
        side = Card(margin=14, spacing=10, kind="well")
        side.body.addLayout(
            row(label(self._session.say("receipt.paper"), "label"), None, self.printed, self.tick, spacing=6)
        )
        self.area = scrolling(self.paper)
        self.area.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.area.setWidgetResizable(False)
        self.area.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.area.setAccessibleName(self._session.say("receipt.paper"))
        side.body.addWidget(self.area, 1)
        side.setFixedWidth(theme().px(340))
        return side

    def _restyle(self) -> None:
        self.side.setFixedWidth(theme().px(340))
        self.paper.resize(self.paper.sizeHint())
