"""A visit to somebody on the roster is noted in two keys, with a reason or a day in a third."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from agent_app.gui.screens.home.outcome_sheet import OutcomeSheet, read_day
from agent_app.gui.screens.home.screen import HomeScreen
from agent_app.records.views.prospects import Visit, prospects
from tests.gui.conftest import MORNING, Open
from tests.gui.screens.desk import ENTER, press
from tests.gui.stage import Opened

TODAY = date(2026, 11, 23)


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
        ("41", "return", None, TODAY + timedelta(days=1)),
        ("42", "return", None, TODAY + timedelta(days=7)),
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


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("25-11-2026", date(2026, 11, 25)),
        ("5/12/26", date(2026, 12, 5)),
        (" 5 12 2026 ", date(2026, 12, 5)),
        ("31-02-2027", None),
        ("25-11", None),
        ("", None),
    ],
)
def test_days_are_read_as_people_write_them(text: str, day: date | None) -> None:
    assert read_day(text) == day
