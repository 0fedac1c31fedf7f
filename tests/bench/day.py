"""Many lines quickly: registrations and receipts as the services write them, many to an act."""

from uuid_utils.compat import uuid7

from agent_app.demo.people import SamplePeople
from agent_app.domain.contributions import Programme, Sector, quote_for_base
from agent_app.domain.funding import CASH
from agent_app.domain.papers import PaperKind
from agent_app.journal.entries.members import Heir, MemberPrivate, MemberRegistered
from agent_app.journal.entries.money import ContributionCollected, PaidMonths
from agent_app.reference.schedules import packaged_schedules
from agent_app.store.tx import Tx
from tests.bench.kit import MONTHS, SEED

AN_ACT = 500
BASE = 1_000_000
SCHEDULE = packaged_schedules()[-1]
_PEOPLE = SamplePeople(SEED)
"""One source for all acts of a run: nobody is drawn twice, and no review opens that a real day would not open."""


_QUOTE = quote_for_base(SCHEDULE, BASE, Sector.OTHER, CASH, (Programme.JKK, Programme.JKM), MONTHS)


def _prices(programme: Programme) -> tuple[int, ...]:
    """Rupiah a month, as the schedule in force has them."""
    return tuple(line.paid for line in _QUOTE.lines if line.programme is programme)


ROW = PaidMonths(
    months=MONTHS,
    base=BASE,
    sector="other",
    funding="private",
    jkk=_prices(Programme.JKK),
    jkm=_prices(Programme.JKM),
)


def write_day(tx: Tx, first: int) -> None:
    """250 registrations, each followed by a receipt of three months: 500 lines."""
    day, agent = tx.day.isoformat(), tx.identity.person
    for person in _PEOPLE.draw(AN_ACT // 2, first + 1):
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
                    nik=person.nik,
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
                schedule=SCHEDULE.id,
                rows=(ROW,),
            )
        )
