"""Pictures of every screen and state of the agent's window, on the played day, by working in it."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from agent_app import bootstrap
from agent_app.demo.stage import PASSPHRASE, Clock
from agent_app.documents.receipt_forms import A5
from agent_app.gui.application import application
from agent_app.gui.camera import Camera
from agent_app.gui.main_window import MainWindow
from agent_app.gui.screens.receipt.screen import ReceiptScreen
from agent_app.records.views import members, receipts
from agent_app.settings import Settings
from agent_app.sync.transport import NoContact, Raw, Reason, Request

FULL, SMALL = (1366, 768), (911, 512)
LOOKS = ("light", "dark", "sunlight")
IN_SMALL = ("home", "collect", "receipt", "register", "members", "deposit", "sync")
IN_ALL_LOOKS = ("home", "collect", "receipt", "members")
LIGHT = Settings(theme="light")
NIK = "5313055703889901"
"""Of nobody: sample numbers end in 99xx."""


class Ticking(Clock):
    """Each look at it is a millisecond later, so that what is done one after the other counts as so many acts."""

    def __call__(self) -> datetime:
        self.wait(0.001)
        return super().__call__()


class NoLine:
    """There is no network in the village."""

    def send(self, request: Request) -> Raw:
        raise NoContact(Reason.NO_NETWORK)


def take_all(played: Path, laptop: str, now: datetime, out: Path) -> None:
    """Write all pictures, and a receipt as PDF, into the folder `out`."""
    out.mkdir(parents=True, exist_ok=True)
    application()
    _gate(played / laptop, now, out)
    with at_work(played, laptop, now, out) as camera:
        _day(camera)
    with at_work(played, laptop, now, out) as camera:
        camera.resize(SMALL)
        camera.suffix = "_911x512"
        _main_screens(camera, IN_SMALL)
    for look in LOOKS[1:]:
        with at_work(played, laptop, now, out) as camera:
            camera.window.change_settings(theme=look)
            camera.suffix = f"_{look}"
            _main_screens(camera, IN_ALL_LOOKS)


@contextmanager
def at_work(played: Path, laptop: str, now: datetime, out: Path, settings: Settings = LIGHT) -> Iterator[Camera]:
    """A window on a copy of the laptop's folder, without a network."""
    with tempfile.TemporaryDirectory(prefix="keagenan-pictures-") as scratch:
        folder = Path(scratch) / laptop
        shutil.copytree(played / laptop, folder)
        doors = bootstrap.doors(folder, clock=Ticking(now), is_shown_only=True)
        window = MainWindow(doors, settings, lambda _: NoLine())
        window.resize(*FULL)
        window.show()
        window.open_with(doors.unlock(PASSPHRASE))
        try:
            yield Camera(window, out)
        finally:
            window.close()


def _gate(folder: Path, now: datetime, out: Path) -> None:
    """The first run's steps and the lock."""
    with tempfile.TemporaryDirectory(prefix="keagenan-pictures-") as scratch:
        window = MainWindow(
            bootstrap.doors(Path(scratch) / "new", clock=Clock(now), is_shown_only=True), Settings(theme="light")
        )
        window.resize(*FULL)
        window.show()
        camera = Camera(window, out)
        for step in ("language", "invitation", "secret"):
            window.show_first_run_step(step)
            camera.take(f"first_run_{step}")
        window.close()
    doors = replace(bootstrap.doors(folder, clock=Clock(now), is_shown_only=True), kind=lambda: "pin")
    window = MainWindow(doors, Settings(theme="light"))
    window.resize(*FULL)
    window.show()
    Camera(window, out).take("lock")
    window.close()


def _day(camera: Camera) -> None:
    """Every screen and state in the order of a day."""
    camera.take("home_served")
    camera.press("Ctrl+Return")
    camera.take("home")
    camera.press("Ctrl+D")
    camera.take("home_villages")
    camera.close_overlay()
    camera.press("Ctrl+K")
    camera.type("mar")
    camera.take("palette")
    camera.close_overlay()
    camera.go("collect")
    camera.take("collect_pick")
    _collect(camera)
    _receipt(camera)
    _register(camera)
    camera.go("members")
    camera.take("members")
    _deposit(camera)
    camera.go("sync")
    camera.take("sync")
    camera.go("help")
    camera.take("help")
    camera.go("settings")
    camera.take("settings")
    camera.press("Ctrl+L")
    camera.take("locked")


def _collect(camera: Camera) -> None:
    camera.go("collect", member=_somebody(camera))
    camera.press("3", "Return")
    camera.take("collect")
    camera.type("1000")
    camera.take("collect_short")
    camera.press("Ctrl+A")
    camera.type("100000")
    camera.take("collect_change")


def _receipt(camera: Camera) -> None:
    camera.press("Ctrl+Return")
    camera.close_overlay()
    camera.take("receipt")
    screen = camera.frame.screen
    if isinstance(screen, ReceiptScreen):
        screen.save_pdf(A5, camera.folder / "receipt.pdf")
        camera.settle()
        camera.close_toasts()


def _register(camera: Camera) -> None:
    camera.go("register")
    camera.take("register_empty")
    camera.type(NIK)
    camera.take("register_nik")
    camera.press("Ctrl+Return")
    camera.take("register_missing")


def _deposit(camera: Camera) -> None:
    camera.go("deposit")
    camera.take("deposit")
    camera.press("1", "Tab")
    camera.take("deposit_counted")
    camera.press("Ctrl+Return")
    camera.take("deposit_pin")
    camera.close_overlay()


def _main_screens(camera: Camera, keys: tuple[str, ...]) -> None:
    for key in keys:
        if key == "home":
            camera.go("home")
            camera.press("Ctrl+Return")
        elif key == "collect":
            camera.go("collect", member=_somebody(camera), months=3)
        elif key == "receipt":
            camera.go("receipt", origin=_last_receipt(camera))
        else:
            camera.go(key)
        camera.take(key)


def _somebody(camera: Camera) -> str:
    session = camera.frame.session
    with session.store.reading() as connection:
        return members.page(connection, session.coop, session.person)[0].member


def _last_receipt(camera: Camera) -> object:
    session = camera.frame.session
    with session.store.reading() as connection:
        return receipts.recent(connection, session.coop, session.person, 1)[0].origin
