"""Acts as the services write them, with sample people only, reduced to what the sync needs."""

from dataclasses import dataclass

from agent_app.domain.papers import PaperKind
from agent_app.journal.entries.base import Origin
from agent_app.journal.entries.members import MemberAssigned, MemberPrivate, MemberRegistered
from agent_app.journal.entries.money import ContributionCollected, PaidMonths
from agent_app.reference.schedules import packaged_schedules
from agent_app.store.store import Store
from agent_app.store.tx import Tx

SCHEDULE = packaged_schedules()[-1].id
RUPIAH = 16_800
NIK = "5313014107889901"
NAME = "Maria Contoh"


@dataclass(frozen=True)
class Collect:
    """One receipt for one month of a sample member; `registers` them in the same act."""

    member: str
    registers: bool = False


def member(number: int) -> str:
    """The id of a sample member."""
    return f"01938f00-0000-7000-8000-{number:012d}"


def collect(store: Store, number: int, registers: bool = False) -> Origin:
    """Take 16.800 for a member; durable when it returns."""
    return store.write(_collect, Collect(member(number), registers)).result().result


def assign(store: Store, number: int, agent: str) -> Origin:
    """Give a member to an agent."""

    def act(tx: Tx, command: str) -> Origin:
        return tx.append(MemberAssigned(day=tx.day.isoformat(), member=command, agent=agent))

    return store.write(act, member(number)).result().result


def _collect(tx: Tx, command: Collect) -> Origin:
    me = tx.identity
    if command.registers:
        tx.append(
            MemberRegistered(
                day=tx.day.isoformat(),
                member=command.member,
                agent=me.person,
                programmes=("JKK", "JKM"),
                base=1_000_000,
                sector="other",
                funding="private",
                private=MemberPrivate(nik=NIK, name=NAME),
            )
        )
    row = PaidMonths(
        months=("2026-11",), base=1_000_000, sector="other", funding="private", jkk=(10_000,), jkm=(6_800,)
    )
    return tx.append(
        ContributionCollected(
            day=tx.day.isoformat(),
            members=(command.member,),
            agent=me.person,
            rupiah=row.rupiah,
            cash=row.rupiah,
            number=tx.number(PaperKind.RECEIPT),
            source="cash",
            schedule=SCHEDULE,
            rows=(row,),
        )
    )
