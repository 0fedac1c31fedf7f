"""The log of a window: a small file in the data folder, for bugs; what could be a person's is taken out on the way."""

import logging
import time
from logging.handlers import RotatingFileHandler
from pathlib import Path

from agent_app import paths
from agent_app.documents.trouble_report import scrubbed

FOLDER, FILE = "logs", "keagenan.log"
MOST_BYTES = 256 * 1024
OLDER = 2


class Scrubber(logging.Formatter):
    """A line a record, with long numbers covered; times are UTC."""

    converter = time.gmtime

    def __init__(self) -> None:
        super().__init__("%(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        when = self.formatTime(record, "%Y-%m-%dT%H:%M:%S")
        return f"{when} {scrubbed(super().format(record))}"


def open_logbook(folder: Path) -> logging.Handler | None:
    """Write warnings and bugs into the folder from now on; None where the disk lets nothing be written."""
    try:
        path = paths.make_private_dir(folder / FOLDER) / FILE
        handler = RotatingFileHandler(path, maxBytes=MOST_BYTES, backupCount=OLDER, encoding="utf-8", delay=True)
    except OSError:
        return None
    handler.setFormatter(Scrubber())
    handler.setLevel(logging.WARNING)
    logging.getLogger().addHandler(handler)
    return handler


def last_lines(folder: Path, most: int) -> list[str]:
    """The newest lines of the log, oldest first; none where there is no log."""
    try:
        text = (folder / FOLDER / FILE).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return text.splitlines()[-most:]
