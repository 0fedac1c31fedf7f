"""What tests of the money pages share: a farmer who has paid nothing yet, keys as they are pressed, papers written."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from agent_app.domain.contributions import Programme, Sector
from agent_app.domain.nik import Sex
from agent_app.gui.screens.collect.screen import CollectScreen
from agent_app.gui.screens.receipt.screen import ReceiptScreen
from agent_app.gui.widgets.overlays import Overlay
from agent_app.records.views import members, receipts
from agent_app.records.views.receipts import Receipt
from agent_app.services.members import Consent, Purpose, RegisterMember, register_member
from tests.gui.stage import Opened

CONTROL = Qt.KeyboardModifier.ControlModifier
ENTER = Qt.Key.Key_Return
EXACT = (Qt.Key.Key_U, CONTROL)
TAKE = (Qt.Key.Key_Return, CONTROL)
TWO = (Programme.JKK, Programme.JKM)
THREE = (*TWO, Programme.JHT)
SIZES = (((1366, 768), 100), ((1280, 720), 100), ((911, 512), 100), ((1366, 768), 135))
"""Sizes of the window with the text size in percent."""
VILLAGE = "5313072003"
"""Where Maria last took money on the sample day."""


def farmer(
    opened: Opened,
    programmes: tuple[Programme, ...] = TWO,
    name: str = "Petrus Kopong Ola",
    nik: str = "5313051703889901",
    income: int = 1_000_000,
    village: str = VILLAGE,
) -> str:
    """A farmer, of the lowest bracket unless another income is given, registered just now; no month is paid."""
    command = RegisterMember(
        nik=nik,
        name=name,
        income=income,
        sector=Sector.OTHER,
        programmes=programmes,
        consent=Consent(text="2026-1", purposes=(Purpose.REGISTRATION,), signed="paper", sheet="A1", row=1),
        declared_working=True,
        declared_healthy=True,
        birth=date(1988, 3, 17),
        sex=Sex.MALE,
        phone="081234567890",
        village=village,
        occupation="Petani",
    )
    return opened.window.session.store.write(register_member, command).result().result.member


def named(opened: Opened, name: str) -> str:
    """The id of a member of the sample day."""
    with opened.window.session.store.reading() as connection:
        return members.search(connection, "KCL", name)[0].member


def collect(opened: Opened) -> CollectScreen:
    found = opened.window.frame.screen
    assert isinstance(found, CollectScreen)
    return found


def receipt(opened: Opened) -> ReceiptScreen:
    found = opened.window.frame.screen
    assert isinstance(found, ReceiptScreen)
    return found


def arrive(opened: Opened, qtbot: QtBot, *ids: str) -> CollectScreen:
    """The page for these members, read and ready."""
    opened.window.frame.go("collect", members=list(ids))
    page = collect(opened)
    qtbot.waitUntil(lambda: len(page.order.lines) == len(ids) and page.session.status is not None)
    return page


def take(opened: Opened, qtbot: QtBot, *ids: str, months: int = 3, cash: str = "") -> ReceiptScreen:
    """Take money, exactly or with notes, and be on the page of the receipt."""
    page = arrive(opened, qtbot, *ids)
    press(str(months), ENTER, *([cash] if cash else [EXACT]))
    qtbot.waitUntil(page.form.take.isEnabled)
    press(TAKE)
    return written(opened, qtbot)


def written(opened: Opened, qtbot: QtBot) -> ReceiptScreen:
    """The page of the receipt just written, once it is read."""
    frame = opened.window.frame
    qtbot.waitUntil(lambda: frame.screen_key == "receipt" and frame.screen.loaded is not None)
    return receipt(opened)


def press(*keys: object) -> None:
    """Keys as a person presses them: to whatever has the focus."""
    for key in keys:
        target = QApplication.focusWidget()
        assert target is not None
        if isinstance(key, str):
            QTest.keyClicks(target, key)
        elif isinstance(key, tuple):
            QTest.keyClick(target, *key)
        else:
            QTest.keyClick(target, key)


def papers(opened: Opened) -> tuple[Receipt, ...]:
    """Maria's receipts, newest first."""
    with opened.window.session.store.reading() as connection:
        return receipts.recent(connection, "KCL", "A017")


def sheet(opened: Opened, kind: type[Overlay]) -> Overlay | None:
    """The sheet of a kind that lies over the window."""
    shown = [one for one in opened.window.findChildren(kind) if one.isVisible()]
    return shown[-1] if shown else None
