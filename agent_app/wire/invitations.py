"""Invitations: one string or QR that names the centre, carries a code, and pins the centre's key."""

import base64
import hashlib
import ipaddress
import os
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from agent_app.domain.errors import Refused

_FRAGMENT = re.compile(r"([A-Z0-9]{2,8})\.([A-Z2-7]{24,64})\.([A-Z2-7]{16})")
_NO_ADDRESS = re.compile(r"[\s\x00-\x20\x7f?@\\]")


@dataclass(frozen=True, slots=True)
class Invitation:
    """`address` is the centre's base URL; `code` has 120 random bits; `pin` 16 base32 characters of the key's hash."""

    address: str
    coop: str
    code: str
    pin: str

    def __str__(self) -> str:
        return f"{self.address}#{self.coop}.{self.code}.{self.pin}"

    def __repr__(self) -> str:
        return f"Invitation({self.address!r}, {self.coop!r})"


def new_code() -> str:
    """120 random bits in base32."""
    return base64.b32encode(os.urandom(15)).decode()


def pin(public_key: bytes) -> str:
    """What an invitation says of the centre's signing key."""
    return base64.b32encode(hashlib.sha256(public_key).digest()).decode()[:16]


def parse(text: str) -> Invitation:
    """Read an invitation as pasted or scanned. Raises Refused("invitation_unreadable" | "address_insecure")."""
    address, mark, fragment = text.strip().partition("#")
    found = _FRAGMENT.fullmatch(fragment)
    if not mark or found is None:
        raise Refused("invitation_unreadable")
    return Invitation(checked_address(address), found[1], found[2], found[3])


def checked_address(address: str) -> str:
    """The base URL without a slash at the end; plain http only on loopback.

    Raises Refused("invitation_unreadable" | "address_insecure").
    """
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise Refused("invitation_unreadable") from error
    if parts.scheme not in ("http", "https") or not host or port == 0 or _NO_ADDRESS.search(address):
        raise Refused("invitation_unreadable")
    if parts.scheme == "http" and not is_loopback(host):
        raise Refused("address_insecure")
    return address.rstrip("/")


def is_loopback(host: str) -> bool:
    """Whether a host can only be this machine itself."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
