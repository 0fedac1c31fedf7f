"""The one window: first run, locked, or working; the same window all along."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from agent_app.domain.errors import Trouble, Unavailable
from agent_app.gui import preferences
from agent_app.gui.away import Away
from agent_app.gui.clipboard import ClipboardGuard
from agent_app.gui.doors import Doors
from agent_app.gui.gate.lock import LockPage
from agent_app.gui.hold import acts
from agent_app.gui.importing import Importing
from agent_app.gui.jobs import Jobs
from agent_app.gui.placing import Placing
from agent_app.gui.qt_words import Speaker
from agent_app.gui.theme.theme import TEXT_SIZES, look_of, theme
from agent_app.reference.words import Words, words
from agent_app.settings import Settings
from agent_app.store import backups

if TYPE_CHECKING:
    from agent_app.gui.frame import Frame
    from agent_app.gui.gate.first_run import FirstRun
    from agent_app.gui.session import Session
    from agent_app.store.store import Store
    from agent_app.sync.transport import Transport

Answer = TypeVar("Answer")
# What only opened data needs, the libraries first. They are imported while the PIN is typed: the lock is there at once.
LATER = (
    "sqlalchemy",
    "sqlalchemy.dialects.sqlite",
    "sqlcipher3",
    "requests",
    "filelock",
    "agent_app.store.store",
    "agent_app.sync.engine",
    "agent_app.gui.session",
    "agent_app.gui.palette.palette",
    "agent_app.gui.frame",
)

SMALLEST = (880, 480)
BACK_UP_AFTER_MS = 60_000
PICTURE_MS = 50
THEMES = ("light", "dark", "sunlight")
TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        # What a key sends that is a short cut.
        QEvent.Type.ShortcutOverride,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
    }
)


class MainWindow(QMainWindow):
    """Shows the gate until the data is open, then the frame. `transport` is given by tests."""

    def __init__(
        self, doors: Doors, settings: Settings, transport: "Callable[[Store], Transport] | None" = None
    ) -> None:
        super().__init__()
        self.setWindowTitle("Keagenan")
        self.setMinimumSize(*SMALLEST)
        self.jobs = Jobs(self)
        self._doors, self._settings, self._transport = doors, settings, transport
        self.placing = Placing(self, doors.folder)
        self.session: Session | None = None
        self.frame: Frame | None = None
        self._first_run: FirstRun | None = None
        self._later = Importing(LATER)
        self._secret = ""
        self._pages = QStackedWidget()
        self.setCentralWidget(self._pages)
        self._idle = QTimer(self, singleShot=True)
        self._idle.timeout.connect(self.lock)
        self._backup = QTimer(self, singleShot=True, interval=BACK_UP_AFTER_MS)
        self._backup.timeout.connect(self._back_up)
        self.clipboard = ClipboardGuard(self)
        self._away: Away | None = None
        self._speaker = Speaker(self)
        self._dress()
        self._show(self._gate())

    def lock(self) -> None:
        """Hide everything about members until the PIN is typed; the sync goes on."""
        if self.session is not None and self.frame is not None and self._pages.currentWidget() is self.frame:
            if (open_sheet := self.frame.overlay()) is not None:
                open_sheet.dismiss()
            self._idle.stop()
            self.clipboard.forget()
            words = self.session.words
            self._show(LockPage(self._doors, words, self.jobs.run, self._unlocked_again, again=self._secret))

    def show_first_run_step(self, step: str) -> None:
        """A step of the first run, while that is what the window shows."""
        if self._first_run is not None and self._pages.currentWidget() is self._first_run:
            self._first_run.show_step(step)

    def open_palette(self) -> None:
        """The search over everything, while the window is working."""
        from agent_app.gui.palette.palette import Palette

        if self.frame is not None:
            Palette(self.frame).present()

    def change_settings(self, **changes: object) -> None:
        """Put settings in force at once and keep them; another language builds the window anew."""
        before = self._settings.language
        self._settings = preferences.keep(self._doors.folder, self._settings, changes)
        if self.session is not None:
            self.session.settings = self._settings
        self._dress()
        if self._settings.language != before:
            self._rebuild()

    def closeEvent(self, event: QCloseEvent) -> None:
        """What was asked is finished; the sync stops after the request under way."""
        self._idle.stop()
        self.clipboard.forget()
        self._backup.stop()
        self._later.stop()
        if self.frame is not None and self.frame.screen_key:
            if (open_sheet := self.frame.overlay()) is not None:
                open_sheet.dismiss()
            self.frame.screen.leave()
        self.jobs.close()
        if self.session is not None:
            self.session.close()
        self._speaker.silence()
        event.accept()

    def showEvent(self, event: QShowEvent) -> None:
        """From now on keys and the pointer are noticed: at the native window, which every one of them passes once."""
        super().showEvent(event)
        if not self._later.is_started():
            # The first picture of the window comes before.
            QTimer.singleShot(PICTURE_MS, self, self._later.start)
        if (native := self.windowHandle()) is not None:
            native.installEventFilter(self)
        if self._away is None:
            self._away = Away(self, int(self.winId()))
            self._away.left.connect(self.lock)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in TOUCHES and self._idle.isActive():
            self._idle.start()
        # The first that is heard of a key, whether it is a short cut or goes to a field.
        if event.type() == QEvent.Type.ShortcutOverride and acts(event):
            self._settle()
        return False

    def _settle(self) -> None:
        if self.session is not None and self.frame is not None and self._pages.currentWidget() is self.frame:
            if (overlay := self.frame.overlay()) is not None:
                self.session.settle(overlay)
            elif self.frame.screen_key:
                self.frame.screen.catch_up()
                self.session.settle(self.frame.screen)

    def _gate(self) -> QWidget:
        if not self._doors.has_device():
            return self._begin_first_run()
        try:
            return LockPage(self._doors, self._words(), self._unlock, self.open_with)
        except Unavailable as trouble:
            from agent_app.gui.gate.stopped import StoppedPage

            return StoppedPage(self._doors, self._words(), trouble, lambda: self._show(self._gate()))

    def _begin_first_run(self, store: "Store | None" = None) -> QWidget:
        from agent_app.gui.gate.first_run import FirstRun

        self._first_run = FirstRun(
            self._doors, self._settings, self.jobs.run, self.open_with, self.change_settings, store=store
        )
        return self._first_run

    def _unlock(
        self, work: Callable[[], Answer], done: Callable[[Answer], None], failed: Callable[[Trouble], None]
    ) -> None:
        def with_what_follows() -> Answer:
            opened = work()
            self._later.wait()
            return opened

        self.jobs.run(with_what_follows, done, failed)

    def open_with(self, store: "Store") -> None:
        """The data is open: if it is nobody's yet, the first run goes on; else the work begins."""
        from agent_app.gui.session import Session

        if not store.is_enrolled:
            self._show(self._begin_first_run(store))
            return
        # Read while it can be: locking must not depend on a disk that answers.
        self._secret = self._doors.kind()
        transport = self._transport(store) if self._transport is not None else None
        self.session = Session(store, self._settings, transport, self)
        self.placing.know_zone(self.session.identity.zone)
        self._show_frame()
        self.session.start()
        self._warn()
        if backups.is_due(store.folder, store.now()):
            self._backup.start()

    def _warn(self) -> None:
        """What somebody must hear of the data folder at once, whatever else is shown."""
        if self.session is None:
            return
        if self.session.store.is_damaged:
            self.session.trouble.emit(self.session.say("gate.damaged"))
        if (service := self._doors.synced_by()) is not None:
            self.session.trouble.emit(self.session.say("gate.synced", service=service))

    def _back_up(self) -> None:
        """The day's copy of the database, when the morning's rush is over; the next start tries again."""
        if self.session is not None:
            self.jobs.run(self.session.store.back_up, self._backed_up, self._not_backed_up)

    def _backed_up(self, _: object) -> None:
        if self.session is not None:
            self.session.backed_up()

    def _not_backed_up(self, trouble: Trouble) -> None:
        if self.session is not None:
            self.session.trouble.emit(self.session.words.of(trouble))

    def _unlocked_again(self, _: object) -> None:
        assert self.frame is not None
        self._show(self.frame)
        self._watch()

    def _show_frame(self) -> None:
        from agent_app.gui.frame import Frame

        assert self.session is not None
        self.frame = Frame(self.session, self._doors, self.jobs.run, self.change_settings)
        self.frame.lock.connect(self.lock)
        self.frame.palette.connect(self.open_palette)
        self.frame.next_look.connect(self._next_look)
        self.frame.text_size.connect(self._step_text_size)
        self._show(self.frame)
        self.frame.start()
        self._watch()

    def _rebuild(self) -> None:
        old, self.frame = self.frame, None
        if self.session is None:
            gate = self._gate()
            self._show(gate)
            self.show_first_run_step("invitation")
            return
        key = old.screen_key if old is not None else ""
        self._show_frame()
        if key:
            self.frame.go(key)

    def _show(self, page: QWidget) -> None:
        """Put a page on top; gates that were passed go, the frame stays."""
        for index in reversed(range(self._pages.count())):
            other = self._pages.widget(index)
            if other is not page and other is not self.frame:
                self._pages.removeWidget(other)
                other.deleteLater()
        if self._pages.indexOf(page) < 0:
            self._pages.addWidget(page)
        self._pages.setCurrentWidget(page)
        page.setFocus()

    def _watch(self) -> None:
        self._idle.setInterval(round(self._settings.lock_after_s * 1000))
        self._idle.start()

    def _next_look(self) -> None:
        shown = {"light": "light", "dark": "dark", "sun": "sunlight"}[theme().look]
        self.change_settings(theme=THEMES[(THEMES.index(shown) + 1) % len(THEMES)])

    def _step_text_size(self, step: int) -> None:
        at = TEXT_SIZES.index(self._settings.text_size)
        self.change_settings(text_size=TEXT_SIZES[min(max(at + step, 0), len(TEXT_SIZES) - 1)] if step else 100)

    def _dress(self) -> None:
        theme().set(look_of(self._settings.theme), self._settings.text_size)
        self._speaker.speak(self._settings.language)

    def _words(self) -> Words:
        return words(self._settings.language)
