"""Every screen in every size: nothing cut off, everything named, one primary button in sight, one language."""

import re

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from agent_app.gui.screens.registry import entries_for
from agent_app.gui.screens.screen import Screen
from agent_app.gui.theme.tokens import tokens
from agent_app.gui.widgets.buttons import Button
from agent_app.reference.words import words
from agent_app.settings import Settings
from tests.gui import looks
from tests.gui.conftest import Open
from tests.gui.stage import Opened

LAPTOPS = {"agent": "agent-A017", "supervisor": "supervisor-S003"}
SCREENS = [(role, entry.key) for role in LAPTOPS for entry in entries_for(role)]
SIZES = {
    "1366x768": ((1366, 768), 100),
    "1280x720": ((1280, 720), 100),
    "911x512": ((911, 512), 100),
    "135 %": ((1366, 768), 135),
}
LETTER = re.compile(r"[^\W\d]")


def settle(qtbot: QtBot, opened: Opened) -> None:
    """Until what was asked has been answered and drawn."""
    qtbot.waitUntil(opened.window.session.is_idle, timeout=10_000)
    for _ in range(5):
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        QApplication.processEvents()


def show(qtbot: QtBot, opened: Opened, key: str) -> None:
    opened.window.frame.go(key)
    settle(qtbot, opened)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("role", LAPTOPS)
def test_nothing_is_cut_off_or_lies_over_another_and_the_primary_button_is_in_sight(
    open_laptop: Open, qtbot: QtBot, role: str, size: str
) -> None:
    pixels, percent = SIZES[size]
    opened = open_laptop(LAPTOPS[role], size=pixels, settings=Settings(theme="light", text_size=percent))
    wrong = {}
    for key in opened.window.frame.entries:
        show(qtbot, opened, key)
        found = looks.clipped(opened.window) + looks.overlapping(opened.window)
        primary = looks.primaries(opened.window.frame.screen)
        found += [f"{len(primary)} primary buttons"] if len(primary) > 1 else []
        found += [f"out of sight: {one.words()}" for one in primary if not looks.in_sight(one)]
        found += [f"too low: {one.words()}" for one in primary if one.height() < looks.PRIMARY_HEIGHT]
        if found:
            wrong[key] = found
    assert wrong == {}


@pytest.mark.parametrize("role", LAPTOPS)
def test_whatever_takes_the_focus_has_a_name_and_is_large_enough(open_laptop: Open, qtbot: QtBot, role: str) -> None:
    opened = open_laptop(LAPTOPS[role])
    wrong = {}
    for key in opened.window.frame.entries:
        show(qtbot, opened, key)
        if found := looks.unnamed(opened.window) + looks.small_targets(opened.window):
            wrong[key] = found
    assert wrong == {}


@pytest.mark.parametrize("role", LAPTOPS)
def test_tab_reaches_everything_that_takes_the_focus(open_laptop: Open, qtbot: QtBot, role: str) -> None:
    opened = open_laptop(LAPTOPS[role])
    wrong = {}
    for key in opened.window.frame.entries:
        show(qtbot, opened, key)
        opened.window.activateWindow()
        opened.window.frame.topbar.search_button.setFocus()
        qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
        wanted = set(looks.focusable(opened.window.frame.screen))
        reached = set()
        for _ in range(2 * len(looks.focusable(opened.window)) + 10):
            qtbot.keyClick(QApplication.focusWidget() or opened.window, Qt.Key.Key_Tab)
            reached.add(QApplication.focusWidget())
        exclusive = {one for one in wanted if getattr(one, "autoExclusive", lambda: False)()}
        if missed := wanted - reached - exclusive:
            wrong[key] = [f"{type(one).__name__} {one.accessibleName()}" for one in missed]
    assert wrong == {}


@pytest.mark.parametrize("role", LAPTOPS)
@pytest.mark.parametrize("language", ["id", "en"])
def test_a_window_speaks_one_language(open_laptop: Open, qtbot: QtBot, role: str, language: str) -> None:
    other = "en" if language == "id" else "id"
    own, foreign = words(language), words(other)
    said = {own.say(key) for key in own.keys}
    # Member-facing papers and illustrations are in the member's language.
    strange = {
        foreign.say(key): key
        for key in foreign.keys
        if foreign.say(key) not in said and "{" not in foreign.say(key) and not key.startswith(("paper.", "illustr"))
    }
    opened = open_laptop(LAPTOPS[role], settings=Settings(theme="light", language=language))
    wrong = {}
    for key in opened.window.frame.entries:
        show(qtbot, opened, key)
        if found := {strange[text] for text in looks.texts(opened.window) if text in strange}:
            wrong[key] = sorted(found)
    assert wrong == {}


@pytest.mark.parametrize("role", LAPTOPS)
def test_no_text_is_left_without_words(open_laptop: Open, qtbot: QtBot, role: str) -> None:
    opened = open_laptop(LAPTOPS[role])
    wrong = {}
    for key in opened.window.frame.entries:
        show(qtbot, opened, key)
        found = {
            text for text in looks.texts(opened.window) if re.search(r"\{[a-z_]+\}|\b[a-z]+\.[a-z_]+\.[a-z_]+\b", text)
        }
        if found:
            wrong[key] = sorted(found)
    assert wrong == {}


@pytest.mark.parametrize("role", LAPTOPS)
def test_no_single_letter_is_a_short_cut(open_laptop: Open, qtbot: QtBot, role: str) -> None:
    opened = open_laptop(LAPTOPS[role])
    for key in opened.window.frame.entries:
        show(qtbot, opened, key)
    keys = {one.key().toString() for one in opened.window.findChildren(QShortcut)}
    assert [one for one in keys if len(one) == 1 and LETTER.match(one)] == []


