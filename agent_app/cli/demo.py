"""`demo`: the sample day."""

import argparse
import os
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from agent_app.cli.places import require_writable
from agent_app.demo.day import play
from agent_app.demo.window import LAPTOPS, choose, has_display, show
from agent_app.domain.errors import Unavailable
from agent_app.domain.refusals import UnavailableCode


def play_day(options: argparse.Namespace) -> int:
    """Play it; 0 only where all sides agree."""
    require_writable(options.json)
    for folder in (options.screenshots, options.keep):
        if folder is not None and folder.exists() and not folder.is_dir():
            raise Unavailable(UnavailableCode.FILE_NOT_WRITABLE)
    role = _role(options)
    # A supervisor's window is opened where her work begins: nothing is counted yet.
    agrees = play(options.json, options.keep, _then(options, role), counted=role != "supervisor")
    if options.screenshots is not None:
        agrees &= _take_desk(options.screenshots)
    return 0 if agrees else 1


def _role(options: argparse.Namespace) -> str | None:
    """Whose window follows the play; None for nobody's."""
    if options.screenshots is not None or options.no_window or not has_display():
        return None
    return options.role or choose()


def _then(options: argparse.Namespace, role: str | None) -> Callable[[Path, datetime], None] | None:
    """What follows the play: the evening's pictures where pictures were asked for, or somebody's window."""
    if options.screenshots is not None:
        return lambda folder, now: _take_evening(folder, now, options.screenshots)
    if role is None:
        return None
    return lambda folder, now: show(folder, LAPTOPS[role], now)


def _take_evening(folder: Path, now: datetime, out: Path) -> None:
    """The agent's pictures, and those of the supervisors when the day is done."""
    from agent_app.demo.desk_evening import take_evening
    from agent_app.demo.pictures import take_all

    take_all(folder, LAPTOPS["agent"], now, out)
    take_evening(folder, now, out)


def _take_desk(out: Path) -> bool:
    """The supervisor's pictures, on the same day played once more as far as the counting, without its story."""
    from agent_app.demo.desk_pictures import take_desk

    with tempfile.TemporaryDirectory(prefix="keagenan-desk-") as folder, Path(os.devnull).open("w") as nowhere:
        return play(None, Path(folder), lambda played, now: take_desk(played, now, out), counted=False, told_to=nowhere)
