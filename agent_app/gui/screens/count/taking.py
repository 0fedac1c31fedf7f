"""Writing what the counter decides: the count and, where it is taken at once, the confirmation right behind it."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from agent_app.domain.errors import Trouble
from agent_app.gui.screens.count.form import CountForm
from agent_app.gui.screens.count.reading import SecondNumber
from agent_app.gui.session import Session
from agent_app.journal.entries.base import Origin
from agent_app.services.deposit import BankLine, ConfirmDeposit, CountDeposit, Counted, confirm_deposit, count_deposit


class Taking(QObject):
    """One act at a time: `busy` from the press to the disk. `counted` tells of a count by itself, `taken` of a
    confirmation, `refused` of what was said against either."""

    counted = Signal()
    taken = Signal()
    refused = Signal(object)

    def __init__(self, session: Session, form: CountForm) -> None:
        super().__init__(form)
        self._session, self._form = session, form
        self.busy = False

    def count(self, deposit: Origin, then: Callable[[Origin], None] | None = None) -> None:
        """Write what lies counted in the form; `then` gets the count's origin, else `counted` tells."""
        if self.busy:
            return
        self.busy = True
        other = self._form.other_money() or 0
        command = CountDeposit(
            deposit=deposit,
            pieces=self._form.count.pieces(),
            other_money=other,
            is_empty=self._form.stated_empty(),
        )

        def done(count: Counted) -> None:
            self.busy = False
            self._form.recount = False
            if then is not None:
                then(count.origin)
            else:
                self.counted.emit()

        self._session.write(count_deposit, command, done, self._refuse)

    def take(self, deposit: Origin, second: SecondNumber, line: BankLine | None, differs: bool) -> None:
        """Confirm against the second number; notes that nobody has written down yet are written first."""
        if second.basis == "bank":
            self._confirm(deposit, None, line, differs)
        elif second.count is not None:
            self._confirm(deposit, second.count.origin, None, differs)
        else:
            self.count(deposit, lambda count: self._confirm(deposit, count, None, differs))

    def _confirm(self, deposit: Origin, count: Origin | None, line: BankLine | None, differs: bool) -> None:
        if self.busy:
            return
        self.busy = True
        reason = self._form.reason
        command = ConfirmDeposit(
            deposit=deposit,
            count=count,
            bank_line=line,
            reason=reason.code() if differs else None,
            note=reason.note() if differs else None,
        )
        self._session.write(confirm_deposit, command, self._confirmed, self._refuse)

    def _confirmed(self, _: Origin) -> None:
        self.busy = False
        self.taken.emit()

    def _refuse(self, trouble: Trouble) -> None:
        self.busy = False
        self.refused.emit(trouble)
