"""Help: a page for every screen of either role, and a report for whoever helps that names nobody."""

import logging
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from agent_app.gui.logbook import open_logbook
from agent_app.gui.screens.help.pages import TOPICS, pages
from agent_app.gui.screens.registry import ENTRIES
from agent_app.records.views import members
from tests.gui.conftest import Open

OF_ALL_KEYS = "keys"


@pytest.mark.parametrize("role", ["agent", "supervisor"])
def test_every_screen_of_a_role_has_its_page_in_both_languages(role: str) -> None:
    wanted = {entry.key for entry in ENTRIES[role]} - {"help"}
    assert set(TOPICS[role]) == wanted | {OF_ALL_KEYS}
    indonesian, english = pages(role, "id"), pages(role, "en")
    assert [page.topic for page in indonesian] == [page.topic for page in english]
    assert all(page.title and len(page.text) > 100 for page in (*indonesian, *english))
    assert not {page.text for page in indonesian} & {page.text for page in english}


@pytest.mark.parametrize("role", ["agent", "supervisor"])
def test_the_page_of_all_keys_names_those_of_the_navigation(role: str) -> None:
    keys = next(page.text for page in pages(role, "id") if page.topic == OF_ALL_KEYS)
    for entry in ENTRIES[role]:
        for each in entry.keys:
            assert f"`{each}`" in keys


def test_the_page_of_the_screen_one_came_from_is_open(open_laptop: Open) -> None:
    frame = open_laptop().window.frame
    for key in ("deposit", "collect"):
        frame.go(key)
        frame.go("help")
        assert frame.screen.topic() == key


def test_a_trouble_report_tells_the_state_and_names_nobody(open_laptop: Open, qtbot: QtBot, tmp_path: Path) -> None:
    opened = open_laptop()
    session = opened.window.session
    handler = open_logbook(session.store.folder)
    assert handler is not None
    try:
        logging.getLogger("agent_app.test").error("bug of 5313055703889901 and 0812 3456 7890 in line 17")
    finally:
        logging.getLogger().removeHandler(handler)
        handler.close()
    qtbot.waitUntil(lambda: session.status is not None)
    opened.window.frame.go("help")
    target = tmp_path / "laporan.txt"
    opened.window.frame.screen.write_report(target)
    text = target.read_text(encoding="utf-8")
    assert f"unsent_acts: {session.status.unsent.acts}" in text
    assert f"device: {session.identity.device}" in text
    assert "bug of … and … in line 17" in text
    assert session.identity.person_name not in text
    with session.store.reading() as connection:
        for one in members.page(connection, "KCL", "A017"):
            assert one.name not in text
