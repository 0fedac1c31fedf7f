"""What a verification found: damaged pages of the file, and problems in lines, `device:seq what`."""

import argparse
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from agent_app.cli.speech import say, speech
from agent_app.domain.errors import Unavailable
from agent_app.records.verify import Problem, Report


def tell_report(report: Report, damaged: int, options: argparse.Namespace) -> int:
    """Print how many lines were checked, and each problem on stderr; 0 only where nothing was found."""
    print(report.lines)
    tell_problems(report.problems)
    if damaged:
        say(speech(options).say("cli.pages_damaged", pages=damaged))
    return 0 if report.is_sound and not damaged else 1


def tell_problems(problems: Iterable[Problem]) -> None:
    """Each on stderr, with its journal and line."""
    for problem in problems:
        say(f"{problem.device}:{problem.seq} {problem.what}")


@contextmanager
def named_damage() -> Iterator[None]:
    """Says before anything else which line is damaged, where an error knows."""
    try:
        yield
    except Unavailable as error:
        if "seq" in error.params:
            say(f"{error.params['device']}:{error.params['seq']} {error.params['what']}")
        raise
