"""Pictures of every screen and state of the supervisor's window, on the afternoon when nothing is counted yet."""

from datetime import datetime
from pathlib import Path

from agent_app.demo.pictures import LOOKS, SMALL, at_work
from agent_app.demo.stage import PASSPHRASE
from agent_app.demo.village import pieces_of
from agent_app.gui.application import application
from agent_app.gui.camera import Camera
from agent_app.gui.screens.count.bulk import BulkSheet
from agent_app.gui.screens.count.close_sheet import CloseSheet
from agent_app.gui.screens.count.float_sheet import FloatSheet
from agent_app.gui.screens.count.screen import CountScreen
from agent_app.gui.screens.remit.screen import RemitScreen
from agent_app.gui.screens.roster.screen import RosterScreen
from agent_app.gui.widgets.overlays import Overlay
from agent_app.records.views import decisions, deposits
from agent_app.records.views.decisions import Kind
from agent_app.records.views.deposits import Deposit

SUPERVISOR = "supervisor-S003"
MARIA, YOSEF = "A017", "A021"
MISSING = 16_800
REFERENCE = "KI-2611230001"
REPORTS = ("daily", "coverage", "cash_age", "programmes")
IN_SMALL = ("home", "reconcile", "count", "decide", "agents", "members", "remit", "reports", "roster", "audit")
IN_ALL_LOOKS = ("home", "reconcile", "count", "decide")
PREFIX = "desk_"


def take_desk(played: Path, now: datetime, out: Path) -> None:
    """Write all pictures of a supervisor into the folder `out`."""
    out.mkdir(parents=True, exist_ok=True)
    application()
    with at_work(played, SUPERVISOR, now, out) as camera:
        camera.prefix = PREFIX
        _before(camera)
        _list(camera, played / "daftar-anggota.xlsx")
        _counter(camera)
        _after(camera)
    with at_work(played, SUPERVISOR, now, out) as camera:
        camera.prefix, camera.suffix = PREFIX, "_911x512"
        camera.resize(SMALL)
        _main_screens(camera, IN_SMALL)
    for look in LOOKS[1:]:
        with at_work(played, SUPERVISOR, now, out) as camera:
            camera.window.change_settings(theme=look)
            camera.prefix, camera.suffix = PREFIX, f"_{look}"
            _main_screens(camera, IN_ALL_LOOKS)


def _before(camera: Camera) -> None:
    """What is to be done, before anything is."""
    camera.take("reconcile")
    camera.go("reconcile", agent=YOSEF)
    camera.take("reconcile_agent")
    camera.press("Alt+Y")
    camera.take("reconcile_message")
    camera.close_overlay()
    camera.go("home")
    camera.take("home")
    _sheet(camera, CloseSheet(camera.frame, camera.frame.session.today().isoformat()), "close_day")
    session = camera.frame.session
    with session.store.reading() as connection:
        waiting = decisions.decisions(connection, session.coop, session.identity.branch)
    for one in waiting:
        is_review = one.kind is Kind.REVIEW
        camera.go("decide", **({"review": (one.origin, one.code)} if is_review else {"reversal": one.origin}))
        camera.take(f"decide_{one.code if is_review else one.kind.value}")
    for key in ("agents", "members", "sync", "audit"):
        camera.go(key)
        camera.take(key)
    camera.press("Ctrl+K")
    camera.type("mar")
    camera.take("palette")
    camera.close_overlay()
    camera.go("remit")
    camera.take("remit_nothing")


def _list(camera: Camera, file: Path) -> None:
    """The member list once more: guessed columns, then what the import would do."""
    camera.go("roster")
    camera.take("roster")
    screen = camera.frame.screen
    assert isinstance(screen, RosterScreen)
    screen.work.open(file)
    camera.wait(lambda: screen.work.looked is not None or screen.act.isEnabled())
    camera.take("roster_columns")
    screen.primary()
    camera.wait(lambda: screen.work.looked is not None)
    camera.take("roster_looked")


def _counter(camera: Camera) -> None:
    """Both deposits: one as declared, one short; and what lies over the page."""
    camera.go("count")
    camera.take("count_waiting")
    _sheet(camera, BulkSheet(camera.frame), "count_bulk")
    _sheet(camera, FloatSheet(camera.frame, MARIA), "count_float")
    _count(camera, MARIA, 0, "count")
    camera.press("Ctrl+Return")
    camera.take("count_taken")
    _count(camera, YOSEF, MISSING, "count_short")
    screen = camera.frame.screen
    assert isinstance(screen, CountScreen)
    codes = screen.form.reason.codes
    codes.setCurrentIndex(codes.findData("short"))
    camera.press("Ctrl+Return")
    camera.take("count_pin")
    _give_passphrase(camera)
    camera.take("count_taken_short")


def _count(camera: Camera, agent: str, missing: int, name: str) -> None:
    deposit = _deposit(camera, agent)
    camera.go("count", deposit=deposit.origin)
    camera.take(f"{name}_empty")
    screen = camera.frame.screen
    assert isinstance(screen, CountScreen)
    screen.form.count.put(pieces_of(deposit.rupiah - missing))
    camera.take(name)


def _after(camera: Camera) -> None:
    """When the money is counted: a difference, what may be paid to BPJS, and the reports."""
    camera.go("reconcile", agent=YOSEF)
    camera.take("reconcile_short")
    camera.go("decide", difference=_deposit(camera, YOSEF).origin)
    camera.take("decide_difference")
    camera.go("remit")
    screen = camera.frame.screen
    assert isinstance(screen, RemitScreen)
    camera.wait(lambda: screen.waiting.model.rowCount() > 0)
    camera.press("Ctrl+A")
    screen.side.reference.editor.setFocus()
    camera.type(REFERENCE)
    camera.take("remit")
    camera.press("Ctrl+Return")
    _give_passphrase(camera)
    camera.take("remit_paid")
    for name in REPORTS:
        camera.go("reports", name=name)
        camera.take(f"reports_{name}")
    camera.go("audit")
    camera.take("audit_evening")
    camera.go("help")
    camera.take("help")
    camera.go("settings")
    camera.take("settings")


def _main_screens(camera: Camera, keys: tuple[str, ...]) -> None:
    for key in keys:
        camera.go(key, **({"deposit": _deposit(camera, MARIA).origin} if key == "count" else {}))
        camera.take(key)


def _deposit(camera: Camera, agent: str) -> Deposit:
    session = camera.frame.session
    with session.store.reading() as connection:
        return deposits.of_agent(connection, session.coop, agent)[0]


def _sheet(camera: Camera, sheet: Overlay, name: str) -> None:
    sheet.present()
    camera.take(name)
    camera.close_overlay()


def _give_passphrase(camera: Camera) -> None:
    camera.type(PASSPHRASE)
    camera.press("Return")
    camera.wait(lambda: camera.frame.overlay() is None)
