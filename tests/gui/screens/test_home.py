"""Home opens on the village of the day: its figures are the engine's, Enter takes money, a few letters change it."""

import threading
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import delete, func, select

from agent_app.demo.day import VISITED
from agent_app.domain.errors import Unavailable
from agent_app.domain.funding import CASH
from agent_app.domain.money import format_rupiah
from agent_app.gui.screens.home.panel import RowList
from agent_app.gui.screens.home.screen import HomeScreen
from agent_app.gui.screens.home.tiles import cash_tone
from agent_app.gui.screens.home.village_sheet import VillageSheet
from agent_app.gui.widgets.rows import Tick
from agent_app.records.tables.house import schedule_acceptance
from agent_app.records.tables.money import titipan
from agent_app.records.views import cash, members, schedules
from agent_app.records.views.cash_day import cash_day
from agent_app.records.views.villages import Place, Village
from agent_app.services.collection import TakeTitipan, take_titipan
from agent_app.services.pricing import quote_member
from agent_app.settings import Settings
from agent_app.store import kept
from tests.gui import looks
from tests.gui.conftest import FEBRUARY, MORNING, Open
from tests.gui.screens.desk import CONTROL, ENTER, EXACT, SIZES, TAKE, VILLAGE, collect, farmer, papers, press, written
from tests.gui.stage import Opened

EVENING = MORNING + timedelta(hours=6)
TOMORROW = MORNING + timedelta(days=1)
CHOOSE = (Qt.Key.Key_D, CONTROL)


def home(opened: Opened) -> HomeScreen:
    found = opened.window.frame.screen
    assert isinstance(found, HomeScreen)
    return found


def ready(opened: Opened, qtbot: QtBot) -> Opened:
    """Read, with the roster's villages and the prospects."""
    qtbot.waitUntil(lambda: home(opened)._roster is not None and bool(home(opened).board.prospects.model.rows))
    QApplication.processEvents()
    return opened


@pytest.fixture
def maria(open_laptop: Open, qtbot: QtBot) -> Opened:
    return ready(open_laptop(now=EVENING), qtbot)


def names(page: HomeScreen) -> list[str]:
    return [row.name for row in page.board.due.model.rows]


def due(opened: Opened, qtbot: QtBot, **who: str) -> str:
    """A farmer of the village of the day who owes this month; the id."""
    member = farmer(opened, **who)
    qtbot.waitUntil(lambda: home(opened).board.due.model.place_of(lambda one: one.member == member) is not None)
    return member


def test_the_figures_are_those_of_the_engine(maria: Opened, qtbot: QtBot) -> None:
    due(maria, qtbot)
    page, today = home(maria), date(2026, 11, 23)
    with maria.window.session.store.reading() as connection:
        day = cash_day(connection, "KCL", "A017", today.isoformat())
        of = titipan.c
        standing = (of.agent == "A017", of.day == today.isoformat(), of.reversed_day.is_(None))
        slips = connection.execute(select(func.count()).select_from(titipan).where(*standing)).scalar_one()
        on_hand = cash.position(connection, "KCL", "A017").on_hand
        schedule = schedules.newest(connection, "KCL", "LWB")
        assert schedule is not None
        left = 0
        for one in page._found.day.left:
            member = members.find(connection, "KCL", one.member)
            assert member is not None
            left += quote_member(schedule.schedule, member, CASH, (), one.due).total
    tiles = page.board.tiles
    assert tiles.collected.figure.text() == format_rupiah(day.collected)
    assert tiles.collected.below.text().startswith(f"{day.papers} struk")
    assert tiles.cash.figure.text() == format_rupiah(on_hand)
    assert tiles.due.figure.text() == format_rupiah(left) == format_rupiah(8_400)
    own = [one for one in papers(maria) if one.day == today.isoformat() and one.reversed_day is None]
    assert len(own) + slips == day.papers


def test_it_opens_where_the_agent_last_worked_with_the_focus_on_the_first_who_is_due(
    maria: Opened, qtbot: QtBot
) -> None:
    member = due(maria, qtbot)
    page = home(maria)
    assert page._found.village.place.code == VILLAGE
    assert page.board.bar.progress() == "1 dari 2"
    page.board.due.list.setFocus()
    assert page.board.due.current().member == member
    row = page.board.due.current()
    assert (row.state.text, row.upper, row.lower) == ("Belum pernah bayar", format_rupiah(8_400), "1 bulan")
    assert page.heading() == ("Selamat sore, Maria", "Senin, 23 November 2026")


