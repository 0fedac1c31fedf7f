"""Agents and laptops: what was told last, also without a network, and closing a lost laptop with it only."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from agent_app.central import admin
from agent_app.central.centre import Centre
from agent_app.demo.stage import PASSPHRASE
from agent_app.domain.money import format_rupiah
from agent_app.gui.pin_sheet import PinSheet
from agent_app.gui.screens.agents.device_card import DeviceCard
from agent_app.gui.screens.agents.screen import AgentsScreen
from agent_app.gui.screens.agents.wording import clock_words, facts_of, state_of
from agent_app.sync.outcome import Result
from tests.gui.conftest import AFTERNOON, Open
from tests.gui.lines import Line, centre_of
from tests.gui.stage import Opened, copy_of


def ready(qtbot: QtBot, opened: Opened, **what: object) -> AgentsScreen:
    opened.window.frame.go("agents", **what)
    found = opened.window.frame.screen
    assert isinstance(found, AgentsScreen)
    qtbot.waitUntil(lambda: found.found is not None)
    qtbot.waitUntil(opened.window.session.is_idle)
    return found


@pytest.fixture
def agents(open_branch: Open, qtbot: QtBot) -> AgentsScreen:
    """The screen without a network."""
    return ready(qtbot, open_branch())


def row(page: AgentsScreen, person: str):
    return next(one for one, _ in page.model.rows if one.person == person)


def card(page: AgentsScreen) -> DeviceCard:
    return page.detail.cards[0]


def test_without_a_network_the_laptops_stand_as_the_centre_last_told(agents: AgentsScreen) -> None:
    assert agents.heading()[1] == "menurut kabar pusat terakhir 16.20"
    assert {one.person for one, _ in agents.model.rows} == {"A017", "A021", "S001", "S003"}
    maria = row(agents, "A017")
    assert (maria.name, maria.unsent, maria.clock_ms) == ("Maria", (0, 0), 0)
    assert maria.devices[0].told.app
    assert maria.day.position.on_hand == sum(maria.age.ages) == 168_000


def test_cash_by_age_and_change_float_stand_in_the_detail(agents: AgentsScreen, qtbot: QtBot) -> None:
    agents.arrive(agent="A017")
    qtbot.waitUntil(lambda: agents.detail.person.person == "A017")
    said = [one.text() for one in agents.detail.money.findChildren(type(agents.shown))]
    assert format_rupiah(168_000) in said
    assert agents.say("agents.float") in said


def test_the_arrows_show_one_after_the_other(agents: AgentsScreen, qtbot: QtBot) -> None:
    agents.table.setFocus()
    qtbot.keyClick(agents.table, Qt.Key.Key_Home)
    first = agents.detail.person.person
    qtbot.keyClick(agents.table, Qt.Key.Key_Down)
    assert agents.detail.person.person == agents.model.rows[1][0].person != first


def test_days_of_silence_come_first_and_are_red(open_branch: Open, qtbot: QtBot) -> None:
    page = ready(qtbot, open_branch(now=AFTERNOON + timedelta(days=5)))
    first, state = page.model.rows[0]
    assert (first.role, state.tone, state.text) == ("agent", "bad", "5 hari tanpa kabar")


def test_a_wrong_clock_is_told_in_minutes(agents: AgentsScreen) -> None:
    said = [clock_words(agents.session, offset) for offset in (0, 12 * 60_000, -90 * 60_000, None)]
    assert said == ["tepat", "terlambat 12 menit", "terlalu cepat 90 menit", "belum diketahui"]


def test_offline_no_laptop_can_be_closed_and_the_reason_is_said(agents: AgentsScreen, qtbot: QtBot) -> None:
    agents.arrive(agent="A017")
    qtbot.waitUntil(lambda: agents.detail.person.person == "A017")
    assert not card(agents).revoke.isEnabled()
    assert card(agents).why.text() == "Pencabutan hanya bisa saat tersambung ke pusat."


@pytest.fixture
def line() -> Line:
    return Line()


@pytest.fixture
def online(
    open_branch: Open, line: Line, afternoon: Path, tmp_path: Path, qtbot: QtBot
) -> Iterator[tuple[AgentsScreen, Centre]]:
    """The screen with a centre that answers."""
    opened = open_branch(transport=lambda store: line)
    with centre_of(copy_of(afternoon, "centre", tmp_path), opened.clock) as (centre, address):
        line.address = address
        page = ready(qtbot, opened, agent="A017")
        opened.window.session.engine.send_now()
        qtbot.waitUntil(lambda: _is_done(page), timeout=10_000)
        yield page, centre


def _is_done(page: AgentsScreen) -> bool:
    outcome = page.session.sync_state.outcome
    return outcome is not None and outcome.result is Result.DONE


def said(page: AgentsScreen) -> str:
    """All words on the laptop's card."""
    return " ".join(one.text() for one in card(page).findChildren(QLabel))


