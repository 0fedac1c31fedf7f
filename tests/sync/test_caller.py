"""Only what the centre signed for this device, this request and these bytes is an answer."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import jwt
import msgspec
import pytest

from agent_app.journal import chain
from agent_app.journal.encoding import to_base64, to_rfc3339
from agent_app.store.identity import Identity, from_certificate
from agent_app.sync.caller import Caller
from agent_app.sync.outcome import Halted, Result
from agent_app.sync.transport import NoContact, Raw, Reason, Request
from agent_app.wire import answers
from agent_app.wire.documents import CentreKey, Certificate, Enrolment, HeadDocument, ProblemDocument

CENTRE, OTHER = chain.new_private_key(), chain.new_private_key()
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def identity() -> Identity:
    public = chain.public_key_of(CENTRE)
    enrolment = Enrolment(
        coop="KCL",
        coop_name="Koperasi",
        branch="LWB",
        branch_name="Lewoleba",
        zone="Asia/Makassar",
        person="A017",
        person_name="Orang",
        role="agent",
        device=12,
        centre_key=CentreKey(id=answers.key_id(public), key=to_base64(public)),
        seal_key=to_base64(bytes(32)),
        recovery_key=to_base64(bytes(32)),
        epoch="e1",
        server_time=to_rfc3339(NOW),
    )
    certificate = Certificate(body=msgspec.json.encode(enrolment).decode(), nonce="", status=201, signature="")
    return from_certificate(certificate, "http://127.0.0.1:1", chain.new_private_key())


def nonce_of(request: Request) -> str:
    token = request.headers["Authorization"].removeprefix("Bearer ")
    return str(jwt.decode(token, options={"verify_signature": False})["jti"])


def issued(request: Request) -> datetime:
    token = request.headers["Authorization"].removeprefix("Bearer ")
    return datetime.fromtimestamp(jwt.decode(token, options={"verify_signature": False})["iat"], UTC)


def signed(request: Request, status: int, body: bytes, key: bytes = CENTRE, device: int = 12) -> Raw:
    header = answers.sign(key, "KCL", device, nonce_of(request), status, body)
    return Raw(status, {"agent-signature": header}, body)


def problem(status: int, code: str, server_time: str | None = None) -> bytes:
    return msgspec.json.encode(
        ProblemDocument(type="urn:x", title="x", status=status, code=code, server_time=server_time)
    )


class Line:
    """A transport that answers by a function and remembers what was asked."""

    def __init__(self, reply: Callable[[Request], Raw]) -> None:
        self.reply = reply
        self.asked: list[Request] = []

    def send(self, request: Request) -> Raw:
        self.asked.append(request)
        return self.reply(request)


def caller(line: Line, offset: timedelta = timedelta()) -> Caller:
    return Caller(line, identity(), lambda: NOW, offset)


def reason_of(reply: Callable[[Request], Raw]) -> Reason:
    with pytest.raises(NoContact) as caught:
        caller(Line(reply)).call("GET", "/v1/head")
    return caught.value.reason


def test_a_signed_answer_is_given_with_its_exact_body() -> None:
    answer = caller(Line(lambda request: signed(request, 200, b'{"a":1}'))).call("GET", "/v1/head")
    assert (answer.status, answer.body, answer.code) == (200, b'{"a":1}', "")


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (200, Reason.CAPTIVE_PORTAL),
        (302, Reason.CAPTIVE_PORTAL),
        (401, Reason.CAPTIVE_PORTAL),
        (407, Reason.CAPTIVE_PORTAL),
        (511, Reason.CAPTIVE_PORTAL),
        (413, Reason.TOO_LARGE),
        (429, Reason.SERVER_TROUBLE),
        (500, Reason.SERVER_TROUBLE),
        (503, Reason.SERVER_TROUBLE),
    ],
)
def test_an_unsigned_answer_is_no_contact_and_says_who_may_have_spoken(status: int, reason: Reason) -> None:
    assert reason_of(lambda request: Raw(status, {}, b"<html>masuk</html>")) is reason


@pytest.mark.parametrize(
    ("status", "said", "wait"),
    [
        (429, "30", 30.0),
        (503, "5", 5.0),
        (503, "999999999999", 900.0),
        (503, "Wed, 21 Oct 2026 07:28:00 GMT", 0.0),
        (503, "-5", 0.0),
        (500, "30", 0.0),
        (200, "30", 0.0),
    ],
)
def test_a_machine_on_the_way_can_ask_for_a_quarter_of_an_hour_at_most(status: int, said: str, wait: float) -> None:
    with pytest.raises(NoContact) as caught:
        caller(Line(lambda request: Raw(status, {"retry-after": said}, b""))).call("GET", "/v1/head")
    assert caught.value.wait == wait


@pytest.mark.parametrize(("asked", "wait"), [(7, 7.0), (10**9, 3600.0), (-3, 0.0), (None, 0.0)])
def test_the_centre_is_left_alone_for_as_long_as_it_has_signed(asked: int | None, wait: float) -> None:
    document = ProblemDocument(type="urn:x", title="x", status=429, code="too_many_requests", retry_after=asked)

    def reply(request: Request) -> Raw:
        raw = signed(request, 429, msgspec.json.encode(document))
        return replace(raw, headers={**raw.headers, "retry-after": "1"})

    with pytest.raises(NoContact) as caught:
        caller(Line(reply)).call("GET", "/v1/head")
    assert (caught.value.reason, caught.value.wait) == (Reason.SERVER_TROUBLE, wait)


def test_an_answer_signed_by_another_key_is_told_apart() -> None:
    assert reason_of(lambda request: signed(request, 200, b"{}", OTHER)) is Reason.FOREIGN_KEY


@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: replace(raw, body=raw.body + b" "),
        lambda raw: replace(raw, body=raw.body[:-1]),
        lambda raw: replace(raw, status=201),
        lambda raw: replace(raw, headers={"agent-signature": raw.headers["agent-signature"][:-4]}),
    ],
)
def test_an_answer_changed_on_the_way_is_no_contact(spoil: Callable[[Raw], Raw]) -> None:
    assert reason_of(lambda request: spoil(signed(request, 200, b'{"a":1}'))) is Reason.CUT


def test_an_answer_to_another_device_is_no_contact() -> None:
    assert reason_of(lambda request: signed(request, 200, b"{}", device=13)) is Reason.CUT


def test_an_old_answer_played_again_is_no_contact() -> None:
    kept: list[Raw] = []

    def replay(request: Request) -> Raw:
        kept.append(signed(request, 200, b"{}"))
        return kept[0]

    line = Line(replay)
    caller(line).call("GET", "/v1/head")
    with pytest.raises(NoContact) as caught:
        caller(line).call("GET", "/v1/head")
    assert caught.value.reason is Reason.CUT


def test_a_clock_that_is_refused_is_corrected_and_the_request_signed_again() -> None:
    there = NOW + timedelta(days=400)

    def strict(request: Request) -> Raw:
        if abs(issued(request) - there) > timedelta(minutes=10):
            return signed(request, 401, problem(401, "clock", to_rfc3339(there)))
        return signed(request, 200, b"{}")

    line = Line(strict)
    me = caller(line)
    assert me.call("GET", "/v1/head").status == 200
    assert len(line.asked) == 2
    assert me.offset == timedelta(days=400)


def test_a_clock_refused_twice_is_told_and_not_tried_for_ever() -> None:
    line = Line(lambda request: signed(request, 401, problem(401, "clock", to_rfc3339(NOW))))
    with pytest.raises(Halted) as caught:
        caller(line).call("GET", "/v1/head")
    assert caught.value.result is Result.CLOCK_REFUSED
    assert len(line.asked) == 2


def test_a_time_without_signature_corrects_no_clock() -> None:
    line = Line(lambda request: Raw(401, {}, problem(401, "clock", to_rfc3339(NOW + timedelta(days=400)))))
    me = caller(line)
    with pytest.raises(NoContact):
        me.call("GET", "/v1/head")
    assert (len(line.asked), me.offset) == (1, timedelta())


@pytest.mark.parametrize(
    ("code", "result"),
    [
        ("token", Result.TOKEN_REFUSED),
        ("unknown_device", Result.UNKNOWN_DEVICE),
        ("revoked", Result.REVOKED),
    ],
)
def test_each_refusal_of_the_device_has_its_own_name(code: str, result: Result) -> None:
    with pytest.raises(Halted) as caught:
        caller(Line(lambda request: signed(request, 401, problem(401, code)))).call("GET", "/v1/head")
    assert caught.value.result is result


def test_a_document_of_another_shape_is_a_matter_of_the_protocol() -> None:
    answer = caller(Line(lambda request: signed(request, 200, b'{"coop":7}'))).call("GET", "/v1/head")
    with pytest.raises(Halted) as caught:
        answer.read(HeadDocument)
    assert caught.value.result is Result.PROTOCOL
