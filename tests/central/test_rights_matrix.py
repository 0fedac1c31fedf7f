"""Every kind by every role, about what is theirs, another agent's of the branch, or another branch's.

What the table of kinds promises is tried line by line, at the centre and on the laptops of all who read it. The laptops
of another cooperative do not come so far: see the end.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import select

from agent_app.central import reviews, tables
from agent_app.journal import batch
from agent_app.journal import lines as journal_lines
from agent_app.journal.entries import cash, days, house, kinds, members, money
from agent_app.journal.entries.base import Entry, Note, Origin
from agent_app.journal.entries.kinds import Kind, Subject, Whose, Writer
from agent_app.records.facts.collector import origin_key
from agent_app.records.tables import metadata
from agent_app.records.tables.journal import journal
from agent_app.records.touched import at
from tests.central import acts
from tests.central.conftest import Clock, Village
from tests.central.holders import differing, held_by
from tests.central.laptop import Laptop
from tests.journal.samples import FILLED

DAY = acts.DAY
SAMPLES = {kinds.BY_SHAPE[type(entry)].name: entry for entry in FILLED}


@dataclass
class Cell:
    """One kind, written by one laptop about one owner's member `k` and papers; each cell has its own."""

    kind: Kind
    role: Writer
    relation: str
    writer: Laptop
    owner: Laptop
    k: int
    village: Village
    said: dict[str, Origin] = field(default_factory=dict)
    tried: Origin | None = None

    @property
    def is_allowed(self) -> bool:
        """What the table of kinds says."""
        if self.kind.name in ABOUT_ONESELF and self.role in self.kind.whose:
            return True
        whose = self.kind.whose.get(self.role)
        return {
            None: False,
            Whose.OWN: self.relation == "own",
            Whose.SERVED: self.relation == "own",
            Whose.BRANCH: self.relation != "other branch",
            Whose.ANY: True,
        }[whose]

    @property
    def member(self) -> str:
        return acts.member(self.k)

    @property
    def about(self) -> dict[str, Any]:
        return {"day": DAY, "agent": self.owner.identity.person}

    @property
    def name(self) -> str:
        return f"{self.kind.name} by {self.role} {self.writer.identity.person}: {self.relation}"


ABOUT_ONESELF = ("clock_changed", "cash_deposited", "journal_restored")
"""What only ever speaks of its writer, whatever it says: nobody's but their own."""
NOTE = Note(note="catatan rahasia")


def prepared(cell: Cell, second: Laptop) -> Iterator[None]:
    """What the owner has done, then what a second person of the branch has."""
    owner, k = cell.owner, cell.k
    for number in (k, k + 1000):
        cell.said[f"registered {number - k}"] = owner.write(acts.registered(owner, number, nik=nik(k)))
    cell.said["slip"] = owner.write(
        money.TitipanTaken(day=DAY, member=cell.member, agent=person(owner), rupiah=5_000, cash=5_000, number=f"T{k}")
    )
    cell.said["receipt"] = owner.write(acts.collected(owner, k, k))
    cell.said["deposit"] = owner.write(acts.deposited(owner, 8_400, k))
    cell.said["short"] = owner.write(acts.deposited(owner, 8_400, k + 1000))
    if cell.kind.name == "reversal_decided":
        cell.said["request"] = owner.write(requested(cell))
    yield
    cell.said["count"] = second.write(acts.counted(person(owner), cell.said["short"], 8_000))
    cell.said["confirmation"] = second.write(
        acts.confirmed(person(owner), cell.said["short"], cell.said["count"], 8_000)
    )
    second.write(remitted(cell, second, reference=f"BPJS-{k}"))
    if cell.kind.name == "person_erased":
        second.write(members.RosterRowListed(member=acts.member(k + 2000), branch="LWB"))
    yield


def nik(k: int) -> str:
    return f"5313{k // 100 + 10:02d}410788{9900 + k % 100:04d}"


def person(laptop: Laptop) -> str:
    return laptop.identity.person


def requested(cell: Cell) -> money.ReversalRequested:
    return money.ReversalRequested(
        **cell.about,
        members=(cell.member,),
        rupiah=8_400,
        receipt=cell.said["receipt"],
        number="x",
        reason="not_paid",
        private=NOTE,
    )


