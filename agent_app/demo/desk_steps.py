"""What the pictures of a supervisor's window share: the sample's deposits, sheets opened by name, the passphrase."""

from agent_app.demo.stage import PASSPHRASE
from agent_app.gui.camera import Camera
from agent_app.gui.screens.count.screen import CountScreen
from agent_app.gui.widgets.overlays import Overlay
from agent_app.records.views import deposits
from agent_app.records.views.deposits import Deposit

MARIA, YOSEF = "A017", "A021"
PREFIX = "desk_"


def deposit_of(camera: Camera, agent: str) -> Deposit:
    """The agent's deposit, as it stands."""
    session = camera.frame.session
    with session.store.reading() as connection:
        return deposits.of_agent(connection, session.coop, agent)[0]


def counting(camera: Camera, agent: str) -> CountScreen:
    """The page of the agent's deposit."""
    camera.go("count", deposit=deposit_of(camera, agent).origin)
    screen = camera.frame.screen
    assert isinstance(screen, CountScreen)
    return screen


def take_sheet(camera: Camera, sheet: Overlay, name: str) -> None:
    """A sheet over the page, put away afterwards."""
    sheet.present()
    camera.take(name)
    camera.close_overlay()


def take_pressed(camera: Camera, keys: str, name: str) -> None:
    """What a key lays over the page, put away afterwards."""
    camera.press(keys)
    camera.take(name)
    camera.close_overlay()


def give_passphrase(camera: Camera) -> None:
    """Answer the sheet that asks who is there."""
    camera.type(PASSPHRASE)
    camera.press("Return")
    camera.wait(lambda: camera.frame.overlay() is None)
