"""Without any colour every state is still told apart: by its own sign, its word, or an outline that stands out."""

import sys
from collections.abc import Callable, Iterator
from itertools import combinations, pairwise

import pytest
from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from agent_app.domain.coverage import MonthState
from agent_app.domain.standing import Standing
from agent_app.gui import statusbar
from agent_app.gui.models import statuses
from agent_app.gui.screens.collect import months
from agent_app.gui.screens.collect.months import Cell, MonthCell
from agent_app.gui.screens.deposit import history
from agent_app.gui.screens.members import strip
from agent_app.gui.screens.members.strip import MonthStrip
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets import pills
from agent_app.gui.widgets.bars import Pair, UprightBars
from agent_app.gui.widgets.cards import Notice
from agent_app.gui.widgets.choices import RadioCard, Segment, Switch
from agent_app.gui.widgets.fields import CheckBox
from agent_app.gui.widgets.paired_bars import Pair as TwoAmounts
from agent_app.gui.widgets.paired_bars import PairedBars
from agent_app.gui.widgets.pills import Chip, Pill
from agent_app.gui.widgets.rows import TICK_ICONS
from agent_app.settings import Settings
from tests.gui.conftest import Open
from tests.gui.stage import Opened
from tests.gui.test_every_screen import LAPTOPS, show

THEMES = ("light", "dark", "sunlight")
STANDS_OUT = 3.0
"""Contrast of a sign with what was there before, WCAG 2.2 1.4.11."""
ENOUGH_PIXELS = 20
OF_ITS_OWN = 0.15
"""The share of two signs, laid over each other, that only one of them has: a clock and an `!` in a circle have 0.11."""


