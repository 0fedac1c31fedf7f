"""`python -m tests.bench [NAME…] [--json FILE]`."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from tests.bench import (
    backup,
    bytes_sent,
    desk,
    home,
    people,
    push,
    remit_list,
    roster_import,
    save_receipt,
    verify,
    window_busy,
    window_start,
)
from tests.bench.figures import Figure, write

BENCHMARKS: dict[str, Callable[[], list[Figure]]] = {
    "save_receipt": save_receipt.measure,
    "push_10k": push.measure,
    "bytes_receipt": bytes_sent.measure_receipts,
    "bytes_day": bytes_sent.measure_day,
    "verify": verify.measure,
    "backup": backup.measure,
    "start": window_start.measure,
    "gui_stall": window_busy.measure,
    "home_open": home.measure,
    "search_3_letters": people.measure,
    "desk_open": desk.measure,
    "roster_import": roster_import.measure,
    "remit_list": remit_list.measure,
}


def main() -> None:
    """Run the named benchmarks, or all."""
    parser = argparse.ArgumentParser(prog="dev.py bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    unknown = set(options.names) - BENCHMARKS.keys()
    if unknown:
        parser.error(f"no such figure: {', '.join(sorted(unknown))}")
    figures: list[Figure] = []
    for name in options.names or BENCHMARKS:
        for each in BENCHMARKS[name]():
            figures.append(each)
            print(
                f"{each.figure}: {each.value} {each.unit} ({each.ratio} of {each.reference}: {each.reference_value})",
                file=sys.stderr,
            )
    write(figures, options.json)


if __name__ == "__main__":
    main()
