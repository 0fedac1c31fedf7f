"""What each endpoint of /v1 does: from a request that was read to a reply that is not yet signed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import msgspec

from agent_app.central import branch_devices, callers, devices, downloads, epochs, feed, heads, ingest
from agent_app.central.callers import Caller
from agent_app.central.centre import Centre
from agent_app.central.metrics import Metrics
from agent_app.central.problems import Rejected
from agent_app.central.signing import BATCH, DICTIONARY, PAGE, Addressee, Reply, document
from agent_app.journal import compression
from agent_app.wire import answers
from agent_app.wire.documents import EnrolmentRequest, InvitationRequest, Problem


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as read: `headers` by lower-case name, `query` and the parts of the address by name, `body` within
    the endpoint's limit."""

    headers: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes
    path: Mapping[str, str] = field(default_factory=dict)

    def number(self, name: str) -> int:
        """A whole number of the query or the address. Raises Rejected(request)."""
        text = self.path.get(name) or self.query.get(name, "")
        if not text.isascii() or not text.isdecimal() or len(text) > 15:
            raise Rejected(Problem.REQUEST)
        return int(text)


Work = Callable[[Centre, Metrics, Caller, Asked], Reply]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One call of the protocol: `most` bytes of body are read; `revoked` devices may be let in."""

    method: str
    path: str
    work: Work
    most: int = 0
    revoked: bool = False


def identify(centre: Centre, endpoint: Endpoint, headers: Mapping[str, str]) -> Caller:
    """Find out who calls, and whether that device may. Raises Rejected."""
    authorization = headers.get("authorization")
    claim = callers.read_claim(authorization)
    if claim is not None:
        epochs.consider(centre, claim.device, headers.get(answers.HEAD_HEADER.lower()))
    with centre.reading() as connection:
        caller = callers.identify(connection, centre, authorization)
    return caller if endpoint.revoked else callers.admit(caller)


def enrol(centre: Centre, body: bytes) -> Reply:
    """POST /v1/enrolments, the one call without a token. Raises Rejected."""
    enrolled = devices.enrol(centre, enrolment_request(body))
    return Reply(enrolled.status, enrolled.body)


def enrolment_request(body: bytes) -> EnrolmentRequest:
    """Raises Rejected(request)."""
    try:
        return msgspec.json.decode(body, type=EnrolmentRequest)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise Rejected(Problem.REQUEST) from error


def enrolment_addressee(body: bytes) -> Addressee:
    """Whom the answer to an enrolment is for: the key that was sent, as it was sent."""
    try:
        return Addressee(answers.NO_DEVICE, enrolment_request(body).public_key)
    except Rejected:
        return Addressee()


def look_at_invitation(centre: Centre, body: bytes) -> Reply:
    """POST /v1/invitations, without a token too. Raises Rejected."""
    return document(devices.look_at(centre, _invitation_request(body)))


def _invitation_request(body: bytes) -> InvitationRequest:
    try:
        return msgspec.json.decode(body, type=InvitationRequest)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise Rejected(Problem.REQUEST) from error


def invitation_addressee(body: bytes) -> Addressee:
    """Whom the answer about an invitation is for: the nonce that was sent."""
    try:
        return Addressee(answers.NO_DEVICE, _invitation_request(body).nonce)
    except Rejected:
        return Addressee()


def _head(centre: Centre, metrics: Metrics, caller: Caller, asked: Asked) -> Reply:
    told = callers.told_state(asked.headers.get(answers.STATE_HEADER.lower()))
    with centre.reading() as connection:
        due = callers.is_contact_due(connection, centre, caller.device, told)
    if due:
        centre.write(lambda connection: callers.note_contact(connection, centre, caller.device, told))
    with centre.reading() as connection:
        return document(heads.document(connection, centre, caller.device, caller.public_key))


def _push(centre: Centre, metrics: Metrics, caller: Caller, asked: Asked) -> Reply:
    pushed = ingest.push(centre, caller, asked.body)
    metrics.count_lines(pushed.new)
    return document(pushed.head)


def _journal(centre: Centre, metrics: Metrics, caller: Caller, asked: Asked) -> Reply:
    device = asked.number("device") if "device" in asked.query else caller.device
    with centre.reading() as connection:
        return Reply(200, downloads.download(connection, centre, caller, device, asked.number("from")), BATCH)


def _feed(centre: Centre, metrics: Metrics, caller: Caller, asked: Asked) -> Reply:
    stream, after = asked.query.get("stream"), asked.query.get("after", "")
    if not stream:
        raise Rejected(Problem.REQUEST)
    with centre.reading() as connection:
        return Reply(200, feed.page(connection, centre, caller, stream, after), PAGE)


def _dictionary(centre: Centre, metrics: Metrics, caller: Caller, asked: Asked) -> Reply:
    content = compression.dictionary_bytes(asked.number("id"))
    if content is None:
        raise Rejected(Problem.NOT_FOUND)
    return Reply(200, content, DICTIONARY)


def _devices(centre: Centre, metrics: Metrics, caller: Caller, asked: Asked) -> Reply:
    with centre.reading() as connection:
        return document(branch_devices.of_branch(connection, centre, caller))


def _revoke(centre: Centre, metrics: Metrics, caller: Caller, asked: Asked) -> Reply:
    devices, is_closed = branch_devices.revoke(centre, caller, asked.number("device"))
    return document(devices, 200 if is_closed else 202)


ENROLMENTS = "/v1/enrolments"
INVITATIONS = "/v1/invitations"
ENROLMENT_BYTES = 64 * 1024

AUTHENTICATED = (
    Endpoint("GET", "/v1/head", _head, revoked=True),
    Endpoint("POST", "/v1/journal", _push, most=compression.MAX_COMPRESSED, revoked=True),
    Endpoint("GET", "/v1/journal", _journal),
    Endpoint("GET", "/v1/feed", _feed),
    Endpoint("GET", "/v1/dictionaries/{id}", _dictionary),
    Endpoint("GET", "/v1/devices", _devices),
    Endpoint("POST", "/v1/devices/{device}/revocation", _revoke),
)
