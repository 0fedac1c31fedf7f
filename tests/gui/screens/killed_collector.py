"""A process of its own that takes money in the real window, to be killed: `folder`, `member`, and when.

`shown` says the receipt's number once its page is there and waits to be killed; `at_once` kills itself when the key
has been pressed.
"""

import os
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.gui.screens.desk import ENTER, EXACT, TAKE, press
from tests.gui.stage import open_window

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def main(folder: Path, member: str, when: str) -> None:
    opened = open_window(folder, NOW)
    frame = opened.window.frame

    def until(is_so) -> None:
        end = time.monotonic() + 20
        while not is_so():
            if time.monotonic() > end:
                raise TimeoutError
            opened.app.processEvents()

    frame.go("collect", member=member)
    until(lambda: bool(frame.screen.order.lines) and frame.session.status is not None)
    press("3", ENTER, EXACT)
    until(frame.screen.form.take.isEnabled)
    if when == "at_once":
        target = QApplication.focusWidget()
        QTest.keyPress(target, *TAKE)
        os.kill(os.getpid(), signal.SIGKILL)
    press(TAKE)
    until(lambda: frame.screen_key == "receipt" and frame.screen.loaded is not None)
    print(frame.screen.loaded.facts.number, flush=True)
    time.sleep(60)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
