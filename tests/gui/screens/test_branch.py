"""The supervisor's home: what waits, each a way to where it is done; figures that are the agents' own sums."""

from datetime import timedelta

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import delete, update
from sqlalchemy.engine import Connection

from agent_app.domain.contributions import Schedule, schedule_to_json
from agent_app.domain.money import format_rupiah
from agent_app.gui.screens.branch.schedule_sheet import ScheduleSheet
from agent_app.gui.screens.branch.screen import BranchScreen
from agent_app.gui.widgets.chart_card import short_rupiah
from agent_app.gui.widgets.overlays import Overlay
from agent_app.records import bulk
from agent_app.records.tables.house import device
from agent_app.records.tables.house import schedule as schedule_table
from agent_app.records.tables.members import member, roster_row
from agent_app.records.views import schedules
from agent_app.records.views.branch_day import branch_day
from agent_app.records.views.decisions import waiting
from agent_app.reference.schedules import packaged_schedules
from agent_app.settings import Settings
from tests.gui.conftest import AFTERNOON, Open
from tests.gui.stage import Opened

DAY = "2026-11-23"


@pytest.fixture
def opened(open_branch: Open, qtbot: QtBot) -> Opened:
    found = open_branch()
    ready(qtbot, found)
    return found


def screen(opened: Opened) -> BranchScreen:
    found = opened.window.frame.screen
    assert isinstance(found, BranchScreen)
    return found


def ready(qtbot: QtBot, opened: Opened) -> BranchScreen:
    opened.window.frame.go("home")
    home = screen(opened)
    qtbot.waitUntil(lambda: home.found is not None and home.later.unremitted is not None)
    qtbot.waitUntil(opened.window.session.is_idle)
    return home


def names(home: BranchScreen) -> list[str]:
    return [one.name for one in home.board.model.rows]


def stand_on(home: BranchScreen, name: str) -> None:
    place = home.board.model.place_of(lambda one: one.name == name)
    assert place is not None
    home.board.list.setCurrentIndex(home.board.model.index(place, 0))


def test_home_opens_on_what_is_to_be_done_with_the_first_of_it_ready_for_enter(opened: Opened) -> None:
    home = screen(opened)
    assert names(home)[:3] == ["deposits", "reversal", "review"]
    assert home.board.list.hasFocus()
    assert home.board.current().name == "deposits"


def test_the_figures_are_the_sums_of_the_agents_rows(opened: Opened) -> None:
    home, session = screen(opened), opened.window.session
    with session.store.reading() as connection:
        day = branch_day(connection, session.coop, session.identity.branch, DAY)
    collected = sum(row.collected for row in day.rows)
    tiles = home.board.tiles
    assert tiles.collected.figure.text() == format_rupiah(collected) == "Rp\u00a01.839.600"
    assert tiles.counted.figure.text() == format_rupiah(0)
    assert tiles.waiting.figure.text() == format_rupiah(sum(row.in_transit for row in day.rows))
    assert tiles.on_hand.figure.text() == format_rupiah(sum(row.on_hand for row in day.rows)) == "Rp\u00a0168.000"


def test_what_is_to_be_decided_is_as_many_as_the_decisions_say(opened: Opened) -> None:
    home, session = screen(opened), opened.window.session
    with session.store.reading() as connection:
        count = waiting(connection, session.coop, session.identity.branch)
    decided = [one for one in home.board.model.rows if one.go == "decide"]
    assert sum(int(one.title.split()[0]) for one in decided) == count


def test_enter_goes_to_where_a_matter_is_done(opened: Opened, qtbot: QtBot) -> None:
    home, frame = screen(opened), opened.window.frame
    for name in names(home):
        task = home.board.model.rows[home.board.model.place_of(lambda one, name=name: one.name == name)]
        if task.go in frame.entries:
            frame.go("home")
            ready(qtbot, opened)
            stand_on(home, name)
            qtbot.keyClick(home.board.list, Qt.Key.Key_Return)
            assert frame.screen_key == task.go, name


def test_agents_whose_data_has_not_come_are_named_with_since_when(open_branch: Open, qtbot: QtBot) -> None:
    opened = open_branch(now=AFTERNOON + timedelta(days=1))
    home = ready(qtbot, opened)
    silent = home.board.model.rows[home.board.model.place_of(lambda one: one.name == "not_sent")]
    assert silent.title == "Data 2 agen hari ini belum masuk"
    assert "Maria sejak Senin" in silent.below
    assert silent.go == "agents"


def test_the_chart_tells_fourteen_days_to_eye_and_ear_and_has_its_table_behind_it(opened: Opened, qtbot: QtBot) -> None:
    chart = screen(opened).board.chart
    assert len(chart.bars.pairs) == 14
    assert chart.bars.pairs[-1].first == 1_839_600
    assert chart.bars.sentence() == "23 Nov: Terkumpul Rp\u00a01.839.600, Disetor Rp\u00a00"
    assert chart.bars.sentence() in chart.bars.accessibleName()
    assert chart.bars.accessibleDescription().count(";") == 13
    chart.bars.setFocus()
    qtbot.keyClick(chart.bars, Qt.Key.Key_Left)
    assert chart.bars.sentence().startswith("22 Nov")
    qtbot.mouseClick(chart.turn, Qt.MouseButton.LeftButton)
    assert chart.shows_table
    table = chart.table.model()
    assert (table.rowCount(), table.columnCount()) == (14, 3)
    assert table.index(13, 1).data() == "Rp\u00a01.839.600"
    qtbot.mouseClick(chart.turn, Qt.MouseButton.LeftButton)
    assert not chart.shows_table


