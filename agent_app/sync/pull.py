"""Fetching what others wrote: each stream page by page, verified, stored, applied, and only then the cursor moved."""

from collections.abc import Callable
from urllib.parse import urlencode

from sqlalchemy import select
from sqlalchemy.engine import Connection

from agent_app.journal import chain
from agent_app.records import log
from agent_app.records.log import Run
from agent_app.records.tables import house
from agent_app.records.tables.journal import journal
from agent_app.store import contact
from agent_app.store.identity import Identity
from agent_app.store.store import Store
from agent_app.sync.arrival import Slices, store_lines
from agent_app.sync.caller import Caller
from agent_app.sync.outcome import Halted, Result, Tally
from agent_app.wire import pages
from agent_app.wire.documents import Problem
from agent_app.wire.pages import BadPage, Page

PATH = "/v1/feed"


def streams(me: Identity) -> tuple[str, ...]:
    """What this device reads, the streams that tell of writers first."""
    shared = ("coop", f"roster:{me.branch}")
    return (*shared, f"branch:{me.branch}") if me.role == "supervisor" else (*shared, f"agent:{me.person}")


def pull(store: Store, caller: Caller, slices: Slices, tally: Tally, between: Callable[[], None]) -> None:
    """Read every stream to its end. A page that cannot be verified stops its own stream only.

    `between` is called between two requests and may raise. Raises NoContact, Halted.
    """
    for stream in streams(store.identity):
        try:
            _read_to_end(store, caller, stream, slices, tally, between)
        except BadPage:
            tally.unread.append(stream)


def _read_to_end(
    store: Store, caller: Caller, stream: str, slices: Slices, tally: Tally, between: Callable[[], None]
) -> None:
    with store.reading() as connection:
        after = contact.cursor(connection, stream)
    more = True
    while more:
        between()
        page = _page(caller, stream, after)
        if page is None:
            if not after:
                raise BadPage
            after = ""
            continue
        _take_in(store, page, slices, tally)
        if page.more and page.next == after:
            raise BadPage
        after, more = page.next, page.more


def _page(caller: Caller, stream: str, after: str) -> Page | None:
    """The next page; None where the centre does not know the cursor. Raises BadPage."""
    answer = caller.call("GET", f"{PATH}?{urlencode({'stream': stream, 'after': after})}", most=pages.MAX_PACKED)
    if answer.code == Problem.CURSOR:
        return None
    if answer.code == Problem.STREAM:
        raise BadPage
    if answer.status != 200:
        raise Halted(Result.PROTOCOL, answer.code)
    page = pages.unpack(answer.body)
    if (page.coop, page.stream, page.after) != (caller.identity.coop, stream, after):
        raise BadPage
    return page


def _take_in(store: Store, page: Page, slices: Slices, tally: Tally) -> None:
    """Store a page's runs; the cursor moves in the transaction of the very last lines.

    A crash in between loses nothing: the page comes again, and lines that are held are skipped. The centre's own
    lines go first, because they tell whose keys the others are signed with. Lines of this device never come in
    by a stream: its journal is written here, or fetched whole by `catch_up`.
    """
    me = store.identity
    runs = sorted((run for run in page.runs if run.device != me.device), key=lambda run: run.device > 0)
    for number, run in enumerate(runs, 1):
        with store.reading() as connection:
            _verify(connection, me, run)
        finish = _finish(store, page, run, number == len(runs))
        is_whole = run.signature is not None
        changes = store_lines(store, Run(run.device, run.first, run.prev, run.lines, is_whole), slices, finish)
        tally.fetched += len(changes.new)
        tally.aside.extend((run.device, seq) for seq in changes.aside)
    if not runs and page.next:
        store.run(lambda connection: _move_cursor(connection, store, page)).result()


def _finish(store: Store, page: Page, run: pages.Run, is_last: bool) -> Callable[[Connection], None]:
    """What belongs into the transaction of a run's last lines: its signature, and at the end the cursor."""

    def finish(connection: Connection) -> None:
        me = store.identity
        if run.signature is not None and _hash_at(connection, me, run.device, run.to) == run.head:
            log.keep_signature(connection, me.coop, run.device, run.to, run.head, run.signature)
        if is_last:
            _move_cursor(connection, store, page)

    return finish


def _move_cursor(connection: Connection, store: Store, page: Page) -> None:
    at = round(store.now().timestamp() * 1000)
    contact.move_cursor(connection, store.identity.coop, page.stream, page.next, at)


def _verify(connection: Connection, me: Identity, run: pages.Run) -> None:
    """Check that a run leads to its head, and a piece of a journal also that it follows on what is held and is
    signed by its device. An excerpt is vouched for by the signature of the whole answer. Raises BadPage.
    """
    if run.first < 1 or chain.walk(run.prev, run.lines)[-1] != run.head:
        raise BadPage
    if run.signature is None:
        return
    key = select(house.device.c.public_key).where(house.device.c.coop == me.coop, house.device.c.device == run.device)
    public_key = connection.execute(key).scalar()
    if public_key is None:
        raise BadPage
    text = chain.batch_text(me.coop, run.device, run.to, run.head)
    if not chain.verify(bytes(public_key), run.signature, text):
        raise BadPage
    if run.first == 1 and run.prev != chain.genesis(me.coop, run.device, bytes(public_key)):
        raise BadPage
    if run.first > 1 and _hash_at(connection, me, run.device, run.first - 1) is None:
        raise BadPage


def _hash_at(connection: Connection, me: Identity, device: int, seq: int) -> bytes | None:
    here = (journal.c.coop == me.coop, journal.c.device == device, journal.c.seq == seq)
    h = connection.execute(select(journal.c.h).where(*here)).scalar()
    return bytes(h) if h is not None else None
