"""The working window's inside: navigation, top bar, the page shown, status bar; and what screens may ask of it."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from agent_app.gui.ahead import Ahead
from agent_app.gui.badges import Badges
from agent_app.gui.doors import Doors
from agent_app.gui.navigation import Navigation
from agent_app.gui.pin_sheet import PinSheet
from agent_app.gui.screens.registry import entries_for
from agent_app.gui.screens.screen import Screen
from agent_app.gui.session import Session
from agent_app.gui.statusbar import StatusBar
from agent_app.gui.theme.theme import theme
from agent_app.gui.theme.tokens import tokens
from agent_app.gui.topbar import TopBar
from agent_app.gui.widgets.overlays import Overlay, Toast
from agent_app.gui.widgets.shortcuts import on_keys


class Frame(QWidget):
    """Implements `screens.screen.Shell`. `lock` tells that the screen is to be locked, `look` that theme or text
    size were asked for by a key, `palette` that the search is."""

    lock = Signal()
    next_look = Signal()
    text_size = Signal(int)
    """+1 larger, -1 smaller, 0 as made."""
    palette = Signal()

    def __init__(
        self,
        session: Session,
        doors: Doors,
        run: Callable[..., None],
        change_settings: Callable[..., None],
    ) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "bg")
        self.session = session
        self._doors, self._run = doors, run
        self.change_settings = change_settings
        self.entries = {entry.key: entry for entry in entries_for(session.identity.role)}
        self._screens: dict[str, Screen] = {}
        self._trail: list[str] = []
        self._build()
        self._keys()
        modules = [entry.module_name for entry in self.entries.values()]
        self.ahead = Ahead(self, modules, self._make_next)
        Badges(self, session, self.navigation)
        session.status_changed.connect(self._badges)
        session.trouble.connect(self.toast)
        theme().changed.connect(self._adapt)

    @property
    def screen_key(self) -> str:
        """The screen shown."""
        return self._trail[-1] if self._trail else ""

    @property
    def came_from(self) -> str:
        """The screen shown before this one."""
        return self._trail[-2] if len(self._trail) > 1 else ""

    @property
    def screen(self) -> Screen:
        """The page shown."""
        return self._screens[self.screen_key]

    def start(self) -> None:
        """Show the screen the day's work is on: a supervisor begins with what is to be reconciled."""
        self.go("reconcile" if "reconcile" in self.entries else next(iter(self.entries)))

    def go(self, key: str, **what: object) -> None:
        """Show a screen. It is built when it is first shown, and kept with what was typed."""
        if self._trail:
            self.screen.leave()
        if key not in self._screens:
            self._make(key)
        self.ahead.rest()
        if self.screen_key != key:
            self._trail = [*(one for one in self._trail if one != key), key][-20:]
        self._pages.setCurrentWidget(self.screen)
        self.navigation.mark(key)
        self.screen.arrive(**what)
        self._headings()

    def _make(self, key: str) -> Screen:
        self._screens[key] = made = self.entries[key].build(self)
        made.heading_changed.connect(self._headings)
        self._pages.addWidget(made)
        made.adapt(narrow=self._is_narrow())
        return made

    def _make_next(self) -> Screen | None:
        """The next screen that nobody has opened yet; None when all are there."""
        missing = next((key for key in self.entries if key not in self._screens), None)
        return self._make(missing) if missing is not None else None

    def back(self) -> None:
        """Show the screen before; at the end of the trail the first one."""
        self._trail.pop()
        self.go(self._trail.pop() if self._trail else next(iter(self.entries)))

    def toast(self, text: str, act_text: str = "", act: Callable[[], object] | None = None) -> None:
        """Say something that needs no answer."""
        Toast(self, text, act_text, act, self.statusbar)

    def ask_pin(self, title: str, then: Callable[[], None], detail: str = "") -> None:
        """Ask for the PIN again, and go on only when it was right."""
        PinSheet(self.window(), self.session.words, title, detail, self._doors, self._run, then).present()

    def overlay(self) -> Overlay | None:
        """The sheet or drawer that lies on top, if any."""
        shown = [one for one in self.window().findChildren(Overlay) if one.isVisible()]
        return shown[-1] if shown else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._adapt()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._trail:
            if not self.screen.escape() and self.screen_key != next(iter(self.entries)):
                self.back()
            return
        super().keyPressEvent(event)

    def _build(self) -> None:
        self.navigation = Navigation(self.session, tuple(self.entries.values()))
        self.navigation.chosen.connect(self.go)
        self.navigation.lock.connect(self.lock)
        self.topbar = TopBar(self.session.say("frame.search"))
        self.topbar.search.connect(self.palette)
        self._pages = QStackedWidget()
        self.statusbar = StatusBar(self.session)
        self.statusbar.pressed.connect(lambda: "sync" in self.entries and self.go("sync"))
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.topbar)
        right.addWidget(self._pages, 1)
        right.addWidget(self.statusbar)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.navigation)
        layout.addLayout(right, 1)

    def _keys(self) -> None:
        for entry in self.entries.values():
            for keys in entry.keys:
                self._on(keys, lambda key=entry.key: self.go(key))
        self._on("Ctrl+K", self.palette.emit)
        self._on("Ctrl+L", self.lock.emit)
        self._on("Shift+F1", lambda: self.go("help", topic="keys"))
        self._on("F9", self.next_look.emit)
        self._on("F5", lambda: self.screen.refresh())
        self._on("Ctrl+Shift+S", self.session.engine.send_now)
        self._on("Ctrl+Return", lambda: self.screen.primary())
        self._on("Ctrl+Enter", lambda: self.screen.primary())
        for keys, step in (("Ctrl++", 1), ("Ctrl+=", 1), ("Ctrl+-", -1), ("Ctrl+0", 0)):
            self._on(keys, lambda by=step: self.text_size.emit(by))

    def _on(self, keys: str, act: Callable[[], object]) -> None:
        on_keys(self, keys, act)

    def _badges(self) -> None:
        if (item := self.navigation.items.get("sync")) and self.session.status is not None:
            item.set_badge(self.session.status.unsent.acts)

    def _headings(self) -> None:
        self.topbar.show_heading(*self.screen.heading())

    def _logical_width(self) -> float:
        return self.width() * 100 / theme().text_size

    def _is_narrow(self) -> bool:
        return self._logical_width() < tokens().breakpoint_px["one_column_below"]

    def _adapt(self) -> None:
        narrow = self._is_narrow()
        self.navigation.set_rail(self._logical_width() < tokens().breakpoint_px["rail_below"])
        self.topbar.adapt(narrow=narrow)
        self.statusbar.adapt(narrow=narrow)
        for screen in self._screens.values():
            screen.adapt(narrow=narrow)
