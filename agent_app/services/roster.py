"""Taking over the cooperative's member list: only rows that are new or say something new become lines."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from agent_app.journal.entries.members import RosterPrivate, RosterRowListed
from agent_app.records.tables.members import roster_row
from agent_app.services import roster_present
from agent_app.services.permissions import supervisor_only
from agent_app.services.roster_look import look_at_rows
from agent_app.services.roster_looked import TakenRow, TakeRows
from agent_app.services.roster_rows import CONTENT, Content, ListedPerson, merged, said
from agent_app.store.tx import Tx

ROWS_AN_ACT = 150
"""What one act holds at most where a window runs beside it: some twenty milliseconds of the writer's time."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RosterImport:
    """A short list, looked at and taken in by one act; `source` names the file."""

    rows: Sequence[ListedPerson]
    source: str


@dataclass(frozen=True, slots=True)
class Imported:
    """How many rows became lines, how many did not need to, and how many were given back."""

    new: int
    changed: int
    unchanged: int
    back: int = 0


def import_rows(tx: Tx, command: RosterImport) -> Imported:
    """Write a line for each row that is new or says something new; what is in doubt is given back.

    The whole roster is read for it: a long list is looked at once and taken in by `take_rows`.
    Raises Refused(role_not_allowed).
    """
    supervisor_only(tx)
    looked = look_at_rows(tx.connection, tx.coop, tx.identity.branch, command.rows, command.source)
    for some in looked.commands(max(len(command.rows), 1)):
        take_rows(tx, some)
    return Imported(looked.new, looked.changed, looked.unchanged, len(looked.given_back()))


def take_rows(tx: Tx, command: TakeRows) -> Imported:
    """Write the rows of a list that was looked at, by what the roster says now.

    A person may have changed since, or come in from another laptop: then the row is another's, or given back.
    Raises Refused(role_not_allowed).
    """
    supervisor_only(tx)
    taking = _Taking(tx, command)
    for one in command.rows:
        taking.take(one)
    return taking.counted()


class _Taking:
    """Writes rows one after another; a row may speak of somebody whom one before it wrote in the same act."""

    def __init__(self, tx: Tx, command: TakeRows) -> None:
        self._tx, self._command = tx, command
        known = [one.member for one in command.rows if not one.is_new]
        self._known = roster_present.present(tx.connection, tx.coop, known) if known else {}
        self._written: dict[str, Content] = {}
        self._new = self._changed = self._back = 0

    def take(self, one: TakenRow) -> None:
        """Write one row, or leave it where there is nothing to say or nobody to say it of."""
        member, is_new = one.member, one.is_new
        if is_new and self._command.arrivals is not None:
            tx = self._tx
            verdict = self._command.arrivals.judge(tx.connection, tx.coop, tx.identity.branch, one.row)
            if verdict.doubt is not None:
                self._back += 1
                return
            if verdict.person is not None:
                member, is_new = verdict.person.member, False
                self._known.setdefault(member, verdict.person)
        if is_new:
            self._new += 1
            self._write(member, said(one.row), one.row)
        else:
            self._change(member, one.row)

    def _change(self, member: str, row: ListedPerson) -> None:
        known = self._known.get(member)
        before = self._written.get(member) or (known.content if known is not None else None)
        if before is None:
            # Erased since: nothing about them is written again.
            self._back += 1
            return
        after = merged(said(row), before)
        stands = known is not None and known.listed and known.branch == self._tx.identity.branch
        if after == before and (stands or member in self._written):
            return
        self._changed += 1
        self._write(member, after, row)

    def _write(self, member: str, content: Content, row: ListedPerson) -> None:
        self._written[member] = content
        private = {name: value for name, value in content.items() if name != "last_paid"}
        place = " ".join(part for part in (self._command.source, row.source) if part)
        self._tx.append(
            RosterRowListed(
                member=member,
                branch=self._tx.identity.branch,
                last_paid=content["last_paid"],
                private=RosterPrivate(**private, source=place or None, warnings=row.warnings),
            )
        )

    def counted(self) -> Imported:
        """What became of the rows."""
        unchanged = len(self._command.rows) - self._new - self._changed - self._back
        return Imported(self._new, self._changed, self._command.unchanged + unchanged, self._back)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlistRows:
    """Roster rows by id that a complete list no longer has, at most `ROWS_AN_ACT` an act."""

    members: Sequence[str]


def unlist_rows(tx: Tx, command: UnlistRows) -> int:
    """Mark rows as no longer listed; how many were. What is known of the people stays, and so do registrations.

    Raises Refused(role_not_allowed).
    """
    supervisor_only(tx)
    here = (roster_row.c.coop == tx.coop, roster_row.c.branch == tx.identity.branch, roster_row.c.listed)
    statement = select(roster_row).where(*here, roster_row.c.member.in_(command.members))
    rows = tx.connection.execute(statement.order_by(roster_row.c.member)).all()
    for row in rows:
        private = {name: getattr(row, name) for name in (*CONTENT, "source") if name != "last_paid"}
        warnings = tuple((row.warnings or "").split())
        tx.append(
            RosterRowListed(
                member=row.member,
                branch=row.branch,
                listed=False,
                last_paid=row.last_paid,
                private=RosterPrivate(**private, warnings=warnings) if row.name is not None else None,
            )
        )
    return len(rows)
