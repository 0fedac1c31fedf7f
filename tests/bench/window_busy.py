"""gui_stall and memory: somebody works in the window while a member list of 50,000 rows comes in."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from agent_app import bootstrap
from agent_app.demo.stage import PASSPHRASE
from dev import ROOT, app_environment
from tests.bench.figures import Figure, against_aim
from tests.bench.kit import served_apart
from tests.gui import busy

ROWS = 50_000
AIM_MS, AIM_MB = 100.0, 180.0
SCRIPT = """
import json, sys
from pathlib import Path
from tests.gui import busy
rows = int(sys.argv[2])
prepared = busy.Prepared(Path(sys.argv[1]) / sys.argv[4], Path(sys.argv[1]) / "centre")
with busy.opened(prepared) as window:
    beat = busy.work(window, rows, opened_before=sys.argv[3] == "warm")
print(json.dumps({"longest": beat.longest, "p99": beat.p99}))
"""


def run_apart(folder: Path, rows: int, laptop: str = busy.AGENT, *, opened_before: bool = False) -> dict[str, float]:
    """The busy hour in a process of its own, so that its garbage is the window's and nobody else's: longest gap and
    99th percentile in ms."""
    return _figures("-c", SCRIPT, str(folder), str(rows), "warm" if opened_before else "", laptop)


def memory(folder: Path, rows: int) -> dict[str, float]:
    """The app alone in a process, its centre in another: resident memory and its peak in MB (Linux)."""
    centre = bootstrap.central().database.open_centre(folder / "centre")
    try:
        with served_apart(centre) as address:
            laptop = str(folder / busy.AGENT)
            return _figures("-m", "tests.bench.app_alone", laptop, address, str(rows), PASSPHRASE)
    finally:
        centre.engine.dispose()


def _figures(*arguments: str) -> dict[str, float]:
    """What a process says of itself in its last line."""
    environment = os.environ | app_environment()
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def measure() -> list[Figure]:
    """One run of an agent and one of a supervisor, the first opening of every screen in them."""
    with tempfile.TemporaryDirectory() as scratch:
        prepared = Path(scratch) / "prepared"
        busy.prepare(prepared, ROWS)
        shutil.copytree(prepared, Path(scratch) / "again")
        found = run_apart(prepared, ROWS)
        desk = run_apart(prepared, ROWS, busy.SUPERVISOR)
        found |= memory(Path(scratch) / "again", ROWS)
    return [
        against_aim("gui_stall_longest", [found["longest"]], "ms", AIM_MS),
        against_aim("gui_stall_p99", [found["p99"]], "ms", AIM_MS),
        against_aim("gui_stall_desk_longest", [desk["longest"]], "ms", AIM_MS),
        against_aim("gui_stall_desk_p99", [desk["p99"]], "ms", AIM_MS),
        against_aim("memory", [found["resident"]], "MB", AIM_MB),
        against_aim("memory_peak", [found["peak"]], "MB", AIM_MB),
    ]
