"""Lines become rows: decode, check the writer, collect facts, write them, compute the summaries they touch.

Whether a line is of its writer's own matters is checked in two places: here what its own words and the enrolments tell
(`rights.names_their_own`), in the summaries what hangs on other lines (`rights.judge`, `effects`).

The tables are a function of the set of lines: facts are inserted once per origin, newest values win by
(at, device, seq), and summaries are computed afresh from all facts of a touched subject.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exc
from sqlalchemy.engine import Connection

from agent_app.journal import lines as journal_lines
from agent_app.journal.entries import house as house_entries
from agent_app.journal.entries import kinds
from agent_app.records import agent_days, bulk, effects, mergers, remitted, rights, shelf, summaries, withheld
from agent_app.records.facts import audit, cash, days, house, members, money
from agent_app.records.facts.collector import Facts, Source
from agent_app.records.held import CARRIED, Held, unwrap
from agent_app.records.shelf import Writer, Writers
from agent_app.records.tables.journal import State

APPLY_VERSION = 2
"""Stored with the tables; where the code's is higher, the tables are rebuilt before use."""

# What a database says of values it will not take. A full disk, a damaged file, a lost connection or a deadlock
# is none of these: it is no line's fault, and nothing may be marked as failed for it.
_REFUSED_VALUES = (exc.DataError, exc.IntegrityError, exc.InterfaceError, exc.ProgrammingError)

_SUBJECTS = (members, money, cash, days, house)
FACTS: dict[str, Callable[[Any, Source, Facts], None]] = {
    kind.name: next(getattr(subject, kind.name) for subject in _SUBJECTS if hasattr(subject, kind.name))
    for kind in kinds.ALL
    if kind.name != CARRIED
}


def say(coop: str, held: Held, writers: Writers, facts: Facts) -> State:
    """Add what one line says to `facts`, and what became of the line."""
    writer = writers.get(held.device)
    if writer is None:
        return State.WAITING
    if held.line is None:
        return State.UNREADABLE
    said = Facts()
    try:
        state = _say_line(coop, held, held.line, writer, writers, said)
    except Exception as error:
        # Whatever a line makes go wrong, those behind it go on; it is listed and under review.
        if not _is_of_a_line(error):
            raise
        return State.FAILED
    if state is State.APPLIED:
        said.lines[held.place] = held
        facts.merge(said)
    return state


def _say_line(coop: str, held: Held, line: journal_lines.Line, writer: Writer, writers: Writers, facts: Facts) -> State:
    kind = kinds.known(line.kind, line.v)
    if kind is None:
        return State.UNKNOWN_KIND
    if writer.role not in kind.whose:
        return State.NOT_ALLOWED
    entry = kinds.decode(line.kind, line.v, held.raw)
    if isinstance(entry, house_entries.Carried):
        return _say_carried(coop, entry, held, writer, writers, facts)
    if isinstance(entry, house_entries.JournalContinues):
        old = writers.get(entry.device)
        if old is None or old.person != writer.person:
            return State.WAITING if old is None else State.NOT_ALLOWED
    if not rights.names_their_own(kind, line, entry, writer, writers):
        return State.NOT_ALLOWED
    source = Source(coop, held.device, held.seq, held.h, line.at, writer.person, writer.branch, writer.role)
    FACTS[line.kind](entry, source, facts)
    audit.tell(line, entry, source, facts)
    return State.APPLIED


def _say_carried(
    coop: str, entry: house_entries.Carried, held: Held, writer: Writer, writers: Writers, facts: Facts
) -> State:
    """Apply the carried line under its own origin, so that it counts once by whatever way it comes."""
    old = writers.get(entry.device)
    if old is None:
        return State.WAITING
    # A laptop that was put back carries what it wrote meanwhile: its own lines, behind those the centre held.
    if old.person != writer.person or (entry.device == held.device and entry.seq >= held.seq):
        return State.NOT_ALLOWED
    origin = unwrap(entry, held.raw)
    if origin.line is None or origin.kind == CARRIED:
        return State.FAILED
    return _say_line(coop, origin, origin.line, old, writers, facts)


def write(connection: Connection, coop: str, facts: Facts, own: bool = False) -> frozenset[str]:
    """Insert the facts and compute the summaries they touch; the names of the tables that may have changed.

    `own`: lines written this moment, which no other line can speak of yet.
    """
    for table, rows in facts.newest.items():
        bulk.insert_newest(connection, table, rows)
    for table, rows in facts.oldest.items():
        bulk.insert_oldest(connection, table, rows)
    for table, rows in facts.new.items():
        bulk.insert_new(connection, table, rows)
    tables = set(facts.tables)
    touched = facts.members | mergers.touched(connection, coop, facts)
    if not own:
        touched |= rights.waiting_for_a_list(connection, coop, facts.listed)
    tables |= summaries.refresh_members(connection, coop, touched, facts)
    if not own:
        tables |= withheld.refresh(connection, coop, facts)
    tables |= effects.refresh(connection, coop, facts, own)
    tables |= remitted.refresh(connection, coop, facts)
    tables |= agent_days.refresh(connection, coop, facts.days)
    return frozenset(tables)


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of each line, what all of them said, and the tables that may have changed."""

    states: list[State]
    facts: Facts
    tables: frozenset[str]


def apply(
    connection: Connection, coop: str, held: Sequence[Held], writers: Writers, now: Sequence[State], own: bool = False
) -> Applied:
    """Apply stored lines; `now` is the state each is stored in.

    A line that cannot be applied is told so by its state and hinders no other. Where writing what a batch says
    fails, it is applied line by line, each in a savepoint of its own; but an `own` act fails whole.
    """
    facts = Facts()
    states = [say(coop, one, writers, facts) for one in held]
    if own:
        shelf.set_states(connection, coop, held, states, now)
        return Applied(states, facts, write(connection, coop, facts, own))
    try:
        with connection.begin_nested():
            # Summaries read applied lines, so the states must stand before they are computed.
            shelf.set_states(connection, coop, held, states, now)
            return Applied(states, facts, write(connection, coop, facts))
    except Exception as error:
        if not _is_of_a_line(error):
            raise
        return _apply_one_by_one(connection, coop, held, writers, now)


def _is_of_a_line(error: Exception) -> bool:
    """Whether what went wrong comes from what a line says, rather than from the database it is written to."""
    if isinstance(error, exc.DBAPIError):
        return isinstance(error, _REFUSED_VALUES)
    return isinstance(error, exc.StatementError) or not isinstance(error, exc.SQLAlchemyError | MemoryError)


def _apply_one_by_one(
    connection: Connection, coop: str, held: Sequence[Held], writers: Writers, now: Sequence[State]
) -> Applied:
    shelf.set_states(connection, coop, held, [State.WAITING] * len(held), now)
    states, all_facts, tables = [], Facts(), frozenset[str]()
    for one in held:
        facts = Facts()
        state = say(coop, one, writers, facts)
        try:
            with connection.begin_nested():
                shelf.set_states(connection, coop, [one], [state], [State.WAITING])
                tables |= write(connection, coop, facts)
        except Exception as error:
            if not _is_of_a_line(error):
                raise
            state = State.FAILED
            shelf.set_states(connection, coop, [one], [state], [State.WAITING])
        else:
            all_facts.merge(facts)
        states.append(state)
    return Applied(states, all_facts, tables)
