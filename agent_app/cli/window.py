"""No command at all: the window; and `check`, which goes through it unseen."""

import argparse
import os

from agent_app import bootstrap, settings
from agent_app.cli.secrets import asker
from agent_app.domain.errors import Unavailable
from agent_app.domain.refusals import UnavailableCode


def open_window(options: argparse.Namespace) -> int:
    """Open it and stay until it is closed. Raises Unavailable("part_missing") where Qt is not installed."""
    try:
        from agent_app.gui import application
    except ModuleNotFoundError as missing:
        raise Unavailable(UnavailableCode.PART_MISSING, part=missing.name or "PySide6") from missing
    return application.run(bootstrap.doors(options.data), settings.load(options.data)[0])


def check(options: argparse.Namespace) -> int:
    """Open this folder's window where nobody sees it and show every screen once; how many there were."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    try:
        from agent_app.gui import application
    except ModuleNotFoundError as missing:
        raise Unavailable(UnavailableCode.PART_MISSING, part=missing.name or "PySide6") from missing
    doors = bootstrap.doors(options.data)
    secret = asker(options)(doors.kind())
    print(application.show_every_screen(doors, settings.load(options.data)[0], secret))
    return 0
