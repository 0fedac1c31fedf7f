"""Looks at a member list before it is taken in: whom each row speaks of, and what has to be decided by a person.

Window and command line look and take in by this alone, so that both decide alike. The roster is read once; who a
row speaks of is then found by keys in memory, and what is known of them by their ids.
"""

from collections.abc import Iterable, Sequence

import msgspec
from sqlalchemy.engine import Connection
from uuid_utils.compat import uuid7

from agent_app.records.facts.collector import folded
from agent_app.services import roster_present
from agent_app.services.roster_looked import Does, Looked, PersonChange
from agent_app.services.roster_matching import Candidates, Doubt, People, Present, Verdict, judge
from agent_app.services.roster_packed import pack
from agent_app.services.roster_questions import Doubted, questions_of, with_exchanges
from agent_app.services.roster_rows import CONTENT, Content, ListedPerson, merged, said

_PLAIN = msgspec.msgpack.Decoder()


class Look:
    """A look at a list, some hundred rows at a time, in the order of the file; `finish` gives what was found."""

    def __init__(self, connection: Connection, coop: str, branch: str, source: str = "") -> None:
        self._coop, self._branch = coop, branch
        self._people = People()
        self._listed = roster_present.load_people(connection, coop, branch, self._people)
        self._elsewhere = roster_present.registered_elsewhere(connection, coop, branch)
        self._planned: dict[str, bytes] = {}
        self._changed: set[str] = set()
        self._spoken_of: set[str] = set()
        self._doubted: list[Doubted] = []
        self.looked = Looked(source)

    def add(self, connection: Connection, rows: Sequence[ListedPerson]) -> None:
        """What these rows would do after all rows before them."""
        read = []
        for row in rows:
            content, name = said(row), str(folded(row.name))
            read.append((row, content, name, self._people.of(content, name)))
        wanted = {member for *_, candidates in read for member in candidates if member not in self._planned}
        people = roster_present.present(connection, self._coop, wanted)
        for row, content, name, before in read:
            # Rows of this very part may be of one person.
            candidates = self._people.of(content, name) if self._planned else before
            self._take(row, content, name, candidates, self._now(people, candidates))

    def finish(self, connection: Connection) -> Looked:
        """All that was found."""
        looked = self.looked
        doubted = []
        for one in with_exchanges(self._doubted):
            if one.doubt is Doubt.NIK_CHANGED and all(person.member in self._spoken_of for person in one.people):
                # All whose NIK might have been changed stand in the list with the NIK they have.
                looked.does[one.index] = Does.ADD
                looked.noted.add(one.index)
            else:
                doubted.append(one)
        looked.questions = questions_of(doubted)
        spoken_of = self._spoken_of.union(person.member for one in doubted for person in one.people)
        looked.gone = roster_present.names_of(connection, self._coop, self._listed - spoken_of)
        return looked

    def _now(self, people: dict[str, Present], candidates: Candidates) -> dict[str, Present]:
        """The people a row may speak of, with what was planned of them a moment ago."""
        if not self._planned:
            return people
        found = {}
        for member in candidates:
            packed = self._planned.get(member)
            if packed is not None:
                # The fields of a row and of a plan begin with those of CONTENT, in their order.
                content = dict(zip(CONTENT, _PLAIN.decode(packed), strict=False))
                found[member] = Present(member, content, self._branch, is_new=member not in self._changed)
            elif member in people:
                found[member] = people[member]
        return found

    def _take(
        self, row: ListedPerson, content: Content, name: str, candidates: Candidates, people: dict[str, Present]
    ) -> None:
        looked = self.looked
        packed = pack(row)
        looked.rows.append(packed)
        verdict = judge(content, self._branch, candidates, people)
        doubt, elsewhere = verdict.doubt, self._other_branch(row)
        if elsewhere is not None:
            doubt = Doubt.OTHER_BRANCH
        elif doubt is Doubt.NIK_CHANGED and all(person.is_new for person in verdict.people):
            # Two rows of one list that differ in nothing but their NIKs are two people.
            doubt = None
        if doubt is not None:
            self._ask(row, content, doubt, verdict, elsewhere)
        elif verdict.person is not None:
            self._change(verdict.person, content)
        else:
            self._new(row, content, name, packed, is_noted=self._may_be_known(content, name, candidates))

    def _other_branch(self, row: ListedPerson) -> str | None:
        """The other branch that a row names, or that its NIK is known to belong to ("" where its name is not)."""
        if row.nik is not None and row.nik in self._elsewhere:
            return ""
        return None

    def _may_be_known(self, content: Content, name: str, candidates: Candidates) -> bool:
        if candidates.born:
            return True
        return content["nik"] is content["member_no"] is None and self._people.has_name(content, name)

    def _new(self, row: ListedPerson, content: Content, name: str, packed: bytes, is_noted: bool) -> None:
        member = str(uuid7())
        if is_noted:
            self.looked.noted.add(len(self.looked.does))
        self._put(Does.ADD, member)
        self._planned[member] = packed
        self._people.add(member, content, name)

    def _change(self, person: Present, content: Content) -> None:
        self._spoken_of.add(person.member)
        after = merged(content, person.content)
        if person.listed and after == person.content:
            self._put(Does.NOTHING, person.member)
            return
        self._put(Does.CHANGE, person.member)
        before = person.content
        fields = tuple((name, before[name], after[name]) for name in CONTENT if before[name] != after[name])
        change = PersonChange(person.member, before["name"], fields, is_back=not person.listed)
        self.looked.changes.append(pack(change))
        if not person.is_new:
            self._changed.add(person.member)
        self._planned[person.member] = pack(list(after.values()))
        self._people.add(person.member, after, str(folded(after["name"])))

    def _ask(self, row: ListedPerson, content: Content, doubt: Doubt, verdict: Verdict, elsewhere: str | None) -> None:
        people = verdict.people or ((verdict.person,) if verdict.person is not None else ())
        meant: Present | None = None
        if doubt is Doubt.NIK_EXCHANGED:
            meant = people[-1]
        elif doubt in (Doubt.NIK_CHANGED, Doubt.NIK_OTHER_NAME, Doubt.OTHER_BRANCH) and people:
            meant = people[0]
        index = len(self.looked.does)
        self._put(Does.ASK, str(uuid7()))
        self._doubted.append(Doubted(index, row.source or "", content, doubt, people, meant, elsewhere))

    def _put(self, does: Does, member: str) -> None:
        self.looked.does.append(does)
        self.looked.members.append(member)


def look_at_rows(
    connection: Connection, coop: str, branch: str, rows: Iterable[ListedPerson], source: str = ""
) -> Looked:
    """A whole list of rows, looked at once."""
    look = Look(connection, coop, branch, source)
    look.add(connection, list(rows))
    return look.finish(connection)
