"""What a member list is called in the journal."""

import hashlib
from pathlib import Path

from agent_app.domain.errors import Unavailable
from agent_app.domain.refusals import UnavailableCode

FIGURES = 8
"""Hexadecimal figures of the file's SHA-256: enough to tell a branch's lists apart, and to find one again."""


def list_label(path: Path) -> str:
    """`3f2a9c1b.xlsx`: the beginning of the file's SHA-256 and its ending, never its own name.

    A file is often named after somebody. The name would stand in the lines of all the others on the list, where the
    erasure of that person does not reach. Raises Unavailable(file_not_readable, errno).
    """
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise Unavailable(UnavailableCode.FILE_NOT_READABLE, errno=error.errno) from None
    return f"{digest[:FIGURES]}{path.suffix.casefold()}"
