"""Struk: what to hand back, the paper and how far it has come, taking it back, and who is next."""

import time
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from agent_app.documents.receipt_forms import Form
from agent_app.documents.receipt_layout import receipt_blocks
from agent_app.domain.errors import Refused, Trouble
from agent_app.gui import drafts
from agent_app.gui.moments import long_date
from agent_app.gui.screens.collect.side import PreviewSheet
from agent_app.gui.screens.receipt import questions
from agent_app.gui.screens.receipt.hand_out import HandOut, suggested_path
from agent_app.gui.screens.receipt.page import ReceiptPage
from agent_app.gui.screens.receipt.questions import Loaded, NextPerson
from agent_app.gui.screens.receipt.sheets import MessageSheet, PdfSheet
from agent_app.gui.screens.receipt.showing import Showing
from agent_app.gui.screens.receipt.take_back import ReasonSheet, draft_key, seconds_left
from agent_app.gui.screens.screen import Screen, Shell
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.states import EmptyState
from agent_app.journal.entries.base import Origin
from agent_app.journal.entries.money import VoidReason
from agent_app.services.reversal import RequestReversal, VoidReceipt, request_reversal, void_receipt

SHORT_BELOW = 560
"""Logical pixels of height below which words are left out."""
PAPER_FROM = 1_000
"""Logical pixels of width, without the navigation, from which the paper has room beside the rest."""
FIRST_PRESS_S = 0.8
"""A second press of the key that took the money is not yet meant for this page."""


