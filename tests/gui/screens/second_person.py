"""An afternoon on which everything waits that a second person can be asked, on the laptops of the sample branch."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from agent_app import bootstrap
from agent_app.demo.stage import PASSPHRASE
from agent_app.demo.village import pieces_of
from agent_app.domain.funding import FundingSource
from agent_app.domain.papers import PaperKind
from agent_app.domain.reviews import Decision
from agent_app.journal import chain, lines
from agent_app.journal.encoding import to_rfc3339
from agent_app.journal.entries.base import Entry, Origin
from agent_app.journal.entries.house import ReviewOpened
from agent_app.journal.entries.kinds import BY_SHAPE
from agent_app.journal.entries.money import ContributionCollected, PaidMonths
from agent_app.records import log
from agent_app.records.tables.journal import journal
from agent_app.records.views import deposits, members, receipts, reviews, schedules
from agent_app.services.branch import DecideReview, decide_review
from agent_app.services.collection import CollectPremium, PayFor, collect_premium
from agent_app.services.consents import RecordConsent, record_consent
from agent_app.services.deposit import (
    ConfirmDeposit,
    CountDeposit,
    DepositCash,
    confirm_deposit,
    count_deposit,
    deposit_cash,
)
from agent_app.services.difference import (
    AcceptDifference,
    DisputeDifference,
    accept_difference,
    dispute_difference,
)
from agent_app.services.members import Consent, Purpose
from agent_app.services.reversal import RequestReversal, request_reversal
from agent_app.store.store import Store
from agent_app.store.tx import Tx

COOP = "KCL"
PEOPLE = {"A017": "agent", "A021": "agent", "S003": "supervisor", "S001": "supervisor"}
SPOKEN = "Sudah saya hitung dua kali di depan ketua kelompok."


class House:
    """The stores of all four laptops of the sample, and lines handed from one to the other."""

    def __init__(self, folders: Path, to: Path) -> None:
        self.now = datetime(2026, 11, 23, 8, 21, tzinfo=UTC)
        self.folder = to
        self._open: dict[str, Store] = {}
        for person, role in PEOPLE.items():
            folder = to / f"{role}-{person}"
            shutil.copytree(folders / folder.name, folder)
            self._open[person] = bootstrap.doors(folder, clock=lambda: self.now).unlock(PASSPHRASE)

    def do(self, person: str, act: Callable[[Tx, Any], Any], command: object) -> Any:
        """Run an act on somebody's laptop, a moment after the one before."""
        self.now += timedelta(seconds=20)
        return self._open[person].write(act, command).result().result

    def ask(self, person: str, view: Callable[..., Any], *arguments: object) -> Any:
        """What a view answers on somebody's laptop."""
        with self._open[person].reading() as connection:
            return view(connection, COOP, *arguments)

    def say(self, entry: Entry) -> None:
        """A line of the centre, which the supervisors get."""
        self.now += timedelta(seconds=1)
        kind = BY_SHAPE[type(entry)]
        last, prev = self.ask("S003", log.head, 0)
        raw = lines.write(last + 1, to_rfc3339(self.now), kind.name, kind.v, entry)
        for person in ("S003", "S001"):
            self._extend(person, log.Run(0, last + 1, prev, (raw,), whole=False))

    def review(self, origin: Origin, code: str, *members: str, agent: str = "A017", others: tuple = ()) -> None:
        """The centre asks people to look at a line."""
        self.say(ReviewOpened(origin=origin, code=code, agent=agent, members=members, others=others))

    def share(self) -> None:
        """Everybody gets what everybody has written."""
        for writer, store in self._open.items():
            device = store.identity.device
            with store.reading() as connection:
                rows = connection.execute(
                    select(journal.c.line).where(journal.c.device == device).order_by(journal.c.seq)
                ).scalars()
                whole = [bytes(row) for row in rows]
            for reader in self._open.keys() - {writer}:
                with self._open[reader].reading() as connection:
                    known = connection.execute(
                        select(func.max(journal.c.seq)).where(journal.c.device == device)
                    ).scalar()
                if (known or 0) < len(whole):
                    prev = (
                        chain.walk(store.identity.genesis, whole[: known or 0])[-1]
                        if known
                        else (store.identity.genesis)
                    )
                    run = log.Run(device, (known or 0) + 1, prev, tuple(whole[known or 0 :]), whole=False)
                    self._extend(reader, run)

    def close(self) -> None:
        for store in self._open.values():
            store.close()

    def _extend(self, person: str, run: log.Run) -> None:
        self._open[person].run(partial(log.extend, coop=COOP, run=run)).result()

    def papers(self, agent: str) -> list[receipts.Receipt]:
        """An agent's standing receipts, oldest first."""
        found = self.ask(agent, receipts.recent, agent)
        return [one for one in reversed(found) if one.reversed_by is None]

    def deposit_of(self, agent: str, number: int = 0) -> deposits.Deposit:
        return self.ask(agent, deposits.of_agent, agent)[number]

    def count(self, person: str, deposit: Origin, missing: int) -> None:
        """Count and confirm a deposit in which something is missing."""
        found = self.ask(person, deposits.find, deposit)
        pieces = pieces_of(found.rupiah - missing)
        counted = self.do(person, count_deposit, CountDeposit(deposit=deposit, pieces=pieces))
        confirm = ConfirmDeposit(deposit=deposit, count=counted.origin, reason="short" if missing > 0 else "over")
        self.do(person, confirm_deposit, confirm)

    def collect(self, agent: str, member: str, month: str, **changes: Any) -> Origin:
        """Take one month of two programmes of a farmer at half price."""
        total = changes.pop("total", 8_400)
        command = CollectPremium(members=(PayFor(member=member, months=(month,)),), total=total, **changes)
        return self.do(agent, collect_premium, command).origin

    def collect_wrongly(self, agent: str, member: str, month: str, rupiah: int) -> Origin:
        """A receipt as a program without prices would write it."""

        def act(tx: Tx, command: PaidMonths) -> Origin:
            known = schedules.newest(tx.connection, tx.coop, tx.identity.branch)
            return tx.append(
                ContributionCollected(
                    day=tx.day.isoformat(),
                    members=(member,),
                    agent=agent,
                    rupiah=command.rupiah,
                    cash=command.rupiah,
                    number=tx.number(PaperKind.RECEIPT),
                    source="cash",
                    schedule=known.schedule.id,
                    rows=(command,),
                )
            )

        paid = PaidMonths(
            months=(month,), base=1_000_000, sector="other", funding="private", jkk=(rupiah - 3_400,), jkm=(3_400,)
        )
        return self.do(agent, act, paid)


