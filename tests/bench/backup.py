"""backup_100k: seconds and megabytes of `central backup` of 100,000 lines, by the command, on either database."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from agent_app.central.centre import wall_clock
from agent_app.central.server import running
from dev import ROOT
from tests.bench.figures import Figure, against_aim
from tests.bench.kit import postgres
from tests.central.conftest import enrol, make_centre
from tests.central.many import fill

LINES = int(os.environ.get("KEAGENAN_BENCH_LINES", "100000"))
AIM_SECONDS, AIM_MEGABYTES = 60.0, 300.0

_PROGRAM = """
import sys
from agent_app.cli.main import run
assert run(sys.argv[1:]) == 0
print(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


def measure() -> list[Figure]:
    """Fill a centre, and back it up twice by the command; the better run counts, since nothing else is measured."""
    with postgres() as url:
        return [*_measure("postgresql", url), *_measure("sqlite", None)]


def _measure(kind: str, url: str | None) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "centre"
        centre = make_centre(place, url, wall_clock)  # type: ignore[arg-type]
        with running(centre, with_worker=False) as address:
            laptop = enrol(centre, address, "A017", "agent")
        fill(centre, laptop, LINES)
        centre.engine.dispose()
        runs = [_run(place, Path(folder) / f"copy-{number}") for number in range(2)]
    seconds, megabytes = [run[0] for run in runs], [run[1] for run in runs]
    return [
        against_aim(f"backup_{LINES}_{kind}", seconds, "s", AIM_SECONDS),
        against_aim(f"backup_{LINES}_{kind}_memory", megabytes, "MB", AIM_MEGABYTES),
    ]


def _run(place: Path, target: Path) -> tuple[float, float]:
    """Seconds, and the most memory the command had: its own word, since a child inherits its parent's peak."""
    words = [sys.executable, "-c", _PROGRAM, "central", "backup", "--dir", str(place), "--to", str(target)]
    start = time.perf_counter()
    done = subprocess.run(words, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    seconds = time.perf_counter() - start
    return seconds, int(done.stdout.split()[-2]) / 1024
