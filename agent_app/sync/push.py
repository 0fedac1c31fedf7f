"""Sending this device's own lines: oldest first, in signed batches as large as the line allows."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from agent_app.journal import batch as batches
from agent_app.journal.batch import MAX_LINES
from agent_app.journal.compression import MAX_COMPRESSED, MAX_PLAIN
from agent_app.store.identity import Identity
from agent_app.store.store import Store
from agent_app.sync import head, own_journal
from agent_app.sync.caller import Answer, Caller
from agent_app.sync.head import Noted, Standing
from agent_app.sync.outcome import Halted, Result, Tally
from agent_app.sync.own_journal import Piece
from agent_app.sync.transport import NoContact, Reason
from agent_app.wire.documents import HeadDocument, Problem, ProblemDocument

PATH = "/v1/journal"
FIRST_BYTES = 64 * 1024
MOST_BYTES = MAX_PLAIN - 4096
TRIES = 3
"""How often in a row a batch is sent again, smaller, before the line is left alone for a while."""
THOROUGH_BELOW = 64 * 1024
"""Batches below this many plain bytes are compressed as well as can be: 20 ms for a tenth less air time."""
_THOROUGH, _QUICK = 19, 9
_SMALLER_HELPS = frozenset({Reason.TIMEOUT, Reason.CUT, Reason.TOO_LARGE})


class BatchSize:
    """How many plain bytes of lines go into the next batch; it remembers what the line bore.

    `lines` is the most a batch may hold, however short they are.
    """

    def __init__(self, first: int = FIRST_BYTES, lines: int = MAX_LINES) -> None:
        self.plain = first
        self.lines = lines

    def halve(self, sent: int) -> None:
        """After a batch of `sent` plain bytes that was too much. The floor is one line: a batch holds at least one."""
        self.plain = max(min(self.plain, sent) // 2, 1)

    def grow(self, sent: int, packed: int) -> None:
        """After a success with a batch that was more than half full, where twice as much still fits the protocol."""
        if sent * 2 > self.plain and packed * 2 <= MAX_COMPRESSED:
            self.plain = min(self.plain * 2, MOST_BYTES)


def push(
    store: Store, caller: Caller, size: BatchSize, acknowledged: int, tally: Tally, between: Callable[[], None]
) -> None:
    """Send every line above `acknowledged`. `between` is called before each request and may raise.

    One batch is under way at a time. The next is packed meanwhile, and goes out before the answer to the last is
    written down: a crash in between loses nothing, since the centre is asked for its head before anything else.

    Raises NoContact, and Halted where the centre or this journal cannot go on.
    """
    with ThreadPoolExecutor(1, "push") as line:
        _Push(store, caller, size, tally, between, line).run(acknowledged)


@dataclass(frozen=True, slots=True)
class _Parcel:
    """A batch as it travels; `limit` is the size it was cut by."""

    piece: Piece
    packed: bytes
    limit: int


class _Push:
    """One push, and what it has left of tries."""

    def __init__(
        self,
        store: Store,
        caller: Caller,
        size: BatchSize,
        tally: Tally,
        between: Callable[[], None],
        line: ThreadPoolExecutor,
    ) -> None:
        self._store = store
        self._caller = caller
        self._size = size
        self._tally = tally
        self._between = between
        self._line = line
        self._tries = TRIES
        self._gaps = TRIES

    def run(self, acknowledged: int) -> None:
        """Send parcel after parcel until none is left."""
        sending: Future[Answer] | None = None
        parcel = self._parcel_above(acknowledged)
        while parcel is not None:
            sending = sending or self._send(parcel)
            ahead = self._parcel_above(parcel.piece.to)
            answer = self._answer(sending, parcel)
            sending = None
            if answer is not None:
                try:
                    if ahead is not None and ahead.limit == self._size.plain and _holds(answer, parcel.piece):
                        sending = self._send(ahead)
                finally:
                    acknowledged = self._take(answer, parcel.piece, acknowledged)
            parcel = ahead if sending is not None else self._parcel_above(acknowledged)

    def _parcel_above(self, seq: int) -> _Parcel | None:
        """The oldest lines above `seq`, packed; fewer where they would be too large."""
        me, size = self._store.identity, self._size
        while True:
            with self._store.reading() as connection:
                piece = own_journal.piece_above(connection, me, seq, size.plain, size.lines)
            if piece is None:
                return None
            packed = _pack(me, piece)
            if len(packed) <= MAX_COMPRESSED:
                return _Parcel(piece, packed, size.plain)
            size.halve(piece.size)

    def _send(self, parcel: _Parcel) -> "Future[Answer]":
        self._between()
        return self._line.submit(self._caller.call, "POST", PATH, parcel.packed)

    def _answer(self, sending: "Future[Answer]", parcel: _Parcel) -> Answer | None:
        """The centre's word on a parcel; None where the same lines are to be sent again, in smaller ones."""
        piece = parcel.piece
        try:
            answer = sending.result()
        except NoContact as trouble:
            self._tries -= trouble.reason is not Reason.TOO_LARGE
            if trouble.reason not in _SMALLER_HELPS or not self._tries or _is_floor(piece, trouble):
                raise
            self._size.halve(piece.size)
            return None
        if answer.code == Problem.SIZE and len(piece.lines) > 1:
            self._size.halve(piece.size)
            return None
        if answer.status == 200:
            self._tries = TRIES
            self._size.grow(piece.size, len(parcel.packed))
        return answer

    def _take(self, answer: Answer, piece: Piece, acknowledged: int) -> int:
        """Write down what the centre said; the line it now holds last."""
        if answer.status == 200:
            noted = _taken(self._store, self._caller, answer, acknowledged)
            self._tally.sent += min(noted.head.seq, piece.to) - acknowledged
        else:
            self._gaps -= 1
            noted = _refused(self._store, self._caller, answer, self._gaps)
        self._tally.differences, self._tally.reviews = noted.differences, noted.head.reviews
        if noted.standing not in (Standing.LEVEL, Standing.AHEAD):
            raise Halted(Result.FORK)
        return noted.head.seq


