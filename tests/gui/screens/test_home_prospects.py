"""A visit to somebody on the roster is noted in two keys, with a reason or a day in a third."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from agent_app.gui.screens.home.outcome_sheet import OutcomeSheet
from agent_app.gui.screens.home.screen import HomeScreen
from agent_app.records.views.prospects import Visit, prospects
from tests.gui.conftest import MORNING, Open
from tests.gui.screens.desk import ENTER, press
from tests.gui.stage import Opened

TODAY = date(2026, 11, 23)

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def maria(open_laptop: Open, qtbot: QtBot) -> Opened:
    opened = open_laptop(now=MORNING + timedelta(hours=6))
    page = home(opened)
    qtbot.waitUntil(lambda: bool(page.board.prospects.model.rows))
    page.board.prospects.list.setFocus()
    return opened


def home(opened: Opened) -> HomeScreen:
    found = opened.window.frame.screen
    assert isinstance(found, HomeScreen)
    return found


def last_of(opened: Opened, row: str) -> Visit | None:
    with opened.window.session.store.reading() as connection:
        here = home(opened)._found.village.listed
        found = prospects(connection, "KCL", "LWB", here, TODAY.isoformat())
    return next(one.last for one in found if one.row == row)


def first(opened: Opened) -> str:
    return home(opened).board.prospects.model.rows[0].prospect.row


@pytest.mark.parametrize(
    ("keys", "outcome", "reason", "return_on"),
    [
        ("2", "thinking", None, None),
        ("31", "refused", "no_money", None),
        ("37", "refused", "other", None),
    ],
)
def test_the_answer_is_noted_by_figures(
    maria: Opened, qtbot: QtBot, keys: str, outcome: str, reason: str | None, return_on: date | None
) -> None:
    row = first(maria)
    press(ENTER)
    assert isinstance(maria.window.frame.overlay(), OutcomeSheet)
    for key in keys:
        press(key)
    qtbot.waitUntil(lambda: last_of(maria, row) is not None)
    last = last_of(maria, row)
    assert last is not None
    day = return_on.isoformat() if return_on else None
    assert (last.outcome, last.reason, last.return_on) == (outcome, reason, day)
    qtbot.waitUntil(lambda: maria.window.frame.overlay() is None)
    qtbot.waitUntil(lambda: first(maria) != row)
    assert home(maria).board.prospects.list.hasFocus()
    assert home(maria).board.prospects.model.rows[-1].prospect.row == row


def test_who_wants_to_join_is_noted_and_registered_at_once(maria: Opened, qtbot: QtBot) -> None:
    row, name = first(maria), home(maria).board.prospects.model.rows[0].name
    page = home(maria)
    press(ENTER, "1")
    qtbot.waitUntil(lambda: maria.window.frame.screen_key == "register")
    with maria.window.session.store.reading() as connection:
        found = prospects(connection, "KCL", "LWB", page._found.village.listed, TODAY.isoformat())
    assert next(one.last.outcome for one in found if one.row == row) == "interested"
    assert name


def test_figures_are_the_days_where_a_day_is_asked_for_and_none_is_noted_by_a_stray_one(
    maria: Opened, qtbot: QtBot
) -> None:
    row = first(maria)
    press(ENTER, "4")
    sheet = maria.window.frame.overlay()
    press("2")
    assert sheet._day.text() == "2"
    assert last_of(maria, row) is None
    press("8-11-2026", ENTER)
    qtbot.waitUntil(lambda: last_of(maria, row) is not None)
    assert last_of(maria, row).return_on == "2026-11-28"


@pytest.mark.parametrize(("key", "ahead"), [(ENTER, 1), ((Qt.Key.Key_2, ALT), 7)])
def test_a_usual_day_is_one_press(maria: Opened, qtbot: QtBot, key: object, ahead: int) -> None:
    row = first(maria)
    press(ENTER, "4", key)
    qtbot.waitUntil(lambda: last_of(maria, row) is not None)
    assert last_of(maria, row).return_on == (TODAY + timedelta(days=ahead)).isoformat()


def test_a_day_that_was_noted_stands_there_again_to_be_changed(maria: Opened, qtbot: QtBot) -> None:
    row = first(maria)
    press(ENTER, "4", (Qt.Key.Key_2, ALT))
    qtbot.waitUntil(lambda: last_of(maria, row) is not None)
    board = home(maria).board.prospects
    qtbot.waitUntil(lambda: board.model.rows[-1].prospect.row == row)
    board.list.setCurrentIndex(board.model.index(len(board.model.rows) - 1, 0))
    board.list.setFocus()
    press(ENTER, "4")
    assert maria.window.frame.overlay()._day.text() == "30-11-2026"
    press("5-12-2026", ENTER)
    qtbot.waitUntil(lambda: last_of(maria, row).return_on == "2026-12-05")


def test_another_day_is_typed_and_one_that_is_past_is_refused_and_kept(maria: Opened, qtbot: QtBot) -> None:
    row = first(maria)
    press(ENTER, "4")
    sheet = maria.window.frame.overlay()
    field = next(one for one in sheet.findChildren(type(sheet._page)) if getattr(one, "name", "") == "return_on")
    field.editor.setFocus()
    field.editor.setText("01-11-2026")
    press(ENTER)
    assert field.is_wrong()
    assert field.editor.text() == "01-11-2026"
    field.editor.setText("5/12/26")
    press(ENTER)
    qtbot.waitUntil(lambda: last_of(maria, row) is not None)
    assert last_of(maria, row).return_on == "2026-12-05"


def test_escape_closes_the_sheet_and_notes_nothing(maria: Opened, qtbot: QtBot) -> None:
    row = first(maria)
    press(ENTER, "3", Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: maria.window.frame.overlay() is None)
    assert last_of(maria, row) is None
    assert first(maria) == row


def test_a_double_press_notes_the_answer_once(maria: Opened, qtbot: QtBot) -> None:
    row = first(maria)
    press(ENTER)
    sheet = maria.window.frame.overlay()
    button = sheet._buttons_of_step[1]
    button.click()
    button.click()
    qtbot.waitUntil(lambda: last_of(maria, row) is not None)
    session = maria.window.session
    session.store.run(lambda _: None).result()
    qtbot.waitUntil(lambda: session.status is not None and session.status.unsent.acts == 1)
