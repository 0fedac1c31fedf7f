"""Calls to the centre as this device: a self-signed token each, and an answer only when the centre signed it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

import msgspec

from agent_app.journal.encoding import utc
from agent_app.store.identity import Identity
from agent_app.store.tx import Now
from agent_app.sync.outcome import Halted, Result
from agent_app.sync.transport import MAX_ANSWER, NoContact, Raw, Reason, Request, Transport
from agent_app.wire import answers, tokens
from agent_app.wire.documents import Problem, ProblemDocument, SignedHead

Document = TypeVar("Document", bound=msgspec.Struct)

LONGEST_WAIT_SIGNED = 3600.0
LONGEST_WAIT = 900.0
"""Seconds for which the centre, and whoever else stands on the way, can have this laptop wait."""
_BUSY = frozenset({408, 429})
_LATER = frozenset({429, 503})
_TOO_MANY = 429
_SIGN_IN_FIRST = 511


@dataclass(frozen=True, slots=True)
class Answer:
    """A verified answer. `sent_at` and `received_at` are by the laptop's own, uncorrected clock.

    `code` is the problem's, empty where the answer is none.
    """

    status: int
    body: bytes
    nonce: str
    signature: str
    sent_at: datetime
    received_at: datetime
    code: str = ""

    def read(self, shape: type[Document]) -> Document:
        """The JSON document of the answer. Raises Halted(PROTOCOL) where it is not of this shape."""
        try:
            return msgspec.json.decode(self.body, type=shape)
        except msgspec.DecodeError as error:
            raise Halted(Result.PROTOCOL, "answer") from error

    def signed_head(self) -> str:
        """The answer as proof of what the centre once held."""
        proof = SignedHead(body=self.body.decode(), nonce=self.nonce, status=self.status, signature=self.signature)
        return msgspec.json.encode(proof).decode()


class Caller:
    """One device's line to its centre. `offset` is what the laptop's clock lacks."""

    def __init__(self, transport: Transport, identity: Identity, now: Now, offset: timedelta) -> None:
        self.identity = identity
        self.offset = offset
        self._transport = transport
        self._now = now

    def call(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None, most: int = MAX_ANSWER
    ) -> Answer:
        """Ask the centre; where it says that the clock is wrong, once more with the time it gives.

        Raises NoContact, and Halted where the centre does not accept this device.
        """
        answer = self._once(method, path, body, headers or {}, most)
        if answer.code == Problem.CLOCK:
            self._correct_clock(answer)
            answer = self._once(method, path, body, headers or {}, most)
        if answer.status == 401:
            raise Halted(_refusal(answer.code), answer.code)
        return answer

    def _once(self, method: str, path: str, body: bytes, headers: dict[str, str], most: int) -> Answer:
        me = self.identity
        nonce = tokens.new_nonce()
        sent_at = self._now()
        token = tokens.issue(me.private_key, me.coop, me.device, me.centre_key_id, nonce, sent_at + self.offset)
        given = {"Authorization": f"Bearer {token}", **headers}
        raw = self._transport.send(Request(method, path, body, given, most))
        signature = signature_of(raw, me.centre_key_id)
        if not answers.is_signed(signature, me.centre_key, me.coop, me.device, nonce, raw.status, raw.body):
            raise NoContact(Reason.CUT, raw.status)
        if raw.status == _TOO_MANY:
            raise NoContact(Reason.SERVER_TROUBLE, raw.status, _wait_signed(raw))
        return Answer(raw.status, raw.body, nonce, signature, sent_at, self._now(), problem_code(raw))

    def _correct_clock(self, answer: Answer) -> None:
        """Take the centre's time for this session; whether it is kept is decided from a head document."""
        server_time = answer.read(ProblemDocument).server_time
        if server_time is None:
            raise Halted(Result.PROTOCOL, "clock")
        self.offset = read_time(server_time) - (answer.sent_at + (answer.received_at - answer.sent_at) / 2)


def signature_of(raw: Raw, centre_key_id: str) -> str:
    """The signature an answer claims to have by this key. Raises NoContact with what the answer is instead."""
    signature = raw.headers.get(answers.HEADER.lower())
    if signature is None:
        raise NoContact(_unsigned(raw.status), raw.status, _wait_unsigned(raw))
    if signature.partition(":")[0] != centre_key_id:
        raise NoContact(Reason.FOREIGN_KEY, raw.status)
    return signature


def problem_code(raw: Raw) -> str:
    """The code of a problem document, empty for any other answer. Raises NoContact for an unreadable problem."""
    if raw.status < 400:
        return ""
    try:
        return msgspec.json.decode(raw.body, type=ProblemDocument).code
    except (msgspec.DecodeError, RecursionError) as error:
        raise NoContact(Reason.CUT, raw.status) from error


def read_time(text: str) -> datetime:
    """A time the centre gave, in UTC. Raises Halted(PROTOCOL)."""
    try:
        return utc(text)
    except ValueError as error:
        raise Halted(Result.PROTOCOL, "server_time") from error


def _unsigned(status: int) -> Reason:
    if status == 413:
        return Reason.TOO_LARGE
    if status in _BUSY or (status >= 500 and status != _SIGN_IN_FIRST):
        return Reason.SERVER_TROUBLE
    return Reason.CAPTIVE_PORTAL


def _wait_signed(raw: Raw) -> float:
    """Seconds that the centre says it wants to be left alone."""
    problem_code(raw)
    asked = msgspec.json.decode(raw.body, type=ProblemDocument).retry_after or 0
    return min(max(0.0, float(asked)), LONGEST_WAIT_SIGNED)


def _wait_unsigned(raw: Raw) -> float:
    """Seconds of Retry-After, from a proxy or a centre in trouble. A date is passed over: by whose clock?"""
    said = raw.headers.get("retry-after", "").strip()
    if raw.status not in _LATER or not said.isascii() or not said.isdecimal():
        return 0.0
    return min(float(said[:9]), LONGEST_WAIT)


def _refusal(code: str) -> Result:
    match code:
        case Problem.CLOCK:
            return Result.CLOCK_REFUSED
        case Problem.UNKNOWN_DEVICE:
            return Result.UNKNOWN_DEVICE
        case Problem.REVOKED:
            return Result.REVOKED
        case _:
            return Result.TOKEN_REFUSED
