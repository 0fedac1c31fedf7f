"""The recovery secret: with it, and one backup, a centre stands again on a machine that has nothing else.

Only its public half stays with the centre, so a backup is sealed to it without the secret being there. Whoever loses
it needs the centre's own key file instead; nobody can compute it again.
"""

import base64
import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from agent_app import paths
from agent_app.central import keys
from agent_app.central.centre import Clock, wall_clock
from agent_app.central.database import Settings, read_settings, write_settings
from agent_app.domain.errors import Refused
from agent_app.domain.refusals import RefusalCode
from agent_app.journal.encoding import from_base64, to_base64

FILE = "recovery-centre.key"
_INFO = b"agent-backup/1 recovery"
_CHECK = 4
_GROUP = 4
# What people read wrongly on paper: these three are no letters of base32.
_MEANT = str.maketrans("018", "OIB")
_LETTERS = 52


class Sealed(msgspec.Struct, frozen=True):
    """A key that only the holder of a secret reads: of which one, and how; base64url."""

    id: str
    ephemeral: str
    key: str


def id_of(public: bytes) -> str:
    """What a secret is called without being told: eight hex digits of its public half."""
    return hashlib.sha256(_INFO + public).hexdigest()[:8]


def written(secret: bytes) -> str:
    """The secret (32 bytes) for paper: fourteen groups of four letters and digits, the last of which is a check."""
    text = base64.b32encode(secret).decode().rstrip("=") + _check(secret)
    return " ".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))


def read(text: str) -> bytes:
    """The secret as somebody typed it or kept it in a file. Raises Refused("recovery_unreadable")."""
    letters = re.sub(r"[\s-]", "", text).upper().translate(_MEANT)
    try:
        secret = base64.b32decode(letters[:_LETTERS] + "====")
    except ValueError as error:
        raise Refused(RefusalCode.RECOVERY_UNREADABLE) from error
    if len(secret) != 32 or letters[_LETTERS:] != _check(secret):
        raise Refused(RefusalCode.RECOVERY_UNREADABLE)
    return secret


def _check(secret: bytes) -> str:
    return base64.b32encode(hashlib.sha256(_INFO + secret).digest()).decode()[:_CHECK]


def renew(folder: Path, file: Path, now: Clock = wall_clock) -> str:
    """Make a new secret, write it to `file` (mode 600) and have the centre seal its backups to it; the secret's id.

    What was sealed to an earlier one is still opened by that. Raises Refused("file_exists"), OSError for the file,
    what `read_settings` raises.
    """
    settings = read_settings(folder)
    if file.exists():
        raise Refused(RefusalCode.FILE_EXISTS)
    secret = keys.new_exchange_key()
    public = keys.exchange_public(secret)
    note = f"# {settings.coop} {now():%Y-%m-%d} {id_of(public)}"
    paths.write_private(file, f"{written(secret)}\n{note}\n".encode())
    write_settings(folder, msgspec.structs.replace(settings, recovery=to_base64(public), recovery_checked=None))
    return id_of(public)


def check(folder: Path, text: str, now: Clock = wall_clock) -> str:
    """Note that the kept secret is the one backups are sealed to; its id.

    Raises Refused("recovery_unreadable"), Refused("recovery_wrong") for another secret or where there is none.
    """
    settings = read_settings(folder)
    public = keys.exchange_public(read(text))
    if settings.recovery != to_base64(public):
        raise Refused(RefusalCode.RECOVERY_WRONG)
    write_settings(folder, msgspec.structs.replace(settings, recovery_checked=f"{now():%Y-%m-%d}"))
    return id_of(public)


def warnings(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """What stands between a backup and its use elsewhere: codes of words, with their parameters."""
    settings = read_settings(folder)
    public = public_of(settings)
    if public is None:
        yield "recovery_none", {}
    elif settings.recovery_checked is None:
        yield "recovery_unchecked", {"id": id_of(public)}
    if public is not None and (folder / FILE).exists():
        yield "recovery_lies_here", {"file": str(folder / FILE)}


def public_of(settings: Settings) -> bytes | None:
    """The public half that a centre seals its backups to; None where no secret was made yet."""
    return None if settings.recovery is None else from_base64(settings.recovery)


def seal(key: bytes, public: bytes) -> Sealed:
    """Wrap a key (32 bytes) so that only the holder of the secret behind `public` reads it."""
    own = X25519PrivateKey.generate()
    ephemeral = own.public_key().public_bytes_raw()
    shared = own.exchange(X25519PublicKey.from_public_bytes(public))
    wrapped = _cipher(shared, ephemeral, public).encrypt(bytes(12), key, _INFO)
    return Sealed(id_of(public), to_base64(ephemeral), to_base64(wrapped))


def unseal(sealed: Sealed, secret: bytes) -> bytes:
    """The key again. Raises Refused("recovery_wrong")."""
    try:
        ephemeral = from_base64(sealed.ephemeral)
        own = X25519PrivateKey.from_private_bytes(secret)
        shared = own.exchange(X25519PublicKey.from_public_bytes(ephemeral))
        cipher = _cipher(shared, ephemeral, own.public_key().public_bytes_raw())
        return cipher.decrypt(bytes(12), from_base64(sealed.key), _INFO)
    except (InvalidTag, ValueError) as error:
        raise Refused(RefusalCode.RECOVERY_WRONG, id=sealed.id) from error


def _cipher(shared: bytes, ephemeral: bytes, public: bytes) -> AESGCM:
    # The nonce may stand still: every backup has an ephemeral key of its own, and so a cipher of its own.
    return AESGCM(HKDF(SHA256(), 32, ephemeral + public, _INFO).derive(shared))


def seal_under(key: bytes, centre_key: bytes) -> str:
    """Wrap a key under the centre's own, base64url, for a restore beside its key file."""
    nonce = os.urandom(12)
    return to_base64(nonce + AESGCM(_own(centre_key)).encrypt(nonce, key, _INFO))


def unseal_under(sealed: str, centre_key: bytes) -> bytes | None:
    """The key again, None where it was wrapped under another."""
    try:
        whole = from_base64(sealed)
        return AESGCM(_own(centre_key)).decrypt(whole[:12], whole[12:], _INFO)
    except (InvalidTag, ValueError):
        return None


def _own(centre_key: bytes) -> bytes:
    return HKDF(SHA256(), 32, None, _INFO + b" centre").derive(centre_key)
