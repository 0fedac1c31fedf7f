"""Starting the window: the Qt application, its fonts and words, one window, and what happens to a bug."""

import logging
import sys
import traceback
from collections.abc import Sequence
from types import TracebackType

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QApplication, QStyleFactory

from agent_app.gui.doors import Doors
from agent_app.gui.logbook import open_logbook
from agent_app.gui.main_window import MainWindow
from agent_app.gui.sweeper import Sweeper
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.overlays import Toast
from agent_app.reference.words import words
from agent_app.settings import Settings

SWITCH_SECONDS = 0.0005
"""How long a computing thread may hold the others up: at Python's default a scrolling list stutters."""

log = logging.getLogger(__name__)


def application(arguments: Sequence[str] = ()) -> QApplication:
    """The one Qt application of this process, dressed."""
    sys.setswitchinterval(SWITCH_SECONDS)
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(["keagenan", *arguments])
    app.setApplicationName("Keagenan")
    app.setStyle(QStyleFactory.create("Fusion"))
    QLocale.setDefault(QLocale(QLocale.Language.Indonesian, QLocale.Country.Indonesia))
    app.setAttribute(Qt.ApplicationAttribute.AA_DontShowIconsInMenus, True)
    theme()
    if app.findChild(Sweeper) is None:
        Sweeper(app)
    return app


def run(doors: Doors, settings: Settings) -> int:
    """Open the window and stay until it is closed; the exit code."""
    app = application()
    open_logbook(doors.folder)
    window = MainWindow(doors, settings)
    install_hook(window, settings)
    window.placing.open()
    return app.exec()


def show_every_screen(doors: Doors, settings: Settings, secret: str) -> int:
    """Open the data and show each screen once; how many there are. What a screen raises is raised here."""
    app = application()
    window = MainWindow(doors, settings)
    window.resize(1366, 768)
    window.show()
    try:
        window.open_with(doors.unlock(secret))
        assert window.frame is not None
        for key in window.frame.entries:
            window.frame.go(key)
            app.processEvents()
        return len(window.frame.entries)
    finally:
        window.close()


def install_hook(window: MainWindow, settings: Settings) -> None:
    """A bug is told in one sentence, logged without what it says (that may name a person), and nothing is lost."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        place = traceback.extract_tb(trace)[-1] if trace is not None else None
        where = f"{place.filename.rsplit('/', 1)[-1]}:{place.lineno}" if place is not None else "?"
        log.error("bug: %s\n%s", kind.__name__, "".join(traceback.format_tb(trace)))
        Toast(window, words(settings.language).say("unavailable.bug", kind=kind.__name__, place=where))

    sys.excepthook = hook
