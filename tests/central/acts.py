"""Entries as laptops write them, with sample people only."""

from datetime import date

from agent_app.journal.entries.base import Origin
from agent_app.journal.entries.cash import CashDeposited, DepositConfirmed, DepositCounted
from agent_app.journal.entries.members import MemberAssigned, MemberPrivate, MemberRegistered
from agent_app.journal.entries.money import ContributionCollected, PaidMonths, ReceiptVoided
from agent_app.reference.schedules import packaged_schedules
from tests.central.laptop import Laptop

DAY = date(2026, 11, 23).isoformat()
SCHEDULE = packaged_schedules()[-1].id
NIK = "5313014107889901"


def member(number: int) -> str:
    """The id of a sample member."""
    return f"01938f00-0000-7000-8000-{number:012d}"


def registered(laptop: Laptop, number: int, nik: str = NIK, name: str = "Maria Contoh") -> MemberRegistered:
    return MemberRegistered(
        day=DAY,
        member=member(number),
        agent=laptop.identity.person,
        programmes=("JKK", "JKM"),
        base=1_000_000,
        sector="other",
        funding="private",
        private=MemberPrivate(nik=nik, name=name),
    )


def collected(
    laptop: Laptop,
    number: int,
    counter: int,
    months: tuple[str, ...] = ("2026-11",),
    jkk: int = 5_000,
    jkm: int = 3_400,
    agent: str | None = None,
) -> ContributionCollected:
    row = PaidMonths(
        months=months,
        base=1_000_000,
        sector="other",
        funding="private",
        jkk=(jkk,) * len(months),
        jkm=(jkm,) * len(months),
    )
    me = laptop.identity
    return ContributionCollected(
        day=DAY,
        members=(member(number),),
        agent=agent or me.person,
        rupiah=row.rupiah,
        cash=row.rupiah,
        number=f"{me.branch}-{me.person}-{me.device}-26-{counter:06d}",
        source="cash",
        schedule=SCHEDULE,
        rows=(row,),
    )


def voided(laptop: Laptop, number: int, receipt: Origin, counter: int) -> ReceiptVoided:
    me = laptop.identity
    return ReceiptVoided(
        day=DAY,
        members=(member(number),),
        agent=me.person,
        rupiah=8_400,
        receipt=receipt,
        number=f"{me.branch}-{me.person}-{me.device}-26-{counter:06d}",
        reason="wrong_months",
    )


def deposited(laptop: Laptop, rupiah: int, counter: int) -> CashDeposited:
    me = laptop.identity
    number = f"{me.branch}-{me.person}-{me.device}-26-S{counter:06d}"
    return CashDeposited(day=DAY, agent=me.person, rupiah=rupiah, expected=rupiah, number=number, channel="teller")


def counted(agent: str, deposit: Origin, rupiah: int) -> DepositCounted:
    return DepositCounted(day=DAY, agent=agent, rupiah=rupiah, deposit=deposit, pieces={"c100": rupiah // 100})


def confirmed(agent: str, deposit: Origin, count: Origin, rupiah: int) -> DepositConfirmed:
    return DepositConfirmed(day=DAY, agent=agent, rupiah=rupiah, deposit=deposit, basis="count", count=count)


def assigned(number: int, agent: str) -> MemberAssigned:
    return MemberAssigned(day=DAY, member=member(number), agent=agent)
