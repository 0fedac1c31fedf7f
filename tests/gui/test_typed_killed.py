"""The laptop goes off while somebody types: wherever it was, at most a second and a half of it is lost."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from dev import ROOT
from tests.gui import typist
from tests.gui.conftest import MORNING
from tests.gui.stage import Opened, copy_of, open_window

SAFE_KEYS = 12
LOST_AT_MOST_S = 1.5


def killed_while_typing(folder: Path, place: str) -> tuple[str, str]:
    """What was typed in a place of the window before its process was killed, and what of it must be back."""
    command = [sys.executable, "-m", "tests.gui.typist", str(folder), place]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=os.environ) as program:
        typed: list[tuple[str, float]] = []
        while len(typed) <= SAFE_KEYS or typed[SAFE_KEYS][1] > typed[-1][1] - LOST_AT_MOST_S:
            letter, at = program.stdout.readline().split()
            typed.append((letter, float(at)))
        program.kill()
        typed += [(line.split()[0], float(line.split()[1])) for line in program.stdout if len(line.split()) == 2]
    safe = "".join(letter for letter, at in typed if at < typed[-1][1] - LOST_AT_MOST_S)
    return "".join(letter for letter, _ in typed), safe


@contextmanager
def opened_again(folder: Path) -> Iterator[Opened]:
    opened = open_window(folder, MORNING)
    yield opened
    opened.window.close()
    opened.window.deleteLater()


def correction(opened: Opened, qtbot: QtBot) -> Callable[[], str]:
    frame = opened.window.frame
    frame.go("members", member=typist.member_of(opened))
    qtbot.waitUntil(lambda: frame.screen.detail.found is not None)
    assert frame.screen.detail.unsaved.text() == "Perbaikan yang belum disimpan · 10.52"
    frame.screen.detail.unsaved.button.click()
    return frame.overlay().fields["address"].editor.text


def visit(opened: Opened, qtbot: QtBot) -> Callable[[], str]:
    frame = opened.window.frame
    frame.go("members", member=typist.member_of(opened))
    qtbot.waitUntil(lambda: frame.screen.detail.found is not None)
    frame.screen.detail.note.click()
    sheet = frame.overlay()
    qtbot.waitUntil(lambda: sheet.outcome.value == "thinking")
    return sheet.note.text


def reason_to_take_back(opened: Opened, qtbot: QtBot) -> Callable[[], str]:
    typist.receipt_page(opened)
    opened.window.frame.screen._take_back()
    sheet = opened.window.frame.overlay()
    qtbot.waitUntil(lambda: sheet.reason == "other")
    return sheet.note.editor.text


def deposit(opened: Opened, qtbot: QtBot) -> Callable[[], str]:
    opened.window.frame.go("deposit")
    screen = opened.window.frame.screen
    qtbot.waitUntil(lambda: screen.count.pieces() == {"50000": 3})
    assert screen.channels["transfer"].isChecked()
    return screen.reference.editor.text


def dispute(opened: Opened, qtbot: QtBot) -> Callable[[], str]:
    opened.window.frame.go("deposit")
    return typist.dispute(opened).findChild(QPlainTextEdit).toPlainText


def payer(opened: Opened, qtbot: QtBot) -> Callable[[], str]:
    opened.window.frame.go("collect")
    screen = opened.window.frame.screen
    qtbot.waitUntil(lambda: len(screen.order.lines) == 2)
    assert screen.form.cash.edit.amount() == 200_000
    return screen.form.people.payer.text


def paper(opened: Opened, qtbot: QtBot) -> Callable[[], str]:
    opened.window.frame.go("collect")
    screen = opened.window.frame.screen
    qtbot.waitUntil(lambda: bool(screen.order.lines))
    screen._ask_paper()
    return opened.window.frame.overlay().number.editor.text


PLACES = {
    "correct": (correction, "agent-A017"),
    "visit": (visit, "agent-A017"),
    "take_back": (reason_to_take_back, "agent-A017"),
    "deposit": (deposit, "agent-A017"),
    "dispute": (dispute, "agent-A021"),
    "payer": (payer, "agent-A017"),
    "paper": (paper, "agent-A017"),
}


@pytest.mark.parametrize("place", PLACES)
def test_what_was_typed_is_back_after_a_kill(played: Path, tmp_path: Path, qtbot: QtBot, place: str) -> None:
    look, laptop = PLACES[place]
    folder = copy_of(played, laptop, tmp_path)
    typed, safe = killed_while_typing(folder, place)
    with opened_again(folder) as opened:
        back = look(opened, qtbot)
        qtbot.waitUntil(lambda: back() != "")
        assert back().casefold().startswith(safe)
        assert typed.startswith(back().casefold())
