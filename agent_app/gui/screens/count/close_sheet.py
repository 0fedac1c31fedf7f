"""Closing a business day: figures, what is still open, and the PIN; or opening a closed one again, with a reason."""

from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from agent_app.domain.errors import Trouble
from agent_app.domain.money import format_rupiah
from agent_app.gui.moments import long_date, moment_label
from agent_app.gui.screens.count.facts import FactLines
from agent_app.gui.screens.count.reading import names_of
from agent_app.gui.screens.screen import Shell
from agent_app.gui.widgets.cards import IconLabel, Notice, row
from agent_app.gui.widgets.fields import Combo, Field
from agent_app.gui.widgets.form_sheet import FormSheet
from agent_app.gui.widgets.text import label
from agent_app.journal.entries.days import DayTotals, ReopenReason
from agent_app.records.views import day_close
from agent_app.records.views.agents import people_of
from agent_app.records.views.day_close import Blocker, BlockerCode, DayState, Later, Looked
from agent_app.services.day_close import CloseDay, ReopenDay, close_day, reopen_day

MOST_NAMED = 4


@dataclass(frozen=True, slots=True, repr=False)
class Found:
    """The day as it is: its state, what it looks like now, what came after its closing, and names by code."""

    state: DayState
    looked: Looked
    later: Later | None
    names: dict[str, str]


