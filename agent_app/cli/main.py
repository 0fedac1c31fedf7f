"""From a command line to an exit code, and what becomes of an error."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from agent_app.cli import arguments
from agent_app.cli.places import DISK_FULL
from agent_app.cli.speech import say, speech
from agent_app.domain.errors import Refused, Trouble, Unavailable
from agent_app.domain.refusals import UnavailableCode

DONE, REFUSED, MISSING = 0, 1, 2


def run(words: Sequence[str]) -> int:
    """Run one command; its exit code. No error reaches the user as a traceback."""
    parser = arguments.parser()
    options = parser.parse_args(words)
    try:
        return int(getattr(_room(options.room), options.act)(options))
    except KeyboardInterrupt:
        say("")
        return MISSING
    except Exception as error:
        return _tell(error, options)


def _room(name: str) -> ModuleType:
    """What carries a command out, with all its libraries: a second or more that only this command pays."""
    match name:
        case "window":
            from agent_app.cli import window

            return window
        case "client":
            from agent_app.cli import client

            return client
        case "roster":
            from agent_app.cli import roster

            return roster
        case "answer":
            from agent_app.cli import answer

            return answer
        case "serve":
            from agent_app.cli import serve

            return serve
        case "central":
            from agent_app.cli import central

            return central
        case _:
            from agent_app.cli import demo

            return demo


def _tell(error: Exception, options: argparse.Namespace) -> int:
    """Say in words what happened; the exit code."""
    texts = speech(options)
    trouble = _trouble_of(error)
    if trouble is not None:
        say(texts.of(trouble))
        return REFUSED if isinstance(trouble, Refused) else MISSING
    # What a bug says may name a person: only its kind and place are told.
    say(texts.say("unavailable.bug", kind=type(error).__name__, place=_place(error)))
    return MISSING


def _trouble_of(error: Exception) -> Trouble | None:
    if isinstance(error, Trouble):
        return error
    if isinstance(error, OSError) and error.errno in DISK_FULL:
        return Unavailable(UnavailableCode.DISK_FULL)
    return None


def _place(bug: BaseException) -> str:
    trace = bug.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "?" if trace is None else f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
