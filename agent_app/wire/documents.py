"""The JSON documents of the protocol's endpoints, and the codes of its problems.

Fields are only ever added, optional and with a default; readers skip what they do not know.
"""

from enum import StrEnum
from typing import Annotated

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
    ROLE = "role"
    OWN_DEVICE = "own_device"
    REQUEST = "request"
    NOT_FOUND = "not_found"
    METHOD = "method"
    TOO_MANY_REQUESTS = "too_many_requests"
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


class InvitationRequest(msgspec.Struct, kw_only=True):
    """POST /v1/invitations: a code to look at, without using it; `nonce` is what the signature of the answer names."""

    coop: str
    code: str
    nonce: str


class InvitationSeen(msgspec.Struct, kw_only=True):
    """For whom an invitation is that could be used now, and the centre's key, which the invitation pins."""

    coop: str
    coop_name: str
    branch_name: str
    person_name: str
    role: str
    centre_key: CentreKey


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


_LARGEST = 2**53 - 1
_Whole = Annotated[int, msgspec.Meta(ge=0, le=_LARGEST)]


class DeviceState(msgspec.Struct, kw_only=True, omit_defaults=True):
    """In the header `Agent-State`: what a laptop tells of itself when it asks for its head.

    `seq` is its last own line; `acts` and `rupiah` what of that it had not sent when it asked; `offset_ms` what its
    clock lacks. Nothing rests on it: it is shown to the supervisors of the branch, and nothing else.
    """

    app: Annotated[str, msgspec.Meta(max_length=40)] = ""
    seq: _Whole = 0
    acts: _Whole = 0
    rupiah: _Whole = 0
    offset_ms: Annotated[int, msgspec.Meta(ge=-_LARGEST, le=_LARGEST)] = 0


class DeviceFacts(msgspec.Struct, kw_only=True, frozen=True):
    """A device of a branch as the centre knows it. Times are RFC 3339.

    `seq` is the last line the centre holds of it. `asked_by` is the supervisor at whose word it is closed once a second
    one asks for the same, since `asked_at`. `told_at` is when it last told of itself, None for a laptop that
    never did: `unsent_acts` and `unsent_rupiah` are then unknown. They are zero once all that was told of is held.
    """

    device: int
    person: str
    role: str
    seq: int
    durable_seq: int
    revoked: bool
    last_contact: str | None = None
    told_at: str | None = None
    app: str | None = None
    unsent_acts: int | None = None
    unsent_rupiah: int | None = None
    offset_ms: int | None = None
    asked_by: str | None = None
    asked_at: str | None = None


class DeviceList(msgspec.Struct, kw_only=True):
    """GET /v1/devices: the devices of the caller's branch, by number."""

    coop: str
    branch: str
    devices: tuple[DeviceFacts, ...]
    server_time: str


class ProblemDocument(msgspec.Struct, kw_only=True, omit_defaults=True):
    """RFC 9457. `head` comes with gap and fork, `server_time` with clock, `retry_after` (whole seconds) with
    too_many_requests."""

    type: str
    title: str
    status: int
    code: str
    head: HeadDocument | None = None
    server_time: str | None = None
    retry_after: int | None = None
