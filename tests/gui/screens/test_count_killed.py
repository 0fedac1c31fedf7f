"""The app is killed between the count and the confirmation: the count is there once, and waits to be confirmed."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from agent_app.settings import Settings
from tests.gui.conftest import AFTERNOON
from tests.gui.screens.counter import MARIA, ctrl_enter, deposit_of, outcome, screen, settle, show
from tests.gui.stage import Opened, copy_of, open_window

ROOT = Path(__file__).parents[3]


@pytest.fixture
def killed(afternoon: Path, tmp_path: Path, qapp: object) -> Iterator[Opened]:
    """The window opened again on the laptop whose program was killed."""
    folder = copy_of(afternoon, "supervisor-S003", tmp_path)
    command = [sys.executable, "-m", "tests.gui.screens.killed_counter", str(folder)]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    assert subprocess.run(command, cwd=ROOT, env=environment, timeout=120, check=False).returncode < 0
    opened = open_window(folder, AFTERNOON + timedelta(minutes=1), Settings(theme="light"))
    yield opened
    opened.window.close()


def test_the_count_is_offered_to_be_confirmed_by_one_key(killed: Opened, qtbot: QtBot) -> None:
    deposit = deposit_of(killed, MARIA)
    assert (deposit.outcome, [one.rupiah for one in deposit.counts]) == (None, [deposit.rupiah])
    show(killed, qtbot, deposit.origin)
    assert screen(killed).form.locked is not None
    ctrl_enter(killed, qtbot)
    settle(killed, qtbot)
    assert outcome(killed, MARIA) == ("confirmed", deposit.rupiah)
    assert len(deposit_of(killed, MARIA).counts) == 1
