"""What tests of the counter share: the sample's deposits, notes put on the table, the PIN given."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from agent_app.demo.stage import PASSPHRASE
from agent_app.demo.village import pieces_of
from agent_app.gui.pin_sheet import PinSheet
from agent_app.gui.screens.count.screen import CountScreen
from agent_app.gui.widgets.overlays import Overlay
from agent_app.journal.entries.base import Origin
from agent_app.records.views import deposits
from agent_app.records.views.deposits import Deposit
from agent_app.services.deposit import CountDeposit, count_deposit
from tests.gui.stage import Opened

MARIA, YOSEF = "A017", "A021"
CONTROL = Qt.KeyboardModifier.ControlModifier


def deposit_of(opened: Opened, agent: str) -> Deposit:
    """The agent's deposit of the sample day, as it stands."""
    with opened.window.session.store.reading() as connection:
        return deposits.of_agent(connection, "KCL", agent)[0]


def write(opened: Opened, act, command):
    """Run an act as another hand would."""
    return opened.window.session.store.write(act, command).result().result


def count_it(opened: Opened, agent: str, missing: int = 0):
    """The agent's deposit is counted, with so many rupiah not in the bag."""
    deposit = deposit_of(opened, agent)
    return write(
        opened, count_deposit, CountDeposit(deposit=deposit.origin, pieces=pieces_of(deposit.rupiah - missing))
    )


def screen(opened: Opened) -> CountScreen:
    return opened.window.frame.screen


def settle(opened: Opened, qtbot: QtBot) -> None:
    """Until nothing asked or written is under way."""
    QApplication.processEvents()
    qtbot.waitUntil(opened.window.session.is_idle, timeout=10_000)
    QApplication.processEvents()


def show(opened: Opened, qtbot: QtBot, deposit: Origin | None = None) -> CountScreen:
    """The counting page, of a deposit or of all that wait."""
    opened.window.frame.go("count", **({} if deposit is None else {"deposit": deposit}))
    settle(opened, qtbot)
    return screen(opened)


def put(opened: Opened, rupiah: int) -> None:
    """Notes and coins of this sum, typed row by row."""
    pieces = pieces_of(rupiah)
    for code, edit in screen(opened).form.count.edits.items():
        edit.setText(str(pieces.get(code, "")))


def ctrl_enter(opened: Opened, qtbot: QtBot) -> None:
    """The key of the primary act, in the window that has the keys."""
    opened.window.activateWindow()
    qtbot.waitUntil(opened.window.isActiveWindow)
    qtbot.keyClick(QApplication.focusWidget() or opened.window, Qt.Key.Key_Return, CONTROL)


def overlay(opened: Opened) -> Overlay | None:
    return opened.window.frame.overlay()


def give_pin(opened: Opened, qtbot: QtBot) -> None:
    """Answer the sheet that asks for it."""
    sheet = overlay(opened)
    assert isinstance(sheet, PinSheet)
    assert isinstance(sheet.entry, QLineEdit)
    qtbot.keyClicks(sheet.entry, PASSPHRASE)
    qtbot.keyClick(sheet.entry, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: overlay(opened) is not sheet, timeout=10_000)
    settle(opened, qtbot)


def outcome(opened: Opened, agent: str) -> tuple[str | None, int | None]:
    """What became of the agent's deposit, and how much was there."""
    found = deposit_of(opened, agent)
    return found.outcome, found.counted
