"""A member list from its file to the roster: read in a child process, looked at, decided, taken in.

The one way of window and command line.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import msgspec

from agent_app.documents.list_label import list_label
from agent_app.documents.roster_account import Answers, Question, SheetAccount
from agent_app.documents.roster_again import Back
from agent_app.documents.roster_columns import guess_mapping
from agent_app.documents.roster_headings import RosterField
from agent_app.documents.roster_mapping import SAMPLE_ROWS, Mapping
from agent_app.documents.roster_notes import Notes
from agent_app.documents.roster_process import read_again_in_child, read_roster_in_child, read_sheets_in_child
from agent_app.documents.roster_reasons import Reason
from agent_app.documents.roster_rows import Problem, RosterChunk, RosterSummary, Source
from agent_app.domain.errors import Refused
from agent_app.domain.refusals import RefusalCode
from agent_app.services.roster_arrivals import Arrivals
from agent_app.services.roster_look import Look
from agent_app.services.roster_looked import MAY_BE_KNOWN, Looked
from agent_app.services.roster_rows import listed_person
from agent_app.store.store import Store

_NO_ANSWERS = Answers()


def _always() -> bool:
    return True


def _tell_nobody(rows: int) -> None:
    pass


@dataclass(slots=True, repr=False)
class ListFile:
    """A list as read and looked at: rows with what they would do, rows that need a person, and the sums.

    `noted` are the notes on rows that are read all the same, `summary` has the account of every sheet and column.
    """

    looked: Looked = field(default_factory=lambda: Looked(""))
    problems: list[Problem] = field(default_factory=list)
    noted: Notes = field(default_factory=Notes)
    summary: RosterSummary | None = None

    @property
    def mappings(self) -> tuple[Mapping, ...]:
        """How each sheet was read."""
        return self.summary.mappings if self.summary is not None else ()

    def notes(self) -> list[tuple[str, int]]:
        """What is odd about rows that are taken all the same, the most frequent first, with the number of rows."""
        known = Counter({MAY_BE_KNOWN: len(self.looked.noted)})
        return (Counter({warning.value: count for warning, count in self.noted.counts()}) + known).most_common()

    @property
    def account(self) -> tuple[SheetAccount, ...]:
        """What became of every sheet, column and row."""
        return self.summary.account if self.summary is not None else ()

    @property
    def asked(self) -> tuple[Question, ...]:
        """What about the file itself a person should decide."""
        return self.summary.questions if self.summary is not None else ()

    @property
    def to_mend(self) -> int:
        """How many rows need a person, for what they say or for who they may be."""
        return len(self.problems) + len(self.looked.given_back())

    @property
    def gone_is_known(self) -> bool:
        """Whether somebody left out cannot be in a row that could not be read."""
        return not self.problems and bool(len(self.looked.rows))


def look_at_file(
    store: Store,
    path: Path,
    mappings: Sequence[Mapping] = (),
    sheets: str | Collection[str] | None = None,
    *,
    today: date,
    answers: Answers = _NO_ANSWERS,
    is_wanted: Callable[[], bool] = _always,
    tell: Callable[[int], None] = _tell_nobody,
) -> ListFile:
    """Read a list and plan each chunk of rows as soon as it is read; `tell` hears how many rows there were so far.
    `answers` is what a person decided about the file; the branch's own name is added to them.

    What syncs bring until it is taken in is heeded: `forget` ends that. Raises as `read_roster_in_child`.
    """
    me = store.identity
    found, arrivals = ListFile(), Arrivals(me.device)
    store.subscribe(arrivals.heard)
    answers = msgspec.structs.replace(answers, own_branch=(me.branch_name, me.branch))
    try:
        chunks = read_roster_in_child(path, mappings, sheets, today=today, answers=answers, is_wanted=is_wanted)
        found.looked = _looked(store, list_label(path), chunks, found, tell)
    except BaseException:
        store.unsubscribe(arrivals.heard)
        raise
    found.looked.arrivals = arrivals
    if not is_wanted():
        forget(store, found)
    return found


def _looked(
    store: Store, source: str, chunks: Iterator[RosterChunk], found: ListFile, tell: Callable[[int], None]
) -> Looked:
    """What is read, looked at chunk by chunk; rows that need a person and the sums go to `found`."""
    me = store.identity
    look: Look | None = None
    for chunk in chunks:
        if look is None:
            # Only now: the child looks through the file meanwhile.
            with store.reading() as connection:
                look = Look(connection, me.coop, me.branch, source)
        if chunk.surveyed:
            tell(chunk.surveyed)
            continue
        rows = [listed_person(row) for row in chunk.rows]
        with store.reading() as connection:
            look.add(connection, rows)
        found.problems += chunk.problems
        found.noted.add(chunk.rows)
        found.summary = chunk.summary or found.summary
        tell(len(look.looked.rows) + len(found.problems))
    if look is None:
        return Looked(source)
    with store.reading() as connection:
        return look.finish(connection)


def chosen_mappings(
    path: Path, columns: Dictionary[RosterField, str], sheets: str | Collection[str] | None = None
) -> tuple[Mapping, ...]:
    """How each sheet is read where a person says which columns hold what: by letter (`C`) or heading.

    Raises Refused("roster_no_such_column") where no sheet has one, and as `read_sheets_in_child`.
    """
    wanted = None if sheets is None else frozenset([sheets] if isinstance(sheets, str) else sheets)
    found = []
    missing = set(columns)
    for sheet in read_sheets_in_child(path, SAMPLE_ROWS):
        mapping = guess_mapping(sheet)
        for one, column in columns.items() if wanted is None or sheet.name in wanted else ():
            index = mapping.index_of_column(column)
            if index is not None:
                mapping = mapping.with_column(one, index)
                missing.discard(one)
        found.append(mapping)
    if missing:
        raise Refused(RefusalCode.ROSTER_NO_SUCH_COLUMN, column=columns[min(missing)])
    return tuple(found)


def rows_to_mend(path: Path, found: ListFile) -> list[Problem]:
    """The rows that could not be read, and those given back because of who they may be, as they stand in the file.

    Raises as `read_again_in_child`.
    """
    wanted: dict[Source, list[Back]] = {}
    for back in found.looked.given_back():
        sheet, _, number = back.source.rpartition(" ")
        why = Back(reason=Reason(back.doubt.value), name=back.name, known=back.known)
        wanted.setdefault((sheet, int(number)), []).append(why)
    if not wanted:
        return list(found.problems)
    return [*found.problems, *read_again_in_child(path, found.mappings, wanted)]


def forget(store: Store, found: ListFile) -> None:
    """Nobody will take this list in any more."""
    if found.looked.arrivals is not None:
        store.unsubscribe(found.looked.arrivals.heard)
