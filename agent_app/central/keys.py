"""The centre's keys: the database's, the one it signs answers with, and the one courier files are sealed to."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from agent_app import paths
from agent_app.domain.errors import Unavailable
from agent_app.journal import chain
from agent_app.journal.encoding import from_base64, to_base64
from agent_app.wire import answers

FILE = "centre.key"
VARIABLE = "KEAGENAN_CENTRE_KEY"


class _File(msgspec.Struct, kw_only=True):
    """The file and the variable hold the same JSON: `database` in hex, the private keys in base64url."""

    database: str
    signing: str
    sealing: str


@dataclass(frozen=True, slots=True)
class Keys:
    """`database` is 64 hex characters; `signing` an Ed25519 and `sealing` an X25519 private key, 32 bytes each."""

    database: str = field(repr=False)
    signing: bytes = field(repr=False)
    sealing: bytes = field(repr=False)
    public: bytes = field(init=False)
    key_id: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "public", chain.public_key_of(self.signing))
        object.__setattr__(self, "key_id", answers.key_id(self.public))

    @property
    def archive(self) -> bytes:
        """The key archives of a PostgreSQL database are sealed under, 32 bytes; SQLite's copies keep their own."""
        return bytes.fromhex(self.database)

    @property
    def seal_public(self) -> bytes:
        """The public half courier files are sealed to."""
        return X25519PrivateKey.from_private_bytes(self.sealing).public_key().public_bytes_raw()


def new_keys() -> Keys:
    """Fresh random keys."""
    return Keys(os.urandom(32).hex(), chain.new_private_key(), new_exchange_key())


def new_exchange_key() -> bytes:
    """A fresh X25519 private key, 32 bytes."""
    return X25519PrivateKey.generate().private_bytes_raw()


def exchange_public(private_key: bytes) -> bytes:
    """The public half of an X25519 key, 32 bytes."""
    return X25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw()


def save(folder: Path, keys: Keys) -> None:
    """Write the key file, mode 600. Raises OSError."""
    content = _File(database=keys.database, signing=to_base64(keys.signing), sealing=to_base64(keys.sealing))
    paths.write_private(folder / FILE, msgspec.json.encode(content))


def load_or_make(folder: Path, environ: Mapping[str, str] = os.environ) -> Keys:
    """The keys of a new centre: those there are, else fresh ones, written first. Raises as `load`, OSError."""
    if VARIABLE not in environ and not (folder / FILE).exists():
        save(folder, new_keys())
    return load(folder, environ)


def load_if_there(folder: Path, environ: Mapping[str, str] = os.environ) -> Keys | None:
    """The keys, or None where there are none. Raises Unavailable("vault_damaged")."""
    try:
        return load(folder, environ)
    except Unavailable as error:
        if error.code == "vault_missing":
            return None
        raise


def load(folder: Path, environ: Mapping[str, str] = os.environ) -> Keys:
    """The keys from the environment, else from the folder.

    Raises Unavailable("vault_missing") where there are none, Unavailable("vault_damaged") where they are unreadable.
    """
    try:
        content = environ[VARIABLE].encode() if VARIABLE in environ else (folder / FILE).read_bytes()
    except OSError as error:
        raise Unavailable("vault_missing") from error
    try:
        file = msgspec.json.decode(content, type=_File)
        signing, sealing = from_base64(file.signing), from_base64(file.sealing)
        if len(bytes.fromhex(file.database)) != 32 or len(signing) != 32 or len(sealing) != 32:
            raise ValueError("a key has 32 bytes")
    except (msgspec.DecodeError, ValueError) as error:
        raise Unavailable("vault_damaged") from error
    return Keys(file.database, signing, sealing)