def test_enter_takes_the_money_of_the_chosen_one_and_the_receipt_is_there_when_one_comes_back(
    maria: Opened, qtbot: QtBot
) -> None:
    member = due(maria, qtbot)
    page = home(maria)
    before = page._found.cash
    page.board.due.list.setFocus()
    press(ENTER)
    qtbot.waitUntil(lambda: maria.window.frame.screen_key == "collect")
    qtbot.waitUntil(lambda: len(collect(maria).order.lines) == 1)
    assert [one.person.member.member for one in collect(maria).order.lines] == [member]
    press("3", ENTER, EXACT)
    qtbot.waitUntil(collect(maria).form.take.isEnabled)
    press(TAKE)
    written(maria, qtbot)
    maria.window.frame.go("home")
    qtbot.waitUntil(lambda: page._found.cash.papers == before.papers + 1)
    newest = page.board.latest.model.rows[0]
    assert (newest.name, newest.below, newest.tick) == ("Petrus Kopong Ola", "Iuran 3 bulan", Tick.LAPTOP)
    assert page._found.cash.collected == before.collected + 33_600
    assert page.board.due.stack.currentWidget() is page.pages.served
    page.board.due.choose("served")
    assert names(page)[0] == "Petrus Kopong Ola"


def test_ticks_tell_the_laptop_the_server_and_what_the_branch_counted_apart(maria: Opened, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: maria.window.session.status is not None)
    page = home(maria)
    qtbot.waitUntil(lambda: page.board.latest.model.rows[0].tick is not Tick.LAPTOP)
    ticks = {row.tick for row in page.board.latest.model.rows}
    assert Tick.LAPTOP not in ticks
    assert {Tick.SERVER, Tick.MATCHED} <= ticks
    voided = [row for row in page.board.latest.model.rows if not row.counts]
    assert [row.below for row in voided] == ["Dibatalkan"]


def test_a_receipt_is_opened_by_enter(maria: Opened, qtbot: QtBot) -> None:
    latest = home(maria).board.latest
    latest.list.setFocus()
    origin = latest.model.rows[0].origin
    press(ENTER)
    qtbot.waitUntil(lambda: maria.window.frame.screen_key == "receipt")
    qtbot.waitUntil(lambda: maria.window.frame.screen.loaded is not None)
    assert papers(maria)[0].origin == origin


def test_another_village_is_five_keys_away_and_stays_for_the_day(maria: Opened, qtbot: QtBot) -> None:
    page = home(maria)
    press(CHOOSE)
    sheet = maria.window.frame.overlay()
    assert isinstance(sheet, VillageSheet)
    press("wai")
    wanted = sheet.model.rows[0]
    assert wanted.place.name == "Waijarang"
    press(ENTER)
    qtbot.waitUntil(lambda: page._found.village.key == wanted.key)
    assert maria.window.frame.overlay() is None
    assert page.board.bar.button.text() == wanted.place.name
    session = maria.window.session
    session.store.run(lambda _: None).result()
    with session.store.reading() as connection:
        assert kept.load(connection, "village") == wanted.place.code
    page.refresh()
    qtbot.waitUntil(lambda: page._found.village.key == wanted.key)
    maria.clock.now += timedelta(days=1)
    page._look_at_clock()
    qtbot.waitUntil(lambda: page._found.village.place.code == VILLAGE)


def test_every_village_of_the_roster_can_be_chosen_and_escape_changes_nothing(maria: Opened, qtbot: QtBot) -> None:
    page = home(maria)
    here = page._found.village.key
    press(CHOOSE)
    sheet = maria.window.frame.overlay()
    assert {one.key for one in sheet.model.rows} == {one.key for one in page._found.villages}
    assert any(one.members == 0 and one.prospects for one in sheet.model.rows)
    press("zzz")
    assert sheet.model.rows == []
    press(ENTER)
    assert maria.window.frame.overlay() is sheet
    press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: maria.window.frame.overlay() is None)
    assert page._found.village.key == here


