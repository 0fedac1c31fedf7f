"""The screen of cash and deposits: counted money beside the books, a reason for what stays, a PIN to lock."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from agent_app.demo.stage import PASSPHRASE
from agent_app.domain.cash import DifferenceState
from agent_app.gui.pin_sheet import PinSheet
from agent_app.gui.screens.deposit.screen import DepositScreen
from agent_app.gui.screens.deposit.typed import KEY
from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.overlays import Sheet
from agent_app.records.views import cash, deposits
from agent_app.store import kept
from tests.gui.conftest import Open
from tests.gui.stage import Opened

KEPT = 168_000
"""What stays on Maria's hands after the played day."""


@pytest.fixture
def maria(open_laptop: Open, qtbot: QtBot) -> Opened:
    opened = open_laptop()
    opened.window.frame.go("deposit")
    qtbot.waitUntil(lambda: screen(opened)._day is not None)
    return opened


def screen(opened: Opened) -> DepositScreen:
    return opened.window.frame.screen


def count(opened: Opened, **pieces: int) -> None:
    for code, number in pieces.items():
        screen(opened).count.edits[code.removeprefix("n")].setText(str(number))


def on_hand(opened: Opened) -> int:
    with opened.window.session.store.reading() as connection:
        return cash.position(connection, "KCL", "A017").on_hand


def confirm(opened: Opened, qtbot: QtBot, secret: str = PASSPHRASE) -> PinSheet:
    sheet = opened.window.frame.overlay()
    assert isinstance(sheet, PinSheet)
    assert isinstance(sheet.entry, QLineEdit)
    qtbot.keyClicks(sheet.entry, secret)
    qtbot.keyClick(sheet.entry, Qt.Key.Key_Return)
    return sheet


def test_what_should_be_there_is_told_line_by_line_and_adds_up(maria: Opened) -> None:
    day = screen(maria)._day
    assert day.before + day.received - day.reversed - day.deposited + day.returned == day.on_hand == KEPT
    assert screen(maria)._expected.text() == "Rp\u00a0168.000"


def test_money_equal_to_the_books_is_locked_with_a_pin_and_leaves_nothing_on_hand(maria: Opened, qtbot: QtBot) -> None:
    count(maria, n100000=1, n50000=1, n10000=1, n5000=1, n2000=1, n1000=1)
    assert screen(maria).difference.text().startswith("Cocok")
    assert screen(maria).lock_button.words() == "Kunci setoran Rp\u00a0168.000"
    qtbot.keyClick(maria.window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    confirm(maria, qtbot)
    qtbot.waitUntil(lambda: on_hand(maria) == 0, timeout=10_000)
    qtbot.waitUntil(lambda: screen(maria).count.total() == 0)


def test_a_wrong_secret_locks_nothing_and_may_be_typed_again(maria: Opened, qtbot: QtBot) -> None:
    count(maria, n100000=1, n50000=1, n10000=1, n5000=1, n2000=1, n1000=1)
    screen(maria).lock_button.click()
    sheet = confirm(maria, qtbot, "bukan kata sandinya")
    qtbot.waitUntil(lambda: bool(sheet._wrong.text()), timeout=10_000)
    assert on_hand(maria) == KEPT
    confirm(maria, qtbot)
    qtbot.waitUntil(lambda: on_hand(maria) == 0, timeout=10_000)


def test_less_than_the_books_needs_a_reason_and_stays_on_hand(maria: Opened, qtbot: QtBot) -> None:
    count(maria, n100000=1)
    assert "Rp\u00a068.000" in screen(maria).difference.text()
    assert not screen(maria).lock_button.isEnabled()
    screen(maria)._reasons.setCurrentIndex(1)
    screen(maria).lock_button.click()
    confirm(maria, qtbot)
    qtbot.waitUntil(lambda: on_hand(maria) == 68_000, timeout=10_000)


def test_more_than_the_books_cannot_be_locked(maria: Opened) -> None:
    count(maria, n100000=2)
    assert not screen(maria).lock_button.isEnabled()
    assert "Rp\u00a032.000" in screen(maria).difference.text()


def test_a_deposit_through_a_bank_needs_its_reference(maria: Opened, qtbot: QtBot) -> None:
    count(maria, n100000=1, n50000=1, n10000=1, n5000=1, n2000=1, n1000=1)
    screen(maria).channels["transfer"].click()
    screen(maria).lock_button.click()
    assert screen(maria).reference.is_wrong()
    assert maria.window.frame.overlay() is None
    screen(maria).reference.editor.setText("TRX-1")
    screen(maria).lock_button.click()
    confirm(maria, qtbot)
    qtbot.waitUntil(lambda: on_hand(maria) == 0, timeout=10_000)


def test_a_count_begun_is_there_again_after_another_screen(maria: Opened) -> None:
    count(maria, n20000=3)
    maria.window.frame.go("sync")
    maria.window.frame.go("deposit")
    assert screen(maria).count.total() == 60_000


def test_a_declared_count_is_no_draft_any_more(maria: Opened, qtbot: QtBot) -> None:
    def on_disk() -> object:
        with maria.window.session.store.reading() as connection:
            return kept.load(connection, KEY)

    count(maria, n100000=1, n50000=1, n10000=1, n5000=1, n2000=1, n1000=1)
    qtbot.waitUntil(lambda: on_disk() is not None)
    screen(maria).lock_button.click()
    confirm(maria, qtbot)
    qtbot.waitUntil(lambda: on_hand(maria) == 0, timeout=10_000)
    qtbot.waitUntil(lambda: on_disk() is None)


def test_coins_and_notes_of_one_face_are_counted_apart(maria: Opened) -> None:
    count(maria, n1000=2, c1000=3)
    assert screen(maria).count.pieces() == {"1000": 2, "c1000": 3}
    assert screen(maria).count.total() == 5_000


def test_arrow_keys_go_from_row_to_row(maria: Opened, qtbot: QtBot) -> None:
    edits = list(screen(maria).count.edits.values())
    edits[0].setFocus()
    qtbot.keyClick(edits[0], Qt.Key.Key_Down)
    assert edits[1].hasFocus()


@pytest.fixture
def yosef(open_laptop: Open, qtbot: QtBot) -> Opened:
    """The agent whose deposit was counted short."""
    opened = open_laptop("agent-A021")
    opened.window.frame.go("deposit")
    qtbot.waitUntil(lambda: screen(opened)._day is not None)
    return opened


def test_a_counted_difference_is_shown_with_what_became_of_it(yosef: Opened) -> None:
    with yosef.window.session.store.reading() as connection:
        (deposit,) = deposits.of_agent(connection, "KCL", "A021")
    assert deposit.difference is not DifferenceState.NONE
    card = screen(yosef).history.cards[deposit.origin]
    texts = {one.text() for one in card.findChildren(type(screen(yosef)._total))}
    assert any("kurang Rp\u00a016.800" in text for text in texts)


def test_disputing_asks_for_words_and_its_safe_button_has_the_focus(yosef: Opened, qtbot: QtBot) -> None:
    with yosef.window.session.store.reading() as connection:
        (deposit,) = deposits.of_agent(connection, "KCL", "A021")
    screen(yosef).history._dispute(deposit)
    sheet = yosef.window.frame.overlay()
    assert isinstance(sheet, Sheet)
    focused = yosef.app.focusWidget()
    assert isinstance(focused, Button)
    assert focused.words() == yosef.window.session.say("gate.not_now")
