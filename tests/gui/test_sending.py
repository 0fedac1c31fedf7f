"""What the window says about sending is what is so: the count, the colour, the time, the ticks."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from agent_app.central.centre import Centre
from agent_app.demo import stage as stages
from agent_app.demo.day import LISTED, SEED
from agent_app.demo.people import SamplePeople
from agent_app.demo.stage import Laptop
from agent_app.demo.village import Village
from agent_app.gui.screens.sync.queue import ROW
from agent_app.gui.screens.sync.screen import SyncScreen
from agent_app.gui.widgets.rows import Tick
from agent_app.records.tables.journal import journal
from agent_app.records.views import members
from agent_app.services.members import RecordVisit, record_visit
from agent_app.sync.engine import Phase
from tests.gui.conftest import MORNING, Open
from tests.gui.lines import Line, broken_server, centre_of, review
from tests.gui.screens.desk import farmer, papers, take
from tests.gui.stage import Opened, copy_of, open_window

LATER = MORNING + timedelta(hours=7)
"""After the last sync of the played day."""


@pytest.fixture
def line() -> Line:
    return Line()


@pytest.fixture
def maria(open_laptop: Open, line: Line, qtbot: QtBot) -> Opened:
    """Maria's window at the screen of sending, offline."""
    opened = open_laptop(now=LATER, transport=lambda store: line)
    opened.window.frame.go("sync")
    qtbot.waitUntil(lambda: opened.window.session.status is not None)
    return opened


@pytest.fixture
def centre(maria: Opened, played: Path, tmp_path: Path) -> Iterator[tuple[Centre, str]]:
    """A copy of the sample's centre at a real address, with the laptop's time."""
    with centre_of(copy_of(played, "centre", tmp_path), maria.clock) as found:
        yield found


def screen(opened: Opened) -> SyncScreen:
    found = opened.window.frame.screen
    assert isinstance(found, SyncScreen)
    return found


def somebody(opened: Opened) -> str:
    with opened.window.session.store.reading() as connection:
        return members.page(connection, "KCL", "A017")[0].member


def visit(opened: Opened, times: int = 1) -> None:
    """Acts of their own moments."""
    for _ in range(times):
        opened.clock.now += timedelta(seconds=30)
        command = RecordVisit(member=somebody(opened), outcome="thinking")
        opened.window.session.store.write(record_visit, command).result()


def waiting(opened: Opened) -> int:
    status = opened.window.session.status
    return status.unsent.acts if status is not None else -1


def shown_rows(opened: Opened, *ticks: Tick) -> list:
    model = screen(opened).model
    rows = [model.index(number).data(ROW) for number in range(model.rowCount())]
    return [one for one in rows if not ticks or one.tick in ticks]


def test_offline_bar_badge_and_list_show_one_and_the_same_number(maria: Opened, qtbot: QtBot) -> None:
    visit(maria, 3)
    frame = maria.window.frame
    qtbot.waitUntil(lambda: waiting(maria) == 3)
    screen(maria).chips["waiting"].click()
    qtbot.waitUntil(lambda: len(shown_rows(maria, Tick.LAPTOP)) == 3)
    state = frame.statusbar.state.shown
    assert (state.icon, state.word) == ("cloud-off", "Luring")
    assert state.rest.startswith("3 data belum terkirim")
    assert frame.navigation.items["sync"].badge == 3
    assert screen(maria).chips["waiting"].text() == "Belum terkirim 3"


def test_nothing_is_green_while_anything_waits_or_before_the_centre_answered(maria: Opened, qtbot: QtBot) -> None:
    assert maria.window.frame.statusbar.state.shown.tone != "ok"
    visit(maria)
    qtbot.waitUntil(lambda: waiting(maria) == 1)
    assert maria.window.frame.statusbar.state.shown.tone == "warn"


def test_sent_lines_are_ticked_and_the_bar_turns_green(
    maria: Opened, line: Line, centre: tuple[Centre, str], qtbot: QtBot
) -> None:
    visit(maria, 2)
    qtbot.waitUntil(lambda: waiting(maria) == 2)
    line.address = centre[1]
    screen(maria)._send.click()
    qtbot.waitUntil(lambda: maria.window.frame.statusbar.state.shown.tone == "ok", timeout=15_000)
    assert waiting(maria) == 0
    screen(maria).chips["all"].click()
    qtbot.waitUntil(lambda: not shown_rows(maria, Tick.LAPTOP))
    assert screen(maria)._match_title.text() == "Cocok dengan pusat"


def test_a_server_that_fails_does_not_move_the_time_of_the_last_success(
    maria: Opened, line: Line, qtbot: QtBot
) -> None:
    before = maria.window.session.status.last_success
    visit(maria)
    with broken_server() as address:
        line.address = address
        asked = len(line.requests)
        maria.window.session.engine.send_now()
        qtbot.waitUntil(lambda: len(line.requests) > asked)
        qtbot.waitUntil(lambda: maria.window.session.sync_state.phase is Phase.WAITING)
    assert maria.window.session.status.last_success == before
    assert screen(maria)._wrong.isVisible()


