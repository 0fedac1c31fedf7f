"""The second person's recount of a deposit in which there is no money: only by an explicit word."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from agent_app.gui.screens.decide.sheets import RecountSheet
from agent_app.records.views import deposits
from tests.gui.conftest import AFTERNOON, _windows
from tests.gui.screens.desk import press
from tests.gui.screens.keyboard_desk import SPACE, ask, go_on, gone, press_button, shown, type_secret, walk_to
from tests.gui.stage import Opened


@pytest.fixture
def theresia(waiting: Path, tmp_path: Path, qapp: object, qtbot: QtBot) -> Iterator[Opened]:
    with _windows(waiting, tmp_path, "supervisor-S003", AFTERNOON) as open_one:
        yield shown(open_one(), qtbot)


def test_blank_fields_are_no_recount_and_a_stated_empty_one_makes_all_of_it_short(
    theresia: Opened, qtbot: QtBot
) -> None:
    item = walk_to(theresia, qtbot, "disputed")
    declared = ask(theresia, deposits.find, item.origin).rupiah
    sheet = press_button(theresia, "recounted")
    assert isinstance(sheet, RecountSheet)
    assert not sheet.go.isEnabled()
    sheet.empty.setFocus()
    press(SPACE)
    assert sheet.go.isEnabled()
    assert not sheet.count.isEnabled()
    go_on(sheet)
    type_secret(theresia)
    gone(theresia, qtbot, item)
    found = ask(theresia, deposits.find, item.origin)
    assert (found.counted, found.short, found.owed) == (0, declared, declared)
