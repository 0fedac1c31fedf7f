"""Pictures of every screen and state of the supervisor's window, on the afternoon when nothing is counted yet."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from agent_app.demo.changed_list import write_changed_list
from agent_app.demo.desk_steps import (
    MARIA,
    PREFIX,
    YOSEF,
    counting,
    deposit_of,
    give_passphrase,
    take_pressed,
    take_sheet,
)
from agent_app.demo.pictures import LIGHT, LOOKS, SMALL, at_work
from agent_app.demo.village import pieces_of
from agent_app.gui.application import application
from agent_app.gui.camera import Camera
from agent_app.gui.screens.count.bulk import BulkSheet
from agent_app.gui.screens.count.close_sheet import CloseSheet
from agent_app.gui.screens.count.float_sheet import FloatSheet
from agent_app.gui.screens.count.screen import CountScreen
from agent_app.gui.screens.remit.screen import RemitScreen
from agent_app.gui.screens.roster.screen import RosterScreen
from agent_app.gui.screens.roster.work import Stage
from agent_app.records.views import decisions
from agent_app.records.views.decisions import Kind

SUPERVISOR = "supervisor-S003"
MISSING = 16_800
REFERENCE = "KI-2611230001"
REPORTS = ("daily", "coverage", "cash_age", "programmes")
IN_SMALL = ("home", "reconcile", "count", "decide", "agents", "members", "remit", "reports", "roster", "audit")
IN_ALL_LOOKS = ("home", "reconcile", "count", "decide")
LARGE = replace(LIGHT, text_size=135)


def take_desk(played: Path, now: datetime, out: Path) -> None:
    """Write all pictures of a supervisor's afternoon into the folder `out`."""
    out.mkdir(parents=True, exist_ok=True)
    application()
    with at_work(played, SUPERVISOR, now, out) as camera:
        camera.prefix = PREFIX
        _before(camera)
        _list(camera, played / "daftar-anggota.xlsx")
        _counter(camera)
        _after(camera)
    with at_work(played, SUPERVISOR, now, out, replace(LIGHT, blind_count=True)) as camera:
        camera.prefix = PREFIX
        counting(camera, MARIA)
        camera.take("count_blind")
    with at_work(played, SUPERVISOR, now, out) as camera:
        camera.prefix, camera.suffix = PREFIX, "_911x512"
        camera.resize(SMALL)
        _main_screens(camera, IN_SMALL)
    for look in LOOKS[1:]:
        with at_work(played, SUPERVISOR, now, out) as camera:
            camera.window.change_settings(theme=look)
            camera.prefix, camera.suffix = PREFIX, f"_{look}"
            _main_screens(camera, IN_ALL_LOOKS)
    with at_work(played, SUPERVISOR, now, out, LARGE) as camera:
        camera.prefix, camera.suffix = PREFIX, f"_{LARGE.text_size}"
        _main_screens(camera, IN_ALL_LOOKS)


def _before(camera: Camera) -> None:
    """What is to be done, before anything is."""
    camera.take("reconcile")
    camera.go("reconcile", agent=YOSEF)
    camera.take("reconcile_agent")
    take_pressed(camera, "Alt+Y", "reconcile_message")
    yesterday = camera.frame.session.today() - timedelta(days=1)
    camera.go("reconcile", day=yesterday.isoformat())
    camera.take("reconcile_quiet_day")
    camera.go("home")
    camera.take("home")
    take_sheet(camera, CloseSheet(camera.frame, camera.frame.session.today().isoformat()), "close_day")
    _decisions(camera)
    for key in ("agents", "members", "sync", "audit"):
        camera.go(key)
        camera.take(key)
    camera.press("Ctrl+K")
    camera.type("mar")
    camera.take("palette")
    camera.close_overlay()
    camera.go("remit")
    camera.take("remit_nothing")


def _decisions(camera: Camera) -> None:
    """Each thing that waits, and the sheet that asks before its first decision is written."""
    session = camera.frame.session
    with session.store.reading() as connection:
        waiting = decisions.decisions(connection, session.coop, session.identity.branch)
    for one in waiting:
        is_review = one.kind is Kind.REVIEW
        camera.go("decide", **({"review": (one.origin, one.code)} if is_review else {"reversal": one.origin}))
        name = f"decide_{one.code if is_review else one.kind.value}"
        camera.take(name)
        take_pressed(camera, "Ctrl+Return", f"{name}_sheet")


