"""Places a command is told to write to, looked at before any work is done for them."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from agent_app.domain.errors import Unavailable
from agent_app.domain.refusals import UnavailableCode

DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


def require_writable(*files: Path | None) -> None:
    """Raises Unavailable("file_not_writable") where a file could not stand: no such folder, or itself a folder."""
    for file in files:
        if file is not None and (file.is_dir() or not file.parent.is_dir()):
            raise Unavailable(UnavailableCode.FILE_NOT_WRITABLE)


@contextmanager
def written() -> Iterator[None]:
    """Tells a file or folder that cannot be written after all as Unavailable("file_not_writable"); a full disk stays
    what it is."""
    try:
        yield
    except OSError as error:
        if error.errno in DISK_FULL:
            raise
        raise Unavailable(UnavailableCode.FILE_NOT_WRITABLE) from error
