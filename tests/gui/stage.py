"""The window on the played day: folders of the sample's laptops, played once and copied for each test."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QApplication

from agent_app import bootstrap
from agent_app.demo.stage import PASSPHRASE
from agent_app.gui.application import application
from agent_app.gui.main_window import MainWindow
from agent_app.settings import Settings
from agent_app.store.store import Store, open_store
from agent_app.sync.transport import HttpTransport, Transport
from agent_app.vault.vault_file import VAULT_NAME

NOWHERE = "http://127.0.0.1:9"


class Clock:
    """The laptop's clock; it stands until it is moved."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Opened:
    """A window that works on a laptop of the sample day."""

    window: MainWindow
    clock: Clock
    app: QApplication


def open_window(
    folder: Path,
    now: datetime,
    settings: Settings | None = None,
    transport: Callable[[Store], Transport] | None = None,
    size: tuple[int, int] = (1366, 768),
) -> Opened:
    """Open the window of a laptop's folder and unlock it; without a transport there is no network."""
    app = application()
    clock = Clock(now)
    way = bootstrap.doors(folder, clock=clock)
    window = MainWindow(way, settings or Settings(theme="light"), transport or (lambda store: HttpTransport(NOWHERE)))
    window.resize(*size)
    window.show()
    window.open_with(open_store(folder, key_of(folder), clock))
    # Screens are built when a test opens them; building ahead has a test of its own.
    window.frame.ahead.stop()
    app.processEvents()
    return Opened(window, clock, app)


_keys: dict[bytes, str] = {}


def key_of(folder: Path) -> str:
    """The data key of a folder of the sample day, derived from its passphrase once a run: that takes a third of a
    second, as it must."""
    slot = (folder / VAULT_NAME).read_bytes()
    if slot not in _keys:
        _keys[slot] = bootstrap.unlock(folder, lambda _: PASSPHRASE).hex()
    return _keys[slot]


def copy_of(played: Path, name: str, to: Path) -> Path:
    """A copy of one laptop's folder."""
    shutil.copytree(played / name, to / name)
    return to / name
