"""Enrolment: an invitation is good once, for one key, for a day; a certificate admits a device again."""

import msgspec

from agent_app.central import admin
from agent_app.central.centre import Centre
from agent_app.journal import chain
from agent_app.journal.encoding import from_base64, to_base64
from agent_app.journal.entries.house import DeviceEnrolled
from agent_app.wire import answers
from agent_app.wire.documents import EnrolmentRequest
from tests.central.conftest import ADDRESS, EMBEDDED, Clock, Village
from tests.central.laptop import Answer, Laptop

pytestmark = EMBEDDED


def ask(laptop: Laptop, code: str | None, **more: object) -> Answer:
    fields = {"coop": "KCL", "public_key": to_base64(laptop.public_key), "code": code} | more
    return laptop.ask_to_enrol(EnrolmentRequest(**fields))  # type: ignore[arg-type]


def test_an_invitation_becomes_an_identity_with_the_lines_that_say_so(centre: Centre, address: str) -> None:
    invitation = admin.invite(centre, ADDRESS, "LWB", "A017", "Maria Contoh", "agent")
    laptop = Laptop(address, centre.now)
    identity = laptop.enrol("KCL", invitation.code)
    assert (identity.branch, identity.person, identity.role, identity.device) == ("LWB", "A017", "agent", 1)
    assert (identity.zone, identity.person_name) == ("Asia/Makassar", "Maria Contoh")
    opened, enrolled = identity.enrolled
    assert b'"kind":"branch_opened"' in opened.line.encode()
    entry = msgspec.json.decode(enrolled.line, type=DeviceEnrolled)
    assert (entry.device, from_base64(entry.public_key)) == (1, laptop.public_key)
    runs = laptop.read("agent:A017")
    assert chain.step(bytes.fromhex(enrolled.prev), enrolled.line.encode()) == runs[0].head
    assert laptop.call("GET", "/v1/head").head().head == laptop.genesis.hex()


def test_the_same_code_with_the_same_key_answers_the_same_even_days_later(
    centre: Centre, address: str, clock: Clock
) -> None:
    invitation = admin.invite(centre, ADDRESS, "LWB", "A017", "Maria Contoh", "agent")
    laptop = Laptop(address, clock)
    first = ask(laptop, invitation.code)
    clock.forward(days=3)
    again = ask(laptop, invitation.code)
    assert (again.status, again.body, again.signature) == (201, first.body, first.signature)
    other = ask(Laptop(address, clock), invitation.code)
    assert (other.status, other.code) == (410, "code_used")
    assert [known.device for known in admin.devices(centre)] == [1]


def test_an_old_unknown_or_foreign_code_enrols_nobody(centre: Centre, address: str, clock: Clock) -> None:
    invitation = admin.invite(centre, ADDRESS, "LWB", "A017", "Maria Contoh", "agent")
    laptop = Laptop(address, clock)
    assert ask(laptop, "A" * 24).code == "code_unknown"
    assert ask(laptop, invitation.code, coop="XYZ").code == "code_unknown"
    assert ask(laptop, None).code == "code_unknown"
    assert ask(laptop, invitation.code, protocol=(2, 3)).code == "protocol"
    assert ask(laptop, invitation.code, public_key="short").code == "request"
    clock.forward(hours=24, seconds=1)
    expired = ask(laptop, invitation.code)
    assert (expired.status, expired.code) == (410, "code_expired")
    assert admin.devices(centre) == []


def test_a_refusal_is_signed_for_the_key_that_was_sent(centre: Centre, address: str) -> None:
    laptop = Laptop(address, centre.now)
    answer = ask(laptop, "B" * 24)
    signed = answers.is_signed(
        answer.signature,
        centre.keys.public,
        "KCL",
        answers.NO_DEVICE,
        to_base64(laptop.public_key),
        answer.status,
        answer.body,
    )
    assert signed


def test_the_centre_keeps_only_the_hash_of_a_code(centre: Centre) -> None:
    invitation = admin.invite(centre, ADDRESS, "LWB", "A017", "Maria Contoh", "agent")
    with centre.reading() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM invitation").all()
    assert invitation.code not in str(rows)
    assert invitation.code.encode() not in b"".join(bytes(v) for v in rows[0] if isinstance(v, bytes | memoryview))


def test_a_known_device_that_shows_its_certificate_stays_who_it_is(village: Village) -> None:
    agent = village.agent
    answer = ask(agent, None, certificate=agent.certificate)
    assert answer.status == 200
    agent.become(answer)
    assert (agent.device, agent.identity.person) == (1, "A017")
    assert len(admin.devices(village.centre)) == 3


def test_a_certificate_admits_nobody_else(village: Village) -> None:
    thief = Laptop(village.address, village.centre.now)
    certificate = village.agent.certificate
    assert ask(thief, None, certificate=certificate).code == "certificate"
    for change in (
        {"body": certificate.body.replace('"agent"', '"supervisor"')},
        {"nonce": to_base64(thief.public_key)},
        {"status": 200},
        {"signature": certificate.signature[:-4] + "AAAA"},
    ):
        forged = msgspec.structs.replace(certificate, **change)
        for laptop in (thief, village.agent):
            answer = ask(laptop, None, certificate=forged)
            assert (answer.status, answer.code) == (403, "certificate")


def test_a_revoked_device_is_not_admitted_by_its_certificate(village: Village) -> None:
    admin.revoke(village.centre, village.agent.device)
    assert ask(village.agent, None, certificate=village.agent.certificate).code == "revoked"
