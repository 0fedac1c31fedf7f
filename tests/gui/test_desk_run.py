"""A supervisor's afternoon by keys alone: the sample's branch of two agents, and one of thirty with six exceptions.

What is counted are acts: a key, a PIN, or the notes of one deposit put down. Nothing is confirmed that nobody counted.
"""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from agent_app.demo.stage import PASSPHRASE
from agent_app.demo.village import pieces_of
from agent_app.domain.desk import AgentState
from agent_app.gui.pin_sheet import PinSheet
from agent_app.gui.screens.decide.sheets import AskSheet
from agent_app.records.views import branch_day, decisions, deposits
from tests.branches import AFTERNOON as OF_THIRTY
from tests.branches import DAY, make_branch
from tests.gui.conftest import Open, _windows
from tests.gui.stage import Opened

MOST_ACTS = 25
WAIT_MS = 20_000


class Desk:
    """Presses keys in the window and counts the acts."""

    def __init__(self, opened: Opened, qtbot: QtBot) -> None:
        self.opened, self.qtbot, self.acts = opened, qtbot, 0
        self.frame = opened.window.frame
        self.settle()

    def press(self, *keys: str) -> None:
        for name in keys:
            self.acts += 1
            combination = QKeySequence(name)[0]
            self.opened.window.activateWindow()
            target = QApplication.focusWidget() or self.opened.window
            QTest.keyClick(target, combination.key(), combination.keyboardModifiers())
            self.settle()

    def give_pin(self) -> None:
        self.acts += 1
        self.qtbot.waitUntil(lambda: isinstance(self.frame.overlay(), PinSheet), timeout=WAIT_MS)
        sheet = self.frame.overlay()
        assert isinstance(sheet, PinSheet)
        assert isinstance(sheet.entry, QLineEdit)
        QTest.keyClicks(sheet.entry, PASSPHRASE)
        QTest.keyClick(sheet.entry, Qt.Key.Key_Return)
        self.qtbot.waitUntil(lambda: self.frame.overlay() is not sheet, timeout=WAIT_MS)
        self.settle()

    def decide(self) -> None:
        """What the page offers first; the sheet that asks again has the focus on the safe side."""
        before = self.ask(decisions.waiting, "LWB")
        self.press("Ctrl+Return")
        sheet = self.frame.overlay()
        assert isinstance(sheet, AskSheet)
        assert QApplication.focusWidget() is sheet.safe
        self.press("Tab", "Return")
        if isinstance(self.frame.overlay(), PinSheet):
            self.give_pin()
        self.qtbot.waitUntil(lambda: self.ask(decisions.waiting, "LWB") < before, timeout=WAIT_MS)
        self.settle()

    def put_down(self, rupiah: int) -> None:
        """The notes of a deposit, row by row as they lie there."""
        self.acts += 1
        wanted = pieces_of(rupiah)
        for code in self.frame.screen.form.count.edits:
            if code in wanted:
                QTest.keyClicks(QApplication.focusWidget(), str(wanted[code]))
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        self.settle()

    def settle(self) -> None:
        for _ in range(3):
            QApplication.processEvents()
            self.qtbot.waitUntil(self.opened.window.session.is_idle, timeout=WAIT_MS)

    def declared(self) -> int:
        """What the deposit on the counter is said to hold; the notes on the table are as many."""
        return self.frame.screen.loaded.deposit.rupiah

    def ask(self, view, *arguments):
        with self.opened.window.session.store.reading() as connection:
            return view(connection, "KCL", *arguments)


def confirmed_uncounted(desk: Desk) -> list[str]:
    """Deposits that are confirmed though neither a count nor a bank's line says what was there."""
    found = []
    for agent in desk.ask(branch_day.agents_of, "LWB"):
        for one in desk.ask(deposits.of_agent, agent.person):
            if one.outcome == "confirmed" and not one.counts:
                found.append(one.number)
    return found


def test_the_samples_branch_is_reconciled_by_keys(open_branch: Open, qtbot: QtBot) -> None:
    desk = Desk(open_branch(), qtbot)
    assert desk.frame.screen_key == "reconcile"
    desk.press("Ctrl+Return")
    desk.put_down(desk.declared())
    desk.press("Ctrl+Return", "Ctrl+Return")
    desk.put_down(desk.declared())
    desk.press("Ctrl+Return")
    desk.press("Ctrl+3")
    while desk.ask(decisions.waiting, "LWB"):
        desk.decide()
    desk.press("Ctrl+2")
    day = desk.ask(branch_day.branch_day, "LWB", "2026-11-23")
    assert day.totals.in_transit == 0
    assert day.totals.counted == day.totals.declared
    assert confirmed_uncounted(desk) == []
    assert desk.acts <= MOST_ACTS, desk.acts


@pytest.mark.timeout(900)
def test_thirty_agents_with_six_exceptions_are_reconciled_by_keys(tmp_path: Path, qapp: object, qtbot: QtBot) -> None:
    made = make_branch(tmp_path / "thirty", receipts=5)
    with _windows(made.folder.parent, tmp_path / "open", made.folder.name, OF_THIRTY) as open_one:
        desk = Desk(open_one(), qtbot)
        before = desk.ask(branch_day.branch_day, "LWB", DAY)
        assert len(before.counted_alike) == 24
        # All that the second supervisor counted alike, at once.
        desk.press("Alt+A", "Ctrl+Return")
        desk.give_pin()
        desk.press("Escape")
        # Two counted differences, which another person than the one who counted lets stand.
        desk.press("Ctrl+3")
        while desk.ask(decisions.waiting, "LWB"):
            desk.decide()
        # One who deposited and collected on; his money lies on the table.
        desk.press("Ctrl+2")
        while AgentState.TO_COUNT in states(desk) or AgentState.REST_AT_AGENT in states(desk):
            desk.press("Ctrl+Return")
            desk.put_down(desk.declared())
            desk.press("Ctrl+Return", "Ctrl+2")
        # Three have declared nothing; each is reminded.
        after = desk.ask(branch_day.branch_day, "LWB", DAY)
        assert sorted(one.state for one in after.rows if one.on_hand) == sorted(
            [AgentState.REST_AT_AGENT, *[AgentState.NOT_DEPOSITED] * 3]
        )
        assert after.totals.in_transit == 0
        assert confirmed_uncounted(desk) == []
        assert desk.acts <= MOST_ACTS, desk.acts


def states(desk: Desk) -> set[AgentState]:
    """Of those whose deposits nobody has counted yet."""
    day = desk.ask(branch_day.branch_day, "LWB", DAY)
    return {one.state for one in day.rows if one.in_transit}
