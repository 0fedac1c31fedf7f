"""The demo's pictures of the supervisors' windows: every screen and state, in its size."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from agent_app.demo import desk_evening, desk_pictures
from agent_app.demo.pictures import FULL, SMALL
from agent_app.gui import camera
from tests.gui.conftest import AFTERNOON

SCREENS = {"home", "reconcile", "count", "decide_reversal", "agents", "members", "remit", "roster", "audit", "sync"}
STATES = {
    *("reconcile_short", "reconcile_quiet_day", "reconcile_message", "close_day", "decide_duplicate_nik_sheet"),
    *("count_begun", "count_short", "count_stated_empty", "count_blind", "count_bank", "count_return", "count_pin"),
    *("count_taken", "count_bulk_none", "count_float", "decide_difference_own", "remit_nothing", "remit_copy"),
    *("remit_paid", "roster_columns", "roster_nothing_new", "roster_looked", "roster_problems", "roster_done"),
    *("reports_daily", "reports_coverage", "reports_cash_age", "reports_programmes", "reports_files", "palette"),
    *("help", "settings", "locked"),
}
EVENING = {
    "home_evening",
    "decide_evening",
    "remit_batches",
    "remit_answer",
    "day_closed",
    "count_owed",
    "count_settle",
}


def shown(folder: Path) -> set[str]:
    """Names of the pictures, each looked at: the right size, and something in it."""
    for path in folder.glob("*.png"):
        picture = QImage(str(path))
        expected = SMALL if path.stem.endswith("911x512") else FULL
        assert (picture.width(), picture.height()) == expected, path.name
        colors = {picture.pixel(x, y) for x in range(0, picture.width(), 7) for y in range(0, picture.height(), 7)}
        assert len(colors) > 10, f"{path.name} shows nothing"
    return {path.stem.removeprefix("desk_") for path in folder.glob("desk_*.png")}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether there is a picture of each state is asked here; waiting until nothing moves in it costs minutes.

    Every screen is gone through in every size and look elsewhere.
    """
    monkeypatch.setattr(camera, "QUIET_S", 0.04)
    for name in ("IN_SMALL", "IN_ALL_LOOKS"):
        monkeypatch.setattr(desk_pictures, name, getattr(desk_pictures, name)[:2])


def test_a_picture_of_every_screen_and_state_of_the_desk_is_written(
    afternoon: Path, tmp_path: Path, qapp: object
) -> None:
    desk_pictures.take_desk(shutil.copytree(afternoon, tmp_path / "played"), AFTERNOON, tmp_path)
    wanted = SCREENS | STATES
    wanted |= {f"{key}_911x512" for key in desk_pictures.IN_SMALL}
    wanted |= {f"{key}_{look}" for key in desk_pictures.IN_ALL_LOOKS for look in ("dark", "sunlight", "135")}
    assert wanted - shown(tmp_path) == set()


def test_a_picture_of_every_state_of_the_evening_is_written(played: Path, tmp_path: Path, qapp: object) -> None:
    folders = shutil.copytree(played, tmp_path / "played")
    desk_evening.take_evening(folders, AFTERNOON + timedelta(hours=2), tmp_path)
    assert shown(tmp_path) >= EVENING
