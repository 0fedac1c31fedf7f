"""The hash chain of a journal and the signatures over its head."""

import hashlib
from collections.abc import Iterable

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from agent_app.journal import lines


def genesis(coop: str, device: int, public_key: bytes) -> bytes:
    """h(0): binds a chain to its cooperative, device and key."""
    return hashlib.sha256(f"agent-journal/1|{coop}|{device}|{public_key.hex()}".encode()).digest()


def step(previous: bytes, raw: bytes) -> bytes:
    """h(n) from h(n−1) and the bytes of line n, erased or not."""
    public, private = lines.digests(raw)
    return hashlib.sha256(previous + public + private).digest()


def walk(previous: bytes, raws: Iterable[bytes]) -> list[bytes]:
    """The hashes of consecutive lines after `previous`."""
    hashes = []
    for raw in raws:
        previous = step(previous, raw)
        hashes.append(previous)
    return hashes


def batch_text(coop: str, device: int, to: int, head: bytes) -> bytes:
    """What a device signs at the end of a batch: one signature covers every line below it."""
    return f"agent-batch/1|{coop}|{device}|{to}|{head.hex()}".encode()


def sign(private_key: bytes, text: bytes) -> bytes:
    """Ed25519 signature (64 bytes) by a 32-byte private key."""
    return Ed25519PrivateKey.from_private_bytes(private_key).sign(text)


def verify(public_key: bytes, signature: bytes, text: bytes) -> bool:
    """Whether the Ed25519 signature is by the holder of the key; malformed keys and signatures are not."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, text)
    except (InvalidSignature, ValueError):
        return False
    return True


def new_private_key() -> bytes:
    """A fresh Ed25519 private key, 32 bytes."""
    return Ed25519PrivateKey.generate().private_bytes_raw()


def public_key_of(private_key: bytes) -> bytes:
    """The public half, 32 bytes."""
    return Ed25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw()
