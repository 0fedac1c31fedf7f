"""Reads a member list in a process of its own: the window stays quick, and a hostile file takes down nothing else.

A frozen program must call `multiprocessing.freeze_support()` first thing in its main module.
"""

import multiprocessing
import signal
import sys
import time
from collections.abc import Callable, Collection, Generator, Sequence
from contextlib import closing, suppress
from datetime import date
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

import msgspec

from agent_app.documents.roster_account import Answers
from agent_app.documents.roster_again import Back, rows_again
from agent_app.documents.roster_file import stream_roster
from agent_app.documents.roster_mapping import Mapping
from agent_app.documents.roster_rows import Problem, RosterChunk, Source
from agent_app.documents.spreadsheet import DEFAULT_LIMITS, Limits, Sheet
from agent_app.documents.workbooks import read_sheets
from agent_app.domain.errors import Refused, Unavailable
from agent_app.domain.refusals import RefusalCode

MEMORY_BYTES: Final = 1_500_000_000
QUIET_SECONDS: Final = 180.0
_LOOK_SECONDS: Final = 0.2
_NO_ANSWERS: Final = Answers()


def _always() -> bool:
    return True


class _Message(msgspec.Struct, frozen=True):
    """What a child sends: a chunk of rows, the sheets asked for, rows read again, or why there is nothing."""

    chunk: RosterChunk | None = None
    again: tuple[Problem, ...] | None = None
    sheets: tuple[Sheet, ...] | None = None
    refused: tuple[str, dict[str, Any]] | None = None
    unavailable: tuple[str, dict[str, Any]] | None = None


def read_roster_in_child(
    path: Path,
    mapping: Mapping | Sequence[Mapping] | None = None,
    sheet: str | Collection[str] | None = None,
    *,
    today: date,
    limits: Limits = DEFAULT_LIMITS,
    answers: Answers = _NO_ANSWERS,
    memory_bytes: int = MEMORY_BYTES,
    quiet_seconds: float = QUIET_SECONDS,
    is_wanted: Callable[[], bool] = _always,
) -> Generator[RosterChunk, None, None]:
    """Like `stream_roster`, in a child process that holds at most a few chunks and never outlives this generator.

    Once `is_wanted` says no, which is asked a few times a second, it ends without a summary.
    Raises what `stream_roster` raises, and Refused(file_unreadable) when the child dies, fails, needs more than
    `memory_bytes` (kept where the system can: Linux) or sends nothing for `quiet_seconds`.
    """
    mappings = (mapping,) if isinstance(mapping, Mapping) else tuple(mapping or ())
    sheets = sheet if sheet is None or isinstance(sheet, str) else tuple(sheet)
    work = partial(
        _send_roster, path=path, mappings=mappings, sheet=sheets, today=today, limits=limits, answers=answers
    )
    messages = _messages_of_child(work, memory_bytes, quiet_seconds, is_wanted)
    with closing(messages):
        for message in messages:
            if message.chunk is not None:
                yield message.chunk
            if message.chunk is not None and message.chunk.summary is not None:
                return


def read_sheets_in_child(
    path: Path,
    first_rows: int,
    *,
    limits: Limits = DEFAULT_LIMITS,
    memory_bytes: int = MEMORY_BYTES,
    quiet_seconds: float = QUIET_SECONDS,
    is_wanted: Callable[[], bool] = _always,
) -> tuple[Sheet, ...]:
    """The first rows of every sheet, to show and map before an import; safe as `read_roster_in_child`.

    No sheets where `is_wanted` says no before they are there. Raises as `read_sheets`, and Refused(file_unreadable).
    """
    work = partial(_send_sheets, path=path, first_rows=first_rows, limits=limits)
    with closing(_messages_of_child(work, memory_bytes, quiet_seconds, is_wanted)) as messages:
        return next(messages, _Message()).sheets or ()


def read_again_in_child(
    path: Path,
    mappings: Sequence[Mapping],
    wanted: dict[Source, list[Back]],
    *,
    limits: Limits = DEFAULT_LIMITS,
    memory_bytes: int = MEMORY_BYTES,
    quiet_seconds: float = QUIET_SECONDS,
) -> tuple[Problem, ...]:
    """Like `rows_again`, safe as `read_roster_in_child`."""
    work = partial(_send_again, path=path, mappings=tuple(mappings), wanted=wanted, limits=limits)
    with closing(_messages_of_child(work, memory_bytes, quiet_seconds, _always)) as messages:
        return next(messages, _Message()).again or ()


def _messages_of_child(
    work: Callable[[Connection], None], memory_bytes: int, quiet_seconds: float, is_wanted: Callable[[], bool]
) -> Generator[_Message, None, None]:
    """What `work` sends from a new process, which is gone when the generator is closed."""
    context = multiprocessing.get_context("spawn")
    receiving, sending = context.Pipe(duplex=False)
    child = context.Process(target=_work_in_child, args=(work, sending, memory_bytes), daemon=True)
    child.start()
    sending.close()
    decoder = msgspec.msgpack.Decoder(_Message)
    try:
        while _arrives(receiving, quiet_seconds, is_wanted):
            message = decoder.decode(receiving.recv_bytes())
            if message.refused is not None:
                raise Refused(message.refused[0], **message.refused[1])
            if message.unavailable is not None:
                raise Unavailable(message.unavailable[0], **message.unavailable[1])
            yield message
    except (EOFError, OSError):
        raise Refused(RefusalCode.FILE_UNREADABLE) from None
    finally:
        receiving.close()
        child.kill()
        child.join()
        child.close()


def _arrives(receiving: Connection, quiet_seconds: float, is_wanted: Callable[[], bool]) -> bool:
    """Wait for a message; False when nobody wants it any more."""
    until = time.monotonic() + quiet_seconds
    while is_wanted():
        left = until - time.monotonic()
        if left <= 0:
            raise Refused(RefusalCode.FILE_UNREADABLE)
        if receiving.poll(min(left, _LOOK_SECONDS)):
            return True
    return False


def _work_in_child(work: Callable[[Connection], None], sending: Connection, memory_bytes: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit_memory(memory_bytes)
    try:
        work(sending)
    except Refused as refusal:
        _send(sending, _Message(refused=(refusal.code, refusal.params)))
    except Unavailable as missing:
        _send(sending, _Message(unavailable=(missing.code, missing.params)))
    except BaseException as error:
        # A traceback would show cells of the list; only the kind of error may leave this process.
        with suppress(BaseException):
            _send(sending, _Message(refused=(RefusalCode.FILE_UNREADABLE, {"error": type(error).__name__})))


def _send_roster(
    sending: Connection,
    path: Path,
    mappings: tuple[Mapping, ...],
    sheet: str | Collection[str] | None,
    today: date,
    limits: Limits,
    answers: Answers,
) -> None:
    for chunk in stream_roster(path, mappings, sheet, today=today, limits=limits, answers=answers):
        _send(sending, _Message(chunk=chunk))


def _send_sheets(sending: Connection, path: Path, first_rows: int, limits: Limits) -> None:
    _send(sending, _Message(sheets=tuple(read_sheets(path, first_rows, limits))))


def _send_again(
    sending: Connection, path: Path, mappings: tuple[Mapping, ...], wanted: dict[Source, list[Back]], limits: Limits
) -> None:
    _send(sending, _Message(again=tuple(rows_again(path, mappings, wanted, limits))))


def _send(sending: Connection, message: _Message) -> None:
    sending.send_bytes(msgspec.msgpack.encode(message))


def _limit_memory(memory_bytes: int) -> None:
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))
