"""A window in a process of its own that says what it shows, for keys pressed at the display: `folder`, `now`, `late`.

Each line of its output is the state as JSON, written whenever it has changed. What the database is asked and told is
answered `late` milliseconds later than by this machine, as a slow disk would.
"""

import json
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtGui import QGuiApplication

from agent_app.gui.session import Session
from agent_app.records.views import members
from tests.gui.screens.desk import farmer
from tests.gui.stage import Opened, open_window


def state(opened: Opened) -> dict[str, Any]:
    """What a person who looks at the window sees, as far as it decides about the next key."""
    frame = opened.window.frame
    page, told = frame.screen, {"screen": frame.screen_key}
    focus = QGuiApplication.focusObject()
    told["focus"] = focus.property("accessibleName") if focus is not None else ""
    if frame.screen_key == "home":
        found = page._found
        told["village"] = found.village.place.name if found is not None and found.village is not None else ""
        row = page.board.due.current() if found is not None else None
        told["first"] = row.name if row is not None and page.board.due.list.hasFocus() else ""
    elif frame.screen_key == "collect":
        told["people"], told["can_take"] = len(page.order.lines), page.form.take.isEnabled()
    elif frame.screen_key == "receipt" and page.loaded is not None:
        told["rupiah"] = page.loaded.facts.total
    elif frame.screen_key == "register":
        told["field"] = page.form.name_of_focus() if page._loaded and page.suggestions.desk is not None else ""
        told["nik"] = page.form.answers().nik
    return told


def make_late(seconds: float) -> None:
    """Let the session hear of what the store has done, and of what was asked, that much later."""
    ask, add_done_callback = Session.ask, Future.add_done_callback

    def add_late(future: Future[Any], heard: Callable[[Future[Any]], object]) -> None:
        add_done_callback(future, lambda done: (time.sleep(seconds), heard(done)))

    def ask_late(session: Session, owner: Any, question: Callable[[Any], Any], *args: Any, **options: Any) -> None:
        ask(session, owner, lambda connection: (question(connection), time.sleep(seconds))[0], *args, **options)

    Future.add_done_callback, Session.ask = add_late, ask_late


def main(folder: Path, now: datetime, late: int) -> None:
    """Open the window of a laptop of the sample day, where one farmer more owes this month, and tell until killed."""
    make_late(late / 1000)
    opened = open_window(folder, now)
    farmer(opened)
    while not opened.window.windowHandle().isExposed():
        opened.app.processEvents()
    print(json.dumps({"window": int(opened.window.winId())}), flush=True)
    last, known = None, {}
    while True:
        opened.app.processEvents()
        with opened.window.session.store.reading() as connection:
            known["members"] = len(members.page(connection, "KCL", "A017", limit=500))
        shown = state(opened) | known
        if shown != last:
            print(json.dumps(shown), flush=True)
            last = shown
        until = time.monotonic() + 0.02
        while time.monotonic() < until:
            opened.app.processEvents()


if __name__ == "__main__":
    main(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]), int(sys.argv[3]))
