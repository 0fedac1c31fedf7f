"""A process of its own that imports a list in the real window and kills itself in the middle: `folder`, `list`."""

import os
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from tests.gui.stage import open_window

NOW = datetime(2026, 11, 23, 8, 40, tzinfo=UTC)
ROWS_BEFORE = 1_000
PATIENCE = 60


def main(folder: Path, file: Path) -> None:
    opened = open_window(folder, NOW)
    opened.window.frame.go("roster")
    work = opened.window.frame.screen.work

    def until(is_so) -> None:
        end = time.monotonic() + PATIENCE
        while not is_so():
            if time.monotonic() > end:
                raise TimeoutError
            opened.app.processEvents()

    work.open(file)
    until(lambda: work.stage == "columns")
    work.look()
    until(lambda: work.stage == "looked")
    work.start(complete=False)
    until(lambda: work.progress.done >= ROWS_BEFORE)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
