"""Single lines of the trade, written in one go: each gives the origin by which later lines name it."""

from collections.abc import Mapping
from typing import Any, Literal

from agent_app.journal.entries import cash, house, members, money
from agent_app.journal.entries.base import Note, Origin
from tests.records.journals import DAY, START, Journal

MARIA = "0193b5c1-7a2e-7c10-8f00-00000000000a"
YOSEF = "0193b5c1-7a2e-7c10-8f00-00000000000b"
NIK = "5313046508909901"
OTHER_NIK = "5313042508909902"
NOTE = "catatan rahasia"
WRITERS = {1: "A017", 2: "A018", 3: "S001", 4: "S002", 5: "S009"}
"""Who writes the journals of `journals.branch`: a word about a paper names its writer."""


def note() -> Note:
    return Note(salt="s", note=NOTE)


def receipt(journal: Journal, at: int = START, member: str = MARIA, months: tuple[str, ...] = ("2026-11",)) -> Origin:
    """A receipt of Rp 8.400 a month, paid in cash."""
    row = money.PaidMonths(
        months=months,
        base=1_000_000,
        sector="farm",
        funding="self",
        jkk=(5_000,) * len(months),
        jkm=(3_400,) * len(months),
    )
    entry = money.ContributionCollected(
        day=DAY,
        members=(member,),
        agent=journal.person,
        rupiah=row.rupiah,
        cash=row.rupiah,
        number=journal.number(),
        source="cash",
        schedule="bpu-2026",
        rows=(row,),
        private=money.Payer(salt="s", payer="Contoh Pembayar"),
    )
    return journal.write(entry, at)


def slip(journal: Journal, at: int = START, member: str = MARIA, receipt: Origin | None = None) -> Origin:
    entry = money.TitipanTaken(
        day=DAY,
        member=member,
        agent=journal.person,
        rupiah=5_000,
        cash=5_000,
        number=journal.number("T"),
        receipt=receipt,
    )
    return journal.write(entry, at)


def void(journal: Journal, of: Origin, at: int = START) -> Origin:
    entry = money.ReceiptVoided(
        day=DAY,
        members=(MARIA,),
        agent=journal.person,
        rupiah=8_400,
        receipt=of,
        number="x",
        reason="wrong_member",
        private=note(),
    )
    return journal.write(entry, at)


def request(journal: Journal, of: Origin, at: int = START) -> Origin:
    entry = money.ReversalRequested(
        day=DAY, members=(MARIA,), agent=WRITERS[of.device], rupiah=8_400, receipt=of, number="x", reason="not_paid"
    )
    return journal.write(entry, at)


def decide(journal: Journal, asked: Origin, of: Origin, outcome: Any = "accepted", at: int = START) -> Origin:
    entry = money.ReversalDecided(
        day=DAY, members=(MARIA,), agent=WRITERS[of.device], rupiah=8_400, request=asked, receipt=of, outcome=outcome
    )
    return journal.write(entry, at)


def open_review(journal: Journal, of: Origin, code: str = "late_void", at: int = START) -> Origin:
    return journal.write(house.ReviewOpened(origin=of, code=code, agent="A017", members=(MARIA,)), at)


def decide_review(
    journal: Journal, of: Origin, decision: str, code: str = "late_void", people: tuple[str, ...] = (), at: int = START
) -> Origin:
    entry = house.ReviewDecided(day=DAY, origin=of, code=code, decision=decision, members=people)
    return journal.write(entry, at)


def deposit(journal: Journal, rupiah: int = 100_000, at: int = START) -> Origin:
    entry = cash.CashDeposited(
        day=DAY,
        agent=journal.person,
        rupiah=rupiah,
        expected=rupiah,
        number=journal.number("S"),
        channel="teller",
        private=note(),
    )
    return journal.write(entry, at)


