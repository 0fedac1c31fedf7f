"""home_open: from the PIN to Home on a laptop with 5,000 members; home_cold: from nothing, the secret at hand."""

import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop

from agent_app.demo import stage as stages
from agent_app.demo.desk import Desk
from agent_app.gui.screens.home.screen import HomeScreen
from dev import ROOT, app_environment
from tests.bench.day import AN_ACT, write_day
from tests.bench.figures import RUNS, Figure, against_aim
from tests.gui.stage import open_window

MEMBERS = 5_000
AIM_MS = 1_500.0
AIM_COLD_MS = 3_000.0
"""Of a start with the secret already in the hand: the half second of the key's derivation is in it."""
COLD = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from agent_app import bootstrap, settings
from agent_app.gui.application import application
from agent_app.gui.main_window import MainWindow
app, folder, secret = application(), Path(sys.argv[1]), sys.argv[2]
window = MainWindow(bootstrap.doors(folder), settings.load(folder)[0])
window.resize(1366, 768)
window.show()
lock = window.centralWidget().currentWidget()
lock.field.setText(secret)
QTimer.singleShot(0, lock.field.returnPressed.emit)

def look():
    if window.frame is not None and window.frame.screen_key == "home" and window.frame.screen.is_ready:
        print("ready", flush=True)
        window.close()
        app.quit()

often = QTimer(interval=5)
often.timeout.connect(look)
often.start()
app.exec()
"""
NOW = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)


def measure() -> list[Figure]:
    """Milliseconds until the due list stands there: vault, database, window, and what Home asks."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        laptop = _prepare(Path(folder))
        _open(laptop)
        runs = [_open(laptop) for _ in range(RUNS)]
        cold = [_open_cold(laptop) for _ in range(RUNS)]
    return [against_aim("home_open", runs, "ms", AIM_MS), against_aim("home_cold", cold, "ms", AIM_COLD_MS)]


def _prepare(folder: Path) -> Path:
    """Maria's laptop, with as many members who each have paid three months."""
    stage = stages.build(folder, NOW)
    with stage.online():
        desk = Desk(stage.enrol("S003", "Theresia", "supervisor"), stage.clock)
        maria = stage.enrol("A017", "Maria", "agent")
        stage.sync(desk.supervisor)
        desk.accept_schedules()
        stage.sync(desk.supervisor, maria)
        for first in range(0, MEMBERS, AN_ACT // 2):
            maria.do(write_day, first)
        stage.sync(maria)
    stage.close()
    return folder / "agent-A017"


def _open(laptop: Path) -> float:
    """One opening, from the secret typed to the due list, and closing again. The window itself is counted in."""
    begun = time.perf_counter()
    opened = open_window(laptop, NOW)
    home = opened.window.frame.screen
    assert isinstance(home, HomeScreen)
    while not home.is_ready:
        opened.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    took = (time.perf_counter() - begun) * 1000
    opened.window.close()
    opened.window.deleteLater()
    opened.app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    opened.app.processEvents()
    return took


def _open_cold(laptop: Path) -> float:
    """One opening in a process of its own, the passphrase typed as soon as the lock is there."""
    command = [sys.executable, "-c", COLD, str(laptop), stages.PASSPHRASE]
    begun = time.perf_counter()
    with subprocess.Popen(
        command, cwd=ROOT, env=os.environ | app_environment(), stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        took = (time.perf_counter() - begun) * 1000
    assert line.strip() == "ready", "Home did not open"
    return took
