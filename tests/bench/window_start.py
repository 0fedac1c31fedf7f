"""start: from nothing to a window on the screen, ours at its lock against an empty one of PySide6."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from agent_app import bootstrap
from agent_app.demo.stage import PASSPHRASE
from dev import ROOT, app_environment
from tests.bench.figures import Figure, figure, interleaved

EMPTY = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
window = QMainWindow()
window.resize(1366, 768)
window.show()
QTimer.singleShot(0, lambda: (print("shown", flush=True), app.quit()))
app.exec()
"""
OURS = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from agent_app import bootstrap, settings
from agent_app.gui.application import application
from agent_app.gui.main_window import MainWindow
app = application()
folder = Path(sys.argv[1])
window = MainWindow(bootstrap.doors(folder), settings.load(folder)[0])
window.resize(1366, 768)
window.show()
QTimer.singleShot(0, lambda: (print("shown", flush=True), window.close(), app.quit()))
app.exec()
"""


def measure() -> list[Figure]:
    """Milliseconds from starting the process to the first turn of the event loop after the window is shown."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "laptop"
        bootstrap.new_device(folder, "passphrase", PASSPHRASE).close()
        runs, empty = interleaved(lambda: _shown(OURS, str(folder)), lambda: _shown(EMPTY))
    return [figure("start", runs, "ms", "an empty PySide6 window", empty)]


def _shown(script: str, *arguments: str) -> float:
    environment = os.environ | app_environment()
    began = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", script, *arguments], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        taken = (time.perf_counter() - began) * 1000
    assert line.strip() == "shown", "the window was not shown"
    return taken