class CloseSheet(FormSheet):
    """`day` is a business day "YYYY-MM-DD" or a date; today's where none is given."""

    def __init__(self, shell: Shell, day: str | date | None = None) -> None:
        session = shell.session
        chosen = date.fromisoformat(day) if isinstance(day, str) else day or session.today()
        title = session.say("count.close.title", day=long_date(session, chosen))
        super().__init__(shell.window(), title, "lock", 560)
        self._shell, self._session, self._say, self._day = shell, session, session.say, chosen
        self.found: Found | None = None
        self.state = Notice("", "info")
        self.facts = FactLines()
        self._open = QWidget()
        self._open_lines = QVBoxLayout(self._open)
        self._open_lines.setContentsMargins(0, 0, 0, 0)
        self._open_lines.setSpacing(8)
        for part in (self.state, self.facts, self._open):
            self.body.addWidget(part)
        self._build_reason()
        self.wrong = Notice("", "bad")
        self.wrong.hide()
        self.body.addWidget(self.wrong)
        self.safe = self.add_button(self._say("gate.not_now"), "secondary", None)
        self.act = self.add_save(self._say("count.close.go"), self._ask)
        self.act.setEnabled(False)
        self.refresh()

    def present(self) -> None:
        super().present()
        self.safe.setFocus()

    def refresh(self) -> None:
        """Read the day again."""
        session, day = self._session, self._day.isoformat()
        coop, branch = session.coop, session.identity.branch

        def read(connection: Any) -> Found:
            state = day_close.state(connection, coop, branch, day)
            people = [one.person for one in people_of(connection, coop, branch)]
            closing = state.closing or state.last
            later = day_close.later(connection, coop, closing, people) if closing is not None else None
            return Found(state, day_close.look(connection, coop, branch, day), later, names_of(session, connection))

        session.ask(self, read, self._arrived, self._refused)

    def _build_reason(self) -> None:
        self.reasons = Combo()
        self.reasons.addItem(self._say("deposit.reason.choose"), None)
        for code in get_args(ReopenReason):
            self.reasons.addItem(self._say(f"count.reopen.{code}"), code)
        self.reasons.currentIndexChanged.connect(self._chosen)
        self.reason = Field("reason", self._say("count.reopen.why"), self.reasons)
        self.note = Field("note", self._say("deposit.note"), QLineEdit(), optional=self._say("deposit.optional"))
        self.reason.hide()
        self.note.hide()
        self.body.addWidget(self.reason)
        self.body.addWidget(self.note)

    def _arrived(self, found: Found) -> None:
        self.found = found
        closed = found.state.closing
        self.reason.setVisible(closed is not None)
        self.note.setVisible(closed is not None)
        if closed is not None:
            name = found.names.get(closed.person, closed.person)
            at = moment_label(self._session, closed.at)
            self.state.say(self._say("count.close.closed", name=name, at=at), "ok")
            self._show_totals(closed.totals)
        else:
            self._say_open(found)
            self._show_totals(found.looked.totals)
        self._show_lines(found)
        self.act.setText(self._say("count.reopen.go" if closed is not None else self._close_words(found)))
        self.act.set_kind("secondary" if closed is not None else "primary")
        self._chosen()
        # What was just put in takes its room only once it is shown.
        QTimer.singleShot(0, self, self.place)

    def _say_open(self, found: Found) -> None:
        if found.state.reopenings:
            last = found.state.reopenings[-1]
            name = found.names.get(last.person, last.person)
            key = f"count.reopen.{last.reason}"
            reason = self._say(key) if key in self._session.words.keys else last.reason
            at = moment_label(self._session, last.at)
            self.state.say(self._say("count.close.reopened", name=name, at=at, reason=reason), "warn", "history")
        elif found.looked.blockers:
            self.state.say(self._say("count.close.blocked"), "warn")
        else:
            self.state.say(self._say("count.close.ready"), "ok")

    def _close_words(self, found: Found) -> str:
        return "count.close.go_anyway" if found.looked.blockers else "count.close.go"

    def _show_totals(self, totals: DayTotals) -> None:
        say = self._say
        self.facts.put(
            (
                (say("count.close.agents"), str(totals.agents)),
                (say("count.close.collected", count=totals.papers), format_rupiah(totals.collected)),
                (say("count.close.deposited"), format_rupiah(totals.deposited)),
                (say("count.close.confirmed"), format_rupiah(totals.confirmed)),
                (say("count.close.on_hand"), format_rupiah(totals.on_hand)),
            )
        )

    def _show_lines(self, found: Found) -> None:
        while (item := self._open_lines.takeAt(0)) is not None:
            if item.widget() is not None:
                item.widget().deleteLater()
        if found.later is not None and found.later.any:
            self._add("history", "info", self._later_words(found.later))
        closed = found.state.closing
        matters = closed.still_open if closed is not None else found.looked.blockers
        for one in matters:
            self._add("circle-alert", "warn", self._matter_words(one, found.names))

    def _later_words(self, later: Later) -> str:
        params = {"papers": later.papers, "deposits": later.deposits}
        collected, deposited = format_rupiah(later.collected), format_rupiah(later.deposited)
        return self._say("count.close.later", collected=collected, deposited=deposited, **params)

    def _matter_words(self, one: Blocker | Any, names: dict[str, str]) -> str:
        key = f"count.blocker.{one.code}"
        code = self._say(key, count=one.count) if key in self._session.words.keys else str(one.code)
        parts = [code]
        # Of differences only the sum without sign is kept, which is neither what is short nor what is over.
        if one.rupiah and one.code != BlockerCode.DIFFERENCE_OPEN:
            parts.append(format_rupiah(one.rupiah))
        named = [names.get(agent, agent) for agent in one.agents[:MOST_NAMED]]
        more = len(one.agents) - len(named)
        if named:
            parts.append(", ".join(named) + (self._say("count.close.more", count=more) if more > 0 else ""))
        return " · ".join(parts)

    def _add(self, icon: str, tone: str, text: str) -> None:
        line = QWidget()
        line.setLayout(row(IconLabel(icon, tone), label(text, "table", wrap=True), spacing=10))
        line.layout().setStretch(1, 1)
        self._open_lines.addWidget(line)

    def _chosen(self, _: int = 0) -> None:
        closed = self.found is not None and self.found.state.closing is not None
        missing = closed and self.reasons.currentData() is None
        self.act.setEnabled(self.found is not None and not missing)
        self.act.setToolTip(self._say("deposit.reason.needed") if missing else "")

    def _ask(self) -> None:
        if not self.act.isEnabled() or self.found is None:
            return
        if self.found.state.closing is not None:
            self._shell.ask_pin(self._say("count.reopen.pin"), self._reopen, self._say("count.reopen.pin_detail"))
            return
        count = sum(one.count for one in self.found.looked.blockers)
        detail = self._say("count.close.pin_open", count=count) if count else self._say("count.close.pin_detail")
        self._shell.ask_pin(self._say("count.close.pin"), self._close, detail)

    def _close(self) -> None:
        self.act.setEnabled(False)
        self._session.write(close_day, CloseDay(day=self._day), lambda _: self._written("closed"), self._refused)

    def _reopen(self) -> None:
        self.act.setEnabled(False)
        note = self.note.editor.text().strip() or None
        command = ReopenDay(day=self._day, reason=self.reasons.currentData(), note=note)
        self._session.write(reopen_day, command, lambda _: self._written("reopened"), self._refused)

    def _written(self, what: str) -> None:
        self.dismiss()
        self._shell.toast(self._say(f"count.close.done_{what}", day=long_date(self._session, self._day)))

    def _refused(self, trouble: Trouble) -> None:
        self.wrong.say(self._session.words.of(trouble), "bad")
        self.wrong.show()
        if trouble.code in ("day_already_closed", "day_not_closed"):
            self.refresh()
        self._chosen()
        self.place()
