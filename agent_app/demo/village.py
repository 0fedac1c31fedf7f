"""What an agent does in a village without a network: visits, registrations, receipts, papers taken back, a deposit."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from agent_app.demo.people import SamplePerson
from agent_app.demo.stage import Clock, Laptop
from agent_app.domain.contributions import Programme, Sector
from agent_app.domain.funding import CASH
from agent_app.domain.money import change_by_denomination
from agent_app.domain.months import Month, month_range
from agent_app.domain.nik import Sex
from agent_app.journal.entries.base import Origin
from agent_app.journal.entries.members import Heir
from agent_app.records.views import cash, members, schedules
from agent_app.services.collection import CollectPremium, PayFor, Receipt, TakeTitipan, collect_premium, take_titipan
from agent_app.services.deposit import DepositCash, DepositSlip, code_of, deposit_cash
from agent_app.services.members import Consent, Purpose, RecordVisit, RegisterMember, record_visit, register_member
from agent_app.services.pricing import quote_member
from agent_app.services.reversal import RequestReversal, VoidReceipt, request_reversal, void_receipt

TWO = (Programme.JKK, Programme.JKM)
THREE = (*TWO, Programme.JHT)
TRANSPORT_TRADES = frozenset({"Tukang ojek"})


@dataclass(slots=True)
class Village:
    """One agent's day in the field, and what came of it."""

    agent: Laptop
    clock: Clock
    registered: list[str] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)

    def register(self, person: SamplePerson, programmes: Sequence[Programme] = TWO) -> str:
        """Register somebody, found on the roster where they stand on it."""
        self.clock.wait(150)
        with self.agent.store.reading() as connection:
            rows = members.roster_of_nik(connection, self._coop, person.nik)
        command = RegisterMember(
            nik=person.nik,
            name=person.name,
            income=1_000_000,
            sector=Sector.TRANSPORT if person.trade in TRANSPORT_TRADES else Sector.OTHER,
            programmes=tuple(programmes),
            consent=Consent(text="2026-1", purposes=(Purpose.REGISTRATION,), signed="paper", sheet="A1", row=1),
            declared_working=True,
            declared_healthy=True,
            roster=rows[0].member if rows else None,
            birth=person.birth,
            sex=Sex(person.sex),
            phone=person.phone,
            village=person.village.code,
            occupation=person.trade,
            heirs=(Heir(name=f"Keluarga {person.name.split()[-1]}", relation="anak"),),
        )
        member = self.agent.do(register_member, command).member
        self.registered.append(member)
        return member

    def collect(
        self, payers: Sequence[str], first: Month, count: int, note: int | None = None, titipan: int = 0
    ) -> Receipt:
        """Take so many months for one or several members; `note` is what the payer puts on the table."""
        self.clock.wait(70)
        months = month_range(first, count)
        total = sum(self._price(member, months) for member in payers)
        paid = tuple(
            PayFor(member=member, months=months, titipan=titipan if number == 0 else 0)
            for number, member in enumerate(payers)
        )
        command = CollectPremium(
            members=paid, total=total, received=note, payer="Ketua kelompok" if len(payers) > 1 else None
        )
        receipt = self.agent.do(collect_premium, command)
        self.receipts.append(receipt)
        return receipt

    def keep_small_money(self, member: str, rupiah: int) -> None:
        """Take titipan of a member whose money is not enough for a month."""
        self.clock.wait(40)
        self.agent.do(take_titipan, TakeTitipan(member=member, rupiah=rupiah))

    def visit(self, person: SamplePerson, outcome: str) -> None:
        """Ask somebody on the roster, who does not join today."""
        self.clock.wait(90)
        with self.agent.store.reading() as connection:
            row = members.roster_of_nik(connection, self._coop, person.nik)[0]
        command = RecordVisit(
            member=row.member, outcome="thinking" if outcome == "thinking" else "refused", reason=None
        )
        self.agent.do(record_visit, command)

    def void(self, receipt: Receipt) -> None:
        """Take the last receipt back at once."""
        self.clock.wait(60)
        self.agent.do(void_receipt, VoidReceipt(receipt=receipt.origin, reason="wrong_months"))

    def ask_back(self, receipt: Receipt) -> Origin:
        """Ask that an older receipt be reversed."""
        self.clock.wait(60)
        return self.agent.do(request_reversal, RequestReversal(paper=receipt.origin, reason="wrong_member"))

    def on_hand(self) -> int:
        """Cash on hand by the books."""
        with self.agent.store.reading() as connection:
            return cash.position(connection, self._coop, self.agent.person).on_hand

    def deposit(self, keep: int = 0) -> DepositSlip:
        """Declare a deposit of what is on hand, but for `keep` rupiah."""
        self.clock.wait(60)
        rupiah = self.on_hand() - keep
        command = DepositCash(rupiah=rupiah, pieces=pieces_of(rupiah), reason="still_collecting" if keep else None)
        return self.agent.do(deposit_cash, command)

    @property
    def _coop(self) -> str:
        return self.agent.store.identity.coop

    def _price(self, member: str, months: Sequence[Month]) -> int:
        with self.agent.store.reading() as connection:
            known = schedules.newest(connection, self._coop, self.agent.store.identity.branch)
            found = members.find(connection, self._coop, member)
        if known is None or found is None:
            raise LookupError("the sample has no schedule or no member")
        return quote_member(known.schedule, found, CASH, (), months).total


def pieces_of(rupiah: int) -> dict[str, int]:
    """Notes and coins that make an amount."""
    return {code_of(piece): count for piece, count in change_by_denomination(rupiah).pieces if count}
