"""roster_import: a member list of 20,000 and of 200,000 rows into an empty roster, by the command a person types.

Each list is looked at, taken in, and taken in again; every run is a process of its own, from its start to its end, with
the child that reads the file. Memory is the most that its processes held together at any moment.
"""

import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from agent_app import bootstrap
from agent_app.central import admin, server
from agent_app.sync.enrolment import enrol
from agent_app.sync.once import sync_once
from agent_app.sync.transport import HttpTransport
from dev import ROOT
from tests.bench.figures import Figure, against_aim, figure
from tests.bench.member_list import write_member_list

FEW, MANY = 20_000, 200_000
AIM_S, AIM_LOOK_S, AIM_AGAIN_S, AIM_TIMES, AIM_MB = 60.0, 15.0, 20.0, 12.0, 400.0
PASSPHRASE = "frasa sandi yang panjang"
_SAMPLE_S = 0.1


@dataclass(frozen=True)
class Run:
    """One command: seconds by the clock, the most megabytes that all its processes held together, and seconds of
    both processors, which other work on the machine changes less."""

    seconds: float
    megabytes: float
    processor: float


def measure() -> list[Figure]:
    """Seconds of the import, of the look before it and of the same list again; their growth, and memory."""
    few, many = _lists(FEW), _lists(MANY)
    return [
        against_aim("roster_import", [many["import"].seconds], "s", AIM_S),
        figure("roster_import_growth", [many["import"].seconds], "s", f"{FEW} rows", [few["import"].seconds]),
        against_aim("roster_import_look", [many["look"].seconds], "s", AIM_LOOK_S),
        against_aim("roster_import_again", [many["again"].seconds], "s", AIM_AGAIN_S),
        figure("roster_import_processor", [many["import"].processor], "s", f"{FEW} rows", [few["import"].processor]),
        against_aim("roster_import_memory", [max(one.megabytes for one in many.values())], "MB", AIM_MB),
    ]


def _lists(rows: int) -> dict[str, Run]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = write_member_list(folder / "anggota.xlsx", rows)
        (folder / "secret.txt").write_text(PASSPHRASE)
        _supervisor(folder)
        look = _roster_import(folder, file, "--dry-run", expected=rows)
        taken = _roster_import(folder, file, expected=rows)
        return {"look": look, "import": taken, "again": _roster_import(folder, file, expected=0)}


def _supervisor(folder: Path) -> None:
    """A supervisor's laptop in `laptop`, enrolled at a centre that is not needed afterwards."""
    centre = admin.init(folder / "centre", "KCL", "Kopdit Contoh", None, now=bootstrap.wall_clock)
    admin.add_branch(centre, "LWB", "Lewoleba", "Asia/Makassar", folder / "recovery.key")
    with server.running(centre) as address:
        invitation = admin.invite(centre, address, "LWB", "S003", "S003", "supervisor")
        store = bootstrap.new_device(folder / "laptop", "passphrase", PASSPHRASE)
        enrol(store, str(invitation), "", "bench")
        sync_once(store, HttpTransport(address))
        store.close()
    centre.engine.dispose()


def _roster_import(folder: Path, file: Path, *options: str, expected: int) -> Run:
    command = [sys.executable, "-m", "agent_app", "--data", str(folder / "laptop"), "roster", "import", str(file)]
    started, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    process = subprocess.Popen(
        [*command, "--passphrase-file", str(folder / "secret.txt"), *options],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    highest = 0
    while process.poll() is None:
        highest = max(highest, sum(_held(one) for one in _family(process.pid)))
        time.sleep(_SAMPLE_S)
    seconds = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert process.stdout is not None
    printed = process.stdout.read().strip()
    assert (process.returncode, printed) == (0, str(expected)), (process.returncode, printed)
    return Run(seconds, highest / 1024, processor)


def _family(pid: int) -> list[int]:
    """A process and those it started."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return [pid]
    return [pid, *(each for child in children for each in _family(int(child)))]


def _held(pid: int) -> int:
    """The memory a process holds, its share of what several hold, in kilobytes; 0 once it is gone."""
    try:
        sums = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in sums.splitlines() if line.startswith("Pss:")), 0)