def test_a_village_where_all_are_served_says_so_and_leads_to_the_next_one(maria: Opened, qtbot: QtBot) -> None:
    page = home(maria)
    assert page.board.due.stack.currentWidget() is page.pages.served
    assert "sudah dilayani" in page.pages.served._heading.text()
    qtbot.waitUntil(page.pages.next.isVisible)
    press(TAKE)
    qtbot.waitUntil(lambda: page._found.village.place.code == VISITED)
    assert len(names(page)) == 4


def test_a_village_without_members_offers_its_prospects(maria: Opened, qtbot: QtBot) -> None:
    page = home(maria)
    empty = next(one for one in page._found.villages if not one.members)
    page._take_village(empty)
    qtbot.waitUntil(lambda: page._found.village.key == empty.key)
    assert page.board.due.stack.currentWidget() is page.pages.nobody
    qtbot.waitUntil(lambda: len(page.board.prospects.model.rows) == empty.prospects)


@pytest.mark.parametrize(
    ("on_hand", "tone"), [(0, "pri"), (1_599_999, "pri"), (1_600_000, "warn"), (1_999_999, "warn"), (2_000_000, "bad")]
)
def test_cash_turns_amber_at_eighty_percent_and_red_at_the_limit(on_hand: int, tone: str) -> None:
    assert cash_tone(on_hand, 2_000_000) == tone


@pytest.mark.parametrize(("size", "percent"), SIZES)
def test_cash_at_the_limit_is_said_in_a_sentence_in_every_size(
    open_laptop: Open, qtbot: QtBot, size: tuple[int, int], percent: int
) -> None:
    opened = open_laptop(now=EVENING, size=size, settings=Settings(theme="light", text_size=percent))
    ready(opened, qtbot)
    member = due(opened, qtbot)
    tiles = home(opened).board.tiles
    for rupiah, below in ((1_440_000, "Hampir batas"), (400_000, "Penuh")):
        opened.window.session.store.write(take_titipan, TakeTitipan(member=member, rupiah=rupiah)).result()
        qtbot.waitUntil(lambda wanted=below: tiles.cash.below.text().startswith(wanted))
        QApplication.processEvents()
        assert looks.in_sight(tiles.cash)
    assert tiles.full.isVisible()
    assert "Setorkan ke cabang" in tiles.full.text()
    page = home(opened)
    assert looks.clipped(page) + looks.overlapping(page) == []
    assert page.board.due.list.viewport().height() >= page.board.due.list.sizeHintForRow(0)


def test_the_price_that_changes_is_told_with_its_month(maria: Opened, open_laptop: Open) -> None:
    sentence = home(maria).board.price.text()
    assert "Jan 2027" in sentence
    assert format_rupiah(36_800) in sentence or format_rupiah(16_800) in sentence
    assert home(maria).board.price.isVisible()


def test_arrears_and_ended_memberships_stand_apart(open_laptop: Open, qtbot: QtBot) -> None:
    opened = open_laptop(now=FEBRUARY + timedelta(days=60))
    ready(opened, qtbot)
    page = home(opened)
    gone = next(one for one in page._found.villages if one.members)
    page._take_village(gone)
    states = set()
    for one in [each for each in page._found.villages if each.members]:
        page._take_village(one)
        qtbot.waitUntil(lambda wanted=one: page._found.village.key == wanted.key)
        page.board.due.choose("all")
        states |= {(row.state.text.split()[0], row.act, row.ended) for row in page.board.due.model.rows}
    assert ("Berakhir", "Lihat", True) in states
    assert ("Menunggak", "Terima", False) in states
    assert not any(word == "Terlindungi" for word, _, _ in states if word == "Berakhir")


def test_nobody_is_called_protected_before_the_first_day_that_bpjs_names(maria: Opened, qtbot: QtBot) -> None:
    page = home(maria)
    texts = set()
    for one in [each for each in page._found.villages if each.members]:
        page._take_village(one)
        qtbot.waitUntil(lambda wanted=one: page._found.village.key == wanted.key)
        page.board.due.choose("all")
        texts |= {row.state.text for row in page.board.due.model.rows}
    assert "Terlindungi mulai 24 Nov" in texts
    assert "Terlindungi" not in texts
    assert {"Dibayar ke agen", "Disetor", "Dibayarkan menurut cabang"} <= texts