def type_passphrase(page: AgentsScreen, qtbot: QtBot, text: str) -> None:
    sheet = page.window().findChild(PinSheet)
    assert isinstance(sheet.entry, QLineEdit)
    qtbot.keyClicks(sheet.entry, text)
    qtbot.keyClick(sheet.entry, Qt.Key.Key_Return)


def closed(centre: Centre) -> set[int]:
    return {one.device for one in admin.devices(centre) if one.is_revoked}


def test_a_lost_laptop_is_closed_after_the_pin_and_seen_closed_at_once(
    online: tuple[AgentsScreen, Centre], qtbot: QtBot
) -> None:
    page, centre = online
    qtbot.waitUntil(lambda: card(page).revoke.isEnabled())
    number = card(page).device.known.device
    qtbot.mouseClick(card(page).revoke, Qt.MouseButton.LeftButton)
    type_passphrase(page, qtbot, PASSPHRASE)
    qtbot.waitUntil(lambda: page.detail.person is not None and card(page).device.is_revoked, timeout=10_000)
    assert closed(centre) == {number}
    assert state_of(page.session, row(page, "A017")).text == "Dicabut"
    assert card(page).revoke.parent() is None
    page.session.engine.send_now()
    qtbot.waitUntil(lambda: card(page).device.known.revoked_at is not None, timeout=10_000)
    assert ("Dicabut oleh", "Theresia") in facts_of(page.session, card(page).device)


def test_a_laptop_closed_by_command_says_that_the_head_office_did_it(
    online: tuple[AgentsScreen, Centre], qtbot: QtBot
) -> None:
    page, centre = online
    admin.revoke(centre, card(page).device.known.device)
    page.session.engine.send_now()
    qtbot.waitUntil(lambda: card(page).device.known.revoked_at is not None, timeout=10_000)
    assert ("Dicabut oleh", "kantor pusat") in facts_of(page.session, card(page).device)


def test_a_wrong_pin_and_esc_close_nothing(online: tuple[AgentsScreen, Centre], qtbot: QtBot) -> None:
    page, centre = online
    qtbot.waitUntil(lambda: card(page).revoke.isEnabled())
    qtbot.mouseClick(card(page).revoke, Qt.MouseButton.LeftButton)
    type_passphrase(page, qtbot, "bukan ini")
    sheet = page.window().findChild(PinSheet)
    qtbot.waitUntil(lambda: bool(sheet._wrong.text()), timeout=10_000)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert closed(centre) == set()


def test_another_supervisors_laptop_is_only_asked_for_and_waits_for_a_second_person(
    online: tuple[AgentsScreen, Centre], qtbot: QtBot
) -> None:
    page, centre = online
    page.arrive(agent="S001")
    qtbot.waitUntil(lambda: page.detail.person.person == "S001" and card(page).revoke.isEnabled())
    assert card(page).revoke.words() == "Minta laptop ini dicabut"
    assert "dicabut oleh dua orang" in said(page)
    qtbot.mouseClick(card(page).revoke, Qt.MouseButton.LeftButton)
    type_passphrase(page, qtbot, PASSPHRASE)
    qtbot.waitUntil(lambda: "Anda sudah meminta" in said(page), timeout=10_000)
    assert not card(page).revoke.isEnabled()
    assert not card(page).device.is_revoked
    assert closed(centre) == set()


def test_ones_own_laptop_is_never_offered(online: tuple[AgentsScreen, Centre], qtbot: QtBot) -> None:
    page, _ = online
    page.arrive(agent="S003")
    qtbot.waitUntil(lambda: page.detail.person.person == "S003")
    assert not card(page).revoke.isEnabled()
    assert card(page).why.text().startswith("Ini laptop Anda sendiri")


def test_a_line_that_fails_while_closing_is_told_and_closes_nothing(
    online: tuple[AgentsScreen, Centre], line: Line, qtbot: QtBot
) -> None:
    page, centre = online
    qtbot.waitUntil(lambda: card(page).revoke.isEnabled())
    said: list[str] = []
    page.shell.toast = lambda text, *_: said.append(text)
    line.address = None
    qtbot.mouseClick(card(page).revoke, Qt.MouseButton.LeftButton)
    type_passphrase(page, qtbot, PASSPHRASE)
    qtbot.waitUntil(lambda: bool(said), timeout=10_000)
    assert said[0].startswith("Laptop belum dicabut. Tidak ada jaringan")
    assert closed(centre) == set()


def test_in_a_narrow_window_the_detail_takes_the_place_of_the_list(open_branch: Open, qtbot: QtBot) -> None:
    opened = open_branch(size=(911, 512))
    page = ready(qtbot, opened)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert page.detail.isVisible()
    assert not page.table.isVisible()
    qtbot.keyClick(page.detail.back, Qt.Key.Key_Escape)
    assert page.table.isVisible()
