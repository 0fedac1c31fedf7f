"""Histories of a cooperative over several devices: honest work, mistakes, forgeries and broken lines, in any order.

A history is a set of journals. How its lines travel, in which order and how often, is drawn apart from it.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import msgspec
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from agent_app.journal.entries import cash, days, house, members, money
from agent_app.journal.entries.base import Note, Origin
from agent_app.journal.lines import Unreadable
from agent_app.records.log import Run
from tests.records.journals import DAY, MINUTE, START, Branch, Journal, branch

PEOPLE = tuple(f"0193b5c1-7a2e-7c10-8f00-00000000000{n}" for n in range(4))
NIKS = {member: f"531304650890990{n}" for n, member in enumerate(PEOPLE)}
MONTHS = ("2026-10", "2026-11", "2026-12", "2027-01")
NOWHERE = Origin(99, 5, "ab" * 32)
PATIENT = settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]
)
"""For tests in which a database does the work."""


@dataclass(slots=True)
class Scene:
    """What the acts of a history are drawn with: who there is and what was written so far."""

    draw: st.DrawFn
    devices: Branch
    newer: Journal
    receipts: list[tuple[Origin, money.ContributionCollected | money.TitipanTaken]] = field(default_factory=list)
    restored: Journal | None = None

    def at(self) -> int:
        """A minute of the day: clocks differ and fall back, so that no order follows from them."""
        return START + self.draw(st.integers(0, 12)) * MINUTE + self.draw(st.sampled_from((0, 0, 1, 999)))

    def pick(self, *options: Journal) -> Journal:
        return self.draw(st.sampled_from(options))

    def chance(self, percent: int = 50) -> bool:
        return self.draw(st.integers(0, 99)) >= 100 - percent

    @property
    def agent(self) -> Journal:
        return self.pick(self.devices.maria, self.devices.yosef)

    @property
    def supervisor(self) -> Journal:
        return self.pick(self.devices.lena, self.devices.lena, self.devices.paulus, self.devices.other)

    @property
    def anybody(self) -> Journal:
        """Now and then somebody who may not."""
        return self.pick(*self.devices.all[1:], self.devices.lena, self.devices.paulus)

    @property
    def centre(self) -> Journal:
        return self.devices.centre if self.restored is None else self.pick(self.devices.centre, self.restored)

    def member(self) -> str:
        return self.draw(st.sampled_from(PEOPLE))

    def some_members(self) -> tuple[str, ...]:
        return tuple(self.draw(st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=2, unique=True)))

    def note(self) -> Note | None:
        return Note(salt="s", note="catatan contoh") if self.chance(40) else None

    def origin_or_none(self, origin: Origin) -> Origin:
        """The origin, or once in a while one that nobody knows or whose hash is another line's."""
        wrong = msgspec.structs.replace(origin, h="cd" * 32)
        return self.draw(st.sampled_from((*[origin] * 8, wrong, NOWHERE)))


def paid(scene: Scene) -> money.PaidMonths:
    months = tuple(sorted(scene.draw(st.lists(st.sampled_from(MONTHS), min_size=1, max_size=3, unique=True))))
    some = len(months)
    old_age = (20_000,) * some if scene.chance(20) else ()
    return money.PaidMonths(
        months=months, base=1_000_000, sector="farm", funding="self",
        jkk=(5_000,) * some, jkm=(3_400,) * some, jht=old_age,
    )  # fmt: skip