def test_the_day_after_it_is_protection(open_laptop: Open, qtbot: QtBot) -> None:
    opened = ready(open_laptop(now=TOMORROW), qtbot)
    page = home(opened)
    texts = set()
    for one in [each for each in page._found.villages if each.members]:
        page._take_village(one)
        qtbot.waitUntil(lambda wanted=one: page._found.village.key == wanted.key)
        page.board.due.choose("all")
        texts |= {row.state.text for row in page.board.due.model.rows}
    assert "Terlindungi" in texts


def test_a_village_that_takes_long_shows_grey_rows_only_after_a_while(maria: Opened, qtbot: QtBot) -> None:
    page = home(maria)
    due(maria, qtbot)
    other = next(one for one in page._found.villages if one.members and one is not page._found.village)
    go_on = threading.Event()
    maria.window.session._reader.submit(go_on.wait)
    page._take_village(other)
    assert page.board.due.stack.currentWidget() is page.board.due.list
    qtbot.waitUntil(lambda: page.board.due.stack.currentWidget() is page.board.due._skeleton)
    go_on.set()
    qtbot.waitUntil(lambda: page._found.village.key == other.key)
    assert page.board.due.stack.currentWidget() is not page.board.due._skeleton


def test_what_cannot_be_read_is_said_and_can_be_tried_again(maria: Opened, qtbot: QtBot) -> None:
    page = home(maria)
    page._failed(Unavailable("database_unreadable"))
    assert page.board.due.stack.currentWidget() is page.pages.error
    assert maria.window.session.say("home.error.title") == page.pages.error._heading.text()
    qtbot.keyClick(maria.window, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: page.board.due.stack.currentWidget() is page.pages.served)


def test_before_the_prices_are_accepted_it_says_whom_to_wait_for(maria: Opened, qtbot: QtBot) -> None:
    maria.window.session.store.run(lambda connection: connection.execute(delete(schedule_acceptance)) and None).result()
    page = home(maria)
    page.refresh()
    qtbot.waitUntil(lambda: page.board.due.stack.currentWidget() is page.pages.no_prices)


def test_in_a_narrow_window_the_panels_are_tabs_and_the_figures_stay(open_laptop: Open, qtbot: QtBot) -> None:
    opened = ready(open_laptop(now=EVENING, size=(911, 512)), qtbot)
    due(opened, qtbot)
    board = home(opened).board
    shown = [name for name, panel in board.panels.items() if panel.isVisible()]
    assert shown == ["due"]
    board.due.tabs["prospects"].click()
    assert [name for name, panel in board.panels.items() if panel.isVisible()] == ["prospects"]
    assert board.prospects.list.hasFocus()
    for tile in (board.tiles.collected, board.tiles.cash, board.tiles.due):
        assert looks.in_sight(tile)
    board.prospects.tabs["latest"].click()
    assert [name for name, panel in board.panels.items() if panel.isVisible()] == ["latest"]
    board.latest.tabs["due"].click()
    assert board.due.list.hasFocus()


def test_every_row_says_aloud_what_it_shows(maria: Opened, qtbot: QtBot) -> None:
    due(maria, qtbot)
    lists = [one for one in home(maria).findChildren(RowList) if one.isVisible()]
    assert len(lists) == 3
    for each in lists:
        row = each.model().index(0, 0)
        aloud = row.data(Qt.ItemDataRole.AccessibleTextRole)
        assert row.data(Qt.ItemDataRole.DisplayRole) in aloud
        assert len(aloud) > len(row.data(Qt.ItemDataRole.DisplayRole))
    first = home(maria).board.due.model.rows[0].aloud
    assert "Petrus Kopong Ola, Petani, Belum pernah bayar" in first


def test_the_first_member_of_a_village_that_came_without_a_code_is_shown_there(maria: Opened, qtbot: QtBot) -> None:
    page = home(maria)
    place = Place("Hadakewa")
    nobody_yet = Village(key=place.key, place=place, members=0, prospects=0, written=(), listed=((place.name, None),))
    page._take_village(nobody_yet)
    qtbot.waitUntil(lambda: page._found.village is not None and page._found.village.place.name == "Hadakewa")
    assert page.board.due.stack.currentWidget() is page.pages.nobody
    farmer(maria, village="5313042001")
    qtbot.waitUntil(lambda: names(page) == ["Petrus Kopong Ola"])
    assert page.board.due.stack.currentWidget() is not page.pages.nobody
