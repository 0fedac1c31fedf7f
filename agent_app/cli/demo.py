"""`demo`: the sample day."""

import argparse
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from agent_app.cli.places import require_writable
from agent_app.demo.day import play
from agent_app.demo.window import AGENT, has_display, show
from agent_app.domain.errors import Unavailable
from agent_app.domain.refusals import UnavailableCode


def play_day(options: argparse.Namespace) -> int:
    """Play it; 0 only where all sides agree."""
    require_writable(options.json)
    if options.screenshots is not None and options.screenshots.exists() and not options.screenshots.is_dir():
        raise Unavailable(UnavailableCode.FILE_NOT_WRITABLE)
    if options.keep is not None and options.keep.exists() and not options.keep.is_dir():
        raise Unavailable(UnavailableCode.FILE_NOT_WRITABLE)
    return 0 if play(options.json, options.keep, _then(options)) else 1


def _then(options: argparse.Namespace) -> Callable[[Path, datetime], None] | None:
    """What follows the play: pictures where they were asked for, else the window where there is a display."""
    if options.screenshots is not None:
        from agent_app.demo.pictures import take_all

        return lambda folder, now: take_all(folder, AGENT, now, options.screenshots)
    if options.no_window or not has_display():
        return None
    return lambda folder, now: show(folder, AGENT, now)
