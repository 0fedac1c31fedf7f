"""A deposit that was decided: what was found, who decided, and the slip for the agent at the counter."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from agent_app.domain.cash import DifferenceState
from agent_app.domain.money import NO_BREAK_SPACE, format_rupiah
from agent_app.gui.moments import moment_label, short_date
from agent_app.gui.screens.count.facts import FactLines
from agent_app.gui.screens.count.reading import Loaded
from agent_app.gui.screens.count.slips import Handed, SlipDesk, SlipSheet, blocks_of, deposit_slip
from agent_app.gui.screens.receipt.paper_view import PaperView
from agent_app.gui.screens.screen import Shell
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.cards import Card, Flowing, IconLabel, Notice, row, rule, scrolling
from agent_app.gui.widgets.text import label, set_tone
from agent_app.records.views.handover import Decision

TAKEN, BACK, EMPTY = ("circle-check", "ok"), ("undo-2", "bad"), ("circle-alert", "bad")
DIFFERENCE_TONES = {
    DifferenceState.OPEN: "warn",
    DifferenceState.DISPUTED: "bad",
    DifferenceState.ACCEPTED: "info",
    DifferenceState.DECIDED: "info",
}


class DecidedPage(QWidget):
    """What its `next` button does is the screen's; `settle` takes a payment of what is still owed."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell, self._session, self._say = shell, shell.session, shell.session.say
        self.handed: Handed | None = None
        self._desk = SlipDesk(shell, self._told)
        self._layout = QHBoxLayout(self)
        self._layout.setSpacing(14)
        self._layout.addWidget(self._build_left(), 1)
        self._side = self._build_side()
        self._layout.addWidget(self._side)
        self.adapt(narrow=False)
        theme().changed.connect(self._restyle)

    def adapt(self, *, narrow: bool) -> None:
        """Without the paper where it is narrow; a button shows it."""
        self._side.setVisible(not narrow)
        self.look.setVisible(narrow)
        self._layout.setContentsMargins(*((12, 8, 12, 8) if narrow else (24, 16, 24, 16)))

    def put(self, loaded: Loaded, decision: Decision) -> None:
        """Show a decided deposit."""
        deposit, say = loaded.deposit, self._say
        taken = decision.outcome == "confirmed"
        self._icon.set(*(BACK if not taken else TAKEN if decision.rupiah else EMPTY))
        rupiah = format_rupiah(decision.rupiah)
        done = decision.outcome if decision.rupiah else "empty"
        self.title.setText(say(f"count.done.{done}", rupiah=rupiah, agent=loaded.name(deposit.person)))
        when = moment_label(self._session, decision.at)
        mine = decision.person == self._session.person
        name = say("count.you") if mine else loaded.name(decision.person)
        self.by.setText(say("count.decided_by", name=name, at=when))
        self.facts.put(self._facts_of(loaded, decision, taken))
        self._put_difference(loaded, taken)
        self.handed = deposit_slip(self._session, loaded)
        if self.handed is not None:
            self.paper.show_blocks(blocks_of(self._session, self.handed))
            self.paper.resize(self.paper.sizeHint())
        self._line.hide()

    def print_slip(self) -> None:
        """Print the slip that is shown."""
        if self.handed is not None:
            self._desk.print(self.handed)

    def _facts_of(self, loaded: Loaded, decision: Decision, taken: bool) -> list[tuple[str, ...]]:
        deposit, say = loaded.deposit, self._say
        lines: list[tuple[str, ...]] = [
            (say("count.fact.agent"), f"{loaded.name(deposit.person)} · {deposit.person}"),
            (say("count.fact.number"), deposit.number.replace("-", "\u2011")),
            (say("count.fact.declared"), format_rupiah(deposit.rupiah)),
        ]
        if taken:
            basis = say(f"count.fact.by_{decision.basis}")
            lines.append((basis, format_rupiah(decision.rupiah)))
            short = decision.rupiah - deposit.rupiah
            tone = "bad" if short < 0 else "warn" if short else "ok"
            lines.append((say("count.fact.difference"), format_rupiah(short), tone))
        if decision.bank_reference is not None:
            lines.append((say("count.bank.reference"), decision.bank_reference))
        if deposit.expected != deposit.rupiah:
            lines.append((say("count.fact.kept_back"), format_rupiah(deposit.expected - deposit.rupiah)))
        if decision.reason is not None:
            room = "reason" if taken else "return"
            key = f"count.{room}.{decision.reason}"
            known = key in self._session.words.keys
            lines.append((say("count.fact.reason"), say(key) if known else decision.reason))
        if decision.note:
            lines.append((say("deposit.note"), decision.note))
        others = sum(one.other_money or 0 for one in deposit.counts if one.origin == decision.count)
        if others:
            lines.append((say("count.other_money"), format_rupiah(others)))
        for paid in loaded.payments:
            day = short_date(self._session, self._session.local(paid.at).date())
            lines.append((say("count.fact.paid", day=day.replace(" ", NO_BREAK_SPACE)), format_rupiah(paid.rupiah)))
        return lines

    def _put_difference(self, loaded: Loaded, taken: bool) -> None:
        deposit = loaded.deposit
        state = deposit.difference
        shown = taken and state is not DifferenceState.NONE
        self.difference.setVisible(shown)
        if shown:
            self.difference.say(self._say(f"count.difference.{state.value}"), DIFFERENCE_TONES[state])
        final = state in (DifferenceState.ACCEPTED, DifferenceState.DECIDED)
        mine = self._session.person in (deposit.person, deposit.agent)
        self.settle.setVisible(taken and final and deposit.owed > 0)
        self.settle.setEnabled(not mine)
        self.settle.setToolTip(self._say("count.own") if mine else "")
        self.settle.setText(self._say("count.settle", rupiah=format_rupiah(max(deposit.owed, 0))))

    def _build_left(self) -> Card:
        card = Card(margin=0, spacing=0)
        content = Flowing()
        body = QVBoxLayout(content)
        body.setContentsMargins(24, 20, 24, 12)
        body.setSpacing(12)
        self._icon = IconLabel(*TAKEN, 22)
        self.title = label("", "title", wrap=True)
        self.by = label("", "table", "text2", wrap=True)
        head = row(self._icon, self.title, spacing=12)
        head.setStretch(1, 1)
        self.facts = FactLines()
        self.difference = Notice("", "info")
        self.settle = Button("", "secondary", icon="hand-coins", keys="Alt+K")
        self._line = label("", "small", "text2", wrap=True)
        self.print = Button(self._say("count.print"), "secondary", icon="printer", keys="Ctrl+P")
        self.print.clicked.connect(self.print_slip)
        self.pdf = Button(self._say("receipt.pdf"), "secondary", icon="file-down", keys="Alt+F")
        self.pdf.clicked.connect(lambda: self.handed is not None and self._desk.save(self.handed))
        self.look = Button(self._say("count.look"), "secondary", icon="receipt-text")
        self.look.clicked.connect(self._look)
        body.addLayout(head)
        for part in (self.by, rule(), self.facts, self.difference):
            body.addWidget(part)
        body.addLayout(row(self.settle, None))
        body.addLayout(row(self.print, self.pdf, self.look, None, spacing=8))
        body.addWidget(self._line)
        body.addStretch(1)
        card.body.addWidget(scrolling(content), 1)
        self.next = Button("", "primary", icon="arrow-right", keycap="Ctrl+Enter", height="button_primary")
        card.body.addLayout(row(self.next, margins=(24, 10, 24, 14)))
        return card

    def _build_side(self) -> Card:
        side = Card(margin=14, spacing=10, kind="well")
        self.paper = PaperView(268)
        area = scrolling(self.paper)
        area.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        area.setWidgetResizable(False)
        area.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        area.setAccessibleName(self._say("count.slip"))
        side.body.addWidget(label(self._say("count.slip"), "label"))
        side.body.addWidget(area, 1)
        side.setFixedWidth(theme().px(340))
        return side

    def _look(self) -> None:
        if self.handed is not None:
            SlipSheet(self._shell, self.handed, self._say("count.slip")).present()

    def _told(self, text: str, tone: str) -> None:
        set_tone(self._line, tone)
        self._line.setText(text)
        self._line.show()

    def _restyle(self) -> None:
        self._side.setFixedWidth(theme().px(340))
        self.paper.resize(self.paper.sizeHint())
