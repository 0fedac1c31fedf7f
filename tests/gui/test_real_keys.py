"""The day's two long jobs with keys pressed at a display, as those of a keyboard arrive, and counted.

Here alone keys queue as they do for a person who types faster than the laptop answers.
"""

import json
import os
import queue
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from dev import ROOT
from tests.gui.conftest import FEBRUARY, MORNING
from tests.gui.stage import copy_of

PATIENCE = 30
RELIEF = 8_400 + 8_400 + 16_800
"""Two programmes of a farmer; the relief ends with December."""
FULL_PRICE = 3 * 36_800
"""In February somebody is first on the list who saves for old age as well."""

pytestmark = pytest.mark.needs("xvfb", "qt")


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """A display without a screen."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1366x768x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    with os.fdopen(reading) as told:
        number = told.readline().strip()
    assert number, "Xvfb did not start"
    yield f":{number}"
    server.terminate()
    server.wait()


class Keyboard:
    """Presses keys at the display, and waits for what the window then says it shows."""

    def __init__(self, display: str, program: "subprocess.Popen[str]") -> None:
        self._environment = os.environ | {"DISPLAY": display}
        self._told: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._program = program
        threading.Thread(target=self._listen, daemon=True).start()
        self.shown: dict[str, Any] = {}
        self.presses = 0
        window = self.until(lambda shown: "window" in shown)["window"]
        # Without a window manager a window gets the keys only when it is told to; one just shown may not listen yet.
        for _ in range(PATIENCE):
            self._xdotool("windowfocus", str(window))
            if self._comes(lambda shown: bool(shown.get("focus")), seconds=1):
                return
        pytest.fail("the window takes no focus")

    def press(self, *keys: str) -> None:
        """Keys by their names at the display: Return, ctrl+u, 3; with another held down it is one press."""
        self.presses += len(keys)
        self._xdotool("key", "--delay", "30", *keys)

    def type(self, text: str) -> None:
        """A text, a key a letter, and Enter."""
        self.presses += len(text)
        self._xdotool("type", "--delay", "30", text)
        self.press("Return")

    def until(self, is_so: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The first state that fits."""
        if not self._comes(is_so, PATIENCE):
            pytest.fail(f"the window stays at {self.shown}")
        return self.shown

    def _comes(self, is_so: Callable[[dict[str, Any]], bool], seconds: float) -> bool:
        """Whether a state that fits is told, with at most so many seconds between two states."""
        while not is_so(self.shown):
            try:
                self.shown = self._told.get(timeout=seconds)
            except queue.Empty:
                return False
        return True

    def _listen(self) -> None:
        assert self._program.stdout is not None
        for line in self._program.stdout:
            self._told.put(json.loads(line))

    def _xdotool(self, *arguments: str) -> None:
        subprocess.run(["xdotool", *arguments], env=self._environment, check=True, timeout=PATIENCE)


@contextmanager
def keyboard(display: str, played: Path, tmp_path: Path, now: datetime, late: int = 0) -> Iterator[Keyboard]:
    """Maria's window at the display, in a process of its own, on a laptop that answers `late` ms later."""
    folder = copy_of(played, "agent-A017", tmp_path)
    command = [sys.executable, "-m", "tests.gui.keyed_window", str(folder), now.isoformat(), str(late)]
    environment = os.environ | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    program = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        yield Keyboard(display, program)
    finally:
        program.kill()
        program.wait()
        shutil.rmtree(folder)


def test_three_months_for_exact_cash_are_five_keys_from_home(display: str, played: Path, tmp_path: Path) -> None:
    with keyboard(display, played, tmp_path, FEBRUARY) as keys:
        keys.until(lambda shown: bool(shown.get("first")))
        keys.press("Return")
        keys.until(lambda shown: shown.get("people") == 1)
        keys.press("3", "Return", "ctrl+u")
        keys.until(lambda shown: shown.get("can_take"))
        keys.press("ctrl+Return")
        assert keys.until(lambda shown: "rupiah" in shown)["rupiah"] == FULL_PRICE
        assert keys.presses == 5


def test_the_five_keys_may_come_faster_than_a_slow_laptop_answers(display: str, played: Path, tmp_path: Path) -> None:
    with keyboard(display, played, tmp_path, MORNING, late=100) as keys:
        keys.until(lambda shown: bool(shown.get("first")))
        keys.press("Return", "3", "Return", "ctrl+u", "ctrl+Return")
        assert keys.until(lambda shown: "rupiah" in shown)["rupiah"] == RELIEF


def test_a_card_takes_ninety_five_keys_and_the_next_is_typed_while_it_is_being_written(
    display: str, played: Path, tmp_path: Path
) -> None:
    with keyboard(display, played, tmp_path, MORNING, late=200) as keys:
        start = keys.until(lambda shown: bool(shown.get("village")))
        keys.press("F2")
        keys.until(lambda shown: shown.get("field") == "nik")
        for text in ("5313055703889903", "yuliana tuto wahon", "lewoleba", "081234567890", "pen"):
            keys.type(text)
        for text in ("1jt", "lukas lado wahon", "s", "y", "y"):
            keys.type(text)
        keys.press("space", "ctrl+Return")
        assert keys.presses <= 95
        keys.press("F2")
        keys.type("5313055703889904")
        keys.until(lambda shown: shown["members"] == start["members"] + 1)
        shown = keys.until(lambda shown: shown.get("field") == "name")
        assert shown["nik"].replace(" ", "") == "5313055703889904"
