"""What waits for a second person, as it is shown: one window looks at everything and decides nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from agent_app.domain.reviews import REVIEWS
from agent_app.gui.screens.decide.listing import Scope
from agent_app.gui.screens.decide.sheets import AskSheet
from agent_app.journal.entries.base import Origin
from agent_app.records.views import consents, decisions, reversals
from agent_app.records.views.decisions import Kind, Made
from agent_app.reference.words import words
from tests.gui.conftest import AFTERNOON, _windows
from tests.gui.screens.desk import press
from tests.gui.screens.keyboard_desk import (
    BRANCH,
    CONTROL,
    ENTER,
    ESC,
    SPACE,
    ask,
    is_shown,
    notices,
    overlay,
    press_button,
    screen,
    shown,
    texts,
    toasts,
    walk_to,
)
from tests.gui.stage import Opened


@pytest.fixture(scope="module")
def looked_at(waiting: Path, tmp_path_factory: pytest.TempPathFactory, qapp: object) -> Iterator[Opened]:
    """One window for all: nothing here changes what waits."""
    with _windows(waiting, tmp_path_factory.mktemp("looked_at"), "supervisor-S003", AFTERNOON) as open_one:
        yield open_one()


@pytest.fixture
def theresia(looked_at: Opened, qtbot: QtBot) -> Opened:
    shown(looked_at, qtbot)
    screen(looked_at).panel.show_scope(Scope.ALL)
    return looked_at


def test_everything_is_in_one_list_worst_first_and_the_chips_count_it(theresia: Opened) -> None:
    page = screen(theresia)
    items = ask(theresia, decisions.decisions, BRANCH)
    counted = ask(theresia, decisions.waiting, BRANCH)
    to_decide = [one for one in items if one.to_decide]
    assert page.panel.model.rows == to_decide
    assert page.panel.model.rows[0].code == "disputed"
    assert page.panel.chips[Scope.ALL].text() == f"Semua {counted}"
    assert str(counted) in page.heading()[1]
    parts = (Scope.REVIEW, Scope.REVERSAL, Scope.DIFFERENCE, Scope.FUNDS)
    assert sum(int(page.panel.chips[one].text().rpartition(" ")[2]) for one in parts) == counted == len(to_decide)


def test_a_chip_limits_the_list_to_its_kind(theresia: Opened, qtbot: QtBot) -> None:
    page = screen(theresia)
    page.panel.chips[Scope.FUNDS].setFocus()
    press(SPACE)
    assert {one.kind for one in page.panel.model.rows} == {Kind.FUNDS}
    qtbot.waitUntil(lambda: page.detail.case is not None and page.detail.case.item.kind is Kind.FUNDS)


def test_every_row_tells_a_screen_reader_what_it_is(theresia: Opened) -> None:
    model = screen(theresia).panel.model
    said = [model.index(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(model.rowCount())]
    assert all(said)
    assert any("Setoran kurang saat dihitung" in one and "\u2212Rp\u00a016.800" in one for one in said)
    assert any("Orang lain yang memutuskan" in one for one in said)


@pytest.mark.parametrize("code", sorted({*REVIEWS, "from_the_future"} - {"month_paid_twice"}))
def test_a_review_offers_exactly_its_own_decisions(theresia: Opened, qtbot: QtBot, code: str) -> None:
    item = walk_to(theresia, qtbot, code)
    assert item.kind is Kind.REVIEW
    offered = [one.value for one in REVIEWS[code].decisions] if code in REVIEWS else []
    assert list(screen(theresia).detail.buttons) == offered
    assert all(button.isEnabled() for button in screen(theresia).detail.buttons.values())
    if not offered:
        assert any("aplikasi yang lebih baru" in one for one in notices(theresia))


def test_every_decision_has_words_for_what_it_means_and_what_happens_next() -> None:
    for language in ("id", "en"):
        here = words(language)
        for code, review in REVIEWS.items():
            for decision in review.decisions:
                keys = (f"decide.means.{code}.{decision}", f"decide.next.{code}.{decision}", f"decide.do.{decision}")
                assert all(here.say(key) for key in keys)
        assert all(here.say(f"decide.own.{part}") for part in Made)


@pytest.mark.parametrize(("code", "reason"), [("difference", "menghitung"), ("reversal", "mengajukan")])
def test_own_things_are_shown_with_the_reason_and_nothing_to_press(
    theresia: Opened, qtbot: QtBot, code: str, reason: str
) -> None:
    item = walk_to(theresia, qtbot, code, own=True)
    buttons = screen(theresia).detail.buttons
    assert buttons
    assert not any(button.isEnabled() for button in buttons.values())
    assert any(reason in one for one in notices(theresia))
    assert all(reason in button.toolTip() for button in buttons.values())
    press(ENTER)
    press((ENTER, CONTROL))
    assert overlay(theresia) is None
    assert item.key in {one.key for one in screen(theresia)._items}


def test_enter_on_an_open_sheet_changes_nothing_and_esc_keeps_the_note(theresia: Opened, qtbot: QtBot) -> None:
    item = walk_to(theresia, qtbot, "reversal")
    sheet = press_button(theresia, "accepted")
    assert isinstance(sheet, AskSheet)
    assert sheet.safe.hasFocus()
    press(ENTER)
    assert overlay(theresia) is None
    assert ask(theresia, reversals.find, item.origin).outcome is None
    screen(theresia).detail.buttons["accepted"].setFocus()
    press(ENTER)
    sheet = overlay(theresia)
    sheet.note.setFocus()
    press("sudah saya telepon", ESC)
    assert overlay(theresia) is None
    press(ENTER)
    assert overlay(theresia).note.toPlainText() == "sudah saya telepon"


def test_a_deduction_tells_whether_the_member_has_agreed(theresia: Opened, qtbot: QtBot) -> None:
    item = walk_to(theresia, qtbot, "shu_conversion")
    assert "shu_conversion" in ask(theresia, consents.purposes, item.members[0])
    assert any("sudah menyetujui potongan" in one for one in notices(theresia))


def test_what_is_only_owed_has_a_list_of_its_own(theresia: Opened, qtbot: QtBot) -> None:
    chip = screen(theresia).panel.chips[Scope.OWED]
    assert chip.isVisible()
    chip.setFocus()
    press(SPACE)
    qtbot.waitUntil(lambda: "Rp\u00a04.200" in texts(theresia))
    assert [one.kind for one in screen(theresia).panel.model.rows] == [Kind.OWED]


def test_another_page_opens_a_thing_by_name(theresia: Opened, qtbot: QtBot) -> None:
    wanted = next(one for one in screen(theresia)._items if one.code == "clock_doubtful")
    theresia.window.frame.go("decide", review=(wanted.origin, wanted.code))
    qtbot.waitUntil(lambda: is_shown(theresia, wanted))
    assert screen(theresia).panel.current().key == wanted.key
    owed = next(one for one in screen(theresia)._items if one.kind is Kind.OWED)
    theresia.window.frame.go("decide", owed=owed.origin)
    qtbot.waitUntil(lambda: is_shown(theresia, owed))


def test_a_thing_another_page_names_that_is_decided_by_now_is_told(theresia: Opened, qtbot: QtBot) -> None:
    theresia.window.frame.go("decide", reversal=Origin(4, 1, "00" * 32))
    qtbot.waitUntil(lambda: "tidak lagi menunggu" in toasts(theresia))
