"""Pictures of the supervisors' windows on the evening: all is counted, decided, paid to BPJS and answered."""

from datetime import datetime
from pathlib import Path

from agent_app.demo.desk_steps import PREFIX, YOSEF, counting, give_passphrase, take_pressed, take_sheet
from agent_app.demo.pictures import at_work
from agent_app.gui.application import application
from agent_app.gui.camera import Camera
from agent_app.gui.screens.count.close_sheet import CloseSheet
from agent_app.gui.screens.decide.sheets import RecountSheet, Typed
from agent_app.gui.screens.remit.screen import RemitScreen

SUPERVISOR, HEAD = "supervisor-S003", "supervisor-S001"
ANSWER = "jawaban-bpjs.csv"


def take_evening(played: Path, now: datetime, out: Path) -> None:
    """Write them into the folder `out`; `played` is the whole day."""
    out.mkdir(parents=True, exist_ok=True)
    application()
    with at_work(played, SUPERVISOR, now, out) as camera:
        camera.prefix = PREFIX
        _done(camera)
        _answer(camera, played / ANSWER)
        _closed(camera)
    with at_work(played, HEAD, now, out) as camera:
        camera.prefix = PREFIX
        _second_person(camera)


def _done(camera: Camera) -> None:
    """What the desk shows when nothing waits."""
    for key in ("home", "reconcile", "decide", "count", "members"):
        camera.go(key)
        camera.take(f"{key}_evening")
    camera.go("reports", name="coverage")
    camera.take("reports_coverage_evening")


def _answer(camera: Camera, file: Path) -> None:
    """The batches, and the answer of BPJS that was taken in already."""
    camera.go("remit", answer=True)
    camera.take("remit_batches")
    screen = camera.frame.screen
    assert isinstance(screen, RemitScreen)
    screen.answer.open(file)
    camera.wait(lambda: screen.answer.matched is not None)
    camera.go("remit", answer=True)
    camera.take("remit_answer")


def _closed(camera: Camera) -> None:
    """The day is closed; opening it again asks why."""
    today = camera.frame.session.today().isoformat()
    sheet = CloseSheet(camera.frame, today)
    sheet.present()
    camera.settle()
    camera.press("Ctrl+Return")
    give_passphrase(camera)
    take_sheet(camera, CloseSheet(camera.frame, today), "day_closed")
    camera.go("audit")
    camera.take("audit_evening")


def _second_person(camera: Camera) -> None:
    """Who did not count: what was short is paid, and how a recount is written down."""
    screen = counting(camera, YOSEF)
    camera.take("count_owed")
    screen.decided.settle.click()
    camera.take("count_settle")
    camera.close_overlay()
    camera.go("decide")
    session = camera.frame.session
    title, text = (session.say(f"decide.act.difference.recounted{end}") for end in ("", ".below"))
    take_sheet(camera, RecountSheet(camera.window, session, title, text, title, Typed()), "decide_recount")
    take_pressed(camera, "Ctrl+K", "palette_empty")
