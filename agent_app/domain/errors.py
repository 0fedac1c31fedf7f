"""The two kinds of trouble that are no bug: the trade says no, or something outside is missing."""

from typing import Any


class Trouble(Exception):
    """A stable code and its parameters; the words for it live in resources/words.

    Parameters must never be personal data: they may reach a log.
    """

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        if not self.params:
            return self.code
        return f"{self.code} ({', '.join(f'{key}={value}' for key, value in self.params.items())})"


class Refused(Trouble):
    """The trade says no; the user is told what to do instead. Nothing was stored."""


class Unavailable(Trouble):
    """Something outside the app is missing (disk, network, keyring); retry or help. Nothing is lost."""
