"""The demo on a bare Debian or Ubuntu with a display: `python -m tests.bare_root [bookworm|noble …]`, as root, by hand.

Makes a minimal system in a folder (debootstrap), copies the checkout as committed into it, starts `python3 dev.py demo`
there against an Xvfb outside, and looks for the window. It downloads a few hundred megabytes, so no test run starts it.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from dev import ROOT, say

MIRRORS = {"noble": "http://archive.ubuntu.com/ubuntu"}
COMPONENTS = {"noble": "main,universe"}
CERTIFICATES = ("PIP_CERT", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE")
PATIENCE_S = 1_500


def demo_opens_a_window(suite: str, folder: Path) -> bool:
    """Whether the demo's window is seen on a system that holds Python and nothing else."""
    system = folder / suite
    components = COMPONENTS.get(suite, "main")
    packages = "--include=python3,ca-certificates"
    bootstrap = ["debootstrap", "--variant=minbase", f"--components={components}", packages, suite, str(system)]
    subprocess.run([*bootstrap, *([MIRRORS[suite]] if suite in MIRRORS else [])], check=True)
    checkout = system / "keagenan"
    checkout.mkdir()
    archive = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, check=True, capture_output=True).stdout
    subprocess.run(["tar", "-x", "-C", str(checkout)], input=archive, check=True)
    for name in CERTIFICATES:
        # Where a network puts a certificate authority of its own before the registries, pip is told of it here, too.
        if (file := os.environ.get(name)) and Path(file).is_file():
            inside = system / file.lstrip("/")
            inside.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, inside)
    subprocess.run(["mount", "--bind", "/proc", str(system / "proc")], check=True)
    try:
        return _opens(system)
    finally:
        subprocess.run(["umount", str(system / "proc")], check=False)


def _opens(system: Path) -> bool:
    reading, writing = os.pipe()
    display = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1366x768x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as told:
        number = told.readline().strip()
    environment = os.environ | {"DISPLAY": f":{number}", "HOME": "/keagenan", "LC_ALL": "C.UTF-8"}
    start = ["chroot", str(system), "sh", "-c", "cd /keagenan && exec python3 dev.py demo --as agent"]
    demo = subprocess.Popen(start, env=environment, start_new_session=True)
    try:
        return _is_seen(environment, demo)
    finally:
        if demo.poll() is None:
            os.killpg(demo.pid, 15)
        demo.wait()
        display.terminate()
        display.wait()


def _is_seen(environment: dict[str, str], demo: "subprocess.Popen[bytes]") -> bool:
    limit = time.monotonic() + PATIENCE_S
    search = ["xdotool", "search", "--onlyvisible", "--name", "^Keagenan$"]
    while time.monotonic() < limit and demo.poll() is None:
        if subprocess.run(search, env=environment, capture_output=True).stdout.strip():
            return True
        time.sleep(2)
    say(f"no window; the demo's exit code: {demo.poll()}")
    return False


def main(suites: list[str]) -> int:
    """0 where the window is seen on every system named."""
    seen = {}
    for suite in suites or ["bookworm"]:
        with tempfile.TemporaryDirectory(prefix="keagenan-bare-") as folder:
            seen[suite] = demo_opens_a_window(suite, Path(folder))
    say(", ".join(f"{suite}: {'a window' if one else 'no window'}" for suite, one in seen.items()))
    return 0 if all(seen.values()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
