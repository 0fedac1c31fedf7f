"""Lines about money that no screen writes, signed by the laptop they are written on."""

from typing import Any

import msgspec

from agent_app.domain.papers import PaperKind
from agent_app.journal.entries.base import Origin
from agent_app.journal.entries.money import ContributionCollected, PaidMonths, TitipanTaken, TitipanUsed
from agent_app.store.tx import Tx
from tests.services.office import SCHEDULE, Laptop

MONTH = "2026-11"
PRICE = 8_400


def forged_receipt(laptop: Laptop, member: str, **changes: Any) -> Origin:
    """What no screen writes: a receipt said to be paid in cash, of which no cash was taken."""
    row = PaidMonths(months=(MONTH,), base=1_000_000, sector="other", funding="private", jkk=(5_000,), jkm=(3_400,))

    def write(tx: Tx, row: PaidMonths) -> Origin:
        entry = ContributionCollected(
            day=tx.day.isoformat(),
            members=(member,),
            agent=tx.identity.person,
            rupiah=row.rupiah,
            cash=0,
            number=tx.number(PaperKind.RECEIPT),
            source="cash",
            schedule=SCHEDULE.id,
            rows=(row,),
        )
        return tx.append(msgspec.structs.replace(entry, **changes))

    return laptop.do(write, row)


def forged_use(laptop: Laptop, member: str, receipt: Origin, rupiah: int = PRICE) -> None:
    def write(tx: Tx, rupiah: int) -> Origin:
        used = TitipanUsed(
            day=tx.day.isoformat(), member=member, agent=tx.identity.person, rupiah=rupiah, receipt=receipt
        )
        return tx.append(used)

    laptop.do(write, rupiah)


def forged_slip(laptop: Laptop, member: str, source: str, cash: int, day: str | None = None) -> None:
    def write(tx: Tx, rupiah: int) -> Origin:
        slip = TitipanTaken(
            day=day or tx.day.isoformat(),
            member=member,
            agent=tx.identity.person,
            rupiah=rupiah,
            cash=cash,
            number=tx.number(PaperKind.TITIPAN_SLIP),
            source=source,
        )
        return tx.append(slip)

    laptop.do(write, PRICE)
