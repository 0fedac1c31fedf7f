"""The draft of a registration: kept within a second, back after a kill, put aside and never lost."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from agent_app.gui.screens.register import draft
from agent_app.gui.screens.register.answers import Answers
from agent_app.gui.screens.register.screen import RegisterScreen
from agent_app.gui.widgets.buttons import Button
from agent_app.records.views import members
from agent_app.store import kept
from dev import ROOT
from tests.gui.conftest import MORNING
from tests.gui.stage import Opened, copy_of, open_window

TYPED_FOR_S = 2.5
LOST_AT_MOST_S = 1.5


@pytest.fixture(scope="module")
def window(played: Path, tmp_path_factory: pytest.TempPathFactory, qapp: object) -> Iterator[Opened]:
    """One window for most tests of this file."""
    opened = open_window(copy_of(played, "agent-A017", tmp_path_factory.mktemp("draft")), MORNING)
    opened.window.frame.go("register")
    yield opened
    opened.window.close()
    opened.window.deleteLater()
    opened.app.processEvents()


@pytest.fixture
def maria(window: Opened, qtbot: QtBot) -> Opened:
    """Maria's window on an empty form with no draft."""
    qtbot.waitUntil(lambda: screen(window)._loaded and screen(window).suggestions.desk is not None)
    screen(window)._put(Answers())
    screen(window)._aside = Answers()
    screen(window).page.banner.hide()
    screen(window).draft.touch()
    screen(window).draft.flush()
    qtbot.waitUntil(lambda: draft_on_disk(window) is None)
    return window


def screen(opened: Opened) -> RegisterScreen:
    return opened.window.frame._screens["register"]


def type_name(opened: Opened, name: str) -> None:
    screen(opened).go_to("name")
    for letter in name:
        QTest.keyClick(opened.window.windowHandle(), letter)


def draft_on_disk(opened: Opened) -> dict | None:
    with opened.window.session.store.reading() as connection:
        return kept.load(connection, draft.KEY)


def test_a_kill_while_typing_loses_less_than_two_seconds(played: Path, tmp_path: Path, qtbot: QtBot) -> None:
    folder = copy_of(played, "agent-A017", tmp_path)
    command = [sys.executable, "-m", "tests.gui.typist", str(folder), "register"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=os.environ) as typist:
        typed: list[tuple[str, float]] = []
        while not typed or typed[-1][1] < TYPED_FOR_S:
            letter, at = typist.stdout.readline().split()
            typed.append((letter, float(at)))
        typist.kill()
        typed += [(line.split()[0], float(line.split()[1])) for line in typist.stdout if len(line.split()) == 2]
    opened = open_window(folder, MORNING)
    opened.window.frame.go("register")
    qtbot.waitUntil(lambda: screen(opened)._loaded)
    back = screen(opened).form.identity.name.text()
    safe = "".join(letter for letter, at in typed if at < typed[-1][1] - LOST_AT_MOST_S)
    assert len(safe) >= 10
    assert back.startswith(safe)
    assert "".join(letter for letter, _ in typed).startswith(back)
    assert "dilanjutkan" in screen(opened).page.banner.text()
    opened.window.close()


def test_the_draft_is_on_the_disk_within_a_second_and_the_screen_says_so(maria: Opened, qtbot: QtBot) -> None:
    type_name(maria, "yuliana")
    qtbot.waitUntil(lambda: (draft_on_disk(maria) or {}).get("form", {}).get("name") == "yuliana", timeout=1_000)
    qtbot.waitUntil(lambda: screen(maria).page.acts.draft.text() == "Draf tersimpan otomatis 10.52")


def test_beginning_anew_puts_the_draft_aside_and_it_can_be_taken_back(maria: Opened, qtbot: QtBot) -> None:
    type_name(maria, "yuliana")
    screen(maria)._begin_anew()
    assert screen(maria).form.answers().is_blank
    qtbot.mouseClick(screen(maria).page.banner.button, Qt.MouseButton.LeftButton)
    assert screen(maria).form.identity.name.text().casefold() == "yuliana"


def test_arriving_with_a_name_puts_the_draft_aside(maria: Opened) -> None:
    type_name(maria, "yuliana")
    maria.window.frame.go("register", name="Petrus Ola")
    assert screen(maria).form.identity.name.text() == "Petrus Ola"
    assert "yuliana" in screen(maria).page.banner.text().casefold()


def test_somebody_on_the_member_list_is_offered_while_the_name_is_typed(maria: Opened, qtbot: QtBot) -> None:
    session = maria.window.session
    with session.store.reading() as connection:
        found = [one for name in ("maria", "yosef", "lukas", "agnes", "petrus", "paulus")
                 for one in members.search(connection, session.coop, name) if not one.registered]  # fmt: skip
    wanted = found[0]
    type_name(maria, wanted.name.casefold())
    people = screen(maria).form.known

    def offers() -> list[Button]:
        """The buttons beside the one who is typed; others were offered while the name was still short."""
        named = [one for one in people.buttons if one.words() == "Pakai datanya"]
        return [
            one
            for one in named
            if any(wanted.name.casefold() in text.text().casefold() for text in one.parent().findChildren(QLabel))
        ]

    qtbot.waitUntil(lambda: bool(offers()))
    qtbot.mouseClick(offers()[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: screen(maria).form.answers().roster != "")
    assert screen(maria).form.identity.name.text() == wanted.name
    assert screen(maria).form.answers().income == ""


def test_closing_the_window_keeps_what_was_typed_a_moment_before(played: Path, tmp_path: Path, qtbot: QtBot) -> None:
    folder = copy_of(played, "agent-A017", tmp_path)
    first = open_window(folder, MORNING)
    first.window.frame.go("register")
    qtbot.waitUntil(lambda: screen(first)._loaded)
    type_name(first, "yuliana")
    first.window.close()
    again = open_window(folder, MORNING)
    again.window.frame.go("register")
    qtbot.waitUntil(lambda: screen(again)._loaded)
    assert screen(again).form.identity.name.text().casefold() == "yuliana"
    again.window.close()


def test_the_sheet_of_the_last_consent_stays_and_its_next_row_is_offered(maria: Opened, qtbot: QtBot) -> None:
    signed = Answers(signed="paper", sheet="A1", row="7")
    following = screen(maria).suggestions.fresh(signed, after=True)
    assert (following.signed, following.sheet, following.row) == ("paper", "A1", "8")
    screen(maria)._put(following)
    screen(maria).draft.touch()
    screen(maria).draft.flush()
    qtbot.waitUntil(lambda: (draft_on_disk(maria) or {}).get("form", {}).get("row") == "8")
    assert screen(maria).form.answers().is_blank
