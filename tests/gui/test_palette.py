"""Ctrl+K finds everything in one list, with the first hit ready for Enter."""

import time
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import insert

from agent_app.demo.people import SamplePeople
from agent_app.domain.texts import fold
from agent_app.gui.models.people import people
from agent_app.gui.palette.hits import Group, Hit
from agent_app.gui.palette.palette import Palette
from agent_app.records.tables.members import roster_row
from agent_app.records.views import receipts
from agent_app.store.store import Store
from tests.gui.conftest import Open
from tests.gui.stage import Opened

CTRL = Qt.KeyboardModifier.ControlModifier


class Search:
    """The palette over Maria's window, and what was asked of the frame."""

    def __init__(self, opened: Opened, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
        self.opened, self._qtbot = opened, qtbot
        self.frame = opened.window.frame
        self.session = opened.window.session
        opened.window.activateWindow()
        self.wait(opened.window.isActiveWindow)
        self.frame.screen.setFocus()
        self.wait(lambda: people(self.session).is_complete)
        self.asked: list[tuple[str, dict[str, object]]] = []
        self._patch = monkeypatch
        self.open()

    def open(self) -> None:
        QTest.keyClick(self.opened.window.windowHandle(), Qt.Key.Key_K, CTRL)
        self.wait(lambda: isinstance(self.frame.overlay(), Palette))
        self.palette: Palette = self.frame.overlay()
        self._patch.setattr(self.frame, "go", lambda key, **what: self.asked.append((key, what)))
        self.wait(lambda: self.palette.shown_for == "")

    def wait(self, done: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(done, timeout=15_000)

    def type(self, text: str) -> list[Hit]:
        self.palette.line.clear()
        QTest.keyClicks(self.palette.line, text)
        self.wait(lambda: self.palette.shown_for == text)
        return self.palette.hits()

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.palette.line, key, modifiers)


@pytest.fixture
def search(open_laptop: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Search:
    return Search(open_laptop(), qtbot, monkeypatch)


def member(search: Search) -> tuple[str, str, str]:
    """Somebody with a receipt: id, name and NIK."""
    from agent_app.records.views import members

    with search.session.store.reading() as connection:
        paper = receipts.recent(connection, search.session.coop, search.session.person)[0]
        found = members.find(connection, search.session.coop, paper.members[0])
    assert found is not None
    return found.member, found.name, found.nik


def test_a_part_of_a_name_finds_members_first_and_enter_opens_the_first(search: Search) -> None:
    id_, name, _ = member(search)
    hits = search.type(" ".join(word[:4] for word in name.split()))
    assert (hits[0].group, hits[0].title) == (Group.PEOPLE, name)
    assert search.palette.marked() is hits[0]
    search.press(Qt.Key.Key_Return)
    assert search.asked == [("members", {"member": id_})]
    assert search.frame.overlay() is None


def test_the_last_four_digits_of_a_nik_find_somebody(search: Search) -> None:
    _, name, nik = member(search)
    assert name in [hit.title for hit in search.type(nik[-4:]) if hit.group is Group.PEOPLE]


def test_tab_takes_the_contribution_of_the_one_marked(search: Search) -> None:
    id_, name, _ = member(search)
    search.type(name)
    search.press(Qt.Key.Key_Tab)
    assert search.asked == [("collect", {"member": id_})]


def test_a_receipt_is_found_by_its_number_and_by_its_end(search: Search) -> None:
    if "receipt" not in search.frame.entries:
        search.frame.entries["receipt"] = search.frame.entries["sync"]
    with search.session.store.reading() as connection:
        paper = receipts.recent(connection, search.session.coop, search.session.person)[0]
    assert paper.number in [hit.title for hit in search.type(paper.number[-6:]) if hit.group is Group.RECEIPTS]
    hits = [hit for hit in search.type(paper.number) if hit.group is Group.RECEIPTS]
    assert [hit.title for hit in hits] == [paper.number]
    hits[0].act()
    assert search.asked == [("receipt", {"origin": paper.origin})]


def test_a_village_a_screen_and_a_setting_are_found_by_a_word(search: Search) -> None:
    village = next(one for one in people(search.session).directory.villages if one.key)
    assert village.name in [hit.title for hit in search.type(village.name) if hit.group is Group.VILLAGES]
    assert [hit.title for hit in search.type("kas")][:1] == ["Kas & setoran"]
    assert "Tampilan gelap" in [hit.title for hit in search.type("gelap") if hit.group is Group.SETTINGS]


def test_who_is_nowhere_can_be_registered_by_that_name(search: Search) -> None:
    hits = search.type("zzqx wwv")
    assert [hit.title for hit in hits] == ["Daftarkan anggota baru bernama “zzqx wwv”"]
    search.press(Qt.Key.Key_Return)
    assert search.asked == [("register", {"name": "zzqx wwv"})]


def test_before_anything_is_typed_those_served_last_are_offered(search: Search) -> None:
    groups = [hit.group for hit in search.palette.hits()]
    assert groups[0] is Group.RECENT
    assert Group.ACTS in groups


def test_arrows_go_around_and_never_stop_on_a_heading(search: Search) -> None:
    hits = search.type("ma")
    search.press(Qt.Key.Key_Up)
    assert search.palette.marked() is hits[-1]
    for expected in [*hits, hits[0]]:
        search.press(Qt.Key.Key_Down)
        assert search.palette.marked() is expected


def test_enter_pressed_before_the_answer_waits_for_it(search: Search) -> None:
    id_, name, _ = member(search)
    QTest.keyClicks(search.palette.line, name)
    search.press(Qt.Key.Key_Return)
    search.wait(lambda: bool(search.asked))
    assert search.asked == [("members", {"member": id_})]


def test_the_keys_drawn_in_the_list_work_while_it_is_open(search: Search) -> None:
    drawn = {hit.keys: hit for hit in search.palette.hits() if hit.keys}
    assert "F4" in drawn
    QTest.keyClick(search.opened.window.windowHandle(), Qt.Key.Key_F4)
    search.wait(lambda: search.frame.screen_key == "deposit")
    assert search.frame.overlay() is None


def test_esc_closes_it_and_gives_the_focus_back(search: Search) -> None:
    search.press(Qt.Key.Key_Escape)
    assert search.frame.overlay() is None
    assert search.asked == []
    assert QApplication.focusWidget() is not None
    search.open()
    assert QApplication.focusWidget() is search.palette.line


def test_results_come_within_a_tenth_of_a_second_among_fifty_thousand(search: Search) -> None:
    search.press(Qt.Key.Key_Escape)
    _fill(search.session.store, search.session.coop, 50_000)
    known = people(search.session)
    before = known.directory.candidate_count
    known._want_roster()
    search.wait(lambda: known.directory.candidate_count > before)
    search.open()
    times = []
    for text in ("mar", "bala pet", "9917", "kewa ag", "yos"):
        search.palette.line.clear()
        search.wait(lambda: search.palette.shown_for == "")
        begin = time.perf_counter()
        search.palette.line.setText(text)
        search.wait(lambda text=text: search.palette.shown_for == text)
        times.append(time.perf_counter() - begin)
    assert sorted(times)[len(times) // 2] < 0.1


def _fill(store: Store, coop: str, count: int) -> None:
    """A roster as long as a large cooperative's."""
    rows = [
        {
            "coop": coop,
            "member": f"01930000-0000-7000-8000-{number:012x}",
            "at": 1,
            "by_device": 1,
            "by_seq": number,
            "branch": "LWB",
            "listed": True,
            "name": person.name,
            "folded": fold(person.name),
            "nik": person.nik,
        }
        for number, person in enumerate(SamplePeople(5).draw(count))
    ]
    store.run(lambda connection: connection.execute(insert(roster_row), rows) and None).result()
