"""Places a command is told to write to, looked at before any work is done for them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from agent_app.domain.errors import Unavailable
from agent_app.domain.refusals import UnavailableCode


def require_writable(*files: Path | None) -> None:
    """Raises Unavailable("file_not_writable") where a file could not stand: no such folder, or itself a folder."""
    for file in files:
        if file is not None and (file.is_dir() or not file.parent.is_dir()):
            raise Unavailable(UnavailableCode.FILE_NOT_WRITABLE)


@contextmanager
def written() -> Iterator[None]:
    """Tells a file that cannot be written after all as Unavailable("file_not_writable")."""
    try:
        yield
    except OSError as error:
        raise Unavailable(UnavailableCode.FILE_NOT_WRITABLE) from error
