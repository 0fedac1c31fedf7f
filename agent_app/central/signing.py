"""Answers as they leave the centre: every one with status 2xx or 4xx is signed for the device that asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec
from starlette.responses import Response

from agent_app.central.centre import Centre
from agent_app.central.problems import MEDIA_TYPE, Rejected
from agent_app.wire import answers
from agent_app.wire.tokens import Claim

JSON = "application/json"
BATCH = "application/vnd.keagenan.batch"
PAGE = "application/vnd.keagenan.page"
DICTIONARY = "application/vnd.keagenan.dictionary"
BUSY_SECONDS = 5
"""After an answer that will pass by itself, so long until it is worth asking again."""


@dataclass(frozen=True, slots=True)
class Reply:
    """Status and exact body of an answer; `code` is a problem's."""

    status: int
    body: bytes
    media_type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)
    code: str = ""


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom an answer is signed for: the device and nonce of the token, or the key sent with an enrolment."""

    device: int = answers.NO_DEVICE
    nonce: str = ""

    @classmethod
    def of(cls, claim: Claim | None) -> "Addressee":
        """The device a token claims to be of; nobody where there is none."""
        return cls() if claim is None else cls(claim.device, claim.nonce)


def document(shape: msgspec.Struct, status: int = 200) -> Reply:
    """A JSON document as an answer."""
    return Reply(status, msgspec.json.encode(shape))


def problem(rejected: Rejected) -> Reply:
    """A problem document as an answer; those that will pass say when to come again."""
    seconds = BUSY_SECONDS if rejected.status == 503 else rejected.retry_after
    headers = {} if seconds is None else {"Retry-After": str(seconds)}
    return Reply(rejected.status, rejected.body(), MEDIA_TYPE, headers, rejected.problem.value)


def signed(centre: Centre, reply: Reply, to: Addressee) -> Response:
    """The response; answers about the server's own trouble (5xx) are not the centre's word and stay unsigned."""
    headers = dict(reply.headers)
    if reply.status < 500:
        headers[answers.HEADER] = answers.sign(
            centre.keys.signing, centre.coop, to.device, to.nonce, reply.status, reply.body
        )
    return Response(reply.body, reply.status, headers, reply.media_type)
