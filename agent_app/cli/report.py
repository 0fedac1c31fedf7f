"""What a verification found: damaged pages of the file, and problems in lines, `device:seq what`."""

import argparse

from agent_app.cli.speech import say, speech
from agent_app.records.verify import Report


def tell_report(report: Report, damaged: int, options: argparse.Namespace) -> int:
    """Print how many lines were checked, and each problem on stderr; 0 only where nothing was found."""
    print(report.lines)
    for problem in report.problems:
        say(f"{problem.device}:{problem.seq} {problem.what}")
    if damaged:
        say(speech(options).say("cli.pages_damaged", pages=damaged))
    return 0 if report.is_sound and not damaged else 1
