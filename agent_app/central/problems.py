"""Why the centre says no to a request: stable codes as problem documents (RFC 9457)."""

import msgspec

from agent_app.wire.documents import HeadDocument, Problem, ProblemDocument

MEDIA_TYPE = "application/problem+json"

STATUS: dict[Problem, int] = {
    Problem.CODE_UNKNOWN: 404,
    Problem.CODE_USED: 410,
    Problem.CODE_EXPIRED: 410,
    Problem.CERTIFICATE: 403,
    Problem.DEVICE_TAKEN: 409,
    Problem.PROTOCOL: 409,
    Problem.TOKEN: 401,
    Problem.CLOCK: 401,
    Problem.UNKNOWN_DEVICE: 401,
    Problem.REVOKED: 401,
    Problem.SIZE: 413,
    Problem.DICTIONARY: 400,
    Problem.BATCH: 400,
    Problem.CHAIN: 400,
    Problem.SIGNATURE: 400,
    Problem.GAP: 409,
    Problem.FORK: 409,
    Problem.CURSOR: 409,
    Problem.STREAM: 403,
    Problem.ROLE: 403,
    Problem.OWN_DEVICE: 409,
    Problem.REQUEST: 400,
    Problem.NOT_FOUND: 404,
    Problem.METHOD: 405,
    Problem.TOO_MANY_REQUESTS: 429,
    Problem.BUSY: 503,
    Problem.INTERNAL: 500,
}

TITLES: dict[Problem, str] = {
    Problem.CODE_UNKNOWN: "No invitation has this code",
    Problem.CODE_USED: "The invitation was used with another key",
    Problem.CODE_EXPIRED: "The invitation is older than 24 hours",
    Problem.CERTIFICATE: "The certificate was not signed by this centre for this key",
    Problem.DEVICE_TAKEN: "Another key holds this device number",
    Problem.PROTOCOL: "No version of the protocol is common to both sides",
    Problem.TOKEN: "The token is not by this device for this centre",
    Problem.CLOCK: "The token's time is not now",
    Problem.UNKNOWN_DEVICE: "The centre does not know this device",
    Problem.REVOKED: "The device was revoked",
    Problem.SIZE: "The body is larger than allowed",
    Problem.DICTIONARY: "The compression dictionary is not known",
    Problem.BATCH: "The body is no batch of this cooperative",
    Problem.CHAIN: "The lines do not lead to the batch's head",
    Problem.SIGNATURE: "The batch is not signed by its device",
    Problem.GAP: "Lines before these are missing",
    Problem.FORK: "Another line is held under the same number",
    Problem.CURSOR: "The cursor is not of this stream as it stands",
    Problem.STREAM: "This device may not read this",
    Problem.ROLE: "Only a supervisor may ask this",
    Problem.OWN_DEVICE: "No device closes itself",
    Problem.REQUEST: "The request lacks something or is not readable",
    Problem.NOT_FOUND: "There is nothing here",
    Problem.METHOD: "The method is not for this address",
    Problem.TOO_MANY_REQUESTS: "This device or address asks too often",
    Problem.BUSY: "The centre is busy; the same request may be sent again",
    Problem.INTERNAL: "The centre has met a bug; nothing was stored",
}


class Rejected(Exception):
    """A request that gets a problem document.

    `head` comes with gap and fork, `server_time` with clock, `retry_after` (seconds) with too_many_requests.
    """

    def __init__(
        self,
        problem: Problem,
        *,
        head: HeadDocument | None = None,
        server_time: str | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(problem.value)
        self.problem = problem
        self.head = head
        self.server_time = server_time
        self.retry_after = retry_after

    @property
    def status(self) -> int:
        """The HTTP status."""
        return STATUS[self.problem]

    def body(self) -> bytes:
        """The problem document as JSON."""
        return msgspec.json.encode(
            ProblemDocument(
                type=f"urn:keagenan:problem:{self.problem.value}",
                title=TITLES[self.problem],
                status=self.status,
                code=self.problem.value,
                head=self.head,
                server_time=self.server_time,
                retry_after=self.retry_after,
            )
        )