def write_receipt(scene: Scene, journal: Journal) -> Origin:
    """A receipt; once in a while its sums are wrong, or it names another agent than its writer."""
    people = scene.some_members()
    rows = tuple(paid(scene) for _ in people)
    rupiah = sum(row.rupiah for row in rows)
    entry = money.ContributionCollected(
        day=DAY,
        members=people,
        agent=journal.person if scene.chance(90) else "A018",
        rupiah=rupiah + (1 if scene.chance(7) else 0),
        cash=scene.draw(st.sampled_from((rupiah, rupiah, rupiah // 2, 0))),
        number=journal.number(),
        source="cash",
        schedule="bpu-2026",
        rows=rows,
        private=money.Payer(salt="s", payer="Contoh Pembayar") if scene.chance(30) else None,
    )
    origin = journal.write(entry, scene.at())
    scene.receipts.append((origin, entry))
    return origin


def write_slip(scene: Scene, journal: Journal, receipt: Origin | None = None) -> Origin:
    entry = money.TitipanTaken(
        day=DAY,
        member=scene.member(),
        agent=journal.person,
        rupiah=5_000,
        cash=5_000,
        number=journal.number("T"),
        receipt=scene.origin_or_none(receipt) if receipt is not None else None,
    )
    origin = journal.write(entry, scene.at())
    scene.receipts.append((origin, entry))
    return origin


def receipt_and_what_becomes_of_it(scene: Scene) -> None:
    maker = scene.agent if scene.chance(80) else scene.supervisor
    of = write_receipt(scene, maker) if scene.chance(70) else write_slip(scene, maker)
    entry = scene.receipts[-1][1]
    people = entry.members if isinstance(entry, money.ContributionCollected) else (entry.member,)
    about = {"day": DAY, "members": people, "agent": maker.person, "rupiah": entry.rupiah}
    if scene.chance(30):
        write_slip(scene, maker, of)
        scene.receipts.pop()
    if scene.chance(30):
        used = money.TitipanUsed(day=DAY, member=people[0], agent=maker.person, rupiah=1_000, receipt=of)
        maker.write(used, scene.at())
    if scene.chance(30):
        write_deposit(scene, maker)
    while scene.chance(25):
        papers = (scene.origin_or_none(of), scene.draw(st.sampled_from(scene.receipts))[0])
        came_in = cash.FundsReceived(
            day=DAY, agent=maker.person, members=people, rupiah=8_400, papers=papers, reference="T", received_on=DAY
        )
        scene.anybody.write(came_in, scene.at())
    if scene.chance(45):
        voider = maker if scene.chance(80) else scene.anybody
        void = money.ReceiptVoided(
            **about, receipt=scene.origin_or_none(of), number=entry.number, reason="wrong_member", private=scene.note()
        )
        review(scene, voider.write(void, scene.at()), "late_void", people)
    while scene.chance(45):
        asker = maker if scene.chance(60) else scene.anybody
        request = money.ReversalRequested(
            **about, receipt=scene.origin_or_none(of), number=entry.number, reason="not_paid", private=scene.note()
        )
        asked = asker.write(request, scene.at())
        while scene.chance(60):
            outcome = scene.draw(st.sampled_from(("accepted", "accepted", "refused")))
            decided = money.ReversalDecided(
                **about, request=scene.origin_or_none(asked), receipt=of, outcome=outcome, private=scene.note()
            )
            scene.anybody.write(decided, scene.at())


def draw_some(options: Sequence[tuple[str, ...]], scene: Scene) -> Sequence[tuple[str, ...]]:
    return options[: scene.draw(st.sampled_from((0, 1, 1, 2)))]


def review(scene: Scene, of: Origin, code: str, people: Sequence[str]) -> None:
    for named in draw_some((tuple(people), (PEOPLE[0],)), scene):
        others = (scene.devices.lena.origin(0),) if scene.chance(30) else ()
        opened = house.ReviewOpened(origin=of, code=code, agent="A017", members=named, others=others)
        scene.centre.write(opened, scene.at())
    while scene.chance(40):
        decision = scene.draw(st.sampled_from(("accept", "accept", "refuse", "merge", "merge", "keep_both", "wait")))
        named = tuple(scene.draw(st.permutations(people))) if scene.chance(50) else tuple(people)
        said = house.ReviewDecided(day=DAY, origin=of, code=code, decision=decision, members=named)
        if scene.chance(20):
            said = msgspec.structs.replace(said, borne_by="agent")
        scene.anybody.write(said, scene.at())


def write_deposit(scene: Scene, maker: Journal) -> Origin:
    entry = cash.CashDeposited(
        day=DAY,
        agent=maker.person if scene.chance(90) else "A018",
        rupiah=100_000,
        expected=116_800,
        number=maker.number("S"),
        channel="teller",
        pieces={"50000": 2},
        private=scene.note(),
    )
    return maker.write(entry, scene.at())


def deposit_and_what_becomes_of_it(scene: Scene) -> None:
    maker = scene.agent if scene.chance(75) else scene.supervisor
    of = write_deposit(scene, maker)
    about = {"day": DAY, "agent": maker.person}
    counts: list[tuple[Origin, int]] = [(NOWHERE, 100_000)]
    confirmed: list[Origin] = []
    for _ in range(scene.draw(st.integers(0, 8))):
        match scene.draw(st.sampled_from(("count", "count", "confirm", "confirm", "bank", "bank", "return", "argue"))):
            case "count":
                rupiah = scene.draw(st.sampled_from((100_000, 83_200, 120_000)))
                count = cash.DepositCounted(
                    **about, rupiah=rupiah, deposit=scene.origin_or_none(of), pieces={"1000": 1}
                )
                counts.append((scene.anybody.write(count, scene.at()), rupiah))
            case "confirm":
                named, rupiah = counts[-1] if scene.chance(80) else scene.draw(st.sampled_from(counts))
                by_count = cash.DepositConfirmed(
                    **about,
                    rupiah=rupiah if scene.chance(85) else 99_000,
                    deposit=of,
                    basis="count",
                    count=scene.origin_or_none(named) if scene.chance(95) else None,
                    private=scene.note(),
                )
                confirmed.append(scene.anybody.write(by_count, scene.at()))
            case "bank":
                by_bank = cash.DepositConfirmed(
                    **about,
                    rupiah=scene.draw(st.sampled_from((100_000, 90_000))),
                    deposit=of,
                    basis="bank",
                    bank_day=scene.draw(st.sampled_from((DAY, DAY, None))),
                    bank_reference=scene.draw(st.sampled_from(("TRX-1", "trx 1", "TRX-2", "T", None))),
                    bank_balance=scene.draw(st.sampled_from((None, None, 1_000, 2_000))),
                )
                confirmed.append(scene.anybody.write(by_bank, scene.at()))
            case "return":
                back = cash.DepositReturned(
                    **about, rupiah=100_000, deposit=of, reason="unreadable", private=scene.note()
                )
                scene.anybody.write(back, scene.at())
            case "argue" if confirmed:
                argue(scene, maker, scene.draw(st.sampled_from(confirmed)))


def argue(scene: Scene, maker: Journal, confirmation: Origin) -> None:
    about = {"day": DAY, "agent": maker.person, "confirmation": scene.origin_or_none(confirmation)}
    who = maker if scene.chance(70) else scene.anybody
    if scene.chance(50):
        who.write(cash.DifferenceDisputed(**about, rupiah=16_800, private=scene.note()), scene.at())
    if scene.chance(40):
        who.write(cash.DifferenceAccepted(**about, rupiah=16_800), scene.at())
    while scene.chance(35):
        payee = scene.anybody
        repaid = cash.DifferenceSettled(
            **about, rupiah=scene.draw(st.sampled_from((16_800, 9_000, 0))), number=payee.number("H")
        )
        payee.write(repaid, scene.at())
    if scene.chance(60):
        outcome = scene.draw(st.sampled_from(("stands", "recounted")))
        decided = cash.DifferenceDecided(**about, rupiah=100_000, outcome=outcome, private=scene.note())
        scene.anybody.write(decided, scene.at())


def write_registration(scene: Scene, journal: Journal, member: str) -> Origin:
    private = members.MemberPrivate(
        salt="s",
        nik=NIKS[member],
        name=scene.draw(st.sampled_from(("Maria Contoh", "Maria Contoh Nuapu’u", "Yosef Contoh"))),
        phone="+62812",
        income=900_000,
        heirs=(members.Heir(name="Anak Contoh", relation="child"),) if scene.chance(40) else (),
    )
    entry = members.MemberRegistered(
        day=DAY,
        member=member,
        agent=journal.person,
        programmes=("JKK", "JKM"),
        base=1_000_000,
        sector="farm",
        funding="self",
        private=private,
    )
    return journal.write(entry, scene.at())


CHANGES: tuple[tuple[str, Any, Any], ...] = (
    ("phone", None, "+62813"),
    ("phone", "+62812", None),
    ("address", None, "Jalan Contoh 2"),
    ("name", "Maria Contoh", "Maria K. Contoh"),
    ("name", "Maria K. Contoh", "Maria Contoh"),
    ("income", 900_000, 1_500_000),
    ("income", 900_000, "banyak"),
    ("declared_working", None, True),
    ("declared_working", None, "ya"),
    ("heirs", [{"relation": "child", "name": "Anak Contoh"}], []),
    ("heirs", None, [{"name": "Ibu Contoh", "relation": "mother"}]),
    ("unknown_field", None, 1),
)


def member_and_corrections(scene: Scene) -> None:
    member = scene.member()
    registrar = scene.agent
    if scene.chance(80):
        registered = write_registration(scene, registrar, member)
        review(scene, registered, "duplicate_nik", (member, scene.member()))
    if scene.chance(20):
        write_registration(scene, scene.anybody, member)
    while scene.chance(55):
        changes = scene.draw(st.lists(st.sampled_from(CHANGES), max_size=3))
        private = members.Changes(
            salt="s", changes=tuple(members.Change(field=name, old=old, new=new) for name, old, new in changes)
        )
        corrected = members.MemberCorrected(
            day=DAY,
            member=member,
            agent=registrar.person,
            base=scene.draw(st.sampled_from((None, 1_200_000, 1_450_000))),
            old_base=scene.draw(st.sampled_from((1_000_000, 1_200_000))),
            private=private if changes else None,
        )
        scene.anybody.write(corrected, scene.at())
    if scene.chance(30):
        agent = scene.draw(st.sampled_from(("A017", "A018")))
        scene.anybody.write(members.MemberAssigned(day=DAY, member=member, agent=agent), scene.at())
    if scene.chance(30):
        decided = house.ReviewDecided(
            day=DAY, origin=NOWHERE, code="duplicate_nik", decision="merge", members=(scene.member(), member)
        )
        scene.anybody.write(decided, scene.at())
    if scene.chance(25):
        number = cash.Participant(salt="s", participant_number=f"2600{scene.draw(st.integers(0, 3))}")
        numbered = cash.ParticipantNumbered(day=DAY, branch="LWB", member=member, proof="ab" * 32, private=number)
        scene.anybody.write(numbered, scene.at())


def roster_and_visits(scene: Scene) -> None:
    member = scene.member()
    name = scene.draw(st.sampled_from(("Maria Contoh", "Maria Contoh Nuapu’u")))
    row = members.RosterPrivate(salt="s", name=name, nik=NIKS[member], income=900_000, warnings=("nik_number_cell",))
    for _ in range(scene.draw(st.integers(1, 2))):
        listed = members.RosterRowListed(
            member=member, branch="LWB", listed=scene.chance(80), last_paid="2026-10", private=row
        )
        scene.anybody.write(listed, scene.at())
    agent = scene.agent
    consent = members.ConsentPrivate(salt="s", sheet="L-04", row=7) if scene.chance(50) else None
    if scene.chance(60):
        given = members.ConsentGiven(
            day=DAY, member=member, agent=agent.person, text="t1", purposes=("registration",), signed="paper",
            private=consent,
        )  # fmt: skip
        agent.write(given, scene.at())
    if scene.chance(60):
        visited = members.ProspectVisited(
            day=DAY, member=member, agent=agent.person, outcome="thinking", private=scene.note()
        )
        agent.write(visited, scene.at())


def erasure(scene: Scene) -> None:
    erased = members.PersonErased(day=DAY, members=scene.some_members(), reason="request")
    writer = scene.centre if scene.chance(40) else scene.anybody
    writer.write(erased, scene.at())


def house_keeping(scene: Scene) -> None:
    match scene.draw(
        st.sampled_from(("rates", "accept", "float", "remit", "protect", "clock", "revoke", "branch", "day", "day"))
    ):
        case "rates":
            content = {"rows": [{"base": scene.draw(st.integers(1, 3))}]}
            writer = scene.centre if scene.chance(85) else scene.anybody
            writer.write(house.RatesPublished(schedule="bpu-2026", content=content), scene.at())
        case "accept":
            accepted = house.ScheduleAccepted(day=DAY, branch="LWB", schedule="bpu-2026")
            scene.anybody.write(accepted, scene.at())
        case "float":
            writer = scene.anybody
            shape = scene.draw(st.sampled_from((cash.FloatIssued, cash.FloatReturned)))
            moved = shape(
                day=DAY, agent="A017", rupiah=scene.draw(st.sampled_from((50_000, 0))), number=writer.number("H")
            )
            writer.write(moved, scene.at())
        case "remit":
            people = scene.some_members()
            differences = scene.draw(st.sampled_from(({}, {"2026-11": 8_400}, {"2026-11": -400}, {"2026-12": 1})))
            rupiah = 8_400 + differences.get("2026-11", 0)
            rows = tuple(
                cash.RemittedMonths(months=("2026-11",), rupiah=rupiah, differences=differences) for _ in people
            )
            remitted = cash.ContributionsRemitted(
                day=DAY,
                branch="LWB",
                members=people,
                rupiah=rupiah * len(people),
                reference="BPJS-1",
                rows=rows,
                borne_by=scene.draw(st.sampled_from((None, "branch", "agent"))),
            )
            of = scene.anybody.write(remitted, scene.at())
            while scene.chance(60):
                refused = cash.RemittanceRefused(
                    day=DAY,
                    branch="LWB",
                    member=scene.member(),
                    months=scene.draw(st.sampled_from((("2026-11",), ("2026-11", "2026-12"), ()))),
                    proof="ab" * 32,
                    reference=scene.draw(st.sampled_from(("BPJS-1", "BPJS-2", None))),
                    remittance=scene.origin_or_none(of) if scene.chance(70) else None,
                    private=cash.RefusalReason(salt="s", reason="catatan") if scene.chance(80) else None,
                )
                scene.anybody.write(refused, scene.at())
        case "protect":
            people = scene.some_members()
            rows_ = tuple(cash.ProtectedMonths(months=("2026-11",), effective_from=DAY) for _ in people)
            protected = cash.ProtectionConfirmed(
                day=DAY, branch="LWB", members=people, rows=rows_, reference="BPJS-1", proof="ab" * 32
            )
            scene.anybody.write(protected, scene.at())
        case "clock":
            scene.anybody.write(house.ClockChanged(before="x", after="y", source="observed"), scene.at())
            told = house.JournalRestored(
                agent="A017", seq=1, head="ab" * 32, lost_acts=scene.draw(st.sampled_from((None, 2))), papers={}
            )
            scene.anybody.write(told, scene.at())
        case "revoke":
            scene.centre.write(
                house.DeviceRevoked(device=1, branch="LWB", seq=3, agent="A017", revoked_by="S003"), scene.at()
            )
            scene.centre.write(house.RevocationAsked(device=4, branch="LWB", asked_by="S001", agent="S002"), scene.at())
        case "day":
            closed = days.DayClosed(
                day=DAY,
                branch=scene.draw(st.sampled_from(("LWB", "LWB", "MOF"))),
                closed_day=DAY,
                totals=days.DayTotals(agents=2, papers=3, collected=1, deposited=1, confirmed=1, on_hand=0),
                held=(days.HeldUntil(device=1, seq=scene.draw(st.integers(0, 9))),),
            )
            closing = scene.anybody.write(closed, scene.at())
            if scene.chance(60):
                reopened = days.DayReopened(
                    day=DAY,
                    branch="LWB",
                    closed_day=DAY,
                    closing=scene.origin_or_none(closing),
                    reason="late_data",
                    private=scene.note(),
                )
                scene.anybody.write(reopened, scene.at())
        case "branch":
            opened = house.BranchOpened(branch="LWB", name="Lewoleba", zone="Asia/Makassar", recovery_key="k")
            (scene.centre if scene.chance(70) else scene.anybody).write(opened, scene.at())


POISON = (
    '"kind":"contribution_collected","v":1,"text":"\\u0000"',
    '"kind":"contribution_collected","v":1,"rupiah":5000',
    '"kind":"contribution_collected","v":2,"agent":"A017","rupiah":5000',
    '"kind":"levy_collected","v":1,"agent":"A017","member":"' + PEOPLE[0] + '","rupiah":7000',
    '"kind":"levy_collected","v":1,"rupiah":"7000"',
    '"kind":"titipan_taken","v":1,"day":"2026-02-31","member":"m","agent":"A017","rupiah":1,"cash":1,"number":"x"',
    '"kind":"cash_deposited","v":1,"day":"2026-11-23","agent":"A017","rupiah":1.5',
    '"kind":"deposit_returned","v":1,"day":"2026-11-23","agent":"A017","rupiah":1,"reason":"x",'
    '"deposit":{"device":1,"seq":1,"h":"x"}',
    '"kind":"consent_given","v":1,"private":{"nik":"5313046508909909"},"member":"m"',
    '"kind":"member_registered","v":1,"day":"2026-11-23","member":"' + PEOPLE[1] + '","agent":"A017",'
    '"programmes":["JKK"],"base":1000000,"sector":"farm","funding":"self",'
    '"private":{"salt":"s","nik":17,"name":"Contoh"}',
    '"kind":"prospect_visited","v":1,"day":"2026-11-23","member":"' + "m" * 70 + '","agent":"A017"',
    '"kind":"carried","v":1,"device":1,"of_seq":1,"prev":"x","h":"y","line":"{}"',
    '"deep":' + "[" * 300 + "]" * 300,
    '"kind":"' + "k" * 3000 + '","v":1',
    "",
)


def broken_line(scene: Scene) -> None:
    scene.anybody.write_text(scene.draw(st.sampled_from(POISON)), scene.at())


Story = Callable[[Scene], None]
PEOPLE_THEME: tuple[Story, ...] = (member_and_corrections, member_and_corrections, roster_and_visits, erasure)
THEMES: tuple[tuple[Story, ...], ...] = (
    (receipt_and_what_becomes_of_it,),
    (deposit_and_what_becomes_of_it,),
    PEOPLE_THEME,
    (*PEOPLE_THEME, erasure, erasure),
    (
        receipt_and_what_becomes_of_it,
        deposit_and_what_becomes_of_it,
        *PEOPLE_THEME,
        house_keeping,
        house_keeping,
        broken_line,
    ),
)
"""Much of one thing finds what a little of everything does not."""


@dataclass(frozen=True, slots=True)
class History:
    """All journals of a history, as far as their lines ever arrive anywhere."""

    journals: tuple[Journal, ...]

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """As hypothesis shows it: one line of a journal a line."""
        for journal in self.journals:
            for raw in journal.lines:
                printer.text(f"\n{journal.device}: {raw.decode(errors='replace')}")


@st.composite
def histories(draw: st.DrawFn, most: int = 7) -> History:
    """A history; now and then a laptop is replaced and its journal carried over, and the centre restored."""
    devices = branch()
    newer = Journal(6, "A017", draw(st.sampled_from(("LWB", "LWB", "MOF"))), "agent")
    devices.centre.write(newer.enrolment)
    stranger = Journal(77, "A099", "LWB", "agent")
    scene = Scene(draw, devices, newer)
    restore_after = draw(st.none() | st.none() | st.integers(0, most))
    theme = draw(st.sampled_from(THEMES))
    for number in range(draw(st.integers(1, most))):
        if number == restore_after:
            scene.restored = restored(scene)
        draw(st.sampled_from(theme))(scene)
    if scene.chance(15):
        write_slip(scene, stranger)
    journals = [*devices.all, newer, stranger, *([scene.restored] if scene.restored else [])]
    if scene.chance(50):
        arriving = carry_over(scene)
        if scene.chance(60):
            journals[1] = arriving
    return History(tuple(journal for journal in journals if journal.lines))


def restored(scene: Scene) -> Journal:
    """A centre that lost its last lines goes on in a journal of its own."""
    centre = scene.devices.centre
    last = scene.draw(st.integers(min(8, centre.seq), centre.seq))
    journal = Journal(-1)
    journal.write(
        house.CentreRestored(epoch="e1", device=0, seq=last, head=centre.hashes[last].hex()), scene.at() + 60 * MINUTE
    )
    return journal


def carry_over(scene: Scene) -> Journal:
    """The newer laptop of an agent carries the end of the old journal, and a line of a clone of it.

    What is returned is the old journal up to there: the rest may never arrive by itself.
    """
    old, newer = scene.devices.maria, scene.newer
    last = scene.draw(st.integers(0, old.seq))
    newer.write(house.JournalContinues(device=old.device, seq=last, head=old.hashes[last].hex()), scene.at())
    for seq in range(last + 1, old.seq + 1):
        # The writer refuses to carry lines that no reader reads: they stay behind.
        with suppress(Unreadable):
            newer.carry(old, seq, scene.at())
    clone, beginning = beginning_of(old, last), beginning_of(old, last)
    if scene.chance(50):
        write_slip(scene, clone)
        newer.carry(clone, clone.seq, scene.at())
        scene.receipts.pop()
    if old.seq and scene.chance(30):
        with suppress(Unreadable):
            # Only the same person may carry a journal over, and only under the hash its lines have.
            scene.devices.yosef.carry(old, old.seq, scene.at())
            carried, _ = old.carrying(old.seq)
            newer.write(msgspec.structs.replace(carried, h="ee" * 32), scene.at())
            newer.carry(newer, newer.seq, scene.at())
    return beginning


def beginning_of(journal: Journal, to: int) -> Journal:
    copy = Journal(journal.device, journal.person, journal.branch, journal.role, papers=dict(journal.papers))
    for raw in journal.lines[:to]:
        copy.keep(raw)
    return copy


@st.composite
def deliveries(draw: st.DrawFn, journals: Sequence[Journal]) -> list[Run]:
    """The journals as runs of any size, some lines twice, one device's last of all.

    Each device's lines come in their order; or as excerpts in any order, as when somebody is assigned to an agent.
    """
    if draw(st.integers(0, 3)) == 3:
        return draw(scattered(journals))
    last = draw(st.sampled_from((None, *journals)))
    at = {id(journal): 0 for journal in journals}
    runs: list[Run] = []
    while True:
        open_ = [one for one in journals if at[id(one)] < one.seq and one is not last]
        if not open_:
            if last is None or at[id(last)] >= last.seq:
                return runs
            open_ = [last]
        journal = draw(st.sampled_from(open_))
        begun = at[id(journal)]
        again = draw(st.integers(0, begun)) if draw(st.integers(0, 3)) == 0 else 0
        to = min(begun + draw(st.sampled_from((1, 2, 3, 7, 50))), journal.seq)
        runs.append(journal.run(begun - again + 1, to, whole=draw(st.booleans())))
        at[id(journal)] = to
        if draw(st.integers(0, 5)) == 0:
            runs.append(journal.run(draw(st.integers(1, to)), to, whole=draw(st.booleans())))


@st.composite
def scattered(draw: st.DrawFn, journals: Sequence[Journal]) -> list[Run]:
    """All lines as excerpts of one to three lines in any order."""
    runs = []
    for journal in journals:
        at = 0
        while at < journal.seq:
            to = min(at + draw(st.integers(1, 3)), journal.seq)
            runs.append(journal.run(at + 1, to, whole=False))
            at = to
    return draw(st.permutations(runs))
