"""Change money of the branch: lent to an agent, given back, and the slip of either."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QButtonGroup

from agent_app.documents.handover_slip import SlipKind
from agent_app.domain.errors import Trouble
from agent_app.domain.money import format_rupiah
from agent_app.gui.screens.count.reading import names_of
from agent_app.gui.screens.count.slips import SlipSheet, movement_slip
from agent_app.gui.screens.screen import Shell
from agent_app.gui.widgets.cards import Notice, row
from agent_app.gui.widgets.choices import Segment
from agent_app.gui.widgets.fields import Combo, Field, MoneyEdit
from agent_app.gui.widgets.form_sheet import FormSheet
from agent_app.gui.widgets.text import label
from agent_app.records.views import cash, handover
from agent_app.records.views.agents import agents_of
from agent_app.records.views.handover import Movement
from agent_app.services.change_float import FloatSlip, IssueFloat, ReturnFloat, issue_float, return_float

WAYS = ("issue", "return")


@dataclass(frozen=True, slots=True, repr=False)
class Found:
    """Agents of the branch in the order of their names, what each holds of change money, and everybody's names."""

    agents: tuple[str, ...]
    held: Mapping[str, int]
    names: Mapping[str, str]


class FloatSheet(FormSheet):
    """`agent` is chosen beforehand where it is known."""

    def __init__(self, shell: Shell, agent: str | None = None) -> None:
        say = shell.session.say
        super().__init__(shell.window(), say("count.float.title"), "coins", 500)
        self._shell, self._session, self._say, self._wanted = shell, shell.session, say, agent
        self._found = Found((), {}, {})
        self._busy = False
        self.body.addWidget(label(say("count.float.detail"), "table", "text2", wrap=True))
        self.agents = Combo()
        self.agents.currentIndexChanged.connect(self._changed)
        self.body.addWidget(Field("agent", say("count.fact.agent"), self.agents))
        self.ways = {way: Segment(say(f"count.float.{way}")) for way in WAYS}
        group = QButtonGroup(self)
        for segment in self.ways.values():
            group.addButton(segment)
            segment.toggled.connect(self._changed)
        self.body.addLayout(row(*self.ways.values(), spacing=6))
        self.amount = MoneyEdit()
        self.amount.amount_changed.connect(self._changed)
        self.rupiah = Field("rupiah", say("count.float.rupiah"), self.amount)
        self.body.addWidget(self.rupiah)
        self.held = label("", "small", "text2", wrap=True)
        self.body.addWidget(self.held)
        self.wrong = Notice("", "bad")
        self.wrong.hide()
        self.body.addWidget(self.wrong)
        self.add_button(say("gate.not_now"), "secondary", None)
        self.go = self.add_save("", self._write)
        self.ways["issue"].setChecked(True)
        self._ask()

    def present(self) -> None:
        super().present()
        self.amount.setFocus()

    def _ask(self) -> None:
        session = self._session

        def read(connection: Any) -> Found:
            agents = agents_of(connection, session.coop, session.identity.branch)
            here = sorted((one for one in agents if not one.revoked), key=lambda one: (one.name, one.person))
            held = {person: each.held for person, each in cash.float_positions(connection, session.coop).items()}
            return Found(tuple(one.person for one in here), held, names_of(session, connection))

        session.ask(self, read, self._arrived)

    def _arrived(self, found: Found) -> None:
        self._found = found
        wanted = self.agents.currentData() or self._wanted
        self.agents.clear()
        for person in found.agents:
            self.agents.addItem(f"{found.names.get(person, person)} · {person}", person)
        self.agents.setCurrentIndex(max(self.agents.findData(wanted), 0))
        self._changed()

    @property
    def _returns(self) -> bool:
        return self.ways["return"].isChecked()

    def _changed(self, *_: object) -> None:
        agent = self.agents.currentData()
        held, amount = self._found.held.get(agent, 0), self.amount.amount() or 0
        self.held.setText(self._say("count.float.held", rupiah=format_rupiah(held)) if agent else "")
        way = "return" if self._returns else "issue"
        self.go.setText(self._say(f"count.float.{way}_rupiah", rupiah=format_rupiah(amount)))
        why_not = "" if amount > 0 else self._say("count.float.amount_missing")
        if self._returns and amount > held:
            why_not = self._session.say("refused.float_too_little")
        if agent == self._session.person:
            why_not = self._say("count.own")
        self.go.setEnabled(agent is not None and not why_not and not self._busy)
        self.go.setToolTip(why_not)
        too_much = self._returns and amount > held
        self.rupiah.warn(why_not) if too_much else self.rupiah.hint()

    def _write(self) -> None:
        if not self.go.isEnabled():
            return
        self._busy = True
        self._changed()
        agent, amount = self.agents.currentData(), self.amount.amount() or 0
        if self._returns:
            command = ReturnFloat(agent=agent, rupiah=amount)
            self._session.write(return_float, command, lambda slip: self._saved(agent, slip), self._refused)
        else:
            issue = IssueFloat(agent=agent, rupiah=amount)
            self._session.write(issue_float, issue, lambda slip: self._saved(agent, slip), self._refused)

    def _saved(self, agent: str, slip: FloatSlip) -> None:
        coop = self._session.coop

        def read(connection: Any) -> Movement | None:
            moves = handover.float_moves(connection, coop, agent)
            return next((one for one in moves if one.origin == slip.origin), None)

        def shown(moved: Movement | None) -> None:
            self.dismiss()
            if moved is not None:
                kind = SlipKind.FLOAT_RETURNED if moved.back else SlipKind.FLOAT_ISSUED
                handed = movement_slip(self._session, moved, kind, self._found.names, slip.held)
                SlipSheet(self._shell, handed, self._say("count.float.done")).present()

        self._session.ask(self, read, shown)

    def _refused(self, trouble: Trouble) -> None:
        self._busy = False
        self._changed()
        self.wrong.say(self._session.words.of(trouble), "bad")
        self.wrong.show()
        self.place()
        self._ask()
