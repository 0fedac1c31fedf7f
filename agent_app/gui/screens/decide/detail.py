"""One thing at the right: what it is, the facts side by side, and the buttons that decide it."""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from agent_app.gui.screens.decide.body_money import money_body
from agent_app.gui.screens.decide.body_review import review_body
from agent_app.gui.screens.decide.found import Case
from agent_app.gui.screens.decide.wording import Wording, short
from agent_app.gui.session import Session
from agent_app.gui.widgets.buttons import Button, icon_button
from agent_app.gui.widgets.cards import Card, Flowing, IconLabel, Notice, column, row, rule, scrolling
from agent_app.gui.widgets.flow import Flow
from agent_app.gui.widgets.pills import Pill
from agent_app.gui.widgets.states import EmptyState
from agent_app.gui.widgets.text import ElidedLabel, label
from agent_app.records.views.decisions import Kind, Waiting

DANGEROUS = frozenset({"refuse", "refused"})


@dataclass(frozen=True, slots=True)
class Act:
    """A button: `key` is the decision; `title` and `text` tell what it means and what happens next."""

    key: str
    short: str
    title: str
    text: str


class DetailPanel(Card):
    """Says what is wanted of the thing shown; the screen does it."""

    act = Signal(str)
    open_member = Signal(str)
    open_paper = Signal(object)
    back = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(margin=0, spacing=0)
        self._session, self.say = session, session.say
        self.case: Case | None = None
        self.is_stale = False
        """Whether another thing is chosen than the one still shown."""
        self.buttons: dict[str, Button] = {}
        self._stack = QStackedWidget()
        self._stack.addWidget(EmptyState("clipboard-check", self.say("decide.nothing"), "", width=300))
        self._stack.addWidget(self._build())
        self.body.addWidget(self._stack)

    def show_case(self, case: Case, words: Wording) -> None:
        """Something; its buttons are those it offers, and none once it is decided."""
        same = self.case is not None and self.case.item.key == case.item.key
        focused = next((key for key, button in self.buttons.items() if button.hasFocus()), None) if same else None
        place = self._area.verticalScrollBar().value() if same else 0
        self.case, self.is_stale = case, False
        self._icon.set(words.icon(case.item), words.tone(case.item))
        self._title.setText(words.title(case.item))
        self._below.setText(" · ".join(part for part in (words.people(case.item), words.who(case.item.agent)) if part))
        self._pill.show_state(self.say("decide.since", when=words.since(case.item)), "text2", "clock")
        self._fill(case, words)
        self._area.verticalScrollBar().setValue(place)
        self._stack.setCurrentIndex(1)
        if focused in self.buttons:
            self.buttons[focused].setFocus()

    def expect(self, item: Waiting) -> None:
        """Another thing is chosen: until it is read, nothing can be done about the one still shown."""
        self.is_stale = self.case is not None and self.case.item.key != item.key
        if self.is_stale:
            for button in self.buttons.values():
                button.setEnabled(False)

    def show_nothing(self) -> None:
        """Nothing is chosen."""
        self.case, self.buttons, self.is_stale = None, {}, False
        self._stack.setCurrentIndex(0)

    def adapt(self, *, narrow: bool) -> None:
        """Alone on the page it needs a way back."""
        self._back.setVisible(narrow)
        self._pill.setVisible(not narrow)
        self._head.setContentsMargins(20, 8 if narrow else 16, 20, 8 if narrow else 12)

    def primary(self) -> Button | None:
        """The button of Ctrl+Enter, where it can be pressed."""
        return next((one for one in self.buttons.values() if one.kind == "primary" and one.isEnabled()), None)

    def focus_back(self) -> None:
        """Give the focus to the way back to the list."""
        self._back.setFocus()

    def focus_first(self) -> bool:
        """Give the focus to the first button that can be pressed."""
        button = next((one for one in self.buttons.values() if one.isEnabled()), None)
        if button is not None:
            button.setFocus(Qt.FocusReason.TabFocusReason)
        return button is not None

    def acts(self, case: Case, words: Wording) -> Iterator[Act]:
        """What may be done about a thing: of a review exactly its decisions."""
        item = case.item
        if item.kind is Kind.REVIEW:
            for one in case.review.decisions if case.review is not None else ():
                key = f"{item.code}.{one.value}"
                text = f"{self.say(f'decide.means.{key}')} {self.say(f'decide.next.{key}')}"
                yield Act(one.value, words.button(item.code, one.value), words.decision(item.code, one.value), text)
            return
        keys = {Kind.REVERSAL: ("accepted", "refused"), Kind.DIFFERENCE: ("stands", "recounted")}
        keys |= {Kind.FUNDS: ("received",), Kind.OWED: ("settle",)}
        for key in keys[item.kind]:
            title = self.say(f"decide.act.{item.kind.value}.{key}")
            yield Act(key, title, title, self.say(f"decide.act.{item.kind.value}.{key}.below"))

    def _build(self) -> QWidget:
        whole = QWidget()
        self._back = icon_button("arrow-left", self.say("decide.back"), "ghost")
        self._back.clicked.connect(self.back)
        self._icon = IconLabel("circle-help", "text2", 22)
        self._title, self._below = ElidedLabel("", "title"), ElidedLabel("", "small", "text2")
        self._pill = Pill()
        self._head = row(self._back, self._icon, column(self._title, self._below, spacing=2), self._pill, spacing=12)
        self._head.setStretch(2, 1)
        content = Flowing()
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(20, 14, 14, 14)
        self._column.setSpacing(12)
        self._area = scrolling(content)
        self._bar = QWidget()
        flow = Flow(self._bar)
        flow.setContentsMargins(20, 10, 20, 12)
        flow.setSpacing(10)
        self._bar_rule = rule()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._head)
        layout.addWidget(rule())
        layout.addWidget(self._area, 1)
        layout.addWidget(self._bar_rule)
        layout.addWidget(self._bar)
        return whole

    def _fill(self, case: Case, words: Wording) -> None:
        _empty(self._column)
        _empty(self._bar.layout())
        self.buttons = {}
        why_not = words.why_not(case.item)
        open_ = case.decided is None or case.item.kind is Kind.OWED
        if not open_:
            self._column.addWidget(Notice(words.told(case.item, case.decided), "ok", "check-check"))
        elif why_not:
            self._column.addWidget(Notice(why_not, "warn", "user-x"))
        if case.item.put_off and open_:
            self._column.addWidget(Notice(self.say("decide.put_off"), "info", "hourglass"))
        body = review_body if case.item.kind is Kind.REVIEW else money_body
        for widget in body(self._session, words, case):
            self._column.addWidget(widget)
        self._add_ways(case, words)
        acts = tuple(self.acts(case, words)) if open_ else ()
        for number, one in enumerate(acts):
            self._add_act(one, case, primary=number == 0, why_not=why_not)
        self._column.addStretch(1)
        for each in (self._bar, self._bar_rule):
            each.setVisible(bool(acts))
        self._bar.updateGeometry()

    def _add_ways(self, case: Case, words: Wording) -> None:
        """To the records themselves."""
        ways = []
        for twin in case.twins:
            # Two of the same name differ by who registered them.
            name = f"{twin.member.name or '—'} · {twin.member.agent}"
            way = Button(self.say("decide.open_member", name=name), "quiet", icon="id-card")
            way.setAccessibleDescription(words.who(twin.member.agent))
            way.clicked.connect(lambda _=False, member=twin.member.member: self.open_member.emit(member))
            ways.append(way)
        for paper in case.papers[:2]:
            way = Button(self.say("decide.open_paper", number=short(paper.number)), "quiet", icon="receipt-text")
            way.clicked.connect(lambda _=False, origin=paper.origin: self.open_paper.emit(origin))
            ways.append(way)
        if ways:
            holder = QWidget()
            flow = Flow(holder)
            flow.setContentsMargins(0, 0, 0, 0)
            for way in ways:
                flow.addWidget(way)
            self._column.addWidget(holder)

    def _add_act(self, one: Act, case: Case, *, primary: bool, why_not: str) -> None:
        told = column(label(one.title, "strong", wrap=True), label(one.text, "small", "text2", wrap=True), spacing=2)
        if primary:
            self._column.addWidget(rule())
        self._column.addLayout(told)
        kind = "primary" if primary else "danger" if one.key in DANGEROUS else "secondary"
        button = Button(one.short, kind, keycap="Ctrl+Enter" if primary else None, height="button_primary")
        button.setAccessibleDescription(why_not or f"{one.title}. {one.text}")
        button.setToolTip(why_not)
        button.setEnabled(not why_not)
        button.clicked.connect(lambda: self.act.emit(one.key))
        self.buttons[one.key] = button
        self._bar.layout().addWidget(button)


def _empty(layout) -> None:
    """Take everything out."""
    while (item := layout.takeAt(0)) is not None:
        if item.widget() is not None:
            item.widget().hide()
            item.widget().deleteLater()
        elif item.layout() is not None:
            _empty(item.layout())
