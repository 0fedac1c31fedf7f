"""The binding to Qt keeps its references: a release that dropped one a call ended the process after some thousand."""

import subprocess
import sys

SCRIPT = """
import sys
from PySide6.QtCore import QObject, Signal

class Bell(QObject):
    rung = Signal(bool)

bell, heard = Bell(), []
bell.rung.connect(lambda value: heard.append(value) if len(heard) < 3 else None)
for number in range(100_000):
    bell.setObjectName("x")
    bell.rung.emit(True)
print(len(heard))
"""


def test_a_hundred_thousand_void_calls_and_signals_leave_the_process_alive() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout.strip()) == (0, "3"), done.stderr
