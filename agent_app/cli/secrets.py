"""Where a command gets a PIN or a passphrase: from a file, or from the person at the terminal."""

import argparse
import getpass
from pathlib import Path

from agent_app.domain.errors import Refused, Unavailable

PROMPTS = {
    "pin": "PIN (6 angka): ",
    "pin_again": "PIN sekali lagi: ",
    "passphrase": "Frasa sandi: ",
    "passphrase_again": "Frasa sandi sekali lagi: ",
}


def add_option(parser: argparse.ArgumentParser) -> None:
    """The option that takes the secret from a file."""
    parser.add_argument(
        "--passphrase-file", type=Path, metavar="FILE", help="the passphrase (or PIN) is the first line of this file"
    )


def asker(options: argparse.Namespace) -> "Ask":
    """Gives the secret of a kind for opening a folder."""
    return Ask(options.passphrase_file)


class Ask:
    """Gives a secret of a kind, "pin" or "passphrase"."""

    def __init__(self, file: Path | None) -> None:
        self._file = file

    @property
    def from_file(self) -> bool:
        """Whether nobody is asked."""
        return self._file is not None

    def __call__(self, kind: str) -> str:
        """The secret. Raises Unavailable("file_not_readable")."""
        if self._file is not None:
            try:
                return self._file.read_text(encoding="utf-8").split("\n")[0].rstrip("\r")
            except (OSError, UnicodeDecodeError) as error:
                raise Unavailable("file_not_readable") from error
        return getpass.getpass(PROMPTS[kind])

    def new(self, kind: str) -> str:
        """A secret for a new folder, asked for twice. Raises Refused("secrets_differ")."""
        secret = self(kind)
        if not self.from_file and getpass.getpass(PROMPTS[f"{kind}_again"]) != secret:
            raise Refused("secrets_differ")
        return secret