def test_pause_stops_after_the_request_under_way_and_going_on_sends_each_line_once(
    maria: Opened, line: Line, centre: tuple[Centre, str], qtbot: QtBot
) -> None:
    visit(maria, 4)
    qtbot.waitUntil(lambda: waiting(maria) == 4)
    line.address = centre[1]
    line.pass_.clear()
    while line.asked.acquire(blocking=False):
        pass
    maria.window.session.engine.send_now()
    assert line.asked.acquire(timeout=10)
    under_way = len(line.requests)
    screen(maria)._pause.click()
    line.pass_.set()
    qtbot.waitUntil(lambda: maria.window.session.sync_state.phase is Phase.PAUSED, timeout=10_000)
    assert len(line.requests) == under_way
    screen(maria)._pause.click()
    qtbot.waitUntil(lambda: waiting(maria) == 0, timeout=15_000)
    me = maria.window.session.identity
    with maria.window.session.store.reading() as here, centre[0].engine.connect() as there:
        own = select(journal.c.seq, journal.c.h).where(journal.c.device == me.device).order_by(journal.c.seq)
        assert there.execute(own).all() == here.execute(own).all()


def test_a_window_closed_in_the_middle_goes_on_sending_when_it_is_opened_again(
    maria: Opened, line: Line, centre: tuple[Centre, str], qtbot: QtBot
) -> None:
    visit(maria, 4)
    qtbot.waitUntil(lambda: waiting(maria) == 4)
    folder = maria.window.session.store.folder
    me = maria.window.session.identity
    line.address = centre[1]
    maria.window.session.engine.send_now()
    assert line.asked.acquire(timeout=10)
    maria.window.close()
    again = open_window(folder, maria.clock.now, transport=lambda store: line)
    again.window.session.engine.send_now()
    qtbot.waitUntil(lambda: waiting(again) == 0, timeout=15_000)
    with again.window.session.store.reading() as here, centre[0].engine.connect() as there:
        own = select(journal.c.seq, journal.c.h).where(journal.c.device == me.device).order_by(journal.c.seq)
        assert there.execute(own).all() == here.execute(own).all()
    again.window.close()


def test_money_is_taken_while_a_request_is_under_way(
    maria: Opened, line: Line, centre: tuple[Centre, str], qtbot: QtBot
) -> None:
    visit(maria)
    qtbot.waitUntil(lambda: waiting(maria) == 1)
    line.address = centre[1]
    line.pass_.clear()
    while line.asked.acquire(blocking=False):
        pass
    maria.window.session.engine.send_now()
    assert line.asked.acquire(timeout=10)
    before = len(papers(maria))
    take(maria, qtbot, farmer(maria))
    assert len(papers(maria)) == before + 1
    assert maria.window.session.sync_state.phase is Phase.SYNCING
    line.pass_.set()
    qtbot.waitUntil(lambda: waiting(maria) == 0, timeout=15_000)


def test_a_line_under_review_holds_nothing_back_and_says_why_with_one_button(
    maria: Opened, line: Line, centre: tuple[Centre, str], qtbot: QtBot
) -> None:
    # Somebody whom the other agent registered, of which this laptop knows nothing.
    session = maria.window.session
    known_to_yosef = SamplePeople(SEED).draw(LISTED)[21]
    Village(Laptop("A017", "Maria", session.store), stages.Clock(maria.clock.now)).register(known_to_yosef)
    visit(maria)
    qtbot.waitUntil(lambda: waiting(maria) == 2)
    line.address = centre[1]
    session.engine.send_now()
    qtbot.waitUntil(lambda: waiting(maria) == 0, timeout=15_000)
    review(centre[0])
    session.engine.send_now()
    screen(maria).chips["all"].click()
    qtbot.waitUntil(lambda: len(shown_rows(maria, Tick.HELP)) == 1, timeout=15_000)
    screen(maria).list.setCurrentIndex(screen(maria).model.index(0))
    assert session.say("review.duplicate_nik.rule") in screen(maria)._reason.text()
    assert screen(maria).look.isVisible()


def test_three_days_without_sending_turn_the_bar_red(maria: Opened, qtbot: QtBot) -> None:
    visit(maria)
    qtbot.waitUntil(lambda: waiting(maria) == 1)
    maria.clock.now += timedelta(days=3, minutes=1)
    maria.window.frame.statusbar.refresh()
    assert maria.window.frame.statusbar.state.shown.tone == "bad"


def test_the_short_cut_sends_at_once(maria: Opened, line: Line, qtbot: QtBot) -> None:
    asked = len(line.requests)
    qtbot.keyClick(maria.window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: len(line.requests) > asked)
