"""The gate: a first run from invitation to work, and unlocking by PIN."""

import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from agent_app import __version__, bootstrap
from agent_app.central import admin
from agent_app.demo import stage as stages
from agent_app.domain.errors import Unavailable
from agent_app.gui.gate.first_run import TOLD_HERE, FirstRun
from agent_app.gui.gate.lock import LockPage
from agent_app.gui.gate.steps import PassphraseStep
from agent_app.gui.gate.stopped import StoppedPage
from agent_app.gui.main_window import MainWindow
from agent_app.settings import Settings
from agent_app.store.store import Store
from agent_app.sync.enrolment import enrol
from agent_app.vault.keyring_port import MemoryKeyring

NOW = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
PIN = "481526"
FETCHED = r"(\d+) data · (\d+) KB · \d\d\.\d\d"


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[stages.Stage]:
    """A centre that answers."""
    built = stages.build(tmp_path / "centre", NOW)
    with ExitStack() as stack:
        stack.enter_context(built.online())
        yield built
    built.close()


@pytest.fixture
def keyring() -> MemoryKeyring:
    return MemoryKeyring()


@pytest.fixture
def window(tmp_path: Path, stage: stages.Stage, keyring: MemoryKeyring, qtbot: QtBot) -> Iterator[MainWindow]:
    """The window of a laptop that has no data yet, with a keyring that works."""
    folder = tmp_path / "laptop"
    made = MainWindow(bootstrap.doors(folder, keyring, stage.clock), Settings(theme="light"))
    made.resize(1366, 768)
    made.show()
    yield made
    made.close()
    made.deleteLater()


def page(window: MainWindow) -> object:
    return window.centralWidget().currentWidget()


def type_pin(qtbot: QtBot, target: object, pin: str) -> None:
    for digit in pin:
        qtbot.keyClick(target, digit)


def invitation(stage: stages.Stage) -> str:
    assert stage.address is not None
    return str(admin.invite(stage.centre, stage.address, stages.BRANCH, "A017", "Maria", "agent"))


def run_through(qtbot: QtBot, window: MainWindow, stage: stages.Stage) -> None:
    first = page(window)
    assert isinstance(first, FirstRun)
    first.language.next.click()
    first.invitation.type(invitation(stage))
    first.invitation.next.click()
    qtbot.waitUntil(lambda: first.step == "secret", timeout=10_000)
    type_pin(qtbot, first.secret.pad.dots, PIN)
    type_pin(qtbot, first.secret.pad.dots, PIN)
    qtbot.waitUntil(lambda: first.fetch.next.isVisible(), timeout=15_000)
    first.fetch.next.click()
    qtbot.waitUntil(lambda: window.frame is not None)


def test_a_first_run_needs_one_choice_an_invitation_and_a_pin_typed_twice(
    qtbot: QtBot, window: MainWindow, stage: stages.Stage
) -> None:
    run_through(qtbot, window, stage)
    assert window.session is not None
    assert window.session.identity.person == "A017"
    assert page(window) is window.frame


def test_the_first_fetch_tells_how_much_came_and_how_long_it_took(
    qtbot: QtBot, window: MainWindow, stage: stages.Stage
) -> None:
    first = page(window)
    first.language.next.click()
    first.invitation.type(invitation(stage))
    first.invitation.next.click()
    qtbot.waitUntil(lambda: first.step == "secret", timeout=10_000)
    type_pin(qtbot, first.secret.pad.dots, PIN)
    type_pin(qtbot, first.secret.pad.dots, PIN)
    qtbot.waitUntil(lambda: first.fetch.next.isVisible(), timeout=15_000)
    told = [one.text() for one in first.fetch.findChildren(QLabel) if re.fullmatch(FETCHED, one.text())]
    assert len(told) == 1
    rows, size = re.fullmatch(FETCHED, told[0]).groups()
    assert int(rows) > 0
    assert int(size) > 0


