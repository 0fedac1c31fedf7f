"""Writes what was taken: once, however often it is asked; what is unusual is stated first."""

from collections.abc import Callable

from agent_app.domain.errors import Trouble
from agent_app.domain.money import format_rupiah
from agent_app.domain.refusals import RefusalCode
from agent_app.gui.screens.collect.order import Order
from agent_app.gui.screens.collect.showing import Priced
from agent_app.gui.screens.collect.unusual import unusual
from agent_app.gui.screens.screen import Shell
from agent_app.gui.widgets.unusual_sheet import UnusualSheet
from agent_app.journal.entries.base import Origin
from agent_app.services.clock import ConfirmClock, confirm_clock
from agent_app.services.collection import Receipt, TakeTitipan, TitipanSlip, collect_premium, take_titipan


class Taking:
    """`busy` from the press until the money is on the disk or refused. `changed` is called when that turns,
    `saved` with the paper's origin, `refused` with what the trade or the laptop says."""

    def __init__(
        self,
        shell: Shell,
        changed: Callable[[], None],
        saved: Callable[[Origin], None],
        refused: Callable[[Trouble], None],
    ) -> None:
        self._shell, self._session = shell, shell.session
        self._changed, self._saved, self._refused = changed, saved, refused
        self.busy = False

    def take(self, order: Order, found: Priced, last_at: int | None) -> None:
        """Take the money, after a sheet where something is unusual."""
        if self.busy:
            return
        twice = any(line.twice() for line in order.lines)
        facts = unusual(self._session, order, found.sums, last_at)
        if facts:
            self._ask(facts, found, lambda: self._write(order, found, twice=twice))
        else:
            self._write(order, found, twice=False)

    def leave(self, member: str, order: Order) -> None:
        """Take all cash on the table as the member's titipan: it is not enough for a month."""
        if self.busy or not order.cash:
            return
        command = TakeTitipan(
            member=member,
            rupiah=order.cash,
            paper_no=order.paper_no or None,
            collected_on=order.collected_on,
        )
        self._set_busy(True)
        self._session.write(take_titipan, command, self._slip_written, self._failed)

    def _write(self, order: Order, found: Priced, *, twice: bool) -> None:
        if self.busy:
            return
        self._set_busy(True)

        def failed(trouble: Trouble) -> None:
            self._set_busy(False)
            if trouble.code == RefusalCode.MONTH_ALREADY_PAID and not twice:
                facts = (self._session.words.of(trouble),)
                self._ask(facts, found, lambda: self._write(order, found, twice=True))
            elif trouble.code == RefusalCode.CLOCK_DOUBTFUL:
                facts = (self._session.words.of(trouble),)
                self._ask(facts, found, lambda: self._confirm_clock(lambda: self._write(order, found, twice=twice)))
            else:
                self._refused(trouble)

        self._session.write(collect_premium, order.command(found.quotes, twice=twice), self._receipt_written, failed)

    def _confirm_clock(self, then: Callable[[], None]) -> None:
        self._session.write(confirm_clock, ConfirmClock(), lambda _: then(), self._failed)

    def _ask(self, facts: tuple[str, ...], found: Priced, go_on: Callable[[], None]) -> None:
        say = self._session.say
        text = say("collect.unusual.go_on", amount=format_rupiah(found.sums.due))
        title, back = say("collect.unusual.title"), say("collect.unusual.back")
        UnusualSheet(self._shell.window(), title, facts, back, text, go_on).present()

    def _receipt_written(self, receipt: Receipt) -> None:
        self._set_busy(False)
        self._saved(receipt.origin)

    def _slip_written(self, slip: TitipanSlip) -> None:
        self._set_busy(False)
        self._saved(slip.origin)

    def _failed(self, trouble: Trouble) -> None:
        self._set_busy(False)
        self._refused(trouble)

    def _set_busy(self, busy: bool) -> None:
        self.busy = busy
        self._changed()