class ReceiptScreen(Screen):
    """`origin` names a receipt or a titipan slip; `fresh`: just written, `prints`: to be printed at once."""

    tables = frozenset(
        {"receipt", "titipan", "deposit", "receipt_void", "reversal_request", "reversal_decision", "journal"}
    )

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.loaded: Loaded | None = None
        self.next: NextPerson | None = None
        self.fresh = False
        self._origin: Origin | None = None
        self._prints = False
        self._arrived_at = 0.0
        self._narrow = False
        self.hand_out = HandOut(self.session)
        self.page = ReceiptPage(self.session)
        self.showing = Showing(self.session, self.page)
        self._gone = EmptyState("receipt-text", self.say("receipt.unknown"), self.say("receipt.unknown_below"))
        self.pages = QStackedWidget()
        self.pages.addWidget(self.page)
        self.pages.addWidget(self._gone)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.pages)
        self._second = QTimer(self, interval=1000)
        self._second.timeout.connect(self.tick)
        self._connect()
        self.session.status_changed.connect(self._status_changed)
        theme().changed.connect(self._fit)

    def heading(self) -> tuple[str, str]:
        return self.say("receipt.title"), long_date(self.session, self.session.today())

    def arrive(self, **what: object) -> None:
        origin = what.get("origin")
        if isinstance(origin, Origin):
            self._origin, self.fresh = origin, bool(what.get("fresh"))
            self._prints = bool(what.get("prints"))
            self.loaded = self.next = None
            self._arrived_at = time.monotonic()
            self.page.next.button.setEnabled(False)
            self.page.notice.hide()
        self.refresh()
        self._second.start()

    def leave(self) -> None:
        self._second.stop()

    def refresh(self) -> None:
        origin, acknowledged, today = self._origin, self.session.acknowledged, self.session.today()
        if origin is None:
            self.pages.setCurrentWidget(self._gone)
            return

        def read(connection):
            found = questions.load(self.session, connection, origin, acknowledged)
            is_agent = self.session.identity.role == "agent"
            following = (
                questions.next_person(self.session, connection, found.served, today) if found and is_agent else None
            )
            return found, following

        self.session.ask(self, read, self._arrived, key="load")

    def adapt(self, *, narrow: bool) -> None:
        self._narrow = narrow
        self._fit()

    def escape(self) -> bool:
        """From a receipt just written back to the village, not to the empty form."""
        if self.fresh and self.session.identity.role == "agent":
            self.shell.go("home")
            return True
        return False

    def primary(self) -> None:
        """Go on to the next one; the press that took the money is not taken for it."""
        if time.monotonic() - self._arrived_at >= FIRST_PRESS_S:
            self.page.next.button.click()

    def tick(self) -> None:
        """A second later: less time to take it back."""
        if self.loaded is not None:
            self.showing.show_undo(self.loaded, self.session.identity.role)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _connect(self) -> None:
        page = self.page
        page.print.clicked.connect(self._print)
        page.pdf.clicked.connect(self._ask_pdf)
        page.message.clicked.connect(self._ask_message)
        page.look.clicked.connect(self._look)
        page.undo.clicked.connect(self._take_back)
        page.next.button.clicked.connect(self._go_on)

    def _fit(self) -> None:
        width, height = (side * 100 / theme().text_size for side in (self.width(), self.height()))
        self.page.adapt(narrow=self._narrow or width < PAPER_FROM, short=height < SHORT_BELOW)

    def _status_changed(self, _: object) -> None:
        if self.isVisible():
            self.refresh()

    def _arrived(self, found: tuple[Loaded | None, NextPerson | None]) -> None:
        first = self.loaded is None
        self.loaded, self.next = found
        if self.loaded is None:
            self.pages.setCurrentWidget(self._gone)
            return
        self.pages.setCurrentWidget(self.page)
        self._show()
        if first:
            self.page.next.button.setFocus()
        if self._prints:
            self._prints = False
            self._print()

    def _show(self) -> None:
        if self.loaded is not None:
            self.showing.show(self.loaded, self.next, self.fresh, self.session.identity.role)

    def _go_on(self) -> None:
        if self.fresh and self.next is not None:
            self.shell.go("collect", member=self.next.member.member)
        elif self.fresh or self.session.identity.role != "agent":
            self.shell.go("home" if self.session.identity.role == "agent" else "sync")
        elif self.loaded is not None:
            self.shell.go("collect", members=list(self.loaded.members))

    # The paper

    def _print(self) -> None:
        if self.loaded is not None:
            self.hand_out.print(self.loaded, self._printed, self._not_printed)

    def _printed(self, number: int) -> None:
        self._handed_out(number)
        self.page.notice.hide()

    def _not_printed(self, trouble: Trouble | None) -> None:
        self.page.notice.say(self.say("receipt.print.none" if trouble is None else "receipt.print.silent"), "warn")
        self.page.notice.show()

    def _ask_pdf(self) -> None:
        if self.loaded is not None:
            path = suggested_path(self.loaded.facts.number or "")
            PdfSheet(self.shell.window(), self.session, path, self.save_pdf).present()

    def save_pdf(self, form: Form, path: Path) -> None:
        """Write the paper as a PDF of a form."""

        def done(number: int) -> None:
            self._handed_out(number)
            self.shell.toast(
                self.say("receipt.pdf.saved", name=path.name),
                self.say("receipt.pdf.open"),
                lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))),
            )

        def failed(trouble: Trouble) -> None:
            self.page.notice.say(self.session.words.of(trouble), "bad")
            self.page.notice.show()

        if self.loaded is not None:
            self.hand_out.save(self.loaded, form, path, done, failed)

    def _handed_out(self, number: int) -> None:
        if self.loaded is not None:
            self.loaded = replace(self.loaded, copies=number)
            self._show()

    def _ask_message(self) -> None:
        if self.loaded is not None:
            MessageSheet(self.shell.window(), self.session, self.loaded).present()

    def _look(self) -> None:
        if self.loaded is not None:
            blocks = receipt_blocks(self.loaded.facts, self.session.words, self.session.settings.language)
            PreviewSheet(self.shell.window(), self.session, blocks).present()

    # Taking it back

    def _take_back(self) -> None:
        if self.loaded is None:
            return
        void = seconds_left(self.session, self.loaded) > 0
        ReasonSheet(
            self.shell.window(), self.session, self.loaded, void=void, act=self._void if void else self._request
        ).present()

    def _void(self, reason: VoidReason, note: str | None) -> None:
        if self._origin is not None:
            command = VoidReceipt(receipt=self._origin, reason=reason, note=note)
            self.session.write(void_receipt, command, self._taken_back, self._refused)

    def _request(self, reason: VoidReason, note: str | None) -> None:
        if self._origin is not None:
            command = RequestReversal(paper=self._origin, reason=reason, note=note)
            self.session.write(request_reversal, command, self._taken_back, self._refused)

    def _taken_back(self, _: Origin) -> None:
        if self._origin is not None:
            drafts.put(self.session, draft_key(self._origin), None)
        self.refresh()

    def _refused(self, trouble: Trouble) -> None:
        """Too late to void: then a correction is what may be asked for."""
        self.refresh()
        self.page.notice.say(self.session.words.of(trouble), "warn" if isinstance(trouble, Refused) else "bad")
        self.page.notice.show()