def remitted(cell: Cell, by: Laptop, reference: str) -> cash.ContributionsRemitted:
    row = cash.RemittedMonths(months=("2026-11",), rupiah=8_400)
    return cash.ContributionsRemitted(
        day=DAY, branch=by.identity.branch, members=(cell.member,), rupiah=8_400, reference=reference, rows=(row,)
    )


def assigned_to(cell: Cell) -> str:
    return "A050" if cell.writer.identity.branch == "LRT" else "A018"


def collected(cell: Cell) -> money.ContributionCollected:
    return acts.collected(cell.writer, cell.k, cell.k + 3000, months=("2026-12",))


def write_use(cell: Cell) -> Origin:
    paid = msgspec.structs.replace(collected(cell), cash=3_400)
    receipt = cell.writer.write(paid)
    me = person(cell.writer)
    return cell.writer.write(money.TitipanUsed(day=DAY, member=cell.member, agent=me, rupiah=5_000, receipt=receipt))


def write_void(cell: Cell) -> Origin:
    """One's own at once; another's is there already."""
    if cell.relation == "own":
        cell.said["receipt"] = cell.owner.write(acts.collected(cell.owner, cell.k, cell.k + 4000, months=("2027-01",)))
    entry = acts.voided(cell.owner, cell.k, cell.said["receipt"], cell.k)
    return cell.writer.write(msgspec.structs.replace(entry, private=NOTE))


def write_carried(cell: Cell) -> Origin:
    """A line that the owner's older laptop wrote and never sent: here the one after its last."""
    old = cell.owner
    entry = money.TitipanTaken(
        day=DAY, member=cell.member, agent=person(old), rupiah=5_000, cash=5_000, number=f"C{cell.k}"
    )
    raw = journal_lines.write(99_000 + cell.k, "2026-11-23T10:00:00.000+08:00", "titipan_taken", 1, entry)
    prev = bytes(32)
    h = batch.chain.step(prev, raw)
    cell.said["carried"] = Origin(old.device, 99_000 + cell.k, h.hex())
    return cell.writer.write(
        house.Carried(
            device=old.device,
            seq=99_000 + cell.k,
            prev=prev.hex(),
            h=h.hex(),
            line=raw.decode(),
            agent=person(old),
            members=(cell.member,),
            rupiah=5_000,
        )
    )


def simple(make: Callable[[Cell], Entry]) -> Callable[[Cell], Origin]:
    return lambda cell: cell.writer.write(make(cell))


def sample(cell: Cell) -> Entry:
    """A word of the centre's, by somebody else."""
    return SAMPLES[cell.kind.name]


def registered(cell: Cell) -> Entry:
    is_own = cell.relation == "own"
    entry = acts.registered(cell.writer, cell.k + 5000 if is_own else cell.k, name="Nama Lain", nik=nik(cell.k))
    return entry


def corrected(cell: Cell) -> Entry:
    changes = tuple(
        members.Change(field=name, old=msgspec.Raw(msgspec.json.encode(old)), new=msgspec.Raw(b'"' + new + b'"'))
        for name, old, new in (("name", "Maria Contoh", b"Nama Baru"), ("phone", None, b"0899"))
    )
    return members.MemberCorrected(
        day=DAY, member=cell.member, agent=person(cell.writer), private=members.Changes(changes=changes)
    )


