"""`systemctl` of a rehearsal: starts and stops a unit's ExecStart; `python -m tests.cli.services UNITS WORD…`."""

import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path

from tests.waiting import within

units, words = Path(sys.argv[1]), [word for word in sys.argv[2:] if not word.startswith("--")]
(units / "asked").open("a").write(" ".join(sys.argv[2:]) + "\n")
act, names = (words[0], words[1:]) if words else ("list", [])


def stop(name: str) -> None:
    """End a service and wait until it is gone."""
    file = units / f"{name}.pid"
    if file.exists():
        pid = int(file.read_text())
        os.kill(pid, signal.SIGTERM)
        within(lambda: not Path(f"/proc/{pid}").exists() or "State:\tZ" in Path(f"/proc/{pid}/status").read_text())
        file.unlink()


def start(name: str) -> None:
    """Begin a service, and wait until it says that it is ready."""
    text = (units / name).read_text()
    if "ExecStart=" not in text:
        return
    command = shlex.split(next(line for line in text.splitlines() if line.startswith("ExecStart="))[10:])
    log = (units / f"{name}.log").open("wb")
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
    (units / f"{name}.pid").write_text(str(process.pid))
    within(lambda: process.poll() is not None or "http" in (units / f"{name}.log").read_text())
    if process.poll() is not None:
        sys.exit((units / f"{name}.log").read_text())


for name in names:
    if act in ("stop", "restart"):
        stop(name)
    if act in ("start", "restart") or (act == "enable" and "--now" in sys.argv):
        start(name)
    if act == "status" and not (units / f"{name}.pid").exists():
        sys.exit(f"{name} does not run")
