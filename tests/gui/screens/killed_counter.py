"""A process of its own that takes a deposit in the real window and is killed once the count is on the disk, before the
confirmation: `folder`."""

import os
import signal
import sys
import time
from pathlib import Path

from agent_app.records.log import Changes
from tests.gui.conftest import AFTERNOON
from tests.gui.screens.counter import MARIA, deposit_of
from tests.gui.stage import open_window

PATIENCE = 30


def main(folder: Path) -> None:
    opened = open_window(folder, AFTERNOON)
    frame = opened.window.frame
    deposit = deposit_of(opened, MARIA)

    def heard(changes: Changes) -> None:
        if "deposit_count" in changes.tables:
            os.kill(os.getpid(), signal.SIGKILL)

    frame.session.store.subscribe(heard)
    frame.go("count", deposit=deposit.origin)
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        opened.app.processEvents()
        if frame.screen.loaded is not None:
            frame.screen.form.count.put(dict(deposit.pieces))
            frame.screen.primary()
    raise TimeoutError


if __name__ == "__main__":
    main(Path(sys.argv[1]))