def everything(house: House) -> None:
    """Of each kind at least one; Theresia (S003) has a part in two."""
    _money(house)
    _without_cash(house)
    house.share()
    _own_request(house)
    house.share()
    _reviews(house)


def _money(house: House) -> None:
    first, second = house.deposit_of("A017").origin, house.deposit_of("A021").origin
    house.count("S001", first, missing=16_800)
    house.count("S001", second, missing=4_200)
    rest = house.do("A017", deposit_cash, DepositCash(rupiah=150_000, reason="still_collecting")).origin
    house.share()
    house.do("A017", dispute_difference, DisputeDifference(deposit=first, note=SPOKEN))
    house.do("A021", accept_difference, AcceptDifference(deposit=second))
    house.count("S003", rest, missing=5_000)


def _without_cash(house: House) -> None:
    paid = [one for one in house.papers("A017") if len(one.members) == 1]
    for paper, month in zip(paid[:2], ("2027-06", "2027-07"), strict=True):
        house.collect("A017", paper.members[0], month, total=16_800, source=FundingSource.TRANSFER)
    saver = paid[2].members[0]
    agreed = Consent(text="2026-1", purposes=(Purpose.SHU_CONVERSION,), signed="paper", sheet="A2", row=1)
    house.do("A017", record_consent, RecordConsent(member=saver, consent=agreed))
    house.collect("A017", saver, "2027-06", total=16_800, source=FundingSource.SHU_CONVERSION)


def _own_request(house: House) -> None:
    paper = next(one for one in house.papers("A017") if len(one.members) > 1)
    note = "Salah satu anggota ternyata sudah bayar di kantor."
    command = RequestReversal(paper=paper.origin, reason="wrong_member", note=note)
    house.do("S003", request_reversal, command)


def _reviews(house: House) -> None:
    papers = [one for one in house.papers("A017") if len(one.members) == 1 and one.source == "cash"]
    wrong = house.collect_wrongly("A017", papers[3].members[0], "2027-08", 12_400)
    house.share()
    house.review(wrong, "tariff_mismatch", papers[3].members[0])
    for paper, code in zip(
        papers[4:], ("unknown_member", "clock_doubtful", "device_revoked", "not_allowed", "not_applied"), strict=False
    ):
        house.review(paper.origin, code, *paper.members)
    house.review(papers[9].origin, "number_twice", *papers[9].members, others=(papers[8].origin,))
    house.review(papers[10].origin, "from_the_future", *papers[10].members)
    house.review(papers[10].origin, "decided_twice", *papers[10].members)
    void = house.ask("A017", _void)
    house.review(void, "late_void", *papers[11].members, others=(papers[11].origin,))


def _void(connection: Any, coop: str) -> Origin:
    row = connection.execute(select(journal).where(journal.c.coop == coop, journal.c.kind == "receipt_voided")).first()
    return Origin(row.device, row.seq, bytes(row.h).hex())


def doubled(house: House) -> tuple[Origin, Origin]:
    """Paulus merges the two registrations; then one month of the one person is found paid twice. The later receipt,
    and the older one."""
    (double,) = [one for one in house.ask("S001", reviews.open_reviews) if one.code == "duplicate_nik"]
    command = DecideReview(origin=double.origin, code="duplicate_nik", decision=Decision.MERGE)
    house.do("S001", decide_review, command)
    house.share()
    older, later = sorted(
        (paper for each in double.members for paper in house.ask("S003", receipts.of_member, each)),
        key=lambda one: one.at,
    )
    house.review(later.origin, "month_paid_twice", *later.members, agent="A021", others=(older.origin,))
    return later.origin, older.origin


def names_of(house: House, ids: tuple[str, ...]) -> list[str]:
    """The names of members."""
    return [house.ask("S003", members.find, each).name for each in ids]