def test_figures_of_an_axis_are_short_in_both_languages(open_branch: Open) -> None:
    session = open_branch().window.session
    assert [short_rupiah(session, each) for each in (0, 900, 200_000, 1_500_000, 2_000_000)] == [
        "0", "900", "200 rb", "1,5 jt", "2 jt",
    ]  # fmt: skip


def unaccepted(opened: Opened) -> Schedule:
    """A schedule that the centre published and nobody has accepted, in force from this month."""
    found = msgspec.structs.replace(packaged_schedules()[-1], id="2026-11-new", valid_from="2026-11")
    content = msgspec.json.encode(schedule_to_json(found)).decode()
    row = {"coop": "KCL", "schedule": found.id, "at": 1, "by_device": 0, "by_seq": 1, "content": content}
    row["coop"] = opened.window.session.coop
    opened.window.session.store.run(lambda connection: bulk.insert_new(connection, schedule_table, [row])).result()
    return found


def test_a_schedule_is_accepted_after_its_rows_were_looked_at(opened: Opened, qtbot: QtBot) -> None:
    home, session = screen(opened), opened.window.session
    schedule = unaccepted(opened)
    home.refresh()
    qtbot.waitUntil(lambda: names(home)[0] == "schedule")
    stand_on(home, "schedule")
    qtbot.keyClick(home.board.list, Qt.Key.Key_Return)
    sheet = opened.window.findChild(ScheduleSheet)
    assert sheet.later.hasFocus()
    rows = sheet.table.model()
    assert rows.rowCount() == len(schedule.brackets)
    sure = {rows.index(number, 4).data() for number in range(rows.rowCount())}
    assert "Belum dikonfirmasi" in sure
    qtbot.keyClick(sheet.later, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "schedule" not in names(home))
    with session.store.reading() as connection:
        known = schedules.published(connection, session.coop, session.identity.branch)
    assert {one.schedule.id: one.accepted for one in known}[schedule.id]


def test_a_new_branch_is_told_its_first_steps_each_a_way_to_where_it_is_done_and_gone_when_done(
    opened: Opened, qtbot: QtBot
) -> None:
    home, session = screen(opened), opened.window.session
    badge = opened.window.frame.navigation.items["home"]
    assert not [name for name in names(home) if name.startswith("set_up.")]

    def empty(connection: Connection) -> None:
        """As a branch stands that was opened just now."""
        for statement in (delete(roster_row), delete(member)):
            connection.execute(statement)
        connection.execute(update(device).where(device.c.role == "agent").values(role="none"))

    session.store.run(empty).result()
    home.refresh()
    qtbot.waitUntil(lambda: names(home)[:2] == ["set_up.people", "set_up.agents"])
    session.changed.emit(frozenset({"device"}))
    qtbot.waitUntil(lambda: badge.badge == 2)
    stand_on(home, "set_up.people")
    qtbot.keyClick(home.board.list, Qt.Key.Key_Return)
    assert opened.window.frame.screen_key == "roster"
    back = update(device).where(device.c.role == "none").values(role="agent")
    session.store.run(lambda connection: connection.execute(back) and None).result()
    ready(qtbot, opened)
    qtbot.waitUntil(lambda: "set_up.agents" not in names(home))
    assert "set_up.people" in names(home)


def test_esc_on_the_schedule_accepts_nothing(opened: Opened, qtbot: QtBot) -> None:
    home = screen(opened)
    unaccepted(opened)
    home.refresh()
    qtbot.waitUntil(lambda: names(home)[0] == "schedule")
    home.open(home.board.model.rows[0])
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert not [one for one in opened.window.findChildren(Overlay) if one.isVisible()]
    assert home.found.tasks.schedule is not None


def test_counted_money_that_bpjs_has_not_got_stands_by_its_age(open_laptop: Open, qtbot: QtBot) -> None:
    opened = open_laptop("supervisor-S003", now=AFTERNOON + timedelta(hours=4))
    home = ready(qtbot, opened)
    lying = home.later.unremitted
    assert home.board.ages.sum.text() == format_rupiah(lying.rupiah)
    assert [figure.text() for figure in home.board.ages.figures] == [format_rupiah(each) for each in lying.ages]
    assert ("remit" in names(home)) == bool(lying.rupiah)


def test_in_english_the_page_is_english(open_branch: Open, qtbot: QtBot) -> None:
    opened = open_branch(settings=Settings(theme="light", language="en"))
    home = ready(qtbot, opened)
    assert home.board.model.rows[0].title == "2 deposits to count"
    assert home.heading()[0] == "Lewoleba branch"
