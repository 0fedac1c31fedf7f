"""Handing the paper out: printed or as a PDF. Each hand-over is counted, and from the second on it says so."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtPrintSupport import QPrinterInfo

from agent_app.documents.receipt_forms import A5, ROLL_58, Form
from agent_app.documents.receipt_layout import Block, receipt_blocks
from agent_app.domain.errors import Trouble
from agent_app.gui.bridge import Bridge
from agent_app.gui.printing import Paper, default_printer, print_paper, save_pdf
from agent_app.gui.screens.receipt.questions import Loaded, copies_key
from agent_app.gui.session import Session
from agent_app.store import kept

NARROW_MM = 90
"""Printers whose paper is narrower print rolls."""


class HandOut:
    """Prints and saves papers of one session, one at a time."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._bridge = Bridge(session)
        self.busy = False

    def print(self, loaded: Loaded, done: Callable[[int], None], failed: Callable[[Trouble | None], None]) -> None:
        """Print on the printer that is ready; `failed` gets None where there is none."""
        name = default_printer()
        if name is None:
            failed(None)
            return
        form = form_of(name)
        title = loaded.facts.number or ""
        self._hand_out(loaded, form, lambda paper: print_paper(paper, name, title), done, failed)

    def save(
        self, loaded: Loaded, form: Form, path: Path, done: Callable[[int], None], failed: Callable[[Trouble], None]
    ) -> None:
        """Write a PDF."""
        title = loaded.facts.number or ""
        self._hand_out(loaded, form, lambda paper: save_pdf(paper, path, title), done, failed)

    def _hand_out(
        self,
        loaded: Loaded,
        form: Form,
        make: Callable[[Paper], None],
        done: Callable[[int], None],
        failed: Callable[[Trouble], None],
    ) -> None:
        """Counted first, so that no two papers are both the first one; taken back where nothing came out."""
        if self.busy:
            return
        self.busy = True
        key = copies_key(loaded.origin)

        def counted(future: "Future[int]") -> None:
            self._bridge.post(lambda: self._make(loaded, form, make, key, future, done, failed))

        self._session.store.run(lambda connection: kept.count_up(connection, key)).add_done_callback(counted)

    def _make(self, loaded, form, make, key, future, done, failed) -> None:
        self.busy = False
        try:
            number = future.result()
        except Trouble as trouble:
            failed(trouble)
            return
        try:
            make(Paper(self._blocks(loaded, number), form))
        except Trouble as trouble:
            self._session.store.run(lambda connection: kept.keep(connection, key, number - 1 or None))
            failed(trouble)
        else:
            done(number)

    def _blocks(self, loaded: Loaded, number: int) -> tuple[Block, ...]:
        """The paper that is handed out for the `number`th time."""
        facts = replace(loaded.facts, copy=number)
        return receipt_blocks(facts, self._session.words, self._session.settings.language)


def form_of(printer_name: str) -> Form:
    """A roll for a narrow printer, A5 for any other."""
    size = QPrinterInfo.printerInfo(printer_name).defaultPageSize()
    width = size.size(size.Unit.Millimeter).width() if size.isValid() else 0
    return ROLL_58 if 0 < width <= NARROW_MM else A5


def suggested_path(number: str) -> Path:
    """A file in the documents folder that is not there yet."""
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    folder = Path(place) if place else Path.home()
    path = folder / f"{number}.pdf"
    counter = 2
    while path.exists():
        path = folder / f"{number}-{counter}.pdf"
        counter += 1
    return path
