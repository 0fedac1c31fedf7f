"""Tokens a device signs itself: a JWT by its Ed25519 key, five minutes long, its `jti` the request's nonce."""

import os
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from agent_app.journal.encoding import from_base64, to_base64

LIFE = timedelta(minutes=5)
CLOCK_TOLERANCE = timedelta(minutes=5)

_ISSUER = re.compile(r"(?P<coop>[A-Z0-9]{2,8})/(?P<device>[1-9][0-9]{0,15})")


class BadToken(Exception):
    """`code` is token or clock."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Claim:
    """What an unverified token claims: whose key to check it with, and the nonce to answer to."""

    coop: str
    device: int
    nonce: str


def new_nonce() -> str:
    """16 random bytes, base64url."""
    return to_base64(os.urandom(16))


def issue(private_key: bytes, coop: str, device: int, centre_key_id: str, nonce: str, now: datetime) -> str:
    """A token for one request."""
    issued = int(now.timestamp())
    payload = {
        "iss": f"{coop}/{device}",
        "aud": f"agent-centre/{centre_key_id}",
        "iat": issued,
        "exp": issued + int(LIFE.total_seconds()),
        "jti": nonce,
    }
    return jwt.encode(payload, Ed25519PrivateKey.from_private_bytes(private_key), algorithm="EdDSA")


def claim(token: str) -> Claim:
    """Read the claim without believing it. Raises BadToken("token")."""
    try:
        payload = jwt.decode(token, options={"verify_signature": False})
        issuer, nonce = _ISSUER.fullmatch(payload["iss"]), payload["jti"]
        if issuer is None or len(from_base64(nonce)) != 16:
            raise BadToken("token")
        return Claim(issuer["coop"], int(issuer["device"]), nonce)
    except (jwt.InvalidTokenError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise BadToken("token") from error


def check(token: str, public_key: bytes, centre_key_id: str, now: datetime) -> None:
    """Raises BadToken("token") where signature or audience is wrong, BadToken("clock") where the time is."""
    options = {"verify_exp": False, "verify_iat": False, "require": ["iss", "aud", "iat", "exp", "jti"]}
    try:
        payload = jwt.decode(
            token,
            Ed25519PublicKey.from_public_bytes(public_key),
            algorithms=["EdDSA"],
            audience=f"agent-centre/{centre_key_id}",
            options=options,  # type: ignore[arg-type]
        )
    except (jwt.InvalidTokenError, ValueError, TypeError, RecursionError) as error:
        raise BadToken("token") from error
    issued, expires = payload["iat"], payload["exp"]
    if type(issued) is not int or type(expires) is not int or expires - issued > LIFE.total_seconds():
        raise BadToken("token")
    # Whole seconds: what a token says may be too large for any float.
    seconds, tolerance = int(now.timestamp()), int(CLOCK_TOLERANCE.total_seconds())
    if not issued - tolerance <= seconds <= expires + tolerance:
        raise BadToken("clock")