TRIES: dict[str, Callable[[Cell], Origin]] = {
    "schedule_accepted": simple(lambda cell: house.ScheduleAccepted(day=DAY, branch="LWB", schedule=f"s-{cell.k}")),
    "roster_row_listed": simple(
        lambda cell: members.RosterRowListed(
            member=acts.member(cell.k + 2000), branch="LWB", private=members.RosterPrivate(name="Yosef")
        )
    ),
    "consent_given": simple(
        lambda cell: members.ConsentGiven(
            day=DAY, member=cell.member, agent=person(cell.writer), text="t", purposes=("messages",), signed="paper"
        )
    ),
    "prospect_visited": simple(
        lambda cell: members.ProspectVisited(
            day=DAY, member=cell.member, agent=person(cell.writer), outcome="thinking", private=NOTE
        )
    ),
    "member_registered": simple(registered),
    "member_corrected": simple(corrected),
    "member_assigned": simple(
        lambda cell: members.MemberAssigned(day=DAY, member=cell.member, agent=assigned_to(cell))
    ),
    "person_erased": simple(
        lambda cell: members.PersonErased(day=DAY, members=(cell.member, acts.member(cell.k + 2000)), reason="request")
    ),
    "contribution_collected": simple(collected),
    "titipan_taken": simple(
        lambda cell: money.TitipanTaken(
            day=DAY, member=cell.member, agent=person(cell.writer), rupiah=5_000, cash=5_000, number=f"N{cell.k}"
        )
    ),
    "titipan_used": write_use,
    "receipt_voided": write_void,
    "reversal_requested": simple(requested),
    "reversal_decided": simple(
        lambda cell: money.ReversalDecided(
            **cell.about,
            members=(cell.member,),
            rupiah=8_400,
            request=cell.said["request"],
            receipt=cell.said["receipt"],
            outcome="accepted",
            private=NOTE,
        )
    ),
    "float_issued": simple(lambda cell: cash.FloatIssued(**cell.about, rupiah=50_000, number=f"F{cell.k}")),
    "float_returned": simple(lambda cell: cash.FloatReturned(**cell.about, rupiah=50_000, number=f"F{cell.k}")),
    "cash_deposited": simple(lambda cell: acts.deposited(cell.writer, 8_400, cell.k + 2000)),
    "deposit_counted": simple(lambda cell: acts.counted(person(cell.owner), cell.said["deposit"], 8_400)),
    "deposit_confirmed": simple(
        lambda cell: cash.DepositConfirmed(
            **cell.about,
            rupiah=8_400,
            deposit=cell.said["deposit"],
            basis="bank",
            bank_day=DAY,
            bank_reference=f"TRX-{cell.k}",
            private=NOTE,
        )
    ),
    "deposit_returned": simple(
        lambda cell: cash.DepositReturned(
            **cell.about, rupiah=8_400, deposit=cell.said["deposit"], reason="other", private=NOTE
        )
    ),
    "difference_accepted": simple(
        lambda cell: cash.DifferenceAccepted(**cell.about, rupiah=400, confirmation=cell.said["confirmation"])
    ),
    "difference_disputed": simple(
        lambda cell: cash.DifferenceDisputed(
            **cell.about, rupiah=400, confirmation=cell.said["confirmation"], private=NOTE
        )
    ),
    "difference_decided": simple(
        lambda cell: cash.DifferenceDecided(
            **cell.about, rupiah=8_000, confirmation=cell.said["confirmation"], outcome="stands", private=NOTE
        )
    ),
    "difference_settled": simple(
        lambda cell: cash.DifferenceSettled(
            **cell.about, rupiah=400, confirmation=cell.said["confirmation"], number=f"H{cell.k}"
        )
    ),
    "funds_received": simple(
        lambda cell: cash.FundsReceived(
            **cell.about,
            members=(cell.member,),
            rupiah=8_400,
            papers=(cell.said["receipt"],),
            reference=f"DANA-{cell.k}",
            received_on=DAY,
        )
    ),
    "contributions_remitted": simple(lambda cell: remitted(cell, cell.writer, f"LAIN-{cell.k}")),
    "protection_confirmed": simple(
        lambda cell: cash.ProtectionConfirmed(
            day=DAY,
            branch=cell.writer.identity.branch,
            members=(cell.member,),
            reference="B",
            proof="ab" * 32,
            rows=(cash.ProtectedMonths(months=("2026-11",), effective_from=DAY),),
        )
    ),
    "remittance_refused": simple(
        lambda cell: cash.RemittanceRefused(
            day=DAY,
            branch=cell.writer.identity.branch,
            member=cell.member,
            months=("2026-11",),
            proof="ab" * 32,
            reference=f"BPJS-{cell.k}",
            private=cash.RefusalReason(reason="catatan"),
        )
    ),
    "participant_numbered": simple(
        lambda cell: cash.ParticipantNumbered(
            day=DAY,
            branch=cell.writer.identity.branch,
            member=cell.member,
            proof="ab" * 32,
            private=cash.Participant(participant_number=f"26{cell.k}"),
        )
    ),
    "review_decided": simple(
        lambda cell: house.ReviewDecided(
            day=DAY,
            origin=cell.said["registered 1000"],
            code="duplicate_nik",
            decision="merge",
            agent=person(cell.owner),
            members=(cell.member, acts.member(cell.k + 1000)),
        )
    ),
    "day_closed": simple(
        lambda cell: days.DayClosed(
            day=DAY,
            branch="LWB",
            closed_day=DAY,
            totals=days.DayTotals(agents=1, papers=1, collected=1, deposited=1, confirmed=1, on_hand=0),
        )
    ),
    "day_reopened": simple(
        lambda cell: days.DayReopened(
            day=DAY, branch="LWB", closed_day=DAY, closing=cell.said["receipt"], reason="late_data", private=NOTE
        )
    ),
    "clock_changed": simple(lambda cell: house.ClockChanged(before="a", after="b", source="observed")),
    "journal_continues": simple(
        lambda cell: house.JournalContinues(device=cell.owner.device, seq=1, head=cell.owner.hashes[0].hex())
    ),
    "journal_restored": simple(
        lambda cell: house.JournalRestored(
            agent=person(cell.writer),
            seq=1,
            head=cell.writer.hashes[0].hex() if cell.writer.hashes else "00" * 32,
            papers={},
        )
    ),
    "carried": write_carried,
    **{kind.name: simple(sample) for kind in kinds.ALL if kind.subject is Subject.COOPERATIVE},
}
"""An honest line of each kind, by whoever tries it."""


