"""What every screen is: a page of the window with a heading, that reads again when its tables change."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from agent_app.gui.session import Session


class Shell(Protocol):
    """What a screen may ask of the window around it."""

    session: Session

    @property
    def came_from(self) -> str:
        """The key of the screen shown before, empty at the start."""

    def go(self, key: str, **what: object) -> None:
        """Show a screen; `what` goes to its `arrive`."""

    def back(self) -> None:
        """Show the screen before."""

    def window(self) -> QWidget:
        """What sheets and drawers lie over."""

    def change_settings(self, **changes: object) -> None:
        """Put settings in force at once, and keep them."""

    def toast(self, text: str, act_text: str = "", act: Callable[[], object] | None = None) -> None:
        """Say something that needs no answer."""

    def ask_pin(self, title: str, then: Callable[[], None], detail: str = "") -> None:
        """Ask for the PIN again, and go on only when it was right."""


class Screen(QWidget):
    """A page. Subclasses set `tables`, build themselves, and answer `heading`, `arrive`, `refresh`, `adapt`."""

    heading_changed = Signal()
    tables: frozenset[str] = frozenset()
    """The tables this page shows: a change to one of them makes it read again."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        self.session = shell.session
        self.say = shell.session.say
        self.session.changed.connect(self._tables_changed)

    def heading(self) -> tuple[str, str]:
        """Title and the line below it."""
        raise NotImplementedError

    def arrive(self, **what: object) -> None:
        """The page is shown, perhaps with something to show."""
        self.refresh()

    def refresh(self) -> None:
        """Read everything shown again."""

    def catch_up(self) -> None:
        """A key that acts is about to come: ask now what was put off until the typing rests."""

    def adapt(self, *, narrow: bool) -> None:
        """One column or two: less than 1,000 logical pixels make it narrow."""

    def leave(self) -> None:
        """Another page is about to be shown; what was typed is kept."""

    def escape(self) -> bool:
        """Esc was pressed: close what is open. False: nothing was, go back."""
        return False

    def primary(self) -> None:
        """Ctrl+Enter: do the one primary act of the page."""

    def _tables_changed(self, tables: frozenset[str]) -> None:
        if self.isVisible() and tables & self.tables:
            self.refresh()