def test_data_that_take_long_to_open_are_being_prepared_and_the_page_says_so(
    qtbot: QtBot, window: MainWindow, stage: stages.Stage, tmp_path: Path, keyring: MemoryKeyring
) -> None:
    run_through(qtbot, window, stage)
    window.close()
    doors, migrated = bootstrap.doors(tmp_path / "laptop", keyring, stage.clock), threading.Event()

    def slow(secret: str) -> Store:
        """As a migration of a large database, whose end the test decides."""
        migrated.wait()
        return doors.unlock(secret)

    again = MainWindow(replace(doors, unlock=slow), Settings(theme="light"))
    again.show()
    lock = page(again)
    assert isinstance(lock, LockPage)
    type_pin(qtbot, lock.pad.dots, PIN)
    assert lock.message() == ""
    qtbot.waitUntil(lambda: lock.message() == "Menyiapkan data… jangan matikan laptop.")
    migrated.set()
    qtbot.waitUntil(lambda: again.frame is not None)
    again.close()


def test_a_pin_that_a_thief_tries_first_is_not_taken(qtbot: QtBot, window: MainWindow, stage: stages.Stage) -> None:
    first = page(window)
    first.language.next.click()
    first.invitation.type(invitation(stage))
    first.invitation.next.click()
    qtbot.waitUntil(lambda: first.step == "secret", timeout=10_000)
    type_pin(qtbot, first.secret.pad.dots, "123456")
    assert first.step == "secret"
    assert first.secret.pad.dots.count() == 0
    type_pin(qtbot, first.secret.pad.dots, PIN)
    type_pin(qtbot, first.secret.pad.dots, "481527")
    assert first.secret._line.text() == window._words().say("gate.new_pin.differs")


def test_an_invitation_that_cannot_be_read_is_told_at_its_field(qtbot: QtBot, window: MainWindow) -> None:
    first = page(window)
    first.language.next.click()
    first.invitation.type("https://pusat.example#KCL")
    first.invitation.next.click()
    assert first.step == "invitation"
    assert first.invitation.field.is_wrong()


def used_up(stage: stages.Stage) -> str:
    """An invitation that another laptop has taken."""
    text = invitation(stage)
    other = bootstrap.new_device(stage.folder / "other", "passphrase", stages.PASSPHRASE, clock=stage.clock)
    enrol(other, text, "lain", __version__)
    other.close()
    return text


def expired(stage: stages.Stage) -> str:
    text = invitation(stage)
    stage.clock.wait(25 * 3600)
    return text


def with_another_letter(text: str, at: int) -> str:
    return text[:at] + ("A" if text[at] != "A" else "B") + text[at:][1:]


class LoginPage(BaseHTTPRequestHandler):
    """What a network answers that wants somebody to sign in."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<html>Selamat datang di Wi-Fi</html>")

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on the screen of whoever runs the tests."""


@pytest.fixture
def login_page() -> Iterator[str]:
    """The address of a network's sign-in page."""
    with ThreadingHTTPServer(("127.0.0.1", 0), LoginPage) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("cause", sorted(TOLD_HERE))
def test_what_is_wrong_with_an_invitation_is_told_before_any_pin_and_each_cause_in_its_own_words(
    qtbot: QtBot, window: MainWindow, stage: stages.Stage, login_page: str, cause: str
) -> None:
    good = invitation(stage)
    wrong = {
        "invitation_unknown": lambda: with_another_letter(good, good.index("#KCL.") + 8),
        "invitation_used": lambda: used_up(stage),
        "invitation_expired": lambda: expired(stage),
        "centre_key_differs": lambda: with_another_letter(good, len(good) - 3),
        "no_network": lambda: "http://127.0.0.1:9#" + good.partition("#")[2],
        "captive_portal": lambda: login_page + "#" + good.partition("#")[2],
    }[cause]()
    first = page(window)
    first.language.next.click()
    first.invitation.type(wrong)
    first.invitation.next.click()
    qtbot.waitUntil(first.invitation.field.is_wrong, timeout=10_000)
    assert first.invitation.field.message() == window._words().say(f"gate.invitation.wrong.{cause}")
    assert first.step == "invitation"
    assert not window._doors.folder.exists() or not window._doors.has_device()
    first.invitation.type(invitation(stage))
    first.invitation.next.click()
    qtbot.waitUntil(lambda: first.step == "secret", timeout=10_000)