def _list(camera: Camera, file: Path) -> None:
    """The member list once more, which says nothing new; then one that does, as far as its end."""
    camera.go("roster")
    camera.take("roster")
    _look_at(camera, file, "roster_columns")
    camera.take("roster_nothing_new")
    changed = file.with_name("daftar-anggota-januari.csv")
    write_changed_list(changed, file)
    screen = _look_at(camera, changed, "roster_columns_csv")
    screen.outcome.show_group("changed")
    camera.take("roster_looked")
    screen.outcome.show_group("problems")
    camera.take("roster_problems")
    screen.primary()
    camera.wait(lambda: screen.work.stage is Stage.DONE)
    camera.take("roster_done")


def _look_at(camera: Camera, file: Path, name: str) -> RosterScreen:
    """The dry run of a file; its columns are kept under `name`."""
    screen = camera.frame.screen
    assert isinstance(screen, RosterScreen)
    screen.work.open(file)
    camera.wait(lambda: screen.work.stage is Stage.COLUMNS)
    camera.take(name)
    screen.primary()
    camera.wait(lambda: screen.work.stage is Stage.LOOKED)
    return screen


def _counter(camera: Camera) -> None:
    """Both deposits: one as declared, one short; and what lies over the page."""
    camera.go("count")
    camera.take("count_waiting")
    take_sheet(camera, BulkSheet(camera.frame), "count_bulk_none")
    take_sheet(camera, FloatSheet(camera.frame, MARIA), "count_float")
    screen = _count(camera, MARIA, 0, "count")
    screen.form.bases["bank"].click()
    camera.take("count_bank")
    screen.form.bases["count"].click()
    camera.press("Ctrl+Return")
    camera.take("count_taken")
    screen = counting(camera, YOSEF)
    screen.form.empty.click()
    camera.take("count_stated_empty")
    screen.form.empty.click()
    take_pressed(camera, "Alt+T", "count_return")
    _take_short(camera)


def _take_short(camera: Camera) -> None:
    screen = _count(camera, YOSEF, MISSING, "count_short")
    codes = screen.form.reason.codes
    codes.setCurrentIndex(codes.findData("short"))
    camera.press("Ctrl+Return")
    camera.take("count_pin")
    give_passphrase(camera)
    camera.take("count_taken_short")


def _count(camera: Camera, agent: str, missing: int, name: str) -> CountScreen:
    screen = counting(camera, agent)
    camera.take(f"{name}_begun")
    screen.form.count.put(pieces_of(deposit_of(camera, agent).rupiah - missing))
    camera.take(name)
    return screen


def _after(camera: Camera) -> None:
    """When the money is counted: a difference, what may be paid to BPJS, and the reports."""
    camera.go("reconcile", agent=YOSEF)
    camera.take("reconcile_short")
    camera.go("decide", difference=deposit_of(camera, YOSEF).origin)
    camera.take("decide_difference_own")
    camera.go("remit")
    screen = camera.frame.screen
    assert isinstance(screen, RemitScreen)
    camera.wait(lambda: screen.waiting.model.rowCount() > 0)
    camera.press("Ctrl+A")
    take_pressed(camera, "Alt+S", "remit_copy")
    screen.side.reference.editor.setFocus()
    camera.type(REFERENCE)
    camera.take("remit")
    camera.press("Ctrl+Return")
    give_passphrase(camera)
    camera.take("remit_paid")
    for name in REPORTS:
        camera.go("reports", name=name)
        camera.take(f"reports_{name}")
    take_pressed(camera, "Ctrl+Return", "reports_files")
    for key in ("audit", "sync"):
        camera.go(key)
        camera.take(f"{key}_worked")
    for key in ("help", "settings"):
        camera.go(key)
        camera.take(key)
    camera.press("Ctrl+L")
    camera.take("locked")


def _main_screens(camera: Camera, keys: tuple[str, ...]) -> None:
    for key in keys:
        if key == "count":
            counting(camera, MARIA)
        else:
            camera.go(key)
        camera.take(key)
