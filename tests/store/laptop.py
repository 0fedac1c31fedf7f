"""A laptop enrolled without a centre, for tests of the store alone."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from sqlalchemy import select

from agent_app.domain.papers import PaperKind
from agent_app.journal import chain, lines
from agent_app.journal.encoding import to_base64, to_rfc3339
from agent_app.journal.entries import house, money
from agent_app.journal.entries.base import Origin
from agent_app.journal.entries.kinds import BY_SHAPE
from agent_app.records import log
from agent_app.records.tables.journal import journal
from agent_app.records.tables.money import titipan
from agent_app.store import identity
from agent_app.store.store import Store, open_store
from agent_app.store.tx import Tx
from agent_app.wire import answers
from agent_app.wire.documents import CentreKey, Certificate, Enrolment

COOP = "KCL"
KEY = "5a" * 32
DEVICE_KEY = bytes(range(32))
CENTRE_KEY = bytes(range(32, 64))
MEMBER = "0193b5c1-7a2e-7c10-8f00-000000000001"
START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


class Clock:
    """A laptop's clock that stands until somebody moves it."""

    def __init__(self, moment: datetime = START) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def move(self, **by: float) -> None:
        self.moment += timedelta(**by)


def certificate(device: int = 12, person: str = "A017") -> Certificate:
    public_key = to_base64(chain.public_key_of(DEVICE_KEY))
    centre = chain.public_key_of(CENTRE_KEY)
    enrolment = Enrolment(
        coop=COOP,
        coop_name="Koperasi Contoh",
        branch="LWB",
        branch_name="Lewoleba",
        zone="Asia/Makassar",
        person=person,
        person_name="Contoh Agen",
        role="agent",
        device=device,
        centre_key=CentreKey(id=answers.key_id(centre), key=to_base64(centre)),
        seal_key=to_base64(bytes(32)),
        recovery_key=to_base64(bytes(32)),
        epoch="e1",
        server_time=to_rfc3339(START),
    )
    body = msgspec.json.encode(enrolment)
    signature = answers.sign(CENTRE_KEY, COOP, device, public_key, 201, body)
    return Certificate(body=body.decode(), nonce=public_key, status=201, signature=signature)


def enrolment_run(device: int = 12, person: str = "A017") -> log.Run:
    """What the centre writes of it."""
    entry = house.DeviceEnrolled(
        device=device,
        branch="LWB",
        person=person,
        role="agent",
        public_key=to_base64(chain.public_key_of(DEVICE_KEY)),
        private=house.DevicePrivate(salt="s", person_name="Contoh Agen"),
    )
    kind = BY_SHAPE[type(entry)]
    line = lines.write(1, to_rfc3339(START), kind.name, kind.v, entry)
    return log.Run(0, 1, chain.genesis(COOP, 0, chain.public_key_of(CENTRE_KEY)), (line,))


def enrol(store: Store, device: int = 12) -> None:
    me = identity.from_certificate(certificate(device), "https://pusat.example", DEVICE_KEY)
    run = enrolment_run(device)
    store.enrol(me, "e1", lambda connection: log.extend(connection, COOP, run))


def enrolled(folder: Path, clock: Clock | None = None) -> Store:
    """A store in a folder of its own, enrolled as device 12."""
    store = open_store(folder, KEY, clock or Clock())
    enrol(store)
    return store


def take(tx: Tx, rupiah: int) -> tuple[str, Origin]:
    """An act: a titipan slip; its number and origin."""
    number = tx.number(PaperKind.TITIPAN_SLIP)
    slip = money.TitipanTaken(
        day=tx.day.isoformat(), member=MEMBER, agent=tx.identity.person, rupiah=rupiah, cash=rupiah, number=number
    )
    return number, tx.append(slip)


def slips(store: Store) -> list[str]:
    """The numbers of all slips, as the tables have them."""
    with store.reading() as connection:
        return list(connection.execute(select(titipan.c.number).order_by(titipan.c.seq)).scalars())


def own_lines(store: Store) -> list[bytes]:
    with store.reading() as connection:
        statement = select(journal.c.line).where(journal.c.device == 12).order_by(journal.c.seq)
        return [bytes(line) for line in connection.execute(statement).scalars()]
