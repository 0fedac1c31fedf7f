"""The JSON documents of the protocol's endpoints, and the codes of its problems.

Fields are only ever added, optional and with a default; readers skip what they do not know.
"""

from enum import StrEnum

import msgspec

PROTOCOL = (1, 1)


class Problem(StrEnum):
    """Stable codes of the problem documents (RFC 9457)."""

    CODE_UNKNOWN = "code_unknown"
    CODE_USED = "code_used"
    CODE_EXPIRED = "code_expired"
    CERTIFICATE = "certificate"
    DEVICE_TAKEN = "device_taken"
    PROTOCOL = "protocol"
    TOKEN = "token"
    CLOCK = "clock"
    UNKNOWN_DEVICE = "unknown_device"
    REVOKED = "revoked"
    SIZE = "size"
    DICTIONARY = "dictionary"
    BATCH = "batch"
    CHAIN = "chain"
    SIGNATURE = "signature"
    GAP = "gap"
    FORK = "fork"
    CURSOR = "cursor"
    STREAM = "stream"
    REQUEST = "request"
    NOT_FOUND = "not_found"
    METHOD = "method"
    BUSY = "busy"
    INTERNAL = "internal"


class CentreKey(msgspec.Struct, kw_only=True):
    """The centre's signing key: Ed25519, 32 bytes base64url."""

    id: str
    key: str


class JournalExcerpt(msgspec.Struct, kw_only=True):
    """One line with the hash before it, so that its own hash can be computed: an excerpt the answer vouches for."""

    device: int
    seq: int
    prev: str
    line: str


class Certificate(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A signed enrolment answer, kept word for word; shown again, it admits the device to a restored centre.

    `body` is the answer's exact text, `nonce` the public key sent with the request.
    """

    body: str
    nonce: str
    status: int
    signature: str


class EnrolmentRequest(msgspec.Struct, kw_only=True, omit_defaults=True):
    """POST /v1/enrolments: an invitation's code and a new public key, or a certificate of old."""

    coop: str
    public_key: str
    code: str | None = None
    name: str | None = None
    app: str | None = None
    protocol: tuple[int, int] = PROTOCOL
    certificate: Certificate | None = None


class Enrolment(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The identity of a device. `enrolled` holds the centre's lines that say so, oldest first."""

    coop: str
    coop_name: str
    branch: str
    branch_name: str
    zone: str
    person: str
    person_name: str
    role: str
    device: int
    centre_key: CentreKey
    seal_key: str
    recovery_key: str
    epoch: str
    server_time: str
    protocol: tuple[int, int] = PROTOCOL
    enrolled: tuple[JournalExcerpt, ...] = ()


class KindTotal(msgspec.Struct, kw_only=True, frozen=True):
    """Lines of one kind in a journal, and the sum of their `rupiah`."""

    count: int
    rupiah: int


class HeadDocument(msgspec.Struct, kw_only=True):
    """What the centre holds of a journal. `durable_seq` is in a verified backup."""

    coop: str
    device: int
    epoch: str
    seq: int
    head: str
    durable_seq: int
    totals: dict[str, KindTotal]
    server_time: str
    protocol: tuple[int, int] = PROTOCOL
    reviews: int = 0


class SignedHead(msgspec.Struct, kw_only=True):
    """A head document as it was signed; in the header `Agent-Head` it proves what a centre once held."""

    body: str
    nonce: str
    status: int
    signature: str


class ProblemDocument(msgspec.Struct, kw_only=True, omit_defaults=True):
    """RFC 9457. `head` comes with gap and fork, `server_time` with clock."""

    type: str
    title: str
    status: int
    code: str
    head: HeadDocument | None = None
    server_time: str | None = None