def row_of(table: str) -> Callable[[Any, Cell], bool]:
    """Whether what the line says stands in a table of facts."""

    def is_there(connection: Any, cell: Cell) -> bool:
        assert cell.tried is not None
        found = metadata.tables[table]
        key = origin_key(cell.said.get("carried", cell.tried))
        return connection.execute(select(found.c.seq).where(at(found, "KCL", key))).first() is not None

    return is_there


def value(table: str, column: str, of: str, wanted: Any) -> Callable[[Any, Cell], bool]:
    """Whether a paper of the owner's has come to what the line was to do."""

    def is_so(connection: Any, cell: Cell) -> bool:
        found = metadata.tables[table]
        statement = select(found.c[column]).where(at(found, "KCL", origin_key(cell.said[of])))
        there = connection.execute(statement).scalar()
        return bool(there == (wanted(cell) if callable(wanted) else wanted))

    return is_so


def member_is(column: str, wanted: Callable[[Cell], Any], k: int = 0) -> Callable[[Any, Cell], bool]:
    def is_so(connection: Any, cell: Cell) -> bool:
        table = metadata.tables["member"]
        number = cell.k + (5000 if cell.kind.name == "member_registered" and cell.relation == "own" else k)
        statement = select(table.c[column]).where(table.c.member == acts.member(number))
        return bool(connection.execute(statement).scalar() == wanted(cell))

    return is_so


def by_its_writer(table: str, **where: Callable[[Cell], Any]) -> Callable[[Any, Cell], bool]:
    """Whether the newest value is the line's."""

    def is_so(connection: Any, cell: Cell) -> bool:
        found = metadata.tables[table]
        here = [found.c[name] == make(cell) for name, make in where.items()]
        statement = select(found.c.by_device).where(*here, found.c.by_device == cell.writer.device)
        return connection.execute(statement).first() is not None

    return is_so


def refused(connection: Any, cell: Cell) -> bool:
    months, lines = metadata.tables["remitted_month"], metadata.tables["remittance"]
    same = (months.c.device == lines.c.device) & (months.c.seq == lines.c.seq)
    statement = select(months.c.refused_day).join(lines, same).where(lines.c.reference == f"BPJS-{cell.k}")
    return connection.execute(statement).scalar() is not None


def is_applied(connection: Any, cell: Cell) -> bool:
    assert cell.tried is not None
    here = (journal.c.device == cell.tried.device, journal.c.seq == cell.tried.seq)
    return bool(connection.execute(select(journal.c.state).where(*here)).scalar_one() == 0)


