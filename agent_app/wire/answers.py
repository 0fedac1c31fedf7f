"""Signed answers: the only thing that changes any state of a client.

The header `Agent-Signature: <key id>:<sig>` covers the nonce of the request, the status and the exact body, so
that a captive portal's 200, a proxy's 401 and a cut body are all just "no contact".
"""

import hashlib

from agent_app.journal import chain
from agent_app.journal.encoding import from_base64, to_base64

HEADER = "Agent-Signature"
HEAD_HEADER = "Agent-Head"
"""Of requests: the device's last head document as `SignedHead`, JSON in base64url."""
STATE_HEADER = "Agent-State"
"""Of requests for a head, optional: `DeviceState`, JSON in base64url."""
NO_DEVICE = 0
"""The device of every answer to POST /v1/enrolments, whose nonce is the public key sent: nobody is enrolled yet.

Also, with an empty nonce, of answers to requests whose token cannot be read.
"""


def text(coop: str, device: int, nonce: str, status: int, body: bytes) -> bytes:
    """What the centre signs for one answer."""
    return f"agent-answer/1|{coop}|{device}|{nonce}|{status}|{hashlib.sha256(body).hexdigest()}".encode()


def key_id(public_key: bytes) -> str:
    """Names a centre's signing key: the first 16 hex characters of its SHA-256."""
    return hashlib.sha256(public_key).hexdigest()[:16]


def sign(private_key: bytes, coop: str, device: int, nonce: str, status: int, body: bytes) -> str:
    """The value of the header."""
    signature = chain.sign(private_key, text(coop, device, nonce, status, body))
    return f"{key_id(chain.public_key_of(private_key))}:{to_base64(signature)}"


def is_signed(
    header: str | None, public_key: bytes, coop: str, device: int, nonce: str, status: int, body: bytes
) -> bool:
    """Whether the header is this centre's signature under this very answer."""
    if header is None:
        return False
    claimed, _, signature = header.partition(":")
    if claimed != key_id(public_key):
        return False
    try:
        raw = from_base64(signature)
    except ValueError:
        return False
    return chain.verify(public_key, raw, text(coop, device, nonce, status, body))