def test_whose_invitation_it_is_stands_above_the_pin_and_every_step_leads_back(
    qtbot: QtBot, window: MainWindow, stage: stages.Stage
) -> None:
    first = page(window)
    first.language.next.click()
    first.invitation.type(invitation(stage))
    first.invitation.next.click()
    qtbot.waitUntil(lambda: first.step == "secret", timeout=10_000)
    assert "Undangan untuk Maria (agen), cabang Lewoleba" in first._number.text()
    type_pin(qtbot, first.secret.pad.dots, PIN)
    first.secret.back.click()
    assert first.step == "invitation"
    first.invitation.back.click()
    assert first.step == "language"
    first.language.next.click()
    first.invitation.next.click()
    qtbot.waitUntil(lambda: first.step == "secret", timeout=10_000)
    assert first.secret._first == "", "a PIN begun is begun anew"


def test_an_invitation_used_in_between_leads_back_to_its_step_and_the_pin_is_not_asked_again(
    qtbot: QtBot, window: MainWindow, stage: stages.Stage
) -> None:
    first = page(window)
    first.language.next.click()
    text = invitation(stage)
    first.invitation.type(text)
    first.invitation.next.click()
    qtbot.waitUntil(lambda: first.step == "secret", timeout=10_000)
    other = bootstrap.new_device(stage.folder / "other", "passphrase", stages.PASSPHRASE, clock=stage.clock)
    enrol(other, text, "lain", __version__)
    other.close()
    type_pin(qtbot, first.secret.pad.dots, PIN)
    type_pin(qtbot, first.secret.pad.dots, PIN)
    qtbot.waitUntil(lambda: first.step == "invitation", timeout=15_000)
    assert first.invitation.field.message() == window._words().say("gate.invitation.wrong.invitation_used")
    first.invitation.type(invitation(stage))
    first.invitation.next.click()
    qtbot.waitUntil(lambda: first.fetch.next.isVisible(), timeout=15_000)


def test_english_chosen_in_the_first_step_makes_the_next_one_english(qtbot: QtBot, window: MainWindow) -> None:
    first = page(window)
    first.language.choose("en")
    first.language.next.click()
    assert page(window).step == "invitation"
    texts = {one.text() for one in page(window).findChildren(QLabel)}
    assert "Paste the invitation from the branch" in texts


def test_without_a_keyring_no_pin_is_asked_but_a_passphrase_with_the_reason(
    qtbot: QtBot, tmp_path: Path, stage: stages.Stage
) -> None:
    def no_keyring() -> None:
        raise Unavailable("keyring_missing")

    doors = replace(bootstrap.doors(tmp_path / "bare", clock=stage.clock), require_keyring=no_keyring)
    window = MainWindow(doors, Settings(theme="light"))
    window.show()
    first = page(window)
    first.language.next.click()
    first.invitation.type(invitation(stage))
    first.invitation.next.click()
    qtbot.waitUntil(lambda: isinstance(first.secret, PassphraseStep) and first.step == "secret", timeout=10_000)
    enter = Qt.Key.Key_Return
    first.secret.first.editor.setText("pendek")
    qtbot.keyClick(first.secret.first.editor, enter)
    assert first.secret.first.is_wrong()
    first.secret.first.editor.setText("desa kami di pantai")
    qtbot.keyClick(first.secret.first.editor, enter)
    assert first.secret.again.editor.hasFocus() or window.focusWidget() is first.secret.again.editor
    first.secret.again.editor.setText("desa kami di pantai")
    qtbot.keyClick(first.secret.again.editor, enter)
    qtbot.waitUntil(lambda: first.fetch.next.isVisible(), timeout=15_000)
    assert first.store.is_enrolled
    first.store.close()
    window.close()


