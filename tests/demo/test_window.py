"""The question whose window is to be opened."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from agent_app.demo import window
from agent_app.gui.gate.chooser import Chooser


def answer(act: Callable[[Chooser], object]) -> str | None:
    """What is chosen when the question is answered so."""

    def asked() -> None:
        question = QApplication.activeModalWidget()
        assert isinstance(question, Chooser)
        act(question)

    QTimer.singleShot(0, asked)
    return window.choose()


@pytest.mark.parametrize("role", list(window.LAPTOPS))
def test_the_window_of_the_role_that_was_pressed_is_opened(qtbot: QtBot, role: str) -> None:
    assert answer(lambda question: question.buttons[role].click()) == role


def test_the_agents_window_is_one_enter_away_and_the_supervisors_a_tab_more(qtbot: QtBot) -> None:
    def by_keys(*keys: Qt.Key) -> Callable[[Chooser], None]:
        def press(question: Chooser) -> None:
            for key in keys:
                QTest.keyClick(question.focusWidget() or question, key)

        return press

    assert answer(by_keys(Qt.Key.Key_Return)) == "agent"
    assert answer(by_keys(Qt.Key.Key_Tab, Qt.Key.Key_Return)) == "supervisor"


def test_a_question_that_was_closed_opens_nothing(qtbot: QtBot) -> None:
    assert answer(lambda question: question.reject()) is None
