"""No command at all: the window; and `check`, which goes through it unseen."""

import argparse
import os
import sys

from agent_app import bootstrap, settings
from agent_app.cli.secrets import asker
from agent_app.domain.errors import Unavailable
from agent_app.domain.refusals import UnavailableCode


def open_window(options: argparse.Namespace) -> int:
    """Open it and stay until it is closed.

    Raises Unavailable("no_display"), Unavailable("part_missing") where Qt or a library of the system is not installed.
    """
    _require_display()
    try:
        from agent_app.gui import application
    except ImportError as missing:
        raise Unavailable(UnavailableCode.PART_MISSING, part=missing.name or "PySide6") from missing
    return application.run(bootstrap.doors(options.data), settings.load(options.data)[0])


def _require_display() -> None:
    """Qt would end the process itself, without a word of ours."""
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in named):
        raise Unavailable(UnavailableCode.NO_DISPLAY)


def check(options: argparse.Namespace) -> int:
    """Open this folder's window where nobody sees it and show every screen once; how many there were."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    try:
        from agent_app.gui import application
    except ImportError as missing:
        raise Unavailable(UnavailableCode.PART_MISSING, part=missing.name or "PySide6") from missing
    doors = bootstrap.doors(options.data)
    secret = asker(options)(doors.kind())
    print(application.show_every_screen(doors, settings.load(options.data)[0], secret))
    return 0