def test_the_sixth_digit_submits_and_a_wrong_pin_is_told_without_losing_the_page(
    qtbot: QtBot, window: MainWindow, stage: stages.Stage
) -> None:
    run_through(qtbot, window, stage)
    window.lock()
    lock = page(window)
    assert isinstance(lock, LockPage)
    type_pin(qtbot, lock.pad.dots, "000001")
    qtbot.waitUntil(lambda: lock.message() == window._words().say("refused.pin_wrong"), timeout=10_000)
    assert lock.pad.dots.count() == 0
    type_pin(qtbot, lock.pad.dots, PIN)
    qtbot.waitUntil(lambda: page(window) is window.frame, timeout=10_000)


def test_ctrl_l_hides_everything_about_members(qtbot: QtBot, window: MainWindow, stage: stages.Stage) -> None:
    run_through(qtbot, window, stage)
    qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert isinstance(page(window), LockPage)
    assert not window.frame.isVisible()


def test_a_window_nobody_touches_locks_itself(qtbot: QtBot, window: MainWindow, stage: stages.Stage) -> None:
    run_through(qtbot, window, stage)
    window._settings = replace(window._settings, lock_after_s=0.05)
    window._watch()
    qtbot.waitUntil(lambda: isinstance(page(window), LockPage))


def test_a_second_window_on_the_same_data_is_told_so(qtbot: QtBot, window: MainWindow, stage: stages.Stage) -> None:
    run_through(qtbot, window, stage)
    second = MainWindow(window._doors, Settings(theme="light"))
    second.show()
    lock = page(second)
    type_pin(qtbot, lock.pad.dots, PIN)
    qtbot.waitUntil(lambda: lock.message() == window._words().say("unavailable.in_use"), timeout=10_000)
    second.close()


def test_a_key_keeps_the_window_open_for_as_long_again(qtbot: QtBot, window: MainWindow, stage: stages.Stage) -> None:
    run_through(qtbot, window, stage)
    window._idle.setInterval(3_000)
    window._idle.start()
    qtbot.wait(600)
    before = window._idle.remainingTime()
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_F5)
    assert window._idle.remainingTime() > before + 300


def test_a_damaged_database_is_told_and_its_newest_sound_backup_put_back(
    qtbot: QtBot, window: MainWindow, stage: stages.Stage, keyring: MemoryKeyring
) -> None:
    run_through(qtbot, window, stage)
    store = window.session.store
    store.back_up()
    bad = store.back_up()
    window.close()
    folder = window._doors.folder
    for file in (folder / "keagenan.db", bad):
        file.write_bytes(bytes(4096) + file.read_bytes()[4096:])
    again = MainWindow(bootstrap.doors(folder, keyring, stage.clock), Settings(theme="light"))
    qtbot.addWidget(again)
    again.show()
    lock = page(again)
    type_pin(qtbot, lock.pad.dots, PIN)
    qtbot.waitUntil(lock.restore.isVisible, timeout=10_000)
    assert lock.message() == again._words().say("unavailable.database_unreadable")
    lock.restore.click()
    qtbot.waitUntil(lambda: lock.message() == again._words().say("unavailable.backup_damaged"), timeout=10_000)
    lock.restore.click()
    qtbot.waitUntil(lambda: page(again) is again.frame, timeout=10_000)
    assert list(folder.glob("keagenan.db.aside-*"))
    again.close()


def reopened(qtbot: QtBot, folder: Path, keyring: MemoryKeyring, stage: stages.Stage) -> MainWindow:
    again = MainWindow(bootstrap.doors(folder, keyring, stage.clock), Settings(theme="light"))
    qtbot.addWidget(again)
    again.show()
    return again


