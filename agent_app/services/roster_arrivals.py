"""What a sync brings of the roster while a list is taken in: looked at again before somebody new is written."""

from sqlalchemy.engine import Connection

from agent_app.records.facts.collector import folded
from agent_app.records.log import Changes
from agent_app.services import roster_present
from agent_app.services.roster_matching import People, Verdict, judge
from agent_app.services.roster_rows import ListedPerson, said

_KINDS = frozenset(("roster_row_listed", "person_erased", "carried"))


class Arrivals:
    """People of whom a line came from another laptop. All of it happens on the store's writer thread."""

    def __init__(self, own_device: int) -> None:
        self._own_device = own_device
        self._unread: set[str] = set()
        self._people = People()
        self._any = False

    def heard(self, changes: Changes) -> None:
        """Note whom new lines are about; a listener of the store."""
        for stored in changes.new:
            if stored.held.device != self._own_device and stored.held.kind in _KINDS:
                self._unread.update(stored.held.members)

    def judge(self, connection: Connection, coop: str, branch: str, row: ListedPerson) -> Verdict:
        """Who somebody new may be, of those who came since."""
        if self._unread:
            self._read(connection, coop, branch)
        if not self._any:
            return Verdict()
        content = said(row)
        candidates = self._people.of(content, str(folded(row.name)))
        return judge(content, branch, candidates, roster_present.present(connection, coop, set(candidates)))

    def _read(self, connection: Connection, coop: str, branch: str) -> None:
        for one in roster_present.present(connection, coop, self._unread).values():
            self._any = True
            if one.branch == branch:
                self._people.add(one.member, one.content, str(folded(one.content["name"])))
            elif one.content["nik"] is not None:
                self._people.add_nik(one.member, one.content["nik"])
        self._unread.clear()
