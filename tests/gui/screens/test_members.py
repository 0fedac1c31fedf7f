"""Anggota: everybody in one list, one person at the right, what may be done with them, and the keys for it."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from agent_app.gui.models.people import people
from agent_app.gui.models.people_list import PERSON, STATUS
from agent_app.gui.screens.members.correct_sheet import CorrectSheet
from agent_app.gui.screens.members.correction import draft_key
from agent_app.gui.screens.members.history_list import LINE
from agent_app.gui.screens.members.scopes import Scope
from agent_app.gui.screens.members.screen import MembersScreen
from agent_app.gui.screens.members.visit_sheet import VisitSheet
from agent_app.records.views import members
from agent_app.records.views.directory import Directory
from agent_app.records.views.people import Members
from agent_app.records.views.standings import Person
from agent_app.store import kept
from tests.gui.conftest import Open
from tests.gui.stage import Opened

ENTER = Qt.Key.Key_Return
CTRL = Qt.KeyboardModifier.ControlModifier


class Visit:
    """Maria's window at the list of members, and what its shell was asked for."""

    def __init__(self, opened: Opened, qtbot: QtBot) -> None:
        self.opened, self._qtbot = opened, qtbot
        opened.window.activateWindow()
        self.wait(opened.window.isActiveWindow)
        opened.window.frame.go("members")
        self.screen: MembersScreen = opened.window.frame.screen
        self.wait(lambda: self.screen.people.is_complete)
        self.wait(lambda: self.shown(0) is not None and self.screen.detail.found is not None)

    def wait(self, done: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(done, timeout=15_000)

    def shown(self, row: int) -> Person | None:
        """Who stands in a row, read if need be."""
        return self.screen.model.index(row, 0).data(PERSON)

    def names(self, count: int) -> list[str]:
        rows = range(min(count, self.screen.model.rowCount()))
        self.wait(lambda: all(self.shown(row) is not None for row in rows))
        return [self.shown(row).name for row in rows]

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.opened.window.windowHandle(), key, modifiers)

    def type(self, text: str) -> None:
        for letter in text:
            QTest.keyClick(self.opened.window.windowHandle(), letter)

    def choose(self, row: int) -> None:
        self.screen.panel.select(row)
        wanted = self.screen.model.id(row)
        self.wait(lambda: self.screen.detail.found is not None and self.screen.detail.found.id == wanted)

    def candidates(self) -> None:
        self.screen.panel.chips[Scope.CANDIDATES].click()
        self.choose(0)

    def sheet(self) -> CorrectSheet | VisitSheet:
        found = self.opened.window.frame.overlay()
        assert isinstance(found, CorrectSheet | VisitSheet)
        return found

    def member(self, id_: str) -> members.Member:
        session = self.opened.window.session
        with session.store.reading() as connection:
            found = members.find(connection, session.coop, id_)
        assert found is not None
        return found

    def kept(self, key: str) -> dict | None:
        """What lies on the disk under a key."""
        with self.opened.window.session.store.reading() as connection:
            return kept.load(connection, key)

    def went(self, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, object]]]:
        """From now on what the screen asks the shell to show, which is not shown."""
        asked: list[tuple[str, dict[str, object]]] = []
        monkeypatch.setattr(self.screen.shell, "go", lambda key, **what: asked.append((key, what)))
        return asked


@pytest.fixture
def visit(open_laptop: Open, qtbot: QtBot) -> Visit:
    return Visit(open_laptop(), qtbot)


def test_members_stand_first_and_candidates_next_and_the_chips_count_them(visit: Visit) -> None:
    screen = visit.screen
    own = screen.people.directory.member_count
    assert own > 10
    everybody = visit.names(own + 3)
    assert everybody[:own] == sorted(everybody[:own], key=str.casefold)
    assert [visit.shown(row).registered for row in (0, own - 1, own)] == [True, True, False]
    total = own + screen.people.directory.candidate_count
    assert screen.model.rowCount() == total
    assert screen.panel.chips[Scope.ALL].text() == f"Semua {total:,}".replace(",", ".")
    for scope in Scope:
        screen.panel.chips[scope].click()
        visit.wait(lambda: screen.model.is_counted)
        count = screen.panel.chips[scope].text().rpartition(" ")[2]
        assert count == f"{screen.model.rowCount():,}".replace(",", ".")
    assert str(own) in screen.heading()[1]


