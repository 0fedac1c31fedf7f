"""Sending this device's own lines: oldest first, in signed batches as large as the line allows."""

from collections.abc import Callable

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
    """How many plain bytes of lines go into the next batch; it remembers what the line bore."""

    def __init__(self, first: int = FIRST_BYTES) -> None:
        self.plain = first

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
    """Send every line above `acknowledged`. `between` is called between two requests and may raise.

    Raises NoContact, and Halted where the centre or this journal cannot go on.
    """
    me = store.identity
    tries, gaps = TRIES, TRIES
    while (piece := _next(store, acknowledged, size)) is not None:
        between()
        packed = _pack(me, piece)
        if len(packed) > MAX_COMPRESSED:
            size.halve(piece.size)
            continue
        try:
            answer = caller.call("POST", PATH, packed)
        except NoContact as trouble:
            tries -= trouble.reason is not Reason.TOO_LARGE
            if trouble.reason not in _SMALLER_HELPS or not tries or _is_floor(piece, trouble):
                raise
            size.halve(piece.size)
            continue
        if answer.code == Problem.SIZE and len(piece.lines) > 1:
            size.halve(piece.size)
            continue
        if answer.status == 200:
            noted = _taken(store, caller, answer, acknowledged)
            tally.sent += min(noted.head.seq, piece.to) - acknowledged
            tries = TRIES
            size.grow(piece.size, len(packed))
        else:
            gaps -= 1
            noted = _refused(store, caller, answer, gaps)
        tally.differences, tally.reviews = noted.differences, noted.head.reviews
        if noted.standing not in (Standing.LEVEL, Standing.AHEAD):
            raise Halted(Result.FORK)
        acknowledged = noted.head.seq


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


def _next(store: Store, acknowledged: int, size: BatchSize) -> Piece | None:
    with store.reading() as connection:
        return own_journal.piece_above(connection, store.identity, acknowledged, size.plain, MAX_LINES)


def _pack(me: Identity, piece: Piece) -> bytes:
    """A signed batch, compressed. Raises Halted where the stored lines do not lead to the stored hash."""
    batch = batches.sign(me.coop, me.device, piece.first, piece.prev, piece.lines, me.private_key)
    if batch.head != piece.head:
        raise Halted(Result.JOURNAL_DAMAGED)
    level = _THOROUGH if piece.size <= THOROUGH_BELOW else _QUICK
    return batches.pack(batch, level)