def used_and_closed(qtbot: QtBot, window: MainWindow, stage: stages.Stage) -> Path:
    run_through(qtbot, window, stage)
    window.session.store.back_up()
    window.close()
    return window._doors.folder


def test_nobody_begins_anew_over_data_whose_key_files_are_gone(
    qtbot: QtBot, window: MainWindow, stage: stages.Stage, keyring: MemoryKeyring
) -> None:
    folder = used_and_closed(qtbot, window, stage)
    kept = {name: (folder / name).read_bytes() for name in ("vault.json", "vault.json.bak", "key_check.json")}
    for name in kept:
        (folder / name).unlink()
    again = reopened(qtbot, folder, keyring, stage)
    stopped = page(again)
    assert isinstance(stopped, StoppedPage)
    shown = [one.text() for one in stopped.findChildren(QLabel)]
    assert again._words().say("unavailable.vault_missing") in shown
    assert any(str(folder) in text for text in stopped.facts)
    assert len(stopped.facts) == 3, "folder, backups, what was handed out"
    with pytest.raises(Unavailable, match="vault_missing"):
        bootstrap.new_device(folder, "pin", PIN, keyring)
    for name, content in kept.items():
        (folder / name).write_bytes(content)
    stopped.again.click()
    assert isinstance(page(again), LockPage)
    again.close()


@pytest.mark.parametrize("left", ["backups", "log", "witness"])
def test_a_database_that_is_gone_is_told_by_whatever_is_left_of_it(
    qtbot: QtBot, window: MainWindow, stage: stages.Stage, keyring: MemoryKeyring, left: str
) -> None:
    folder = used_and_closed(qtbot, window, stage)
    (folder / "keagenan.db").unlink()
    if left != "backups":
        shutil.rmtree(folder / "backups")
    if left == "log":
        (folder / "keagenan.db-wal").write_bytes(b"frames")
        (folder / "handed-out").unlink()
    again = reopened(qtbot, folder, keyring, stage)
    lock = page(again)
    assert isinstance(lock, LockPage)
    type_pin(qtbot, lock.pad.dots, PIN)
    if left != "backups":
        gone = again._words().say("unavailable.database_gone")
        qtbot.waitUntil(lambda: lock.message() == gone, timeout=10_000)
        assert not lock.restore.isVisible()
    else:
        whole = again._words().say("gate.restore.whole")
        qtbot.waitUntil(lambda: lock.restore.isVisible() and whole in lock.message(), timeout=10_000)
    assert not (folder / "keagenan.db").exists()
    again.close()


def test_the_day_gets_its_backup_and_the_bar_tells_when(qtbot: QtBot, window: MainWindow, stage: stages.Stage) -> None:
    run_through(qtbot, window, stage)
    bar = window.frame.statusbar
    assert bar._backup.text() == window._words().say("frame.never_backed_up")
    assert window._backup.isActive()
    window._backup.setInterval(0)
    at = f"{window.session.now():%H.%M}"
    qtbot.waitUntil(lambda: bar._backup.text() == window._words().say("frame.last_backup", at=at), timeout=10_000)
    assert list((window._doors.folder / "backups").glob("*.db"))


def test_a_window_that_was_closed_locks_itself_no_more(qtbot: QtBot, window: MainWindow, stage: stages.Stage) -> None:
    run_through(qtbot, window, stage)
    assert window._idle.isActive()
    window.close()
    assert not window._idle.isActive()


def test_the_screen_is_locked_also_while_the_disk_does_not_answer(
    qtbot: QtBot, window: MainWindow, stage: stages.Stage
) -> None:
    run_through(qtbot, window, stage)
    for slot in window._doors.folder.glob("vault.json*"):
        slot.unlink()
    qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    lock = page(window)
    assert isinstance(lock, LockPage)
    type_pin(qtbot, lock.pad.dots, PIN)
    qtbot.waitUntil(lambda: lock.message() != "", timeout=10_000)
    assert page(window) is lock
