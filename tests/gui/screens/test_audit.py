"""Jejak audit on the screen: newest first, filtered by person, kind and day, read by pages."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from agent_app.gui.screens.audit.screen import AuditScreen
from agent_app.gui.screens.audit.wording import GROUP_OF, said
from agent_app.journal.entries.base import Origin
from agent_app.journal.entries.house import DeviceRevoked, ReviewDecided
from agent_app.records.facts.audit import IN_ACTS, LINE_BY_LINE
from agent_app.records.views.audit import Act
from agent_app.reference.words import words
from agent_app.services.change_float import IssueFloat, issue_float
from agent_app.settings import Settings
from tests.gui import looks
from tests.gui.conftest import Open
from tests.gui.screens.counter import settle
from tests.gui.screens.desk import SIZES
from tests.gui.stage import Opened

EVENING = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture
def desk(open_laptop: Open, qtbot: QtBot) -> Opened:
    """Theresia's laptop after the whole day."""
    opened = open_laptop("supervisor-S003", now=EVENING)
    opened.window.frame.go("audit")
    settle(opened, qtbot)
    return opened


def screen(opened: Opened) -> AuditScreen:
    return opened.window.frame.screen


def shown(opened: Opened) -> list[str]:
    return [one.upper.replace("\u00a0", " ") for one in screen(opened).model.rows]


def test_the_newest_act_stands_first_in_words_with_who_and_when(desk: Opened) -> None:
    rows = screen(desk).model.rows
    assert shown(desk)[:3] == [
        "Mengimpor jawaban BPJS",
        "Membayarkan ke BPJS: Rp 672.000",
        "Memutuskan selisih Yosef: Rp 487.200",
    ]
    assert (rows[2].who, rows[2].at, rows[2].lower) == ("Paulus", "23 Nov 16.35", "hitungan tetap")
    assert "Mengimpor daftar anggota: 3.000 baris" in shown(desk)


def test_a_decision_on_a_price_says_who_bears_the_difference(desk: Opened) -> None:
    session = desk.window.session
    origin = Origin(12, 1, "a1" * 32)
    entry = ReviewDecided(
        day="2026-11-23", origin=origin, code="tariff_mismatch", decision="accept_amount", borne_by="branch"
    )
    act = Act(
        place=(0, 0, 0), origin=origin, kind="review_decided", person="S003", agent="A017", at=0, day="2026-11-23",
        lines=1, rupiah=None, entry=entry,
    )  # fmt: skip
    assert said(session, act, {}).lower == "Tidak sesuai tarif · Terima jumlah ini · selisih ditanggung cabang"
    closing = DeviceRevoked(device=12, branch="LWB", seq=3, agent="A017", revoked_by="S003")
    row = said(session, replace(act, kind="device_revoked", entry=closing), {"S003": "Theresia", "A017": "Maria"})
    assert (row.upper, row.lower, row.who) == ("Mencabut laptop", "Maria · laptop nomor 12", "Theresia")


def test_the_trail_is_narrowed_by_kind_by_person_and_by_day(desk: Opened, qtbot: QtBot) -> None:
    page = screen(desk)
    page.chips["deposits"].click()
    settle(desk, qtbot)
    assert len(shown(desk)) == 5
    assert all("setoran" in one or "selisih" in one for one in shown(desk))
    page.people.setCurrentIndex(page.people.findData("S001"))
    settle(desk, qtbot)
    assert shown(desk) == ["Memutuskan selisih Yosef: Rp 487.200"]
    page.day.setText("22-11")
    qtbot.waitUntil(lambda: not page._typed.isActive(), timeout=3_000)
    settle(desk, qtbot)
    assert page.stack.currentWidget() is page.empty
    page.day.setText("23-11-2026")
    qtbot.waitUntil(lambda: len(page.model.rows) == 1, timeout=5_000)
    page.day.setText("kemarin")
    qtbot.waitUntil(lambda: page.day.property("tone") == "bad", timeout=3_000)
    assert len(page.model.rows) == 1


def test_an_act_leads_to_what_it_was_about(desk: Opened, qtbot: QtBot) -> None:
    page = screen(desk)
    number = next(at for at, one in enumerate(shown(desk)) if one.startswith("Menerima setoran Maria"))
    page._open(page.model.index(number))
    settle(desk, qtbot)
    assert desk.window.frame.screen_key == "count"
    assert desk.window.frame.screen.loaded.deposit.agent == "A017"


def test_further_pages_come_when_the_list_is_read_to_its_end(desk: Opened, qtbot: QtBot) -> None:
    store = desk.window.session.store
    for _ in range(120):
        store.write(issue_float, IssueFloat(agent="A017", rupiah=1_000))
    page = screen(desk)
    qtbot.waitUntil(lambda: shown(desk)[0].startswith("Menitipkan uang kembalian"), timeout=20_000)
    settle(desk, qtbot)
    for _ in range(6):
        page.list.scrollToBottom()
        settle(desk, qtbot)
    assert shown(desk).count("Menitipkan uang kembalian ke Maria: Rp 1.000") == 120
    assert len({(one.upper, one.at, one.lower) for one in page.model.rows[:120]}) == 120


def test_every_kind_the_trail_knows_has_a_group_and_words_in_both_languages() -> None:
    assert set(GROUP_OF) == IN_ACTS | LINE_BY_LINE
    for language in ("id", "en"):
        assert all(words(language).say(f"audit.kind.{kind}") for kind in GROUP_OF)


@pytest.mark.parametrize(("pixels", "percent"), SIZES)
def test_the_page_fits_in_every_size(open_laptop: Open, qtbot: QtBot, pixels: tuple[int, int], percent: int) -> None:
    opened = open_laptop("supervisor-S003", size=pixels, settings=Settings(theme="light", text_size=percent))
    opened.window.frame.go("audit")
    settle(opened, qtbot)
    for _ in range(5):
        QApplication.processEvents()
    window = opened.window
    assert looks.clipped(window) + looks.overlapping(window) + looks.unnamed(window) + looks.small_targets(window) == []
