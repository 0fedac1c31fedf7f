"""What a verification found, in lines: `device:seq what`."""

import sys

from agent_app.records.verify import Report


def tell_report(report: Report) -> int:
    """Print how many lines were checked, and each problem on stderr; 0 only where nothing was found."""
    print(report.lines)
    for problem in report.problems:
        print(f"{problem.device}:{problem.seq} {problem.what}", file=sys.stderr)
    return 0 if report.is_sound else 1
