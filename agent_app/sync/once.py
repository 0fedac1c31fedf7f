"""One sync from beginning to end: the head, lost lines back, own lines out, the lines of others in.

Last, a supervisor hears of the branch's laptops, and gives a restored centre the journals of others back.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from agent_app.domain.errors import Unavailable
from agent_app.store import contact
from agent_app.store.store import Store
from agent_app.sync import branch_devices, clock, enrolment, head, rejoin
from agent_app.sync.arrival import Slices
from agent_app.sync.caller import Caller
from agent_app.sync.catch_up import catch_up
from agent_app.sync.head import Noted, Standing
from agent_app.sync.outcome import Halted, Outcome, Result, Tally, of_no_contact, outcome
from agent_app.sync.pull import pull
from agent_app.sync.push import BatchSize, push
from agent_app.sync.refill import refill
from agent_app.sync.transport import NoContact, Transport

_TROUBLES = frozenset(
    {
        Result.FORK,
        Result.REVOKED,
        Result.UNKNOWN_DEVICE,
        Result.CLOCK_REFUSED,
        Result.TOKEN_REFUSED,
        Result.PROTOCOL,
        Result.JOURNAL_DAMAGED,
    }
)
"""What stays on the screen until a later sync does better or a person acts."""


def _nothing() -> None:
    """Between two requests nobody has anything to say."""


def sync_once(
    store: Store,
    transport: Transport,
    *,
    size: BatchSize | None = None,
    slices: Slices | None = None,
    between: Callable[[], None] = _nothing,
) -> Outcome:
    """Bring this device and the centre to the same state, or say what was in the way. Raises only for bugs.

    `between` is called between two requests and may raise Halted(PAUSED). `size` and `slices` remember from one
    sync to the next what the line and the disk bear.
    """
    tally = Tally()
    steps = _Steps(store, transport, size or BatchSize(), slices or Slices(), between, tally)
    try:
        steps.run_admitted()
    except NoContact as trouble:
        return outcome(of_no_contact(trouble), "", tally, trouble.wait)
    except Unavailable as trouble:
        return outcome(Result.DISK, trouble.code, tally)
    except Halted as halted:
        _remember(store, halted.result)
        return outcome(halted.result, halted.detail, tally)
    return outcome(Result.DONE, "", tally)


def _remember(store: Store, result: Result) -> None:
    """Keep on the screen what needs a person; where the disk fails too, the outcome tells of it all the same."""
    if result in _TROUBLES:
        with suppress(Unavailable):
            store.run(lambda connection: contact.note(connection, trouble=result.value)).result()


class _Steps:
    """The steps of one sync and what they share."""

    def __init__(
        self,
        store: Store,
        transport: Transport,
        size: BatchSize,
        slices: Slices,
        between: Callable[[], None],
        tally: Tally,
    ) -> None:
        self._store = store
        self._transport = transport
        self._size = size
        self._slices = slices
        self._between = between
        self._tally = tally

    def run_admitted(self) -> None:
        """All steps; a restored centre that does not know this device is shown its certificate first."""
        try:
            self._run()
        except Halted as halted:
            if halted.result is not Result.UNKNOWN_DEVICE:
                raise
            enrolment.readmit(self._store, self._transport)
            self._run()

    def _run(self) -> None:
        offset = timedelta(milliseconds=clock.contact_of(self._store).offset_ms)
        caller = Caller(self._transport, self._store.identity, self._store.now, offset)
        noted = self._meet(caller)
        fork = self._send(caller, noted)
        if not head.is_protocol_common(noted.head):
            raise Halted(Result.PROTOCOL, "versions")
        pull(self._store, caller, self._slices, self._tally, self._between)
        if fork is None:
            self._note_success()
        branch_devices.fetch(self._store, caller)
        refill(self._store, caller, noted.head.epoch, self._tally, self._between)
        if fork is not None:
            raise fork

    def _meet(self, caller: Caller) -> Noted:
        """The head as it stands once lost lines are back."""
        noted = head.ask(self._store, caller)
        if rejoin.rejoin(self._store, caller, noted.head):
            noted = head.ask(self._store, caller)
        elif noted.standing is Standing.BEHIND:
            catch_up(self._store, caller, noted.head.seq, self._slices, self._tally, self._between)
            noted = head.ask(self._store, caller)
        if noted.standing in (Standing.LEVEL, Standing.AHEAD):
            rejoin.settle(self._store, noted.head.seq)
        return noted

    def _send(self, caller: Caller, noted: Noted) -> Halted | None:
        """Send own lines; a fork stops only that, and is told when all else is done."""
        try:
            if noted.standing not in (Standing.LEVEL, Standing.AHEAD):
                raise Halted(Result.FORK)
            self._tally.differences = noted.differences
            push(self._store, caller, self._size, noted.head.seq, self._tally, self._between)
        except Halted as halted:
            if halted.result is not Result.FORK:
                raise
            return halted
        return None

    def _note_success(self) -> None:
        offset = timedelta(milliseconds=clock.contact_of(self._store).offset_ms)
        at = round((self._store.now() + offset).timestamp() * 1000)
        self._store.run(lambda connection: contact.note(connection, last_success=at)).result()
