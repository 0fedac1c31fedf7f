"""Where a command gets a PIN or a passphrase: from a file, or from the person at the terminal."""

import argparse
import getpass
import warnings
from pathlib import Path

from agent_app.cli.speech import speech
from agent_app.domain.errors import Refused, Unavailable
from agent_app.domain.refusals import RefusalCode, UnavailableCode
from agent_app.reference.words import Words


def asker(options: argparse.Namespace) -> "Ask":
    """Gives the secret of a kind for opening a folder."""
    return Ask(options.passphrase_file, speech(options))


class Ask:
    """Gives a secret of a kind, "pin" or "passphrase"."""

    def __init__(self, file: Path | None, texts: Words) -> None:
        self._file = file
        self._texts = texts

    @property
    def from_file(self) -> bool:
        """Whether nobody is asked."""
        return self._file is not None

    def __call__(self, kind: str) -> str:
        """The secret. Raises Unavailable("file_not_readable" | "nobody_to_ask")."""
        return self._prompt(f"cli.ask_{kind}") if self._file is None else first_line(self._file)

    def new(self, kind: str) -> str:
        """A secret for a new folder, asked for twice. Raises Refused("secrets_differ"), Unavailable as above."""
        secret = self(kind)
        if not self.from_file and self._prompt(f"cli.ask_{kind}_again") != secret:
            raise Refused(RefusalCode.SECRETS_DIFFER)
        return secret

    def _prompt(self, key: str) -> str:
        with warnings.catch_warnings():
            # Where it cannot hide what is typed, getpass only warns and shows it.
            warnings.simplefilter("error", getpass.GetPassWarning)
            try:
                return getpass.getpass(self._texts.say(key))
            except (getpass.GetPassWarning, EOFError) as error:
                raise Unavailable(UnavailableCode.NOBODY_TO_ASK) from error


def first_line(file: Path) -> str:
    """What a file says in its first line. Raises Unavailable("file_not_readable")."""
    try:
        # Editors on Windows begin a text with a byte order mark, which is no part of the secret.
        return file.read_text(encoding="utf-8-sig").split("\n")[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as error:
        raise Unavailable(UnavailableCode.FILE_NOT_READABLE) from error
