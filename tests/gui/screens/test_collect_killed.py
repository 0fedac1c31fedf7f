"""The app is killed right after money was taken: what was shown is there once, and nothing is there twice."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from agent_app import bootstrap
from agent_app.demo.stage import PASSPHRASE
from agent_app.records.views import members, receipts
from agent_app.records.views.receipts import Receipt
from tests.gui.screens.killed_collector import NOW
from tests.gui.stage import copy_of

ROOT = Path(__file__).parents[3]


@pytest.fixture
def folder(played: Path, tmp_path: Path) -> Path:
    """A copy of Maria's laptop."""
    return copy_of(played, "agent-A017", tmp_path)


def member_of(folder: Path) -> str:
    store = bootstrap.open_device(folder, lambda _: PASSPHRASE, clock=lambda: NOW)
    try:
        with store.reading() as connection:
            return members.search(connection, "KCL", "Margareta Tolok")[0].member
    finally:
        store.close()


def papers_of(folder: Path) -> tuple[Receipt, ...]:
    """Maria's receipts after the laptop was started again."""
    store = bootstrap.open_device(folder, lambda _: PASSPHRASE, clock=lambda: NOW + timedelta(minutes=1))
    try:
        with store.reading() as connection:
            return receipts.recent(connection, "KCL", "A017")
    finally:
        store.close()


def start(folder: Path, member: str, when: str) -> "subprocess.Popen[str]":
    """The window in a process of its own."""
    command = [sys.executable, "-m", "tests.gui.screens.killed_collector", str(folder), member, when]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


def test_a_receipt_that_was_shown_is_there_once_with_its_number(folder: Path) -> None:
    member = member_of(folder)
    before = papers_of(folder)
    process = start(folder, member, "shown")
    assert process.stdout is not None
    number = process.stdout.readline().strip()
    process.kill()
    process.wait(20)
    after = papers_of(folder)
    assert [one.number for one in after].count(number) == 1
    assert len(after) == len(before) + 1
    assert after[0].members == (member,)


def test_killed_at_the_very_key_the_receipt_is_there_whole_or_not_at_all(folder: Path) -> None:
    member = member_of(folder)
    before = papers_of(folder)
    process = start(folder, member, "at_once")
    process.wait(60)
    after = papers_of(folder)
    assert len(after) - len(before) in (0, 1)
    for paper in after[: len(after) - len(before)]:
        assert (paper.members, len(paper.rows)) == ((member,), 3)
    counters = sorted(int(one.number[-6:]) for one in after)
    assert counters == list(range(counters[0], counters[-1] + 1))