EFFECTS: dict[str, Callable[[Any, Cell], bool]] = {
    "schedule_accepted": row_of("schedule_acceptance"),
    "roster_row_listed": by_its_writer("roster_row", member=lambda cell: acts.member(cell.k + 2000)),
    "consent_given": row_of("consent"),
    "prospect_visited": row_of("visit"),
    "member_registered": member_is("registered_by", lambda cell: person(cell.writer)),
    "member_corrected": member_is("name", lambda cell: "Nama Baru"),
    "member_assigned": member_is("agent", assigned_to),
    "person_erased": member_is("erased", lambda cell: True),
    "contribution_collected": row_of("receipt"),
    "titipan_taken": row_of("titipan"),
    "titipan_used": row_of("titipan_use"),
    "receipt_voided": value("receipt", "reversed_by", "receipt", "void"),
    "reversal_requested": value("receipt", "reversed_by", "receipt", "reversal"),
    "reversal_decided": value("receipt", "reversed_by", "receipt", "reversal"),
    "float_issued": row_of("float_movement"),
    "float_returned": row_of("float_movement"),
    "cash_deposited": row_of("deposit"),
    "deposit_counted": row_of("deposit_count"),
    "deposit_confirmed": value("deposit", "outcome", "deposit", "confirmed"),
    "deposit_returned": value("deposit", "outcome", "deposit", "returned"),
    "difference_accepted": value("deposit", "difference", "short", "accepted"),
    "difference_disputed": value("deposit", "difference", "short", "disputed"),
    "difference_decided": value("deposit", "difference", "short", "decided"),
    "difference_settled": value("deposit", "settled", "short", 400),
    "funds_received": value("receipt", "funds_day", "receipt", DAY),
    "contributions_remitted": row_of("remitted_month"),
    "protection_confirmed": row_of("protected_month"),
    "remittance_refused": refused,
    "participant_numbered": member_is("participant_number", lambda cell: f"26{cell.k}"),
    "review_decided": member_is("merged_into", lambda cell: cell.member, k=1000),
    "day_closed": row_of("day_closing"),
    "day_reopened": row_of("day_reopening"),
    "clock_changed": is_applied,
    "journal_continues": row_of("continuation"),
    "journal_restored": row_of("restoration"),
    "carried": row_of("titipan"),
    **{kind.name: is_applied for kind in kinds.ALL if kind.subject is Subject.COOPERATIVE},
}
"""Whether a line of each kind has had its effect."""


def cells(village: Village, second_laptop: Laptop, stranger: Laptop, strange_supervisor: Laptop) -> list[Cell]:
    agent, other, supervisor = village.agent, village.other_agent, village.supervisor
    writers = (
        (Writer.AGENT, "own", agent, agent),
        (Writer.AGENT, "another agent's", other, agent),
        (Writer.AGENT, "other branch", stranger, agent),
        (Writer.SUPERVISOR, "another agent's", supervisor, agent),
        (Writer.SUPERVISOR, "other branch", strange_supervisor, agent),
    )
    found = []
    for kind in kinds.ALL:
        for role, relation, writer, owner in writers:
            if kind.subject is Subject.JOURNAL and relation == "own":
                writer = second_laptop
            found.append(Cell(kind, role, relation, writer, owner, len(found) + 1, village))
        if kind.subject is Subject.PAPER and kind.whose.get(Writer.SUPERVISOR) is Whose.OWN:
            found.append(Cell(kind, Writer.SUPERVISOR, "own", supervisor, supervisor, len(found) + 1, village))
    return found


def test_every_kind_there_is_stands_in_the_matrix() -> None:
    assert TRIES.keys() == EFFECTS.keys() == {kind.name for kind in kinds.ALL}


def test_every_writer_of_every_kind_speaks_of_what_is_theirs_and_of_nothing_else(
    village: Village, clock: Clock, tmp_path: Path
) -> None:
    agent, other, supervisor = village.agent, village.other_agent, village.supervisor
    older, second = village.enrol("A017", "agent"), village.enrol("S002", "supervisor")
    stranger, strange = village.enrol("A050", "agent", "LRT"), village.enrol("S050", "supervisor", "LRT")
    everybody = (agent, older, other, supervisor, second, stranger, strange)
    matrix = cells(village, older, stranger, strange)
    told(village, clock, matrix, second, everybody)
    with village.centre.reading() as connection:
        heard = reviews_of_branch(connection)
        wrong = [one for cell in matrix for one in faults(connection, cell, heard)]
    assert not wrong, "\n".join(wrong)
    for number, laptop in enumerate(everybody):
        folder = tmp_path / str(number)
        folder.mkdir()
        side = held_by(laptop, folder)
        before = side.snapshot()
        assert not (found := differing(side, village.centre)), "\n".join([laptop.identity.person, *found])
        side.rebuild()
        assert side.snapshot() == before
        side.connection.close()