@pytest.fixture(params=THEMES)
def look(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def window(open_laptop: Open, look: str) -> Opened:
    return open_laptop(settings=Settings(theme=look))


def grey(image: QImage) -> list[int]:
    """The lightness of every pixel, row by row, 0 to 255."""
    flat = image.convertToFormat(QImage.Format.Format_Grayscale8)
    bits, line, width = bytes(flat.constBits()), flat.bytesPerLine(), flat.width()
    return [level for row in range(flat.height()) for level in bits[row * line : row * line + width]]


def contrast(one: int, other: int) -> float:
    """WCAG 2.2 contrast of two greys."""
    light, dark = sorted((_linear(one), _linear(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _linear(level: int) -> float:
    share = level / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def told_apart(one: QImage, other: QImage) -> bool:
    """Whether enough pixels of two grey pictures of a thing stand out against each other."""
    pairs = zip(grey(one), grey(other), strict=True)
    return sum(contrast(*pair) >= STANDS_OUT for pair in pairs) >= ENOUGH_PIXELS


def picture(widget: QWidget, size: QSize | None = None) -> QImage:
    widget.resize(size or widget.sizeHint())
    return widget.grab().toImage()


def shape(icon: str) -> list[int]:
    """How much of each pixel an icon covers, whatever its colour."""
    image = theme().pixmap(icon, "text", 16).toImage().convertToFormat(QImage.Format.Format_Alpha8)
    bits, line = bytes(image.constBits()), image.bytesPerLine()
    return [bits[row * line + column] for row in range(image.height()) for column in range(image.width())]


def own_share(one: str, other: str) -> float:
    """How much of two icons laid over each other only one of them has."""
    pairs = list(zip(shape(one), shape(other), strict=True))
    return sum(abs(a - b) for a, b in pairs) / sum(max(a, b) for a, b in pairs)


FAMILIES: dict[str, dict[object, str]] = {
    "ticks": {tick: icon for tick, (icon, _) in TICK_ICONS.items()},
    "months of the money": {state: icon for state, (icon, _) in months.STATES.items()},
    "months of a member": {state: icon for state, (icon, _) in strip.LOOKS.items()} | {"listed": "check"},
    "standings": {standing: icon for standing, (_, icon) in statuses.LOOKS.items()} | {"candidate": "user-search"},
    "notices": dict(Notice._ICONS),
    "deposits": {outcome: icon for outcome, (_, icon) in history.STATES.items()},
}


@pytest.mark.parametrize("family", FAMILIES)
def test_signs_that_stand_for_states_differ_in_shape(window: Opened, family: str) -> None:
    alike = [
        (str(one), str(other))
        for one, other in combinations(FAMILIES[family], 2)
        if own_share(FAMILIES[family][one], FAMILIES[family][other]) < OF_ITS_OWN
    ]
    assert alike == []


def test_every_state_of_money_and_of_a_member_has_its_sign() -> None:
    assert set(months.STATES) == set(MonthState)
    assert {state: icon for state, (icon, _) in months.STATES.items()} == FAMILIES["months of the money"]
    assert set(statuses.LOOKS) == set(Standing)


STATES_OF_SENDING = (
    ("untrusted", "lock", "warn"),
    ("trouble", "circle-alert", "bad"),
    ("overdue", "circle-alert", "bad"),
    ("paused", "pause", "warn"),
    ("sending", "refresh-cw", "info"),
    ("offline", "cloud-off", "warn"),
    ("online", "clock", "warn"),
    ("first", "refresh-cw", "info"),
    ("all_sent", "check-check", "ok"),
)


class Recorder:
    """What is painted as a pill while a picture is taken."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.signs: dict[tuple[str, str], set[str]] = {}
        real = pills.paint_pill

        def paint(painter, rect, text, tone, icon) -> None:
            self.signs.setdefault((text, icon or ""), set()).add(tone)
            real(painter, rect, text, tone, icon)

        for module in _modules_with(real):
            patch.setattr(module, "paint_pill", paint)


def _modules_with(real: Callable[..., object]) -> Iterator[object]:
    """Every module that draws pills."""
    for name, module in list(sys.modules.items()):
        if name.startswith("agent_app.gui") and getattr(module, "paint_pill", None) is real:
            yield module


@pytest.mark.parametrize("role", LAPTOPS)
def test_no_two_states_differ_only_in_the_colour_of_a_pill(
    open_laptop: Open, qtbot: QtBot, look: str, role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = open_laptop(LAPTOPS[role], settings=Settings(theme=look))
    for key in opened.window.frame.entries:
        show(qtbot, opened, key)
    seen = Recorder(monkeypatch)
    for key in opened.window.frame.entries:
        show(qtbot, opened, key)
        opened.window.grab()
    assert len(seen.signs) > 3
    assert {sign: tones for sign, tones in seen.signs.items() if len(tones) > 1} == {}
    assert [sign for sign in seen.signs if not sign[0].strip()] == []


def test_every_sentence_in_colour_has_its_sign(open_laptop: Open, qtbot: QtBot, look: str) -> None:
    opened = open_laptop(settings=Settings(theme=look))
    for key in opened.window.frame.entries:
        show(qtbot, opened, key)
        for notice in opened.window.findChildren(Notice):
            if notice.isVisible() and notice.text():
                assert not notice._icon.pixmap().isNull(), (key, notice.text())


def test_the_state_of_sending_is_a_word_of_its_own_with_a_sign(window: Opened) -> None:
    say = window.window.session.say
    assert len({say(f"frame.state.{name}", days=4) for name, _, _ in STATES_OF_SENDING}) == len(STATES_OF_SENDING)
    bar = window.window.frame.statusbar.state
    pictures = []
    for name, icon, tone in STATES_OF_SENDING:
        bar.show_state(statusbar.Shown(say(f"frame.state.{name}", days=4), "", icon, tone))
        pictures.append(bar.grab().toImage())
    assert all(told_apart(one, other) for one, other in combinations(pictures, 2))


def test_the_cells_of_the_month_strips_are_told_apart_in_grey(window: Opened) -> None:
    session = window.window.session
    plain = {"month": "2026-11", "payable": True, "arrears": False, "chosen": False}
    cells = [Cell(state=state, **plain) for state in MonthState]
    cells += [Cell(state=None, **plain), Cell(state=None, **plain | {"chosen": True})]
    pictures = []
    for each in cells:
        made = MonthCell(session)
        made.show_cell(each)
        pictures.append(picture(made))
    assert all(told_apart(one, other) for one, other in combinations(pictures, 2))
    strips = []
    for state in (*MonthState, None, "listed"):
        made = MonthStrip(session)
        known = state is not None and state != "listed"
        made.show_months({"2026-11": state} if known else {}, "2026-11" if state == "listed" else None)
        strips.append(picture(made))
    assert all(told_apart(one, other) for one, other in combinations(strips, 2))


CHOICES: dict[str, Callable[[], QAbstractButton]] = {
    "chip": lambda: Chip("Belum", 4),
    "segment": lambda: Segment("3 bulan"),
    "card": lambda: RadioCard("JKK + JKM"),
    "switch": lambda: Switch("Cetak"),
    "box": lambda: CheckBox("Tidak punya HP"),
}


@pytest.mark.parametrize("kind", CHOICES)
def test_what_is_chosen_is_told_from_what_is_not(window: Opened, kind: str) -> None:
    made = CHOICES[kind]()
    off = picture(made)
    made.setChecked(True)
    assert told_apart(off, picture(made))


def test_the_screen_one_is_on_and_the_row_one_stands_on_are_marked_in_grey(window: Opened, qtbot: QtBot) -> None:
    frame = window.window.frame
    for key in ("members", "sync"):
        item = frame.navigation.items[key]
        frame.go("help")
        elsewhere = item.grab().toImage()
        show(qtbot, window, key)
        assert told_apart(elsewhere, item.grab().toImage())
    show(qtbot, window, "members")
    table = frame.screen.panel.table
    qtbot.waitUntil(lambda: frame.screen.detail.found is not None, timeout=15_000)
    frame.screen.panel.filter.setFocus()
    table.selectRow(0)
    chosen = table.viewport().grab().toImage()
    table.selectRow(1)
    for _ in range(3):
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        QApplication.processEvents()
    assert told_apart(chosen, table.viewport().grab().toImage())


def test_the_two_series_of_a_chart_differ_in_their_filling(window: Opened) -> None:
    amount = 900_000
    paired, upright = PairedBars("Diterima dan disetor"), UprightBars("Iuran", "diterima", "disetor", str)

    def of_paired(first: int, second: int) -> QImage:
        paired.put([TwoAmounts("23", first, second)], "")
        return picture(paired)

    def of_upright(first: int, second: int) -> QImage:
        upright.put([Pair("23", first, second, "", "")])
        return picture(upright)

    for draw in (of_paired, of_upright):
        neither, first, second = draw(0, 0), draw(amount, 0), draw(0, amount)
        assert told_apart(first, second)
        assert _edges(first) - _edges(neither) > 1.5 * abs(_edges(second) - _edges(neither))


def _edges(image: QImage) -> int:
    """How often light and dark change from one pixel to the next: again and again where something is hatched."""
    return sum(abs(one - other) > 12 for one, other in pairwise(grey(image)))


def test_pills_of_the_worst_and_the_best_state_differ_by_more_than_their_ground(window: Opened) -> None:
    session = window.window.session
    pictures = {}
    for standing, (tone, icon) in statuses.LOOKS.items():
        made = Pill(session.say(f"members.status.{standing.value}"), tone, icon)
        pictures[standing] = picture(made, QSize(180, 26))
    assert all(told_apart(pictures[one], pictures[other]) for one, other in combinations(pictures, 2))
