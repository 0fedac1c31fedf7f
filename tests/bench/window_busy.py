"""gui_stall and memory: an agent works in the window while a member list of 50,000 rows comes in."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from dev import ROOT, app_environment
from tests.bench.figures import Figure, against_aim
from tests.gui import busy

ROWS = 50_000
AIM_MS, AIM_MB = 100.0, 180.0
SCRIPT = """
import json, resource, sys
from pathlib import Path
from tests.gui import busy
rows = int(sys.argv[2])
prepared = busy.Prepared(Path(sys.argv[1]) / "agent-A017", Path(sys.argv[1]) / "centre")
with busy.opened(prepared) as window:
    beat = busy.work(window, rows, opened_before=sys.argv[3] == "warm")
    resident = int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 2**20
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"longest": beat.longest, "p99": beat.p99, "resident": resident, "peak": peak}))
"""


def run_apart(folder: Path, rows: int, *, opened_before: bool = False) -> dict[str, float]:
    """The busy hour in a process of its own, so that its memory and its garbage are the window's and nobody else's:
    longest gap and 99th percentile in ms, resident memory and its peak in MB (Linux)."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(folder), str(rows), "warm" if opened_before else ""],
        cwd=ROOT,
        env=os.environ | app_environment(),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def measure() -> list[Figure]:
    """One run, the first opening of every screen in it."""
    with tempfile.TemporaryDirectory() as scratch:
        busy.prepare(Path(scratch), ROWS)
        found = run_apart(Path(scratch), ROWS)
    return [
        against_aim("gui_stall_longest", [found["longest"]], "ms", AIM_MS),
        against_aim("gui_stall_p99", [found["p99"]], "ms", AIM_MS),
        against_aim("memory", [found["resident"]], "MB", AIM_MB),
        against_aim("memory_peak", [found["peak"]], "MB", AIM_MB),
    ]
