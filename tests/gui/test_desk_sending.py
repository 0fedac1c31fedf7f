"""What a supervisor's window says about sending is what is so, as it is for agents: number, colour, time."""

from datetime import timedelta

import pytest
from pytestqt.qtbot import QtBot

from agent_app.gui.screens.sync.queue import ROW
from agent_app.gui.screens.sync.screen import SyncScreen
from agent_app.gui.widgets.rows import Tick
from agent_app.sync.engine import Phase
from tests.gui.conftest import Open
from tests.gui.lines import Line, broken_server
from tests.gui.screens.counter import MARIA, YOSEF, count_it
from tests.gui.stage import Opened


@pytest.fixture
def line() -> Line:
    return Line()


@pytest.fixture
def theresia(open_branch: Open, line: Line, qtbot: QtBot) -> Opened:
    """Theresia's window, offline."""
    opened = open_branch(transport=lambda store: line)
    qtbot.waitUntil(lambda: opened.window.session.status is not None)
    return opened


def count_both(opened: Opened, qtbot: QtBot) -> None:
    """Two acts at moments of their own."""
    for agent in (MARIA, YOSEF):
        opened.clock.now += timedelta(seconds=30)
        count_it(opened, agent)
    qtbot.waitUntil(lambda: opened.window.session.status.unsent.acts == 2, timeout=10_000)


def sending(opened: Opened, qtbot: QtBot) -> SyncScreen:
    """The page of what waits, as the bar opens it."""
    opened.window.frame.go("sync")
    qtbot.waitUntil(opened.window.session.is_idle, timeout=10_000)
    screen = opened.window.frame.screen
    assert isinstance(screen, SyncScreen)
    return screen


def test_offline_the_bar_and_the_list_of_what_waits_show_one_number(theresia: Opened, qtbot: QtBot) -> None:
    count_both(theresia, qtbot)
    state = theresia.window.frame.statusbar.state.shown
    assert (state.icon, state.word) == ("cloud-off", "Luring")
    assert state.rest.startswith("2 data belum terkirim")
    screen = sending(theresia, qtbot)
    screen.chips["waiting"].click()
    qtbot.waitUntil(lambda: screen.model.rowCount() == 2)
    rows = [screen.model.index(number).data(ROW) for number in range(2)]
    assert {one.tick for one in rows} == {Tick.LAPTOP}
    assert screen.chips["waiting"].text() == "Belum terkirim 2"


def test_nothing_is_green_while_a_count_waits(theresia: Opened, qtbot: QtBot) -> None:
    count_both(theresia, qtbot)
    assert theresia.window.frame.statusbar.state.shown.tone == "warn"


def test_the_time_shown_is_the_last_success_also_where_the_centre_fails(
    theresia: Opened, line: Line, qtbot: QtBot
) -> None:
    bar = theresia.window.frame.statusbar
    before = theresia.window.session.status.last_success
    said = bar._last.text()
    assert said == "Terakhir terkirim: 16.20"
    count_both(theresia, qtbot)
    with broken_server() as address:
        line.address = address
        asked = len(line.requests)
        theresia.window.session.engine.send_now()
        qtbot.waitUntil(lambda: len(line.requests) > asked, timeout=10_000)
        qtbot.waitUntil(lambda: theresia.window.session.sync_state.phase is Phase.WAITING, timeout=10_000)
    assert theresia.window.session.status.last_success == before
    assert bar._last.text() == said
    assert sending(theresia, qtbot)._wrong.isVisible()