def test_typing_in_the_filter_finds_by_name_and_digits_and_enter_opens(visit: Visit) -> None:
    screen = visit.screen
    visit.press(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is screen.panel.filter
    wanted = screen.model.person(0)
    assert wanted is not None
    assert wanted.nik is not None
    visit.type(wanted.nik[-6:])
    visit.wait(lambda: screen.model.is_counted)
    assert wanted.name in visit.names(20)
    screen.panel.filter.clear()
    visit.type(" ".join(word[:3] for word in reversed(wanted.name.split())))
    assert visit.names(1) == [wanted.name]
    visit.press(ENTER)
    visit.wait(lambda: screen.detail.found.id == wanted.member)
    assert screen.detail.isAncestorOf(QApplication.focusWidget())
    visit.press(Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is screen.panel.table
    visit.press(Qt.Key.Key_Escape)
    assert screen.panel.filter.text() == ""
    assert visit.opened.window.frame.screen is screen


def test_what_nobody_is_called_says_so_in_words(visit: Visit) -> None:
    visit.screen.panel.filter.setText("zzqx")
    visit.wait(lambda: visit.screen.model.is_counted)
    assert visit.screen.model.rowCount() == 0
    assert visit.screen.panel.empty.isVisible()


def test_the_keys_of_a_list_move_through_all_of_it(visit: Visit) -> None:
    table, last = visit.screen.panel.table, visit.screen.model.rowCount() - 1
    table.setFocus()
    for key, row in ((Qt.Key.Key_End, last), (Qt.Key.Key_Up, last - 1), (Qt.Key.Key_Home, 0), (Qt.Key.Key_Down, 1)):
        visit.press(key)
        assert table.currentIndex().row() == row
    visit.press(Qt.Key.Key_PageDown)
    page = table.currentIndex().row()
    assert page > 3
    visit.press(Qt.Key.Key_PageUp)
    assert table.currentIndex().row() < page
    visit.press(Qt.Key.Key_End)
    visit.wait(lambda: visit.shown(last) is not None)
    visit.type("x7")
    assert table.currentIndex().row() == last
    assert visit.opened.window.frame.screen is visit.screen


def test_nobody_is_called_protected_without_the_proof_of_bpjs(visit: Visit) -> None:
    own = visit.screen.people.directory.member_count
    visit.names(own)
    said = {visit.screen.model.index(row, STATUS).data() for row in range(own)}
    assert "Dibayar ke agen" in said
    assert "Terlindungi" not in said
    for row in range(own):
        visit.choose(row)
        found = visit.screen.detail.found
        assert found is not None
        assert found.coverage is not None
        assert not found.coverage.protected


def test_f3_and_ctrl_enter_take_the_contribution_of_the_one_shown(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit.choose(2)
    chosen = visit.screen.detail.found.id
    asked = visit.went(monkeypatch)
    visit.screen.panel.table.setFocus()
    visit.press(Qt.Key.Key_F3)
    visit.press(ENTER, Qt.KeyboardModifier.ControlModifier)
    visit.screen.detail.main.click()
    assert asked == [("collect", {"member": chosen})] * 3


@pytest.mark.parametrize(("key", "modifier"), [(Qt.Key.Key_F3, Qt.KeyboardModifier.NoModifier), (ENTER, CTRL)])
def test_a_key_pressed_right_after_moving_takes_from_the_one_marked_never_from_the_one_before(
    visit: Visit, monkeypatch: pytest.MonkeyPatch, key: Qt.Key, modifier: Qt.KeyboardModifier
) -> None:
    visit.choose(0)
    asked = visit.went(monkeypatch)
    visit.screen.panel.table.setFocus()
    visit.press(Qt.Key.Key_Down)
    assert visit.screen.detail.found.id == visit.screen.model.id(0)
    visit.press(key, modifier)
    assert asked == [("collect", {"member": visit.screen.model.id(1)})]


def test_f2_registers_the_candidate_shown_and_is_not_offered_for_members(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not visit.screen.detail.enlist.isVisible()
    visit.candidates()
    row = visit.screen.detail.found.id
    assert visit.screen.detail.enlist.isVisible()
    assert not visit.screen.detail.main.isVisible()
    asked = visit.went(monkeypatch)
    visit.screen.panel.table.setFocus()
    visit.press(Qt.Key.Key_F2)
    visit.press(ENTER, Qt.KeyboardModifier.ControlModifier)
    assert asked == [("register", {"roster": row})] * 2


def test_a_nik_is_masked_until_its_eye_is_pressed_and_again_after_a_while(visit: Visit) -> None:
    nik = visit.screen.detail.found.person.nik
    secret = visit.screen.detail.summary.facts.secrets[0]
    assert secret.value.text() == f"{nik[:4]} {nik[4:6]}•• •••• {nik[-4:]}"
    assert nik not in str(visit.screen.model.index(0, 0).data()).replace(" ", "")
    secret.eye.click()
    assert secret.value.text().replace(" ", "") == nik
    secret._over.setInterval(20)
    visit.wait(lambda: "•" in secret.value.text())
    secret.eye.click()
    visit.opened.window.frame.go("sync")
    assert "•" in secret.value.text()


def test_a_receipt_opens_from_the_latest_payments(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = visit.went(monkeypatch)
    receipt, _ = visit.screen.detail.found.receipts[0]
    visit.screen.detail.summary._papers.itemAt(0).widget().click()
    assert asked == [("receipt", {"origin": receipt.origin})]


def test_a_correction_is_stored_shown_and_told_in_the_history(visit: Visit) -> None:
    member = visit.screen.detail.found.id
    visit.screen.detail.edit.click()
    sheet = visit.sheet()
    assert QApplication.focusWidget() is sheet.fields["name"].editor
    sheet.fields["phone"].editor.setText("0812 3456 7890")
    sheet.fields["address"].editor.setText("Dusun II")
    sheet._heirs.more.click()
    sheet._heirs._rows[1][0].setText("Contoh Anak")
    visit.press(ENTER, Qt.KeyboardModifier.ControlModifier)
    visit.wait(lambda: visit.member(member).phone == "081234567890")
    changed = visit.member(member)
    assert changed.address == "Dusun II"
    assert "Contoh Anak" in changed.heirs
    visit.wait(lambda: visit.screen.detail.found.member.address == "Dusun II")
    visit.screen.detail.tabs.setCurrentIndex(3)
    lines = [line.text for line in visit.screen.detail.history.model_.lines]
    assert any(line.startswith("Data diperbaiki: ") and "Dusun II" in line for line in lines)
    assert visit.opened.window.frame.overlay() is None


def test_what_was_typed_in_a_correction_survives_esc(visit: Visit) -> None:
    visit.screen.detail.edit.click()
    visit.sheet().fields["address"].editor.setText("Dusun III")
    visit.press(Qt.Key.Key_Escape)
    assert visit.opened.window.frame.overlay() is None
    visit.screen.detail.edit.click()
    assert visit.sheet().fields["address"].editor.text() == "Dusun III"
    assert visit.member(visit.screen.detail.found.id).address != "Dusun III"


def test_a_correction_not_saved_is_offered_and_can_be_thrown_away_and_taken_back(visit: Visit) -> None:
    detail = visit.screen.detail
    member, stored = detail.found.id, visit.member(detail.found.id).address or ""
    assert not detail.unsaved.isVisible()
    detail.edit.click()
    visit.sheet().fields["address"].editor.setText("Dusun V")
    visit.press(Qt.Key.Key_Escape)
    visit.wait(detail.unsaved.isVisible)
    detail.unsaved.button.click()
    sheet = visit.sheet()
    assert sheet.fields["address"].editor.text() == "Dusun V"
    sheet.banner.button.click()
    assert sheet.fields["address"].editor.text() == stored
    sheet.banner.button.click()
    assert sheet.fields["address"].editor.text() == "Dusun V"
    sheet.banner.button.click()
    visit.press(Qt.Key.Key_Escape)
    visit.wait(lambda: not detail.unsaved.isVisible())
    assert visit.kept(draft_key(member)) is None


def test_a_saved_correction_is_no_draft_any_more(visit: Visit) -> None:
    member = visit.screen.detail.found.id
    visit.screen.detail.edit.click()
    visit.sheet().fields["address"].editor.setText("Dusun VI")
    visit.wait(lambda: (visit.kept(draft_key(member)) or {}).get("address") == "Dusun VI")
    assert set(visit.kept(draft_key(member))) == {"address", "at"}
    visit.sheet().save()
    visit.wait(lambda: visit.member(member).address == "Dusun VI")
    visit.wait(lambda: visit.kept(draft_key(member)) is None)
    assert not visit.screen.detail.unsaved.isVisible()


def test_a_nik_of_somebody_else_is_refused_in_words_and_may_be_insisted_on(visit: Visit) -> None:
    member = visit.screen.detail.found.id
    other = visit.shown(1)
    visit.screen.detail.edit.click()
    sheet = visit.sheet()
    sheet.fields["nik"].editor.setText(other.nik)
    sheet.fields["address"].editor.setText("Dusun IV")
    sheet.save()
    visit.wait(lambda: sheet.fields["nik"].is_wrong())
    assert sheet.fields["address"].editor.text() == "Dusun IV"
    assert visit.member(member).nik != other.nik
    sheet._right.click()
    visit.wait(lambda: visit.member(member).nik == other.nik)


def test_fifteen_digits_are_blamed_where_they_stand(visit: Visit) -> None:
    visit.screen.detail.edit.click()
    sheet = visit.sheet()
    nik = sheet.fields["nik"]
    nik.editor.put(visit.screen.detail.found.person.nik[:15])
    sheet.save()
    assert nik.message() == "NIK baru 15 angka, perlu 16."
    assert QApplication.focusWidget() is nik.editor
    QTest.keyClicks(nik.editor, "1")
    assert not nik.is_wrong()


def test_a_visit_to_a_candidate_is_recorded_with_its_reason(visit: Visit) -> None:
    visit.candidates()
    before = len(visit.screen.detail.found.told)
    visit.screen.detail.note.click()
    sheet = visit.sheet()
    assert not sheet._button.isEnabled()
    sheet.outcome.choose("refused")
    sheet.reason.setCurrentIndex(sheet.reason.findData("no_trust"))
    sheet.note.setText("kembali sesudah panen")
    visit.press(Qt.Key.Key_Escape)
    visit.screen.detail.note.click()
    sheet = visit.sheet()
    assert (sheet.outcome.value, sheet.note.text()) == ("refused", "kembali sesudah panen")
    sheet.save()
    visit.wait(lambda: len(visit.screen.detail.found.told) == before + 1)
    visit.screen.detail.tabs.setCurrentIndex(3)
    lines = visit.screen.detail.history.model_
    assert lines.data(lines.index(0), LINE).text == "Dikunjungi: Menolak · Belum percaya · “kembali sesudah panen”"


def test_coming_back_needs_a_day_from_today_on(visit: Visit) -> None:
    visit.screen.detail.note.click()
    sheet = visit.sheet()
    sheet.outcome.choose("return")
    sheet.day.setText("22-11-2026")
    sheet.save()
    assert sheet._fields["day"].is_wrong()
    sheet.day.setText("30-11-2026")
    sheet.save()
    visit.wait(lambda: visit.opened.window.frame.overlay() is None)


def test_a_village_limits_the_list(visit: Visit) -> None:
    village = visit.screen.people.directory.villages[0]
    visit.opened.window.frame.go("members", village=village.key)
    visit.wait(lambda: visit.screen.model.is_counted)
    assert visit.screen.model.rowCount() == village.members + village.candidates


def test_another_screen_names_a_person_to_be_shown(visit: Visit) -> None:
    visit.opened.window.frame.go("sync")
    id_ = visit.screen.model.id(5)
    visit.opened.window.frame.go("members", member=id_)
    visit.wait(lambda: visit.screen.detail.found is not None and visit.screen.detail.found.id == id_)
    assert visit.screen.panel.current() == 5


def test_a_narrow_window_shows_the_list_and_behind_enter_the_person(open_laptop: Open, qtbot: QtBot) -> None:
    visit = Visit(open_laptop(size=(911, 512)), qtbot)
    screen = visit.screen
    assert screen.panel.isVisible()
    assert not screen.detail.isVisible()
    screen.panel.table.setFocus()
    visit.press(Qt.Key.Key_Down)
    visit.press(ENTER)
    assert screen.detail.isVisible()
    assert not screen.panel.isVisible()
    visit.wait(lambda: screen.detail.found.id == screen.model.id(1))
    main = screen.detail.main
    bottom = main.mapTo(visit.opened.window, main.rect().bottomRight())
    assert visit.opened.window.rect().contains(bottom)
    visit.press(Qt.Key.Key_Escape)
    assert screen.panel.isVisible()
    assert QApplication.focusWidget() is screen.panel.table


def test_a_supervisor_sees_members_and_takes_no_money(open_laptop: Open, qtbot: QtBot) -> None:
    visit = Visit(open_laptop("supervisor-S003"), qtbot)
    assert visit.screen.detail.edit.isVisible()
    assert not visit.screen.detail.main.isVisible()
    assert not visit.screen.detail.note.isVisible()


def test_somebody_another_page_names_stays_shown_while_the_list_is_still_read(
    open_laptop: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = open_laptop()
    session, frame = opened.window.session, opened.window.frame
    with session.store.reading() as connection:
        wanted = members.page(connection, session.coop, "A017")[-1].member
    everybody = people(session)
    qtbot.waitUntil(lambda: everybody.is_complete, timeout=15_000)
    whole = everybody.directory
    everybody.directory = Directory(Members(), everybody._roster)
    frame.go("members", member=wanted)
    page = frame.screen
    page._directory_changed()
    everybody.directory = whole
    page._directory_changed()
    qtbot.waitUntil(lambda: page.detail.found is not None, timeout=15_000)
    qtbot.waitUntil(session.is_idle)
    assert page.detail.found.id == wanted
