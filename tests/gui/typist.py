"""Opens a laptop's window in a process of its own and types in a place until it is killed:
`python -m tests.gui.typist FOLDER PLACE`."""

import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit

from agent_app.gui.widgets.overlays import Overlay
from agent_app.records.views import deposits, members, receipts
from tests.gui.conftest import MORNING
from tests.gui.stage import Opened, open_window

PER_KEY_S = 0.03
PATIENCE_S = 20


def until(opened: Opened, is_so: Callable[[], bool]) -> None:
    """Let the window work until something is so."""
    end = time.monotonic() + PATIENCE_S
    while not is_so():
        if time.monotonic() > end:
            raise TimeoutError
        opened.app.processEvents()


def _register(opened: Opened) -> None:
    opened.window.frame.go("register")
    screen = opened.window.frame.screen
    until(opened, lambda: screen._loaded)
    screen.go_to("name")


def member_of(opened: Opened) -> str:
    """The member whose papers and data are typed about."""
    with opened.window.session.store.reading() as connection:
        return members.page(connection, "KCL", "A017")[0].member


def _person(opened: Opened) -> None:
    frame = opened.window.frame
    frame.go("members", member=member_of(opened))
    until(opened, lambda: frame.screen.detail.found is not None)


def _correct(opened: Opened) -> None:
    _person(opened)
    opened.window.frame.screen.detail.edit.click()
    opened.window.frame.overlay().fields["address"].editor.setFocus()


def _visit(opened: Opened) -> None:
    _person(opened)
    opened.window.frame.screen.detail.note.click()
    sheet = opened.window.frame.overlay()
    sheet.outcome.choose("thinking")
    sheet.note.setFocus()


def receipt_page(opened: Opened) -> None:
    """The page of the newest receipt, whose time to be voided is over."""
    frame = opened.window.frame
    with opened.window.session.store.reading() as connection:
        paper = receipts.recent(connection, "KCL", "A017")[0]
    frame.go("receipt", origin=paper.origin)
    until(opened, lambda: frame.screen.loaded is not None)


def _take_back(opened: Opened) -> None:
    receipt_page(opened)
    opened.window.frame.screen._take_back()
    sheet = opened.window.frame.overlay()
    sheet.reasons["other"].setChecked(True)
    sheet.note.editor.setFocus()


def _deposit(opened: Opened) -> None:
    opened.window.frame.go("deposit")
    screen = opened.window.frame.screen
    screen.count.edits["50000"].setText("3")
    screen.channels["transfer"].click()
    screen.reference.editor.setFocus()


def _dispute(opened: Opened) -> None:
    opened.window.frame.go("deposit")
    dispute(opened).findChild(QPlainTextEdit).setFocus()


def dispute(opened: Opened) -> Overlay:
    """The sheet in which an agent disagrees with a count."""
    with opened.window.session.store.reading() as connection:
        (deposit,) = deposits.of_agent(connection, "KCL", "A021")
    opened.window.frame.screen.history._dispute(deposit)
    return opened.window.frame.overlay()


def _payer(opened: Opened) -> None:
    frame = opened.window.frame
    with opened.window.session.store.reading() as connection:
        ids = [one.member for one in members.page(connection, "KCL", "A017")[:2]]
    frame.go("collect", members=ids)
    until(opened, lambda: len(frame.screen.order.lines) == 2)
    frame.screen._cash_typed(200_000)
    frame.screen.form.people.payer.setFocus()


def _paper(opened: Opened) -> None:
    frame = opened.window.frame
    frame.go("collect", member=member_of(opened))
    until(opened, lambda: bool(frame.screen.order.lines))
    frame.screen._ask_paper()


PLACES = {
    "register": _register,
    "correct": _correct,
    "visit": _visit,
    "take_back": _take_back,
    "deposit": _deposit,
    "dispute": _dispute,
    "payer": _payer,
    "paper": _paper,
}


def main(folder: Path, place: str) -> None:
    """Say each letter and when it was typed, in seconds since this process began to type."""
    opened = open_window(folder, MORNING)
    PLACES[place](opened)
    begun = time.monotonic()
    for number in range(10_000):
        letter = "abcdefghij"[number % 10]
        QTest.keyClick(opened.window.windowHandle(), letter)
        print(letter, f"{time.monotonic() - begun:.3f}", flush=True)
        end = time.monotonic() + PER_KEY_S
        while time.monotonic() < end:
            opened.app.processEvents()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
