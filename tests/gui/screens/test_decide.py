"""Decisions by keyboard: every kind of thing that waits is decided, and by two at once only once."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from agent_app import bootstrap
from agent_app.central.database import open_centre
from agent_app.central.server import running
from agent_app.demo.stage import PASSPHRASE
from agent_app.domain.cash import DifferenceState
from agent_app.domain.reviews import REVIEWS, Bearer
from agent_app.gui.screens.decide.listing import Scope
from agent_app.gui.screens.decide.review_sheet import ReviewSheet
from agent_app.gui.screens.decide.sheets import FundsSheet, RecountSheet
from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.overlays import Toast
from agent_app.records.views import deposits, funds, members, receipts, reversals, reviews
from agent_app.records.views.decided import decided
from agent_app.records.views.decisions import Kind, Made
from agent_app.reference.words import words
from agent_app.services.reversal import DecideReversal, decide_reversal
from agent_app.settings import Settings
from agent_app.sync.once import sync_once
from agent_app.sync.transport import HttpTransport
from tests.gui import looks
from tests.gui.conftest import AFTERNOON, Open, _windows
from tests.gui.screens.desk import SIZES, press
from tests.gui.screens.keyboard_desk import (
    ENTER,
    ESC,
    SPACE,
    TAB,
    ask,
    go_on,
    gone,
    is_shown,
    notices,
    overlay,
    press_button,
    screen,
    shown,
    texts,
    toasts,
    type_secret,
    walk_to,
)
from tests.gui.screens.second_person import COOP, House, doubled
from tests.gui.stage import Opened
from tests.gui.test_every_screen import settle


@pytest.fixture
def open_desk(waiting: Path, tmp_path: Path, qapp: object) -> Iterator[Open]:
    with _windows(waiting, tmp_path, "supervisor-S003", AFTERNOON) as open_one:
        yield open_one


@pytest.fixture
def theresia(open_desk: Open, qtbot: QtBot) -> Opened:
    return shown(open_desk(), qtbot)


def test_a_correction_is_accepted_with_the_pin_and_its_effect_on_the_agents_cash_said_before(
    theresia: Opened, qtbot: QtBot
) -> None:
    item = walk_to(theresia, qtbot, "reversal")
    assert "Uangnya sekarang" in texts(theresia)
    assert any("Kalau diterima" in one and "Rp\u00a08.400" in one for one in notices(theresia))
    sheet = press_button(theresia, "accepted")
    press(TAB)
    sheet.note.setFocus()
    press("benar, salah orang")
    go_on(sheet)
    wrong = type_secret(theresia, "bukan kata sandinya")
    qtbot.waitUntil(lambda: bool(wrong._wrong.text()), timeout=10_000)
    assert ask(theresia, reversals.find, item.origin).outcome is None
    press(PASSPHRASE, ENTER)
    gone(theresia, qtbot, item)
    assert ask(theresia, reversals.find, item.origin).outcome == "accepted"
    assert overlay(theresia) is None


def test_a_correction_is_refused_with_a_note(theresia: Opened, qtbot: QtBot) -> None:
    item = walk_to(theresia, qtbot, "reversal")
    sheet = press_button(theresia, "refused")
    go_on(sheet)
    type_secret(theresia)
    gone(theresia, qtbot, item)
    assert ask(theresia, reversals.find, item.origin).outcome == "refused"


def test_a_disputed_count_shows_both_counts_and_the_agents_words_and_may_stand(theresia: Opened, qtbot: QtBot) -> None:
    item = walk_to(theresia, qtbot, "disputed")
    assert "Sudah saya hitung dua kali" in texts(theresia)
    assert "Menurut Maria (A017)" in texts(theresia)
    assert "Dihitung Paulus (S001)" in texts(theresia)
    sheet = press_button(theresia, "stands")
    go_on(sheet)
    type_secret(theresia)
    gone(theresia, qtbot, item)
    found = ask(theresia, deposits.find, item.origin)
    assert (found.difference, found.short) == (DifferenceState.DECIDED, 16_800)
    assert Kind.OWED in {one.kind for one in screen(theresia)._items}


def test_a_recount_by_note_and_coin_takes_the_place_of_the_count(theresia: Opened, qtbot: QtBot) -> None:
    item = walk_to(theresia, qtbot, "disputed")
    declared = ask(theresia, deposits.find, item.origin).rupiah
    sheet = press_button(theresia, "recounted")
    assert isinstance(sheet, RecountSheet)
    assert not sheet.go.isEnabled()
    assert sheet.count.first().hasFocus()
    press("11", ESC, ENTER)
    sheet = overlay(theresia)
    assert sheet.count.pieces() == {"100000": 11}
    press(TAB, "1", TAB, TAB, "1", TAB, "1", TAB, "1")
    for code, pieces in (("c500", "1"), ("c100", "1")):
        sheet.count.edits[code].setFocus()
        press(pieces)
    assert sheet.count.total() == declared
    go_on(sheet)
    type_secret(theresia)
    gone(theresia, qtbot, item)
    found = ask(theresia, deposits.find, item.origin)
    assert (found.counted, found.short) == (declared, 0)


def test_a_merge_asks_who_goes_on_and_for_the_pin(theresia: Opened, qtbot: QtBot) -> None:
    item = walk_to(theresia, qtbot, "duplicate_nik")
    sheet = press_button(theresia, "merge")
    assert isinstance(sheet, ReviewSheet)
    older, younger = sheet.survivors
    assert sheet.survivor == older
    sheet.survivors[younger].setFocus()
    press(SPACE)
    go_on(sheet)
    type_secret(theresia)
    gone(theresia, qtbot, item)
    merged = ask(theresia, members.find, older)
    assert merged.merged_into == younger


def test_a_wrong_price_stands_beside_the_right_one_and_paying_back_asks_for_the_correction_too(
    theresia: Opened, qtbot: QtBot
) -> None:
    item = walk_to(theresia, qtbot, "tariff_mismatch")
    assert "Rp\u00a016.800" in texts(theresia)
    assert "Rp\u00a012.400" in texts(theresia)
    sheet = press_button(theresia, "pay_back")
    assert sheet.asks_back
    go_on(sheet)
    gone(theresia, qtbot, item)
    asked = [one for one in ask(theresia, reversals.undecided) if one.paper == item.origin]
    assert [(one.person, one.reason) for one in asked] == [("S003", "wrong_amount")]
    own = next(one for one in screen(theresia)._items if one.origin == asked[0].origin)
    assert own.made_by("S003") is Made.REQUEST


def test_who_accepts_another_price_says_who_bears_the_difference(theresia: Opened, qtbot: QtBot) -> None:
    item = walk_to(theresia, qtbot, "tariff_mismatch")
    sheet = press_button(theresia, "accept_amount")
    assert "Rp\u00a04.400" in " ".join(one.text() for one in sheet.findChildren(QLabel))
    assert sheet.borne_by is None
    go_on(sheet)
    assert sheet.wrong.text() == "Pilih dulu siapa yang menanggung selisihnya."
    assert ask(theresia, reviews.find, item.origin, item.code).decided is False
    assert sheet.bearers[Bearer.BRANCH].hasFocus()
    sheet.bearers[Bearer.AGENT].setFocus()
    press(SPACE)
    press(ESC)
    # What was chosen is there again when the sheet is opened again.
    screen(theresia).detail.buttons["accept_amount"].click()
    sheet = overlay(theresia)
    assert sheet.borne_by is Bearer.AGENT
    go_on(sheet)
    gone(theresia, qtbot, item)
    word = ask(theresia, decided, Kind.REVIEW, item.origin, item.code)
    assert (word.outcome, word.borne_by) == ("accept_amount", "agent")
    assert "selisih ditanggung agen" in screen(theresia).words.told(item, word)


def test_without_the_tick_only_the_review_is_decided(theresia: Opened, qtbot: QtBot) -> None:
    item = walk_to(theresia, qtbot, "tariff_mismatch")
    sheet = press_button(theresia, "to_titipan")
    sheet.ask_back.setFocus()
    press(SPACE)
    go_on(sheet)
    gone(theresia, qtbot, item)
    assert [one for one in ask(theresia, reversals.undecided) if one.paper == item.origin] == []


def test_a_nik_to_be_corrected_leads_on_to_the_younger_record(theresia: Opened, qtbot: QtBot) -> None:
    item = walk_to(theresia, qtbot, "duplicate_nik")
    younger = screen(theresia).detail.case.twins[-1].member.member
    go_on(press_button(theresia, "correct_nik"))
    gone(theresia, qtbot, item)
    (way,) = [one for toast in theresia.window.findChildren(Toast) for one in toast.findChildren(Button)]
    way.click()
    frame = theresia.window.frame
    qtbot.waitUntil(lambda: frame.screen_key == "members", timeout=10_000)
    found = frame.screen.detail
    qtbot.waitUntil(lambda: found.found is not None and found.found.id == younger, timeout=10_000)


def test_waiting_moves_a_review_to_a_list_of_its_own(theresia: Opened, qtbot: QtBot) -> None:
    item = walk_to(theresia, qtbot, "unknown_member")
    page = screen(theresia)
    assert not page.panel.chips[Scope.PUT_OFF].isVisible()
    assert press_button(theresia, "wait") is None
    qtbot.waitUntil(lambda: any(one.put_off for one in page._items), timeout=10_000)
    assert item.key not in {one.key for one in page.panel.model.rows}
    chip = page.panel.chips[Scope.PUT_OFF]
    qtbot.waitUntil(chip.isVisible)
    chip.setFocus()
    press(SPACE)
    qtbot.waitUntil(lambda: is_shown(theresia, item))
    assert list(page.detail.buttons) == [one.value for one in REVIEWS["unknown_member"].decisions]


def test_money_without_cash_is_confirmed_with_reference_and_day_for_several_papers(
    theresia: Opened, qtbot: QtBot
) -> None:
    item = walk_to(theresia, qtbot, "transfer")
    sheet = press_button(theresia, "received")
    assert isinstance(sheet, FundsSheet)
    go_on(sheet)
    assert sheet.reference.is_wrong()
    assert sheet.day.is_wrong()
    assert sheet.reference.editor.hasFocus()
    press("BRI 77120", TAB, "2411 2026")
    go_on(sheet)
    assert sheet.day.is_wrong()
    sheet.day.editor.setFocus()
    sheet.day.editor.selectAll()
    press("23112026", TAB, SPACE)
    assert sheet.rupiah == 33_600
    papers = sheet.papers
    go_on(sheet)
    type_secret(theresia)
    gone(theresia, qtbot, item)
    assert [ask(theresia, funds.find, one).received_day for one in papers] == ["2026-11-23"] * 2


def test_a_bank_line_used_before_is_refused_in_words_and_keeps_every_field(theresia: Opened, qtbot: QtBot) -> None:
    first = walk_to(theresia, qtbot, "transfer")
    sheet = press_button(theresia, "received")
    press("BRI 1", TAB, "23-11-2026")
    go_on(sheet)
    type_secret(theresia)
    gone(theresia, qtbot, first)
    second = walk_to(theresia, qtbot, "transfer")
    sheet = press_button(theresia, "received")
    press("BRI 1", TAB, "23-11-2026")
    go_on(sheet)
    type_secret(theresia)
    qtbot.waitUntil(lambda: sheet.wrong.isVisible(), timeout=10_000)
    assert sheet.wrong.text() == words("id").say("refused.bank_line_used")
    assert (sheet.reference.editor.text(), sheet.day.editor.text()) == ("BRI 1", "23-11-2026")
    assert sheet.go.isEnabled()
    # The statement has a second line that reads the same: the balance after it tells which.
    sheet.balance.setText("1.016.800")
    go_on(sheet)
    type_secret(theresia)
    gone(theresia, qtbot, second)


def test_a_month_paid_twice_shows_both_receipts_and_the_next_free_month(
    afternoon: Path, tmp_path: Path, qapp: object, qtbot: QtBot
) -> None:
    house = House(afternoon, tmp_path / "house")
    later, older = doubled(house)
    house.close()
    with _windows(tmp_path / "house", tmp_path / "copy", "supervisor-S003", AFTERNOON) as open_one:
        opened = shown(open_one(), qtbot, review=(later, "month_paid_twice"))
        qtbot.waitUntil(lambda: screen(opened).detail.case.item.code == "month_paid_twice")
        page = screen(opened)
        assert list(page.detail.buttons) == [one.value for one in REVIEWS["month_paid_twice"].decisions]
        assert [one.origin for one in page.detail.case.papers] == [later, older]
        assert any("Nov 2026 dibayar dua kali" in one and "Feb 2027" in one for one in notices(opened))
        press_button(opened, "move_to_next_month")
        go_on(overlay(opened))
        qtbot.waitUntil(lambda: not any(one.code == "month_paid_twice" for one in page._items), timeout=10_000)
        assert any(one.paper == later for one in ask(opened, reversals.undecided))


def test_what_another_decides_meanwhile_is_told_where_it_is_looked_at(
    afternoon: Path, tmp_path: Path, qapp: object, qtbot: QtBot
) -> None:
    """Both windows are at a real centre; Paulus decides while Theresia looks at the same thing with her sheet open."""
    shutil.copytree(afternoon / "centre", tmp_path / "centre")
    shutil.copytree(afternoon / "supervisor-S001", tmp_path / "paulus")
    centre = open_centre(tmp_path / "centre", lambda: AFTERNOON)
    paulus = bootstrap.doors(tmp_path / "paulus", clock=lambda: AFTERNOON).unlock(PASSPHRASE)
    try:
        with (
            running(centre, with_worker=False) as address,
            _windows(afternoon, tmp_path / "window", "supervisor-S003", AFTERNOON) as open_one,
        ):
            opened = shown(open_one(transport=lambda store: HttpTransport(address)), qtbot)
            item = walk_to(opened, qtbot, "reversal")
            sheet = press_button(opened, "refused")
            decide = DecideReversal(request=item.origin, outcome="accepted")
            paulus.write(decide_reversal, decide).result()
            transport = HttpTransport(address)
            assert sync_once(paulus, transport).is_done
            transport.close()
            opened.window.session.engine.send_now()
            gone(opened, qtbot, item)
            qtbot.waitUntil(lambda: any("Paulus (S001) sudah memutuskan" in one for one in notices(opened)))
            assert any("diterima" in one for one in notices(opened))
            assert screen(opened).detail.buttons == {}
            go_on(sheet)
            type_secret(opened)
            qtbot.waitUntil(lambda: overlay(opened) is None, timeout=10_000)
            qtbot.waitUntil(lambda: "Paulus (S001) sudah memutuskan" in toasts(opened), timeout=10_000)
            assert ask(opened, reversals.find, item.origin).outcome == "accepted"
            with opened.window.session.store.reading() as connection:
                assert receipts.find(connection, COOP, reversals.find(connection, COOP, item.origin).paper).reversed_day
    finally:
        paulus.close()
        centre.engine.dispose()


def test_who_decided_second_without_a_network_is_told_whose_word_counts(
    afternoon: Path, tmp_path: Path, qapp: object, qtbot: QtBot
) -> None:
    shutil.copytree(afternoon / "centre", tmp_path / "centre")
    shutil.copytree(afternoon / "supervisor-S001", tmp_path / "paulus")
    centre = open_centre(tmp_path / "centre", lambda: AFTERNOON)
    early = AFTERNOON.replace(minute=30)
    paulus = bootstrap.doors(tmp_path / "paulus", clock=lambda: early).unlock(PASSPHRASE)
    try:
        with (
            running(centre, with_worker=False) as address,
            _windows(afternoon, tmp_path / "window", "supervisor-S003", AFTERNOON) as open_one,
        ):
            opened = shown(open_one(transport=lambda store: HttpTransport(address)), qtbot)
            item = walk_to(opened, qtbot, "reversal")
            paulus.write(decide_reversal, DecideReversal(request=item.origin, outcome="accepted")).result()
            go_on(press_button(opened, "refused"))
            type_secret(opened)
            gone(opened, qtbot, item)
            assert ask(opened, reversals.find, item.origin).outcome == "refused"
            transport = HttpTransport(address)
            assert sync_once(paulus, transport).is_done
            transport.close()
            opened.window.session.engine.send_now()
            qtbot.waitUntil(lambda: "lebih dulu dan yang berlaku" in toasts(opened), timeout=10_000)
            assert "Paulus (S001)" in toasts(opened)
            assert ask(opened, reversals.find, item.origin).outcome == "accepted"
    finally:
        paulus.close()
        centre.engine.dispose()


@pytest.mark.parametrize(("pixels", "percent"), SIZES)
def test_nothing_is_cut_off_in_any_size_whatever_is_shown(
    open_desk: Open, qtbot: QtBot, pixels: tuple[int, int], percent: int
) -> None:
    opened = shown(open_desk(size=pixels, settings=Settings(theme="light", text_size=percent)), qtbot)
    page, wrong = screen(opened), {}
    different = {one.code if one.kind is Kind.REVIEW else one.kind: one for one in page._items}
    plain = ("unknown_member", "clock_doubtful", "not_allowed", "not_applied", "device_revoked")
    for item in (one for kind, one in different.items() if kind not in plain):
        page.panel.choose(item)
        page._pressed(item)
        qtbot.waitUntil(lambda one=item: is_shown(opened, one), timeout=10_000)
        settle(qtbot, opened)
        found = looks.clipped(opened.window) + looks.overlapping(opened.window)
        primary = looks.primaries(page)
        found += [f"out of sight: {one.words()}" for one in primary if not looks.in_sight(one)]
        found += [f"{len(primary)} primary buttons"] if len(primary) > 1 else []
        found += looks.unnamed(opened.window) + looks.small_targets(opened.window)
        if found:
            wrong[item.kind, item.code] = found
        page.escape()
    assert wrong == {}


def test_in_a_narrow_window_a_thing_is_opened_over_the_list_and_esc_leads_back(open_desk: Open, qtbot: QtBot) -> None:
    opened = shown(open_desk(size=(911, 512)), qtbot)
    page = screen(opened)
    assert page.panel.isVisible()
    assert not page.detail.isVisible()
    page.panel.view.setFocus()
    press(ENTER)
    qtbot.waitUntil(page.detail.isVisible)
    assert not page.panel.isVisible()
    qtbot.waitUntil(lambda: QApplication.focusWidget() in page.detail.buttons.values())
    press(ESC)
    assert page.panel.isVisible()
    assert page.panel.view.hasFocus()


def test_a_branch_where_nothing_waits_says_so(open_laptop: Open, qtbot: QtBot) -> None:
    opened = open_laptop("supervisor-S003", AFTERNOON)
    opened.window.frame.go("decide")
    settle(qtbot, opened)
    page = screen(opened)
    left = ask(opened, reviews.open_reviews)
    assert {one.key for one in page._items if one.to_decide} == {(Kind.REVIEW, one.origin, one.code) for one in left}
    page.panel.show_scope(Scope.REVERSAL)
    assert page.panel.empty.isVisible()
