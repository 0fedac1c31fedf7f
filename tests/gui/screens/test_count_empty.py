"""A deposit that holds no money: only by an explicit word, with a reason and the PIN; then all of it is owed."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from agent_app.domain.cash import DifferenceState
from agent_app.gui.pin_sheet import PinSheet
from agent_app.records.views import cash
from agent_app.settings import Settings
from tests.gui import looks
from tests.gui.conftest import Open
from tests.gui.screens.counter import YOSEF, ctrl_enter, deposit_of, give_pin, outcome, overlay, put, settle, show
from tests.gui.screens.desk import SIZES
from tests.gui.stage import Opened


@pytest.fixture
def desk(open_branch: Open) -> Opened:
    """Theresia's laptop at 16.40: two deposits wait."""
    return open_branch()


def tick(box) -> None:
    """Tick or untick as keys do it."""
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Space)


def owed(desk: Opened) -> tuple[int, int, int]:
    """What of Yosef's money the branch has confirmed, what he owes, and what he holds."""
    with desk.window.session.store.reading() as connection:
        found = cash.position(connection, "KCL", YOSEF)
    return found.confirmed, found.receivable, found.on_hand


def test_blank_fields_never_count_as_an_empty_deposit(desk: Opened, qtbot: QtBot) -> None:
    form = show(desk, qtbot, deposit_of(desk, YOSEF).origin).form
    assert form.empty.isVisible()
    assert not form.empty.isChecked()
    put(desk, 0)
    for edit in form.count.edits.values():
        edit.setText("0")
    assert not form.take.isEnabled()
    ctrl_enter(desk, qtbot)
    settle(desk, qtbot)
    assert overlay(desk) is None
    assert deposit_of(desk, YOSEF).counts == ()


def test_no_money_in_a_deposit_is_stated_with_a_reason_and_the_pin_and_all_of_it_is_owed(
    desk: Opened, qtbot: QtBot
) -> None:
    deposit = deposit_of(desk, YOSEF)
    page = show(desk, qtbot, deposit.origin)
    form = page.form
    tick(form.empty)
    assert not form.count.isEnabled()
    assert form.difference.text().startswith("Setoran dicatat kosong, kurang Rp\u00a0504.000.")
    assert form.take.words() == "Catat kosong, kurang Rp\u00a0504.000"
    assert not form.take.isEnabled()
    assert form.take.toolTip()
    form.reason.codes.setCurrentIndex(form.reason.codes.findData("other"))
    form.reason.words.setText("Amplop kosong waktu dibuka")
    ctrl_enter(desk, qtbot)
    sheet = overlay(desk)
    assert isinstance(sheet, PinSheet)
    assert "Catat setoran ini kosong?" in looks.texts(sheet)
    assert deposit_of(desk, YOSEF).counts == ()
    give_pin(desk, qtbot)
    settle(desk, qtbot)
    found = deposit_of(desk, YOSEF)
    assert (outcome(desk, YOSEF), found.difference) == (("confirmed", 0), DifferenceState.OPEN)
    assert [(one.rupiah, dict(one.pieces)) for one in found.counts] == [(0, {})]
    assert owed(desk) == (0, 504_000, 0)
    assert page.decided.title.text() == "Setoran Yosef dicatat kosong"
    facts = page.decided.facts.texts()
    assert (facts["Dihitung cabang"], facts["Selisih"]) == ("Rp\u00a00", "\u2212Rp\u00a0504.000")
    assert page.decided.handed.facts.rupiah == 0


def test_the_word_is_taken_back_by_unticking_and_gone_once_a_note_is_counted(desk: Opened, qtbot: QtBot) -> None:
    form = show(desk, qtbot, deposit_of(desk, YOSEF).origin).form
    tick(form.empty)
    tick(form.empty)
    assert form.count.isEnabled()
    assert not form.take.isEnabled()
    put(desk, 504_000)
    assert not form.empty.isVisible()
    assert form.take.words() == "Terima Rp\u00a0504.000"


def test_the_word_given_is_there_again_after_another_screen(desk: Opened, qtbot: QtBot) -> None:
    deposit = deposit_of(desk, YOSEF)
    tick(show(desk, qtbot, deposit.origin).form.empty)
    desk.window.frame.go("home")
    form = show(desk, qtbot, deposit.origin).form
    assert form.stated_empty()
    assert form.take.words() == "Catat kosong, kurang Rp\u00a0504.000"


def test_counting_blind_locks_the_empty_count_before_the_declared_sum_is_shown(open_branch: Open, qtbot: QtBot) -> None:
    desk = open_branch(settings=Settings(theme="light", blind_count=True))
    page = show(desk, qtbot, deposit_of(desk, YOSEF).origin)
    tick(page.form.empty)
    assert "504.000" not in "".join(looks.texts(page.form))
    assert page.form.take.words() == "Kunci hitungan Rp\u00a00"
    ctrl_enter(desk, qtbot)
    settle(desk, qtbot)
    assert page.form.locked is not None
    assert "504.000" in page.form.difference.text()
    assert not page.form.take.isEnabled()
    page.form.reason.codes.setCurrentIndex(page.form.reason.codes.findData("short"))
    ctrl_enter(desk, qtbot)
    give_pin(desk, qtbot)
    settle(desk, qtbot)
    assert owed(desk) == (0, 504_000, 0)


@pytest.mark.parametrize(("pixels", "percent"), SIZES)
def test_the_empty_deposit_fits_in_every_size(
    open_branch: Open, qtbot: QtBot, pixels: tuple[int, int], percent: int
) -> None:
    desk = open_branch(size=pixels, settings=Settings(theme="light", text_size=percent))
    page = show(desk, qtbot, deposit_of(desk, YOSEF).origin)
    tick(page.form.empty)
    for _ in range(5):
        QApplication.processEvents()
    wrong = looks.clipped(desk.window) + looks.overlapping(desk.window) + looks.small_targets(desk.window)
    assert wrong + looks.unnamed(desk.window) == []
    assert [looks.in_sight(one) for one in looks.primaries(page)] == [True]
