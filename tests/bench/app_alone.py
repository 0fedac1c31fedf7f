"""The app and nothing else in a process: `folder`, `address`, `rows`. Says its memory in MB as JSON, resident and peak.

It goes through every screen while a member list of so many rows comes in, and is then left alone for a moment.
"""

import json
import resource
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtWidgets import QApplication
from sqlalchemy import func, select

from agent_app import bootstrap
from agent_app.gui.application import application
from agent_app.gui.main_window import MainWindow
from agent_app.records.tables.members import roster_row
from agent_app.settings import Settings
from agent_app.sync.transport import HttpTransport

LEFT_ALONE_S = 6.0
LONGEST_S = 240.0


def main(folder: Path, address: str, rows: int, passphrase: str) -> None:
    """Work, wait, tell."""
    app = application()
    doors = bootstrap.doors(folder, clock=lambda: datetime.now(UTC))
    settings = Settings(theme="light", sync_first_delay_s=0.2)
    window = MainWindow(doors, settings, lambda store: HttpTransport(address))
    window.resize(1366, 768)
    window.show()
    window.open_with(doors.unlock(passphrase))
    assert window.frame is not None
    for key in window.frame.entries:
        window.frame.go(key)
        let(app, 0.2)
    limit = time.monotonic() + LONGEST_S
    while arrived(window) < rows and time.monotonic() < limit:
        let(app, 0.3)
    let(app, LEFT_ALONE_S)
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    resident = pages * resource.getpagesize() / 2**20
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"resident": resident, "peak": peak}))
    window.close()


def let(app: QApplication, seconds: float) -> None:
    """Let the window work."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        app.processEvents()
        time.sleep(0.002)


def arrived(window: MainWindow) -> int:
    """Rows of the list that are here."""
    assert window.session is not None
    with window.session.store.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(roster_row)).scalar_one())


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4])
