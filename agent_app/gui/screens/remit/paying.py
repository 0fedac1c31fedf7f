"""Recording that what is chosen was paid to BPJS: who bears a difference, the PIN, and what came of it."""

from collections.abc import Callable
from functools import partial

from agent_app.domain.errors import Trouble
from agent_app.domain.money import format_rupiah
from agent_app.domain.reviews import Bearer
from agent_app.gui.models.statuses import count_label
from agent_app.gui.screens.remit.batch_side import BatchSide
from agent_app.gui.screens.remit.bearer_sheet import BearerSheet
from agent_app.gui.screens.remit.reading import Row, Sums, remit_for, sums_of
from agent_app.gui.screens.remit.waiting import WaitingPanel
from agent_app.gui.screens.screen import Shell
from agent_app.services.branch import Remit, Remitted, remit


class Paying:
    """Works on what is chosen at the left under the reference typed at the right.

    `busy` is called when it begins and ends to write, `paid` when it is on disk, `failed` with why it could not be.
    """

    def __init__(
        self,
        shell: Shell,
        waiting: WaitingPanel,
        side: BatchSide,
        busy: Callable[[], None],
        paid: Callable[[], None],
        failed: Callable[[Trouble], None],
    ) -> None:
        self._shell, self._waiting, self._side = shell, waiting, side
        self._session, self._say = shell.session, shell.session.say
        self._busy, self._paid, self._failed = busy, paid, failed
        self._asked: tuple[int, Bearer | None] = (0, None)
        self.is_busy = False

    def ask(self) -> None:
        """Ask for what is missing, one after the other; what is chosen now is what is recorded."""
        rows = self._waiting.chosen()
        sums = sums_of(rows)
        if not self._side.text():
            self._side.reference.blame(self._say("remit.reference.needed"))
            self._side.reference.editor.setFocus()
        elif sums.short:
            self._ask_bearer(rows, sums)
        else:
            self._ask_pin(rows, sums, None)

    def _ask_bearer(self, rows: tuple[Row, ...], sums: Sums) -> None:
        """Who was chosen for the same sum before is chosen still."""
        before = self._asked[1] if self._asked[0] == sums.short else None
        sheet = BearerSheet(self._shell.window(), self._session, sums, before)

        def go_on(bearer: Bearer) -> None:
            self._ask_pin(rows, sums, bearer)

        def remember() -> None:
            self._asked = (sums.short, sheet.bearer)

        sheet.then = go_on
        sheet.closed.connect(remember)
        sheet.present()

    def _ask_pin(self, rows: tuple[Row, ...], sums: Sums, bearer: Bearer | None) -> None:
        command = Remit(reference=self._side.text(), members=remit_for(rows), borne_by=bearer, told=sums.to_pay)
        months = count_label(self._session, sum(len(one.months) for one in rows))
        detail = [self._say("remit.paid.detail", months=months, reference=command.reference)]
        if bearer is not None:
            who = self._say(f"remit.borne.{bearer}")
            detail.append(self._say("remit.paid.short", rupiah=format_rupiah(sums.short), who=who))
        if sums.over:
            detail.append(self._say("remit.paid.over", rupiah=format_rupiah(sums.over)))
        title = self._say("remit.paid.title", rupiah=format_rupiah(sums.to_pay))
        self._shell.ask_pin(title, partial(self._pay, command), "\n".join(detail))

    def _pay(self, command: Remit) -> None:
        self._set_busy(True)
        self._session.write(remit, command, self._done, self._refused)

    def _done(self, done: Remitted) -> None:
        self._set_busy(False)
        self._asked = (0, None)
        months = count_label(self._session, done.member_months)
        self._shell.toast(self._say("remit.paid.done", rupiah=format_rupiah(done.rupiah), months=months))
        self._paid()

    def _refused(self, trouble: Trouble) -> None:
        self._set_busy(False)
        self._failed(trouble)

    def _set_busy(self, busy: bool) -> None:
        self.is_busy = busy
        self._busy()
