"""Acts as people do them, written straight into a device's journal, with sample people only."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from sqlalchemy.engine import Connection

from agent_app.domain.papers import PaperKind
from agent_app.journal import lines
from agent_app.journal.encoding import to_rfc3339
from agent_app.journal.entries import kinds
from agent_app.journal.entries.base import Entry, Origin
from agent_app.journal.entries.cash import CashDeposited, DepositConfirmed, DepositCounted
from agent_app.journal.entries.members import Heir, MemberAssigned, MemberPrivate, MemberRegistered
from agent_app.journal.entries.money import (
    ContributionCollected,
    PaidMonths,
    Payer,
    ReversalDecided,
    ReversalRequested,
)
from agent_app.records import log
from agent_app.records.log import Changes, Run
from agent_app.reference.schedules import packaged_schedules
from agent_app.store.store import Store
from agent_app.store.tx import Tx, journal_end

SCHEDULE = packaged_schedules()[-1].id
RUPIAH = 8_400
"""JKK and JKM of the lowest bracket for November 2026, with the relief."""

_numbers = count(1)


def new_member() -> str:
    """The id of a sample member nobody has seen before."""
    return f"01938f00-0000-7000-8000-{next(_numbers):012d}"


def nik(number: int) -> str:
    """A sample NIK of its own: serials 99xx, another district for every hundred."""
    return f"5313{number // 100 % 90 + 10:02d}410788{9900 + number % 100:04d}"


@dataclass(frozen=True)
class _Register:
    member: str
    nik: str
    name: str
    phone: str = "081234567890"
    heir: str = "Yosef Contoh"


@dataclass(frozen=True)
class _Collect:
    member: str
    months: tuple[str, ...]
    payer: str | None = None


def register(store: Store, nik: str, name: str = "Maria Contoh", **more: str) -> str:
    """Register somebody, with `phone` and `heir`; the member's id."""
    command = _Register(new_member(), nik, name, **more)
    store.write(_register, command).result()
    return command.member


def _register(tx: Tx, command: _Register) -> Origin:
    private = MemberPrivate(
        nik=command.nik, name=command.name, phone=command.phone, heirs=(Heir(name=command.heir, relation="child"),)
    )
    return tx.append(
        MemberRegistered(
            day=tx.day.isoformat(),
            member=command.member,
            agent=tx.identity.person,
            programmes=("JKK", "JKM"),
            base=1_000_000,
            sector="other",
            funding="private",
            private=private,
        )
    )


def collect(store: Store, member: str, months: tuple[str, ...] = ("2026-11",), payer: str | None = None) -> Origin:
    """Take 8.400 a month in cash for a member."""
    return store.write(_collect, _Collect(member, months, payer)).result().result


def _collect(tx: Tx, command: _Collect) -> Origin:
    row = PaidMonths(
        months=command.months,
        base=1_000_000,
        sector="other",
        funding="private",
        jkk=(5_000,) * len(command.months),
        jkm=(3_400,) * len(command.months),
    )
    return tx.append(
        ContributionCollected(
            day=tx.day.isoformat(),
            members=(command.member,),
            agent=tx.identity.person,
            rupiah=row.rupiah,
            cash=row.rupiah,
            number=tx.number(PaperKind.RECEIPT),
            source="cash",
            schedule=SCHEDULE,
            rows=(row,),
            private=Payer(payer=command.payer) if command.payer else None,
        )
    )


def receipt(store: Store, nik: str, months: tuple[str, ...] = ("2026-11",)) -> Origin:
    """Register somebody and take money for them in one act: two lines."""

    def act(tx: Tx, command: tuple[_Register, _Collect]) -> Origin:
        _register(tx, command[0])
        return _collect(tx, command[1])

    member = new_member()
    return store.write(act, (_Register(member, nik, "Maria Contoh"), _Collect(member, months))).result().result


def write(store: Store, entry: Entry) -> Origin:
    """Write any entry."""
    return store.write(lambda tx, one: tx.append(one), entry).result().result


def deposit(store: Store, rupiah: int) -> Origin:
    """Declare cash as handed over."""

    def act(tx: Tx, command: int) -> Origin:
        return tx.append(
            CashDeposited(
                day=tx.day.isoformat(),
                agent=tx.identity.person,
                rupiah=command,
                expected=command,
                number=tx.number(PaperKind.DEPOSIT_SLIP),
                channel="teller",
            )
        )

    return store.write(act, rupiah).result().result


def confirm(store: Store, agent: str, of: Origin, rupiah: int) -> Origin:
    """Count a deposit, and confirm it by that count."""

    def act(tx: Tx, command: Origin) -> Origin:
        day = tx.day.isoformat()
        count = tx.append(
            DepositCounted(day=day, agent=agent, rupiah=rupiah, deposit=command, pieces={"c100": rupiah // 100})
        )
        return tx.append(
            DepositConfirmed(day=day, agent=agent, rupiah=rupiah, deposit=command, basis="count", count=count)
        )

    return store.write(act, of).result().result


def ask_reversal(store: Store, of: Origin, member: str, number: str, rupiah: int = RUPIAH) -> Origin:
    """Ask that a receipt be reversed."""
    me = store.identity
    return write(
        store,
        ReversalRequested(
            day=me.business_day(store.now()).isoformat(),
            members=(member,),
            agent=me.person,
            rupiah=rupiah,
            receipt=of,
            number=number,
            reason="wrong_months",
        ),
    )


def decide_reversal(
    store: Store, request: Origin, of: Origin, agent: str, member: str, *, accepted: bool, rupiah: int = RUPIAH
) -> Origin:
    """Say the second person's word on a reversal."""
    return write(
        store,
        ReversalDecided(
            day=store.identity.business_day(store.now()).isoformat(),
            members=(member,),
            agent=agent,
            rupiah=rupiah,
            request=request,
            receipt=of,
            outcome="accepted" if accepted else "refused",
        ),
    )


def assign(store: Store, member: str, agent: str) -> Origin:
    """Give a member to an agent."""
    return write(
        store, MemberAssigned(day=store.identity.business_day(store.now()).isoformat(), member=member, agent=agent)
    )


def raw_line(store: Store, seq: int, entry: Entry) -> bytes:
    """An entry as a line with this number, whether or not this device may write it."""
    kind = kinds.BY_SHAPE[type(entry)]
    return lines.write(seq, to_rfc3339(store.identity.local(store.now())), kind.name, kind.v, entry)


def force(store: Store, make: Sequence[bytes | Entry]) -> list[Origin]:
    """Append lines past all checks of the writer, chained as the journal demands.

    A `bytes` is the rest of a line after its number: `b'"at":…}'`.
    """
    me = store.identity

    def work(connection: Connection) -> Changes:
        end = journal_end(connection, me)
        raws = [
            raw_line(store, seq, one) if isinstance(one, Entry) else b'{"seq":%d,' % seq + one
            for seq, one in enumerate(make, end.seq + 1)
        ]
        return log.extend(connection, me.coop, Run(me.device, end.seq + 1, end.h, raws))

    changes = store.run(work).result()
    return [Origin(me.device, stored.held.seq, stored.held.h.hex()) for stored in changes.new]