def told(village: Village, clock: Clock, matrix: list[Cell], second: Laptop, everybody: tuple[Laptop, ...]) -> None:
    """The whole story: what was there, what each tried, and what the second person makes of requests."""
    stories = [prepared(cell, second) for cell in matrix]
    for _ in range(2):
        clock.forward(minutes=1)
        for story in stories:
            next(story)
        push(everybody)
        reviews.review_once(village.centre)
    clock.forward(minutes=1)
    for cell in matrix:
        cell.tried = TRIES[cell.kind.name](cell)
    push(everybody)
    clock.forward(minutes=1)
    for cell in matrix:
        if cell.kind.name == "reversal_requested" and cell.tried is not None:
            second.write(
                money.ReversalDecided(
                    **cell.about,
                    members=(cell.member,),
                    rupiah=8_400,
                    request=cell.tried,
                    receipt=cell.said["receipt"],
                    outcome="accepted",
                )
            )
    push(everybody)
    reviews.review_once(village.centre)


def push(laptops: tuple[Laptop, ...]) -> None:
    for laptop in laptops:
        if laptop.lines:
            laptop.sync()


def faults(connection: Any, cell: Cell, heard: list[bytes]) -> Iterator[str]:
    """In what a cell is other than the table of kinds promises."""
    assert cell.tried is not None
    if EFFECTS[cell.kind.name](connection, cell) is not cell.is_allowed:
        yield f"{cell.name}: {'no ' if cell.is_allowed else 'an '}effect"
    if (is_reviewed(connection, cell) is cell.is_allowed) and not cell.is_allowed:
        yield f"{cell.name}: no review"
    if is_reviewed(connection, cell) and cell.is_allowed:
        yield f"{cell.name}: a review"
    me = cell.writer.identity
    at_home = {f"branch:{me.branch}", f"roster:{me.branch}", f"agent:{me.person}"}
    reached = set(streams_with(connection, cell.tried))
    if not cell.is_allowed and not reached <= at_home:
        yield f"{cell.name}: reached {sorted(reached - at_home)}"
    if cell.is_allowed and cell.kind.subject not in (Subject.COOPERATIVE, Subject.JOURNAL, Subject.BRANCH):
        concerned = {"branch:LWB", f"agent:{person(cell.owner)}"} if person(cell.owner) != "S001" else {"branch:LWB"}
        if cell.kind.name != "cash_deposited" and not concerned <= reached:
            yield f"{cell.name}: did not reach {sorted(concerned - reached)}"
    is_its_matter = cell.kind.subject in (Subject.MEMBER, Subject.PAPER, Subject.MONTHS)
    if not cell.is_allowed and is_its_matter and not any(cell.tried.h.encode() in line for line in heard):
        yield f"{cell.name}: the branch does not hear of it"


def is_reviewed(connection: Any, cell: Cell) -> bool:
    review = metadata.tables["review"]
    assert cell.tried is not None
    where = (at(review, "KCL", origin_key(cell.tried), "of_"), review.c.code == "not_allowed")
    return connection.execute(select(review.c.code).where(*where)).first() is not None


def streams_with(connection: Any, of: Origin) -> list[str]:
    run = tables.stream_run
    here = (run.c.device == of.device, run.c.first <= of.seq, run.c.last >= of.seq)
    return list(connection.execute(select(run.c.stream).where(*here)).scalars())


def reviews_of_branch(connection: Any) -> list[bytes]:
    """The reviews that the branch's supervisors read of."""
    run = tables.stream_run
    statement = (
        select(journal.c.line)
        .join(run, (run.c.device == journal.c.device) & journal.c.seq.between(run.c.first, run.c.last))
        .where(run.c.stream == "branch:LWB", journal.c.kind == "review_opened")
    )
    return [bytes(line) for line in connection.execute(statement).scalars()]


def test_a_laptop_of_another_cooperative_writes_nothing_here(village: Village) -> None:
    stranger = village.agent
    stranger.write(acts.registered(stranger, 1))
    posted = stranger.call("POST", "/v1/journal", of_another_cooperative(stranger))
    assert (posted.status, posted.code) == (400, "batch")
    with village.centre.reading() as connection:
        assert connection.execute(select(journal.c.seq).where(journal.c.device > 0)).first() is None


def of_another_cooperative(laptop: Laptop) -> bytes:
    prev = batch.chain.genesis("LAIN", laptop.device, laptop.public_key)
    return batch.pack(batch.sign("LAIN", laptop.device, 1, prev, laptop.lines, laptop.private_key))
