"""Many lines quickly: registrations and receipts as the services write them, many to an act."""

import random

from uuid_utils.compat import uuid7

from agent_app.demo.people import SamplePeople
from agent_app.domain.papers import PaperKind
from agent_app.journal.entries.members import Heir, MemberPrivate, MemberRegistered
from agent_app.journal.entries.money import ContributionCollected, PaidMonths
from agent_app.store.tx import Tx
from tests.bench.kit import MONTHS

AN_ACT = 500
ROW = PaidMonths(
    months=MONTHS,
    base=1_000_000,
    sector="other",
    funding="private",
    jkk=(5_000, 5_000, 10_000),
    jkm=(3_400, 3_400, 6_800),
)
_NIKS = random.Random(1)


def write_day(tx: Tx, first: int) -> None:
    """250 registrations, each followed by a receipt of three months: 500 lines."""
    day, agent = tx.day.isoformat(), tx.identity.person
    for person in SamplePeople(first + 1).draw(AN_ACT // 2):
        member = str(uuid7())
        tx.append(
            MemberRegistered(
                day=day,
                member=member,
                agent=agent,
                programmes=("JKK", "JKM"),
                base=ROW.base,
                sector=ROW.sector,
                funding=ROW.funding,
                private=MemberPrivate(
                    nik=f"{person.nik[:6]}{_NIKS.randrange(10**10):010d}",
                    name=person.name,
                    birth=person.birth.isoformat(),
                    sex="female" if person.sex == "female" else "male",
                    phone=person.phone,
                    village=person.village.code,
                    occupation=person.trade,
                    heirs=(Heir(name=person.name.split()[-1], relation="anak"),),
                    declared_working=True,
                    declared_healthy=True,
                ),
            )
        )
        tx.append(
            ContributionCollected(
                day=day,
                members=(member,),
                agent=agent,
                rupiah=ROW.rupiah,
                cash=ROW.rupiah,
                number=tx.number(PaperKind.RECEIPT),
                source="cash",
                schedule="2026-1",
                rows=(ROW,),
            )
        )
