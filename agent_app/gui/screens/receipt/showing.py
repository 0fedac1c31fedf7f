"""Puts a paper as it stands into the page."""

from dataclasses import replace

from agent_app.documents.months_text import months_text
from agent_app.documents.receipt_layout import receipt_blocks
from agent_app.domain.money import format_rupiah
from agent_app.gui.moments import moment_label, months_label
from agent_app.gui.screens.receipt.page import ReceiptPage
from agent_app.gui.screens.receipt.questions import Loaded, NextPerson
from agent_app.gui.screens.receipt.take_back import seconds_left
from agent_app.gui.session import Session
from agent_app.gui.widgets.rows import TICK_ICONS

SECONDS = 60


class Showing:
    """Fills the page of one session."""

    def __init__(self, session: Session, page: ReceiptPage) -> None:
        self._session, self._page, self._say = session, page, session.say

    def show(self, loaded: Loaded, following: NextPerson | None, fresh: bool, role: str) -> None:
        """Everything at once."""
        self._show_head(loaded, fresh)
        self._show_tiles(loaded)
        self._show_paper(loaded)
        self.show_undo(loaded, role)
        self._show_next(loaded, following, fresh, role)
        over = role == "agent" and loaded.on_hand >= loaded.cash_limit
        self._page.limit.setVisible(over)
        if over:
            amounts = {"amount": format_rupiah(loaded.on_hand), "limit": format_rupiah(loaded.cash_limit)}
            self._page.limit.say(self._say("receipt.limit", **amounts), "warn", "wallet")

    def show_undo(self, loaded: Loaded, role: str) -> None:
        """What may still be done about a mistake, and for how long."""
        undo = self._page.undo
        left = seconds_left(self._session, loaded)
        text = ""
        if loaded.facts.void is not None:
            text = ""
        elif loaded.asked is not None:
            text = self._say(f"receipt.asked.{loaded.asked.outcome or 'waiting'}")
        elif left:
            text = self._say("receipt.undo", minutes=left // SECONDS, seconds=f"{left % SECONDS:02d}")
        elif role == "agent":
            text = self._say("receipt.correct")
        undo.setVisible(bool(text))
        undo.setEnabled(loaded.asked is None)
        undo.setText(text)

    def _show_head(self, loaded: Loaded, fresh: bool) -> None:
        page, facts = self._page, loaded.facts
        names = facts.payer or ", ".join(row.name for row in facts.rows)
        if facts.void is not None:
            page.icon.set("ban", "bad")
            page.title.setText(self._say(f"receipt.void.{facts.void}", amount=format_rupiah(facts.total), names=names))
        else:
            page.icon.set("circle-check", "ok")
            key = "receipt.taken" if loaded.is_receipt else "receipt.titipan_taken"
            page.title.setText(self._say(key, amount=format_rupiah(facts.total), names=names))
        page.change.show_paper(loaded, fresh)
        key = "paper.sentence" if loaded.is_receipt else "paper.sentence.titipan"
        months = months_text(self._session.words, facts.months) if loaded.is_receipt else ""
        page.sentence.setText(self._say(key, months=months) if facts.void is None else "")

    def _show_tiles(self, loaded: Loaded) -> None:
        page, facts = self._page, loaded.facts
        page.number.show_figure(
            facts.number or "", self._say("receipt.number_at", at=moment_label(self._session, loaded.at))
        )
        page.months.setVisible(loaded.is_receipt)
        if loaded.is_receipt:
            page.months.show_figure(months_label(self._session, facts.months))
        page.cash.show_figure(format_rupiah(loaded.on_hand))

    def _show_paper(self, loaded: Loaded) -> None:
        page = self._page
        # What lies on the table is the first paper, or a copy once more than one was handed out.
        facts = replace(loaded.facts, copy=max(loaded.copies, 1))
        page.paper.show_blocks(receipt_blocks(facts, self._session.words, self._session.settings.language))
        page.paper.resize(page.paper.sizeHint())
        icon, tone = TICK_ICONS[loaded.tick]
        page.tick.show_state(self._say(f"sync.tick.{loaded.tick}"), "text2" if tone == "text3" else tone, icon)
        page.printed.setVisible(loaded.copies > 0)
        page.printed.show_state(self._say("receipt.handed_out", count=loaded.copies), "ok", "printer")
        page.print.setText(self._say("receipt.print_again" if loaded.copies else "receipt.print"))

    def _show_next(self, loaded: Loaded, following: NextPerson | None, fresh: bool, role: str) -> None:
        card = self._page.next
        card.button.setEnabled(True)
        if fresh and following is not None:
            person = following.member
            months = months_label(self._session, person.due)
            card.title.setText(self._say("receipt.next_in", village=following.village or "—"))
            card.left.setText(self._say("receipt.next_left", count=following.left))
            below = " · ".join(part for part in (person.occupation, months) if part)
            card.show_person(person.name, below, format_rupiah(person.rupiah) if person.rupiah is not None else "")
            card.button.setText(self._say("receipt.go_on", name=person.name.split()[0] if person.name else "—"))
            return
        card.show_person("", "", "")
        card.left.setText("")
        if role != "agent":
            card.title.setText("")
            card.button.setText(self._say("receipt.to_sync"))
        elif fresh:
            card.title.setText(self._say("receipt.all_served"))
            card.button.setText(self._say("receipt.to_home"))
        else:
            card.title.setText("")
            name = loaded.facts.rows[0].name.split()[0]
            card.button.setText(self._say("receipt.collect_again", name=name))
