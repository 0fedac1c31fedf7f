"""The centre's log: a line a record with its time, the request it belongs to, and the cause of what went wrong.

Databases quote values in their messages, and a bug may name a person: of an error a log gets the kinds of error it came
from, their codes and the place, and nothing of what they say.
"""

import contextvars
import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

from agent_app import paths
from agent_app.domain.errors import Trouble

FOLDER, FILE = "logs", "centre.log"
MOST_BYTES = 16 * 1024 * 1024
OLDER = 9
REQUEST: contextvars.ContextVar[str] = contextvars.ContextVar("request", default="")
"""The id of the request that is worked on, in its threads too."""
_DEEPEST = 8
_log = logging.getLogger(__name__)


class Lines(logging.Formatter):
    """Times are UTC with milliseconds."""

    def format(self, record: logging.LogRecord) -> str:
        """`2026-11-23T02:52:07.315Z WARNING agent_app.central.logbook id=… unavailable: …`"""
        when = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
        request = REQUEST.get()
        about = f" id={request}" if request else ""
        said = record.getMessage()
        if record.exc_info and record.exc_info[1] is not None:
            # Other libraries hand over whole exceptions, with what they say.
            said += f": {cause(record.exc_info[1])}\n{place(record.exc_info[1])}"
        return f"{when} {record.levelname} {record.name}{about} {said}"


@contextmanager
def written(folder: Path, to_stderr: bool = False) -> Iterator[None]:
    """Write from now on into the centre's folder: ten files of 16 MB, the newest without a number.

    Or to stderr, for a service manager that keeps it, and where the folder cannot be written.
    """
    root, own = logging.getLogger(), logging.getLogger("agent_app")
    handler, before = _handler(folder, to_stderr), own.level
    handler.setFormatter(Lines())
    root.addHandler(handler)
    own.setLevel(logging.INFO)
    try:
        yield
    finally:
        own.setLevel(before)
        root.removeHandler(handler)
        handler.close()


def _handler(folder: Path, to_stderr: bool) -> logging.Handler:
    if to_stderr:
        return logging.StreamHandler()
    try:
        path = paths.make_private_dir(folder / FOLDER) / FILE
        return _Files(path, maxBytes=MOST_BYTES, backupCount=OLDER, encoding="utf-8")
    except OSError as error:
        handler = logging.StreamHandler()
        handler.handle(logging.makeLogRecord({"levelname": "WARNING", "msg": f"no log file: {cause(error)}"}))
        return handler


class _Files(RotatingFileHandler):
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (logging's name)
        """A full disk must not make every request print a traceback; what the disk lacks, readiness tells."""


def cause(error: BaseException) -> str:
    """The kinds of error this one came from, with their codes: `Unavailable(disk_full) < OperationalError < DiskFull
    53100`."""
    told: list[str] = []
    one: BaseException | None = error
    while one is not None and len(told) < _DEEPEST:
        told.append(_kind(one))
        within = getattr(one, "orig", None)
        one = within if isinstance(within, BaseException) else one.__cause__ or one.__context__
    return " < ".join(dict.fromkeys(told))


def place(error: BaseException) -> str:
    """Where it was raised, call by call."""
    return "".join(traceback.format_tb(error.__traceback__)).rstrip()


def trouble(error: BaseException) -> None:
    """Something outside is missing, and will mostly be back."""
    _log.warning("unavailable: %s", cause(error))


def bug(error: BaseException) -> None:
    """Nobody thought of this."""
    _log.error("bug: %s\n%s", cause(error), place(error))


def _kind(error: BaseException) -> str:
    name = type(error).__name__
    if isinstance(error, Trouble):
        return f"{name}({error.code})"
    code = getattr(error, "sqlstate", None) or (error.strerror if isinstance(error, OSError) else None)
    return f"{name} {code}" if code else name
