"""The members of a branch on a supervisor's laptop: all agents', with their history, in columns that fill the list."""

import pytest
from pytestqt.qtbot import QtBot

from agent_app.gui.screens.members.screen import MembersScreen
from agent_app.records.views import members
from tests.gui.conftest import Open
from tests.gui.stage import Opened

LEAST_NAME = 200


@pytest.fixture
def desk(open_branch: Open) -> Opened:
    return open_branch()


def arrive(opened: Opened, qtbot: QtBot, **what: object) -> MembersScreen:
    opened.window.frame.go("members", **what)
    qtbot.waitUntil(opened.window.session.is_idle, timeout=10_000)
    screen = opened.window.frame.screen
    assert isinstance(screen, MembersScreen)
    qtbot.waitUntil(lambda: screen.detail.found is not None, timeout=10_000)
    return screen


def test_the_columns_fill_the_list_when_it_is_first_shown(desk: Opened, qtbot: QtBot) -> None:
    table = arrive(desk, qtbot).panel.table
    assert table.horizontalHeader().length() == table.viewport().width()
    assert table.columnWidth(0) > LEAST_NAME


@pytest.mark.parametrize("agent", ["A017", "A021"])
def test_whoever_registered_a_member_the_desk_shows_them_with_their_history(
    desk: Opened, qtbot: QtBot, agent: str
) -> None:
    with desk.window.session.store.reading() as connection:
        one = members.page(connection, "KCL", agent)[0]
    screen = arrive(desk, qtbot, member=one.member)
    qtbot.waitUntil(lambda: screen.detail.found.person.name == one.name, timeout=10_000)
    screen.detail.tabs.setCurrentIndex(3)
    qtbot.waitUntil(lambda: screen.detail.history.model().rowCount() > 0, timeout=10_000)
    assert not screen.detail.main.isVisible()
    assert screen.detail.edit.words() == "Perbaiki data"
