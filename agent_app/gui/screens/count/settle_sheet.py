"""What an agent pays of a final shortage, counted by note and coin; the slip comes right after."""

from agent_app.documents.handover_slip import SlipKind
from agent_app.domain.errors import Trouble
from agent_app.domain.money import format_rupiah
from agent_app.gui.screens.count.reading import Loaded
from agent_app.gui.screens.count.slips import SlipSheet, movement_slip
from agent_app.gui.screens.screen import Shell
from agent_app.gui.widgets.cards import Notice, row
from agent_app.gui.widgets.form_sheet import FormSheet
from agent_app.gui.widgets.money_count import MoneyCount
from agent_app.gui.widgets.text import label
from agent_app.records.views import deposits, handover
from agent_app.services.difference import SettleDifference, SettlementSlip, settle_difference


class SettleSheet(FormSheet):
    """Takes at most what is owed."""

    def __init__(self, shell: Shell, loaded: Loaded) -> None:
        say = shell.session.say
        super().__init__(shell.window(), say("count.settle.title"), "hand-coins", 520)
        self._shell, self._session, self._loaded, self._say = shell, shell.session, loaded, say
        owed = format_rupiah(loaded.deposit.owed)
        agent = loaded.name(loaded.deposit.person)
        self.body.addWidget(label(say("count.settle.detail", agent=agent, rupiah=owed), "table", "text2", wrap=True))
        self.count = MoneyCount(shell.session.words)
        self.count.changed.connect(self._counted)
        self.body.addWidget(self.count)
        self._total = label("", "title")
        self.body.addLayout(row(label(say("deposit.counted"), "strong", "text2"), None, self._total))
        self.wrong = Notice("", "bad")
        self.wrong.hide()
        self.body.addWidget(self.wrong)
        self.add_button(say("gate.not_now"), "secondary", None)
        self.take = self.add_save("", self._take)
        self._counted()

    def present(self) -> None:
        super().present()
        self.count.first().setFocus()

    def _counted(self) -> None:
        total, owed = self.count.total(), self._loaded.deposit.owed
        self._total.setText(format_rupiah(total))
        self.take.setText(self._say("count.settle.take", rupiah=format_rupiah(total)))
        too_much = self._say("count.settle.too_much", rupiah=format_rupiah(owed)) if total > owed else ""
        self.take.setEnabled(0 < total <= owed)
        self.take.setToolTip(too_much or ("" if total else self._say("deposit.count.first")))
        self.wrong.setVisible(bool(too_much))
        if too_much:
            self.wrong.say(too_much, "bad")

    def _take(self) -> None:
        if not self.take.isEnabled():
            return
        self.take.setEnabled(False)
        command = SettleDifference(deposit=self._loaded.deposit.origin, pieces=self.count.pieces())
        self._session.write(settle_difference, command, self._taken, self._refused)

    def _taken(self, slip: SettlementSlip) -> None:
        origin, session = self._loaded.deposit.origin, self._session

        def read(connection):
            deposit = deposits.find(connection, session.coop, origin)
            paid = handover.payments_of(connection, session.coop, deposit) if deposit is not None else ()
            return next((one for one in paid if one.origin == slip.origin), None)

        def shown(moved) -> None:
            self.dismiss()
            if moved is not None:
                handed = movement_slip(session, moved, SlipKind.SETTLEMENT, self._loaded.names, slip.owed)
                SlipSheet(self._shell, handed, self._say("count.settle.done")).present()

        session.ask(self, read, shown)

    def _refused(self, trouble: Trouble) -> None:
        self._counted()
        self.wrong.say(self._session.words.of(trouble), "bad")
        self.wrong.show()
        self.place()
