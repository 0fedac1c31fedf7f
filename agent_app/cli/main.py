"""The parser of all commands, and what becomes of an error."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from agent_app import __version__, paths, settings
from agent_app.cli import central, client
from agent_app.domain.errors import Refused, Unavailable
from agent_app.reference.words import words

DONE, REFUSED, MISSING = 0, 1, 2

Command = Callable[[argparse.Namespace], int]


def run(arguments: Sequence[str]) -> int:
    """Run one command; its exit code. No error reaches the user as a traceback."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if not hasattr(options, "command"):
        parser.print_help(sys.stderr)
        return MISSING
    language = settings.load(None)[0].language
    try:
        return int(options.command(options))
    except Refused as refused:
        say(words(language).of(refused))
        return REFUSED
    except Unavailable as missing:
        say(words(language).of(missing))
        return MISSING
    except KeyboardInterrupt:
        say("")
        return MISSING
    except Exception as bug:
        # What a bug says may name a person: only its kind and place are told.
        say(words(language).say("unavailable.bug", kind=type(bug).__name__, place=_place(bug)))
        return MISSING


def say(text: str) -> None:
    """Words for the person, on stderr."""
    print(text, file=sys.stderr)


def _place(bug: BaseException) -> str:
    trace = bug.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "?" if trace is None else f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="agent-app", description="Keagenan")
    parser.add_argument("--version", action="version", version=f"agent-app {__version__}")
    parser.add_argument(
        "--data", type=Path, metavar="DIR", default=paths.default_data_dir(), help="the laptop's data folder"
    )
    commands = parser.add_subparsers(metavar="COMMAND")
    client.add(commands)
    central.add(commands.add_parser("central", help="the centre of a cooperative"))
    _add_demo(commands)
    return parser


def _add_demo(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    demo = commands.add_parser("demo", help="play a village day: agents, supervisors, a centre")
    demo.add_argument("--json", type=Path, metavar="FILE", help="write the totals there")
    demo.add_argument("--keep", type=Path, metavar="DIR", help="keep the folders of devices and centre there")
    demo.set_defaults(command=_demo)


def _demo(options: argparse.Namespace) -> int:
    from agent_app.demo.day import play

    return DONE if play(options.json, options.keep) else REFUSED
