"""Tries the frozen client out: a fresh data folder, a list taken in, sent to a real centre, every screen shown.

python -m tests.smoke DIST/keagenan/agent-app
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from agent_app import bootstrap
from agent_app.demo.member_list import write_member_list
from agent_app.demo.people import SamplePeople

ROWS = 50
PASSPHRASE = "desa waijarang pagi hari"


def main(program: Path) -> None:
    """Each step must end well; the sizes and what came out are printed."""
    with tempfile.TemporaryDirectory(prefix="keagenan-smoke-") as scratch:
        folder = Path(scratch)
        centre = bootstrap.central()
        opened = centre.admin.init(folder / "centre", "KCL", "Kopdit Contoh")
        centre.admin.add_branch(opened, "LWB", "Lewoleba", "Asia/Makassar", folder / "recovery.key")
        with centre.server.running(opened) as address:
            invitation = str(centre.admin.invite(opened, address, "LWB", "S003", "Theresia", "supervisor"))
            _work(program, folder, invitation)
            held = centre.admin.devices(opened)
        opened.engine.dispose()
    assert len(held) == 1
    size = sum(path.stat().st_size for path in program.parent.rglob("*") if path.is_file())
    print(f"the frozen client works: {size / 1e6:.0f} MB")


def _work(program: Path, folder: Path, invitation: str) -> None:
    secret = folder / "passphrase.txt"
    secret.write_text(PASSPHRASE + "\n", encoding="utf-8")
    listed = folder / "daftar.xlsx"
    write_member_list(listed, SamplePeople(11).draw(ROWS))

    def run(*words: str) -> str:
        command = [str(program), "--data", str(folder / "laptop"), *words]
        done = subprocess.run(command, capture_output=True, text=True, env=_bare(), timeout=120)
        assert done.returncode == 0, f"{words[0]}: {done.returncode}\n{done.stdout}{done.stderr}"
        print(f"{words[0]}: {done.stdout.strip()[:200]}")
        return done.stdout

    key = ("--passphrase-file", str(secret))
    run("enrol", invitation, *key)
    run("roster", "import", str(listed), *key)
    waiting = json.loads(run("status", "--json", *key))
    assert waiting["unsent"]["lines"] >= ROWS
    run("sync", *key)
    assert json.loads(run("status", "--json", *key))["unsent"]["lines"] == 0
    run("verify", *key)
    assert int(run("check", *key)) >= 4


def _bare() -> dict[str, str]:
    """An environment in which nothing of the checkout can be found by chance."""
    kept = ("HOME", "LANG", "TMPDIR", "SYSTEMROOT", "TEMP", "USERPROFILE")
    return {name: os.environ[name] for name in kept if name in os.environ} | {"QT_QPA_PLATFORM": "offscreen"}


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
