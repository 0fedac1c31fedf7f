"""The secret store of the operating system, behind three verbs, with its many troubles told as two."""

import secrets
from typing import TYPE_CHECKING, Protocol

from agent_app.domain.errors import Unavailable

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "keagenan"

# What the library itself calls recommended; below it lie the backends that do nothing or store plain text.
_RECOMMENDED_PRIORITY = 1


class SecretStore(Protocol):
    """Keeps short secrets by name. Each verb raises Unavailable: `keyring_missing` or `keyring_locked`."""

    def get(self, name: str) -> str | None:
        """The secret, or None if there is none of this name."""

    def set(self, name: str, secret: str) -> None:
        """Keep the secret; after the return it has been read back."""

    def delete(self, name: str) -> None:
        """Forget the secret; forgetting an unknown one is no error."""


class MemoryKeyring:
    """Keeps secrets for the life of the process: for the demo and for tests, never for real money."""

    def __init__(self) -> None:
        self._secrets: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        return self._secrets.get(name)

    def set(self, name: str, secret: str) -> None:
        self._secrets[name] = secret

    def delete(self, name: str) -> None:
        self._secrets.pop(name, None)

    def names(self) -> frozenset[str]:
        """The names of the secrets it keeps."""
        return frozenset(self._secrets)


class SystemKeyring:
    """The keyring of the logged-in user: Secret Service, Windows Credential Locker or macOS Keychain."""

    def __init__(self, backend: "KeyringBackend | None" = None) -> None:
        """`backend` None takes the one the platform recommends, at the first use."""
        self._chosen = backend

    def get(self, name: str) -> str | None:
        backend = self._backend()
        try:
            return backend.get_password(SERVICE, name)
        except Exception as error:
            raise Unavailable("keyring_locked") from error

    def set(self, name: str, secret: str) -> None:
        backend = self._backend()
        try:
            backend.set_password(SERVICE, name, secret)
        except Exception as error:
            raise Unavailable("keyring_locked") from error
        # A backend may accept a secret and forget it.
        if self.get(name) != secret:
            raise Unavailable("keyring_missing")

    def delete(self, name: str) -> None:
        if self.get(name) is None:
            return
        try:
            self._backend().delete_password(SERVICE, name)
        except Exception as error:
            raise Unavailable("keyring_locked") from error

    def _backend(self) -> "KeyringBackend":
        """The backend, if it is one that keeps secrets; `keyring_missing` otherwise.

        Past this gate any exception counts as a locked keyring: besides `KeyringError` (its `InitError` is a
        Secret Service whose prompt was dismissed) backends raise what D-Bus and the platform raise.
        """
        try:
            if self._chosen is None:
                # Loading all backends takes a good part of a second; who uses no keyring does not pay.
                import keyring

                self._chosen = keyring.get_keyring()
            usable = self._chosen.priority >= _RECOMMENDED_PRIORITY
        except Exception as error:
            raise Unavailable("keyring_missing") from error
        if not usable:
            raise Unavailable("keyring_missing")
        return self._chosen


def require(keyring: SecretStore) -> None:
    """Keep a secret of no worth and forget it again. Raises Unavailable: `keyring_missing` or `keyring_locked`."""
    name = f"trial-{secrets.token_hex(8)}"
    keyring.set(name, "trial")
    keyring.delete(name)
