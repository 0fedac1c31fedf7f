"""A member list from its file to the roster: read in a child process, looked at, decided, taken in.

The one way of window and command line.
"""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from agent_app.documents.roster_mapping import Mapping
from agent_app.documents.roster_process import read_again_in_child, read_roster_in_child
from agent_app.documents.roster_reasons import Reason
from agent_app.documents.roster_rows import Problem, RosterSummary
from agent_app.services.roster_arrivals import Arrivals
from agent_app.services.roster_look import Look
from agent_app.services.roster_looked import MAY_BE_KNOWN, Looked
from agent_app.services.roster_rows import listed_person
from agent_app.store.store import Store


def _always() -> bool:
    return True


def _tell_nobody(rows: int) -> None:
    pass


@dataclass(slots=True, repr=False)
class ListFile:
    """A list as read and looked at: rows with what they would do, rows that need a person, and the sums."""

    looked: Looked = field(default_factory=lambda: Looked(""))
    problems: list[Problem] = field(default_factory=list)
    warnings: Counter[str] = field(default_factory=Counter)
    summary: RosterSummary | None = None

    @property
    def mappings(self) -> tuple[Mapping, ...]:
        """How each sheet was read."""
        return self.summary.mappings if self.summary is not None else ()

    def notes(self) -> list[tuple[str, int]]:
        """What is odd about rows that are taken all the same, the most frequent first, with the number of rows."""
        return (self.warnings + Counter({MAY_BE_KNOWN: len(self.looked.noted)})).most_common()

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
    is_wanted: Callable[[], bool] = _always,
    tell: Callable[[int], None] = _tell_nobody,
) -> ListFile:
    """Read a list and plan each chunk of rows as soon as it is read; `tell` hears how many rows there were so far.

    What syncs bring until it is taken in is heeded: `forget` ends that. Raises as `read_roster_in_child`.
    """
    me = store.identity
    found, arrivals = ListFile(), Arrivals(me.device)
    store.subscribe(arrivals.heard)
    with store.reading() as connection:
        look = Look(connection, me.coop, me.branch, path.name)
    for chunk in read_roster_in_child(path, mappings, sheets, today=today, is_wanted=is_wanted):
        rows = [listed_person(row) for row in chunk.rows]
        with store.reading() as connection:
            look.add(connection, rows)
        found.problems += chunk.problems
        found.warnings.update(warning.value for row in chunk.rows for warning in row.warnings)
        found.summary = chunk.summary or found.summary
        tell(len(look.looked.rows) + len(found.problems))
    with store.reading() as connection:
        found.looked = look.finish(connection)
    found.looked.arrivals = arrivals
    return found


def rows_to_mend(path: Path, found: ListFile) -> list[Problem]:
    """The rows that could not be read, and those given back because of who they may be, as they stand in the file.

    Raises as `read_again_in_child`.
    """
    wanted = {}
    for back in found.looked.given_back():
        sheet, _, number = back.source.rpartition(" ")
        wanted[(sheet, int(number))] = (Reason(back.doubt.value), back.known)
    return [*found.problems, *read_again_in_child(path, wanted)] if wanted else list(found.problems)


def forget(store: Store, found: ListFile) -> None:
    """Nobody will take this list in any more."""
    if found.looked.arrivals is not None:
        store.unsubscribe(found.looked.arrivals.heard)
