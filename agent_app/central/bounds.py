"""How far a line may go: who gets it beyond its writer's branch, and which words about members count.

Beyond its branch a device's line goes in three cases only. Cash that was taken goes to whom the member belongs, with
what becomes of that paper and of its months; an erasure that counts goes to all who hold lines of the person; and a
carried line goes to the branch it was first written in.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec
from sqlalchemy import Table, select
from sqlalchemy.engine import Connection

from agent_app.central import concerned
from agent_app.central.concerned import Home
from agent_app.journal.entries import cash, house, kinds, money
from agent_app.journal.entries.base import Entry, Origin
from agent_app.journal.entries.kinds import Kind, Subject, Whose
from agent_app.records import summaries
from agent_app.records.facts.collector import OriginKey, origin_key
from agent_app.records.held import Held
from agent_app.records.log import Stored
from agent_app.records.shelf import Writer, Writers
from agent_app.records.tables import cash as handed_over
from agent_app.records.tables import money as papers
from agent_app.records.touched import at

JUDGED = frozenset({"member_corrected", "member_assigned", "person_erased"})
"""Kinds of which the lines about a member tell whether they count."""
ABOUT_CASH = frozenset({Subject.CASH, Subject.PAPER, Subject.MONTHS, Subject.REVIEW})

_DIFFERENCES = (cash.DifferenceAccepted, cash.DifferenceDisputed, cash.DifferenceDecided, cash.DifferenceSettled)


class Bounds:
    """What routing some lines takes to know of the members they name, looked up once."""

    def __init__(self, connection: Connection, coop: str, lines: Sequence[Stored]) -> None:
        self._connection = connection
        self._coop = coop
        self._writers = Writers(connection, coop)
        named = {member for stored in lines for member in stored.held.members}
        self._homes = concerned.homes(connection, coop, named)
        judged = {member for stored in lines if _said(stored.held).kind in JUDGED for member in stored.held.members}
        self._verdicts = summaries.verdicts(connection, coop, judged)

    def homes(self, held: Held) -> frozenset[Home]:
        """Whose the members are whom a line names; of a kind that is judged, only those for whom it counts."""
        said = _said(held)
        return frozenset(
            self._homes[member]
            for member in held.members
            if member in self._homes and (said.kind not in JUDGED or self.counts(said, member))
        )

    def counts(self, said: Held, member: str) -> bool:
        """Whether a line of a judged kind has an effect on the member."""
        return bool(self._verdicts.get(member, {}).get(said.origin))

    def agents_of(self, member: str) -> frozenset[str]:
        """The agents who serve a member."""
        return self._homes[member].agents if member in self._homes else frozenset()

    def history(self, member: str) -> list[Held]:
        """The lines about a member that those may see to whom the member belongs."""
        home = concerned.homes(self._connection, self._coop, [member]).get(member)
        if home is None:
            return []
        verdicts = summaries.verdicts(self._connection, self._coop, [member])[member]
        return [
            held
            for held in concerned.lines_of(self._connection, self._coop, member)
            if self._is_part(held, home, verdicts)
        ]

    def _is_part(self, held: Held, home: Home, verdicts: Mapping[OriginKey, bool | None]) -> bool:
        said = _said(held)
        author = self._writers.get(said.device)
        if author is None or not verdicts.get(said.origin, True):
            return False
        if author.device <= 0:
            return True
        return (said.kind in JUDGED or self.is_theirs(said, author)) and self.goes_home(said, author, home)

    def served(self, member: str) -> frozenset[str]:
        """The agents who have ever served a member."""
        return summaries.served(self._connection, self._coop, member)

    def merged(self, members: Sequence[str]) -> Iterator[tuple[str, frozenset[str]]]:
        """Those of these members who are merged into another one, with the agents who serve that one, too."""
        for member in members:
            if concerned.is_merged(self._connection, self._coop, member):
                yield member, self.agents_of(member)

    def may_name(self, said: Held, author: Writer, named: str) -> bool:
        """Whether whom a line names gets it: what an agent writes of their own money is nobody else's to read."""
        kind = _kind(said)
        is_own_matter = kind is not None and kind.whose.get(kinds.Writer(author.role)) in (Whose.OWN, Whose.ANY)
        return not is_own_matter or author.role != kinds.Writer.AGENT or named == author.person

    def is_theirs(self, said: Held, author: Writer) -> bool:
        """Whether a line is about members and papers of which its author may speak, as far as they are held here."""
        if said.kind in JUDGED:
            return any(self.counts(said, member) for member in said.members)
        kind = _kind(said)
        if kind is None or kind.subject is not Subject.PAPER:
            return True
        whose = kind.whose.get(kinds.Writer(author.role))
        makers = self._makers(_entry(kind, said))
        if whose is Whose.OWN:
            return all(person == author.person for person, _ in makers)
        return all(branch == author.branch for _, branch in makers)

    def _makers(self, entry: Entry | None) -> list[tuple[str, str]]:
        """Person and branch of who wrote the papers that an entry is about."""
        if isinstance(entry, money.ReceiptVoided | money.ReversalRequested | money.ReversalDecided):
            return self._written([entry.receipt], papers.receipt, papers.titipan)
        if isinstance(entry, cash.FundsReceived):
            return self._written(entry.papers, papers.receipt, papers.titipan)
        if isinstance(entry, cash.DepositCounted | cash.DepositConfirmed | cash.DepositReturned):
            return self._written([entry.deposit], handed_over.deposit)
        if isinstance(entry, _DIFFERENCES):
            return self._written(self._deposit_of(entry.confirmation), handed_over.deposit)
        return []

    def _written(self, origins: Iterable[Origin], *tables: Table) -> list[tuple[str, str]]:
        found = []
        for key in filter(None, map(_key, origins)):
            for table in tables:
                here = at(table, self._coop, key)
                row = self._connection.execute(select(table.c.person, table.c.branch).where(here)).one_or_none()
                found += [(row.person, row.branch)] if row is not None else []
        return found

    def _deposit_of(self, confirmation: Origin) -> Iterator[Origin]:
        said, key = handed_over.deposit_decision, _key(confirmation)
        if key is None:
            return
        statement = select(said.c.deposit_device, said.c.deposit_seq, said.c.deposit_h)
        for row in self._connection.execute(statement.where(at(said, self._coop, key))):
            yield Origin(row.deposit_device, row.deposit_seq, bytes(row.deposit_h).hex())

    def goes_home(self, said: Held, author: Writer, home: Home) -> bool:
        """Whether a line goes to those to whom a member it names belongs."""
        if said.kind == "member_registered" and home.registered_by != author.person:
            return False
        if home.branch == author.branch:
            return True
        kind = _kind(said)
        if kind is None or kind.subject not in ABOUT_CASH:
            return False
        if kind.subject is Subject.CASH:
            return True
        entry = _entry(kind, said)
        if kind.subject is Subject.PAPER:
            return any(branch == author.branch for _, branch in self._makers(entry))
        return self._is_about_money_of(entry, author)

    def _is_about_money_of(self, entry: Entry | None, author: Writer) -> bool:
        """Whether an entry speaks of a line of the author's branch, or of months whose money it took."""
        if isinstance(entry, house.ReviewDecided):
            maker = self._writers.get(entry.origin.device)
            return maker is not None and maker.branch == author.branch
        if isinstance(entry, cash.ContributionsRemitted | cash.ProtectionConfirmed):
            return any(concerned.took_money(self._connection, self._coop, one, author.branch) for one in entry.members)
        if isinstance(entry, cash.RemittanceRefused):
            return concerned.took_money(self._connection, self._coop, entry.member, author.branch)
        return False


def _entry(kind: Kind, said: Held) -> Entry | None:
    """What a line says; None where it lacks what its kind demands: such a line is routed, too."""
    try:
        return kinds.decode(kind.name, kind.v, said.raw)
    except msgspec.DecodeError:
        return None


def _key(origin: Origin) -> OriginKey | None:
    """The key of a line that is named; None where what names it is none."""
    try:
        return origin_key(origin)
    except ValueError:
        return None


def _said(held: Held) -> Held:
    return held.carried or held


def _kind(said: Held) -> Kind | None:
    return kinds.known(said.line.kind, said.line.v) if said.line is not None else None
