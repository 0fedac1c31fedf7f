"""The journal's own rows: who may write, whom a line is about, totals per kind, what became of each line."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select, tuple_, update
from sqlalchemy.engine import Connection

from agent_app.journal.entries import kinds
from agent_app.records import bulk
from agent_app.records.held import Held
from agent_app.records.prepared import Prepared
from agent_app.records.tables import house
from agent_app.records.tables.journal import State, journal, kind_total, line_member


@dataclass(frozen=True, slots=True)
class Writer:
    """A device as enrolled; the centre's own journals have the role centre and no person."""

    device: int
    person: str
    branch: str
    role: str


class Writers:
    """Who writes each journal, looked up once each. Devices 0, −1, −2 … are the centre's, without any enrolment."""

    def __init__(self, connection: Connection, coop: str) -> None:
        self._connection = connection
        self._coop = coop
        self._known: dict[int, Writer | None] = {}
        self._branches: dict[str, frozenset[str]] = {}

    def get(self, device: int) -> Writer | None:
        """The writer, or None where no enrolment is held yet."""
        if device <= 0:
            return Writer(device, "", "", kinds.Writer.CENTRE.value)
        if device not in self._known:
            self._known[device] = self._look_up(device)
        return self._known[device]

    def is_of_branch(self, person: str, branch: str) -> bool:
        """Whether a device of this person is or was enrolled in the branch, as far as enrolments are held."""
        return branch in self.branches_of(person)

    def branches_of(self, person: str) -> frozenset[str]:
        """The branches in which devices of a person are or were enrolled."""
        if person not in self._branches:
            rows = _BRANCHES.rows(self._connection, {"coop": self._coop, "person": person})
            self._branches[person] = frozenset(branch for (branch,) in rows)
        return self._branches[person]

    def _look_up(self, device: int) -> Writer | None:
        for person, branch, role in _WRITER.rows(self._connection, {"coop": self._coop, "device": device}):
            return Writer(device, person, branch, role)
        return None


_WRITER = Prepared(
    select(house.device.c.person, house.device.c.branch, house.device.c.role).where(
        house.device.c.coop == bindparam("coop"), house.device.c.device == bindparam("device")
    )
)

_BRANCHES = Prepared(
    select(house.device.c.branch).where(
        house.device.c.coop == bindparam("coop"), house.device.c.person == bindparam("person")
    )
)


def index(connection: Connection, coop: str, new: Sequence[Held]) -> None:
    """Note whom each line is about, and add it to the totals of its kind."""
    about = [
        {"coop": coop, "member": member, "device": held.device, "seq": held.seq}
        for held in new
        for member in held.members
    ]
    bulk.insert_new(connection, line_member, about)
    counts: Counter[tuple[int, str]] = Counter()
    sums: Counter[tuple[int, str]] = Counter()
    for held in new:
        counts[held.device, held.kind] += 1
        sums[held.device, held.kind] += (held.line.rupiah or 0) if held.line else 0
    rows = [
        {"coop": coop, "device": device, "kind": kind, "count": count, "rupiah": sums[device, kind]}
        for (device, kind), count in sorted(counts.items())
    ]
    bulk.add(connection, kind_total, rows)


def set_states(
    connection: Connection, coop: str, held: Sequence[Held], states: Sequence[State], now: Sequence[State]
) -> None:
    """Write what became of each line, where that is not what is stored `now`."""
    places: dict[State, list[tuple[int, int]]] = {}
    for one, state, stored in zip(held, states, now, strict=True):
        if state is not stored:
            places.setdefault(state, []).append(one.place)
    for state, some in places.items():
        for chunk in bulk.chunks(some, 300):
            where = tuple_(journal.c.device, journal.c.seq).in_(chunk)
            connection.execute(update(journal).where(journal.c.coop == coop, where).values(state=int(state)))