def count(journal: Journal, of: Origin, rupiah: int = 100_000, at: int = START) -> Origin:
    entry = cash.DepositCounted(
        day=DAY, agent=WRITERS[of.device], rupiah=rupiah, deposit=of, pieces={"1000": rupiah // 1000}
    )
    return journal.write(entry, at)


def confirm(journal: Journal, of: Origin, counted: Origin | None, rupiah: int = 100_000, at: int = START) -> Origin:
    entry = cash.DepositConfirmed(
        day=DAY, agent=WRITERS[of.device], rupiah=rupiah, deposit=of, basis="count", count=counted, private=note()
    )
    return journal.write(entry, at)


def confirm_by_bank(
    journal: Journal, of: Origin, line: str | None = "TRX-1", rupiah: int = 100_000, at: int = START
) -> Origin:
    entry = cash.DepositConfirmed(
        day=DAY, agent=WRITERS[of.device], rupiah=rupiah, deposit=of, basis="bank", bank_day=DAY, bank_reference=line
    )
    return journal.write(entry, at)


def funds(journal: Journal, *papers: Origin, at: int = START) -> Origin:
    entry = cash.FundsReceived(
        day=DAY,
        agent=WRITERS[papers[0].device],
        members=(MARIA,),
        rupiah=8_400,
        papers=papers,
        reference="TRX-1",
        received_on=DAY,
    )
    return journal.write(entry, at)


def send_back(journal: Journal, of: Origin, at: int = START) -> Origin:
    entry = cash.DepositReturned(day=DAY, agent=WRITERS[of.device], rupiah=100_000, deposit=of, reason="unreadable")
    return journal.write(entry, at)


def dispute(journal: Journal, confirmation: Origin, at: int = START) -> Origin:
    entry = cash.DifferenceDisputed(day=DAY, agent="A017", rupiah=16_800, confirmation=confirmation, private=note())
    return journal.write(entry, at)


def accept(journal: Journal, confirmation: Origin, at: int = START) -> Origin:
    return journal.write(cash.DifferenceAccepted(day=DAY, agent="A017", rupiah=16_800, confirmation=confirmation), at)


def settle(journal: Journal, confirmation: Origin, outcome: Any = "stands", rupiah: int = 100_000) -> Origin:
    entry = cash.DifferenceDecided(
        day=DAY, agent="A017", rupiah=rupiah, confirmation=confirmation, outcome=outcome, private=note()
    )
    return journal.write(entry)


def repay(journal: Journal, confirmation: Origin, rupiah: int = 16_800, at: int = START, agent: str = "A017") -> Origin:
    entry = cash.DifferenceSettled(
        day=DAY, agent=agent, rupiah=rupiah, confirmation=confirmation, number=journal.number("H")
    )
    return journal.write(entry, at)


def remit(
    journal: Journal,
    member: str = MARIA,
    months: tuple[str, ...] = ("2026-11",),
    reference: str = "KI-1",
    at: int = START,
    differences: Mapping[str, int] | None = None,
    borne_by: Literal["branch", "member", "agent"] | None = None,
) -> Origin:
    differences = dict(differences or {})
    rupiah = 8_400 * len(months) + sum(differences.values())
    return journal.write(remittance(months, differences, rupiah, member, reference, borne_by), at)


def remittance(
    months: tuple[str, ...],
    differences: dict[str, int],
    rupiah: int = 8_400,
    member: str = MARIA,
    reference: str = "KI-1",
    borne_by: Literal["branch", "member", "agent"] | None = None,
) -> cash.ContributionsRemitted:
    """Of one member; `rupiah` is what BPJS was paid."""
    rows = (cash.RemittedMonths(months=months, rupiah=rupiah, differences=differences),)
    return cash.ContributionsRemitted(
        day=DAY, branch="LWB", members=(member,), rupiah=rupiah, reference=reference, rows=rows, borne_by=borne_by
    )


def refuse(
    journal: Journal,
    remittance: Origin | None,
    member: str = MARIA,
    months: tuple[str, ...] = ("2026-11",),
    reference: str | None = "KI-1",
    day: str = DAY,
    at: int = START,
) -> Origin:
    entry = cash.RemittanceRefused(
        day=day,
        branch="LWB",
        member=member,
        months=months,
        proof="ab" * 32,
        reference=reference,
        remittance=remittance,
        private=cash.RefusalReason(salt="s", reason=NOTE),
    )
    return journal.write(entry, at)


def register(journal: Journal, member: str = MARIA, at: int = START, nik: str = NIK, **private: Any) -> Origin:
    part = members.MemberPrivate(salt="s", **{"nik": nik, "name": "Maria Contoh", "phone": "+62812"} | private)
    entry = members.MemberRegistered(
        day=DAY,
        member=member,
        agent=journal.person,
        programmes=("JKK", "JKM"),
        base=1_000_000,
        sector="farm",
        funding="self",
        private=part,
    )
    return journal.write(entry, at)


def correct(journal: Journal, name: str, old: Any, new: Any, at: int = START, member: str = MARIA) -> Origin:
    private = members.Changes(salt="s", changes=(members.Change(field=name, old=old, new=new),))
    entry = members.MemberCorrected(day=DAY, member=member, agent=journal.person, private=private)
    return journal.write(entry, at)


def list_row(journal: Journal, member: str = YOSEF, at: int = START, **private: Any) -> Origin:
    part = members.RosterPrivate(salt="s", **{"name": "Yosef Contoh", "nik": OTHER_NIK} | private)
    return journal.write(members.RosterRowListed(member=member, branch="LWB", private=part), at)


def visit(journal: Journal, member: str = MARIA, at: int = START) -> Origin:
    entry = members.ProspectVisited(day=DAY, member=member, agent=journal.person, outcome="thinking", private=note())
    return journal.write(entry, at)


def erase(journal: Journal, *people: str, at: int = START) -> Origin:
    return journal.write(members.PersonErased(day=DAY, members=people or (MARIA,), reason="request"), at)
