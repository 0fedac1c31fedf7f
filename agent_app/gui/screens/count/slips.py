"""Slips for the agent at the counter: their facts from what was written, printed or saved as any paper."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from agent_app.documents.handover_code import Witness, witness_text
from agent_app.documents.handover_slip import SlipFacts, SlipKind, slip_blocks
from agent_app.documents.receipt_forms import Form
from agent_app.documents.receipt_layout import Block
from agent_app.domain.errors import Trouble
from agent_app.gui.screens.count.reading import Loaded
from agent_app.gui.screens.receipt.hand_out import HandOut, suggested_path
from agent_app.gui.screens.receipt.paper_view import PaperView
from agent_app.gui.screens.receipt.sheets import PdfSheet
from agent_app.gui.screens.screen import Shell
from agent_app.gui.session import Session
from agent_app.gui.widgets.overlays import Sheet
from agent_app.gui.widgets.text import label, set_tone
from agent_app.journal.entries.base import Origin
from agent_app.records.views.handover import Movement


@dataclass(frozen=True, slots=True, repr=False)
class Handed:
    """A slip, and the line it speaks of."""

    origin: Origin
    facts: SlipFacts


def deposit_slip(session: Session, loaded: Loaded) -> Handed | None:
    """The slip of a deposit that was decided; None while it is not."""
    deposit, decision = loaded.deposit, loaded.decision
    if decision is None:
        return None
    returned = decision.outcome == "returned"
    count = next((one for one in deposit.counts if one.origin == decision.count), None)
    facts = SlipFacts(
        kind=SlipKind.RETURN if returned else SlipKind.DEPOSIT,
        number=deposit.number,
        check=decision.check,
        rupiah=decision.rupiah,
        declared=None if returned else deposit.rupiah,
        left=None if returned else deposit.expected - deposit.rupiah,
        pieces=count.pieces if count is not None else {},
        other_money=(count.other_money or 0) if count is not None else 0,
        bank_reference=decision.bank_reference,
        bank_day=date.fromisoformat(decision.bank_day) if decision.bank_day else None,
        reason=_reason(session, decision.outcome, decision.reason),
        agent=loaded.name(deposit.person),
        agent_code=deposit.person,
        supervisor=loaded.name(decision.person),
        supervisor_code=decision.person,
        at=session.local(decision.at),
        witness=_witness(session, decision.origin, decision.rupiah),
        coop=session.identity.coop_name,
        branch=session.identity.branch_name,
    )
    return Handed(decision.origin, facts)


def movement_slip(
    session: Session, moved: Movement, kind: SlipKind, names: Mapping[str, str], left: int | None
) -> Handed:
    """The slip of change float or of a payment; `left` is what the agent has or owes afterwards."""
    facts = SlipFacts(
        kind=kind,
        number=moved.number,
        check=moved.check,
        rupiah=moved.rupiah,
        left=left,
        pieces=moved.pieces,
        agent=names.get(moved.agent, moved.agent),
        agent_code=moved.agent,
        supervisor=names.get(moved.person, moved.person),
        supervisor_code=moved.person,
        at=session.local(moved.at),
        witness=_witness(session, moved.origin, moved.rupiah),
        coop=session.identity.coop_name,
        branch=session.identity.branch_name,
    )
    return Handed(moved.origin, facts)


def blocks_of(session: Session, handed: Handed, copy: int = 1) -> tuple[Block, ...]:
    """The paper of a slip."""
    return slip_blocks(replace(handed.facts, copy=copy), session.words, session.settings.language)


def _witness(session: Session, origin: Origin, rupiah: int) -> str:
    return witness_text(Witness(coop=session.coop, origin=origin, rupiah=rupiah))


def _reason(session: Session, outcome: str, reason: str | None) -> str | None:
    key = f"count.{'return' if outcome == 'returned' else 'reason'}.{reason}"
    return session.say(key) if key in session.words.keys else None


class SlipOut(HandOut):
    """Prints and saves slips; each hand-over is counted, as with receipts."""

    def _blocks(self, loaded: Handed, number: int) -> tuple[Block, ...]:
        return blocks_of(self._session, loaded, number)


class SlipDesk:
    """Prints or saves a slip of the window, and tells how it went: a sentence and its tone."""

    def __init__(self, shell: Shell, tell: Callable[[str, str], None]) -> None:
        self._shell, self._session, self._tell = shell, shell.session, tell
        self._out = SlipOut(shell.session)

    def print(self, handed: Handed) -> None:
        """Print on the printer that is ready."""
        say = self._session.say

        def failed(trouble: Trouble | None) -> None:
            self._tell(say("count.print.silent" if trouble is not None else "count.print.none"), "warn")

        self._out.print(handed, lambda number: self._tell(say("count.printed", number=number), "ok"), failed)

    def save(self, handed: Handed) -> None:
        """Ask where, and write a PDF there."""

        def write(form: Form, path: Path) -> None:
            self._out.save(
                handed,
                form,
                path,
                lambda _: self._tell(self._session.say("receipt.pdf.saved", name=path.name), "ok"),
                lambda trouble: self._tell(self._session.words.of(trouble), "warn"),
            )

        path = suggested_path(handed.facts.number)
        title = self._session.say("count.pdf.title")
        PdfSheet(self._shell.window(), self._session, path, write, title).present()


class SlipSheet(Sheet):
    """A slip that was just written: seen, printed, saved."""

    def __init__(self, shell: Shell, handed: Handed, title: str) -> None:
        super().__init__(shell.window(), title, "circle-check", "ok", width=430)
        say = shell.session.say
        self._line: QLabel = label("", "small", "text2", wrap=True)
        self._line.hide()
        desk = SlipDesk(shell, self._told)
        self.view = PaperView(290)
        self.view.show_blocks(blocks_of(shell.session, handed))
        self.body.addWidget(self.view, 0, Qt.AlignmentFlag.AlignHCenter)
        self.body.addWidget(self._line)
        self.print = self.add_button(say("count.print"), "secondary", lambda: desk.print(handed))
        self.pdf = self.add_button(say("receipt.pdf"), "secondary", lambda: desk.save(handed))
        self.done = self.add_button(say("count.done"), "primary", None)

    def present(self) -> None:
        super().present()
        self.done.setFocus()

    def _told(self, text: str, tone: str) -> None:
        self._line.setText(text)
        set_tone(self._line, tone)
        self._line.show()
        self.place()
