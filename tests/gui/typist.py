"""Opens a laptop's window in a process of its own and types a name until it is killed: `python -m tests.gui.typist`."""

import sys
import time
from pathlib import Path

from PySide6.QtTest import QTest

from tests.gui.conftest import MORNING
from tests.gui.stage import open_window

PER_KEY_S = 0.03


def main(folder: Path) -> None:
    """Say each letter and when it was typed, in seconds since this process began to type."""
    opened = open_window(folder, MORNING)
    opened.window.frame.go("register")
    screen = opened.window.frame.screen
    while not screen._loaded:
        opened.app.processEvents()
    screen.go_to("name")
    begun = time.monotonic()
    for number in range(10_000):
        letter = "abcdefghij"[number % 10]
        QTest.keyClick(opened.window.windowHandle(), letter)
        print(letter, f"{time.monotonic() - begun:.3f}", flush=True)
        until = time.monotonic() + PER_KEY_S
        while time.monotonic() < until:
            opened.app.processEvents()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