@pytest.mark.parametrize("role", LAPTOPS)
def test_no_key_is_given_twice_on_one_screen(open_laptop: Open, qtbot: QtBot, role: str) -> None:
    opened = open_laptop(LAPTOPS[role])
    wrong = {}
    for key in opened.window.frame.entries:
        show(qtbot, opened, key)
        live = [one for one in opened.window.findChildren(QShortcut) if one.parent().isVisible() and one.isEnabled()]
        names = [one.key().toString(QKeySequence.SequenceFormat.PortableText) for one in live]
        if twice := {name for name in names if names.count(name) > 1}:
            wrong[key] = twice
    assert wrong == {}


@pytest.mark.parametrize("role", LAPTOPS)
def test_the_keys_of_the_navigation_open_what_they_are_drawn_beside(open_laptop: Open, qtbot: QtBot, role: str) -> None:
    opened = open_laptop(LAPTOPS[role])
    frame = opened.window.frame
    for entry in frame.entries.values():
        for keys in entry.keys:
            sequence = QKeySequence(keys)[0]
            qtbot.keyClick(opened.window, sequence.key(), sequence.keyboardModifiers())
            assert frame.screen_key == entry.key, keys


@pytest.mark.parametrize("role", LAPTOPS)
def test_every_key_drawn_on_a_button_does_what_the_button_does(open_laptop: Open, qtbot: QtBot, role: str) -> None:
    opened = open_laptop(LAPTOPS[role])
    frame = opened.window.frame
    # These the frame hears on every screen; what they do there has tests of its own.
    everywhere = {keys for entry in frame.entries.values() for keys in entry.keys} | {"Ctrl+Shift+S", "Esc"}
    wrong = {}
    for key in frame.entries:
        show(qtbot, opened, key)
        shown = [one for one in frame.screen.findChildren(Button) if one.isVisible() and one.isEnabled() and one.keycap]
        drawn = [one for one in shown if one.keycap not in everywhere]
        if any(one.keycap == "Ctrl+Enter" for one in drawn) and type(frame.screen).primary is Screen.primary:
            wrong[key] = ["Ctrl+Enter does nothing"]
        drawn = [one for one in drawn if one.keycap != "Ctrl+Enter"]
        pressed: list[str] = []
        for button in drawn:
            # What the button does is tested with its screen; here it only says that it was pressed.
            button.clicked.disconnect()
            button.clicked.connect(lambda _=False, cap=button.keycap, to=pressed: to.append(cap))
        for button in drawn:
            stroke = QKeySequence(button.keycap)[0]
            QTest.keyClick(opened.window.windowHandle(), stroke.key(), stroke.keyboardModifiers())
        if dead := {one.keycap: one.words() for one in drawn if one.keycap not in pressed}:
            wrong[key] = dead
    assert wrong == {}


def test_f9_goes_through_the_looks_and_ctrl_plus_through_the_sizes(open_laptop: Open, qtbot: QtBot) -> None:
    opened = open_laptop()
    seen = []
    for _ in range(3):
        qtbot.keyClick(opened.window, Qt.Key.Key_F9)
        seen.append(opened.window.session.settings.theme)
    assert seen == ["dark", "sunlight", "light"]
    qtbot.keyClick(opened.window, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert opened.window.session.settings.text_size == 110
    qtbot.keyClick(opened.window, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert opened.window.session.settings.text_size == 100


@pytest.mark.parametrize("look", ["light", "dark", "sun"])
def test_text_stands_out_from_its_ground(look: str) -> None:
    colors = tokens().colors[look]
    grounds = ("bg", "surface", "surface2", "sunken", "pri_soft")
    pairs = [(text, ground) for text in ("text", "text2", "text3") for ground in grounds]
    pairs += [(tone, f"{tone}_soft") for tone in ("ok", "warn", "bad", "info")]
    pairs += [(tone, "surface") for tone in ("ok", "warn", "bad", "info", "pri_text")]
    pairs += [
        ("on_pri", "pri"),
        ("pri_text", "pri_soft"),
        ("nav_text", "nav"),
        ("nav_dim", "nav"),
        ("nav_on", "nav_active"),
    ]
    least = 7.0 if look == "sun" else 4.5
    assert [pair for pair in pairs if _contrast(colors[pair[0]], colors[pair[1]]) < least] == []
    lines = [("line_input", "surface"), ("focus", "surface"), ("focus", "bg"), ("focus_nav", "nav")]
    assert [pair for pair in lines if _contrast(colors[pair[0]], colors[pair[1]]) < 3.0] == []


def _contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast of two colours `#RRGGBB`."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: str) -> float:
    channels = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("role", LAPTOPS)
def test_esc_keeps_what_was_typed(open_laptop: Open, qtbot: QtBot, role: str) -> None:
    opened = open_laptop(LAPTOPS[role])
    frame = opened.window.frame
    lost = {}
    for key in frame.entries:
        show(qtbot, opened, key)
        fields = [one for one in looks.focusable(frame.screen) if isinstance(one, QLineEdit | QPlainTextEdit)]
        writable = [one for one in fields if not one.isReadOnly() and isinstance(one, QLineEdit)]
        if not writable or key == "collect":
            continue
        field = writable[0]
        field.setFocus()
        qtbot.keyClicks(field, "12")
        typed = field.text()
        qtbot.keyClick(opened.window, Qt.Key.Key_Escape)
        show(qtbot, opened, key)
        if field.text() != typed:
            lost[key] = (typed, field.text())
    assert lost == {}
