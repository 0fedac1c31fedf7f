"""Many deposits at once, only where a second number exists and is equal; everything else is named and left alone."""

from collections.abc import Collection

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from agent_app.domain.errors import Trouble
from agent_app.domain.money import format_rupiah
from agent_app.gui.screens.count.reading import names_of
from agent_app.gui.screens.screen import Shell
from agent_app.gui.widgets.cards import Notice, row
from agent_app.gui.widgets.form_sheet import FormSheet
from agent_app.gui.widgets.text import ElidedLabel, label
from agent_app.journal.entries.base import Origin
from agent_app.records.views.confirmable import Confirmable, Ready, Skipped, confirmable
from agent_app.records.views.day_deposits import DayDeposit
from agent_app.services.deposit import ConfirmDeposit, confirm_deposit

MOST_SHOWN = 40
"""Rows of each list; what is more is a number."""


class BulkSheet(FormSheet):
    """`only`: the deposits asked for, or their origins; None for all that wait. Writes one confirmation a deposit.

    What is left out is named, whether it was asked for or not. Where one is refused the others go on, and the sheet
    says what was done and what was not.
    """

    def __init__(self, shell: Shell, only: Collection[Origin | DayDeposit] | None = None) -> None:
        super().__init__(shell.window(), shell.session.say("count.bulk.title"), "check-check", 560)
        self._shell, self._session, self._say = shell, shell.session, shell.session.say
        self._only = None if only is None else {one.origin if isinstance(one, DayDeposit) else one for one in only}
        self.found = Confirmable(ready=(), skipped=())
        self._names: dict[str, str] = {}
        self._done: list[Ready] = []
        self._refused: list[tuple[Ready, Trouble]] = []
        self.sum = label("", "title", wrap=True)
        self.body.addWidget(self.sum)
        self._lists = QWidget()
        self._rows = QVBoxLayout(self._lists)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(6)
        self.body.addWidget(self._lists)
        self.result = Notice("", "ok")
        self.result.hide()
        self.body.addWidget(self.result)
        self.close_button = self.add_button(self._say("gate.not_now"), "secondary", None)
        self.confirm = self.add_save(self._say("count.bulk.go", count=0), self._ask)
        self.confirm.setEnabled(False)
        self._read()

    def present(self) -> None:
        super().present()
        self.close_button.setFocus()

    def _read(self) -> None:
        session = self._session
        coop, branch, person = session.coop, session.identity.branch, session.person

        def read(connection):
            return confirmable(connection, coop, branch, person), names_of(session, connection)

        session.ask(self, read, self._arrived)

    def _arrived(self, answer: tuple[Confirmable, dict[str, str]]) -> None:
        found, self._names = answer
        wanted = self._only
        self.found = Confirmable(
            ready=tuple(one for one in found.ready if wanted is None or one.deposit.origin in wanted),
            skipped=found.skipped,
        )
        count, rupiah = len(self.found.ready), format_rupiah(self.found.rupiah)
        self.sum.setText(self._say("count.bulk.sum" if count else "count.bulk.none", count=count, rupiah=rupiah))
        self.confirm.setText(self._say("count.bulk.go", count=count))
        self.confirm.setEnabled(bool(count))
        self.confirm.setToolTip("" if count else self._say("count.bulk.none"))
        self._show_lists()

    def _show_lists(self) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if item.widget() is not None:
                item.widget().deleteLater()
        for one in self.found.ready[:MOST_SHOWN]:
            self._add(self._who(one), format_rupiah(one.deposit.rupiah))
        self._add_rest(len(self.found.ready))
        if self.found.skipped:
            self._rows.addWidget(label(self._say("count.bulk.skipped", count=len(self.found.skipped)), "label", "warn"))
        for skipped in self.found.skipped[:MOST_SHOWN]:
            self._add(self._who(skipped), self._why(skipped), "warn")
        self._add_rest(len(self.found.skipped))
        QTimer.singleShot(0, self, self.place)

    def _who(self, one: Ready | Skipped) -> str:
        person = one.deposit.person
        return f"{self._names.get(person, person)} · {one.deposit.number}"

    def _why(self, one: Skipped) -> str:
        return self._say(f"count.skip.{one.why.value}", rupiah=format_rupiah(one.difference))

    def _add(self, left: str, right: str, tone: str = "text") -> None:
        line = QWidget()
        text = ElidedLabel(left, "table")
        line.setLayout(row(text, label(right, "table", tone), spacing=12))
        line.layout().setStretch(0, 1)
        self._rows.addWidget(line)

    def _add_rest(self, count: int) -> None:
        if count > MOST_SHOWN:
            self._rows.addWidget(label(self._say("count.bulk.rest", count=count - MOST_SHOWN), "small", "text2"))

    def _ask(self) -> None:
        if not self.confirm.isEnabled():
            return
        count, rupiah = len(self.found.ready), format_rupiah(self.found.rupiah)
        self._shell.ask_pin(
            self._say("count.bulk.pin", count=count, rupiah=rupiah), self._start, self._say("count.bulk.pin_detail")
        )

    def _start(self) -> None:
        self.confirm.setEnabled(False)
        self._done, self._refused = [], []
        self._next(list(self.found.ready))

    def _next(self, left: list[Ready]) -> None:
        """One after the other: what was confirmed stands, whatever becomes of the next."""
        if not left:
            self._finished()
            return
        one, rest = left[0], left[1:]

        def done(_: Origin) -> None:
            self._done.append(one)
            self._next(rest)

        def refused(trouble: Trouble) -> None:
            self._refused.append((one, trouble))
            self._next(rest)

        command = ConfirmDeposit(deposit=one.deposit.origin, count=one.count)
        self._session.write(confirm_deposit, command, done, refused, beside=True)

    def _finished(self) -> None:
        rupiah = format_rupiah(sum(one.deposit.rupiah for one in self._done))
        said = self._say("count.bulk.done", count=len(self._done), rupiah=rupiah)
        if not self._refused:
            self.dismiss()
            self._shell.toast(said)
            return
        reasons = [f"{self._who(one)}: {self._session.words.of(trouble)}" for one, trouble in self._refused]
        self.result.say("\n".join((said, *reasons)), "warn")
        self.result.show()
        self.close_button.setText(self._say("count.done"))
        self.close_button.setFocus()
        self._read()