def _holds(answer: Answer, piece: Piece) -> bool:
    """Whether the centre says that this piece is the last it holds, so that the next one follows."""
    if answer.status != 200:
        return False
    head = answer.read(HeadDocument)
    return (head.seq, head.head) == (piece.to, piece.head.hex())


def _is_floor(piece: Piece, trouble: NoContact) -> bool:
    """Whether nothing smaller could be sent: a single line that is refused for its size."""
    return trouble.reason is Reason.TOO_LARGE and len(piece.lines) == 1


def _taken(store: Store, caller: Caller, answer: Answer, acknowledged: int) -> Noted:
    noted = head.note(store, caller, answer, answer.read(HeadDocument))
    if noted.head.seq <= acknowledged:
        raise Halted(Result.PROTOCOL, "head")
    return noted


def _refused(store: Store, caller: Caller, answer: Answer, gaps: int) -> Noted:
    """The centre holds less than was thought (a gap), or another line (a fork); anything else is a defect."""
    if answer.code == Problem.GAP and gaps > 0:
        return head.ask(store, caller)
    if answer.code == Problem.FORK:
        document = answer.read(ProblemDocument).head
        if document is not None:
            head.note(store, caller, answer, document)
        raise Halted(Result.FORK)
    raise Halted(Result.PROTOCOL, answer.code)


def _pack(me: Identity, piece: Piece) -> bytes:
    """A signed batch, compressed. Raises Halted where the stored lines do not lead to the stored hash."""
    batch = batches.sign(me.coop, me.device, piece.first, piece.prev, piece.lines, me.private_key)
    if batch.head != piece.head:
        raise Halted(Result.JOURNAL_DAMAGED)
    level = _THOROUGH if piece.size <= THOROUGH_BELOW else _QUICK
    return batches.pack(batch, level)
