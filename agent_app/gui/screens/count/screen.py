"""Count and confirm: a deposit on the counter is counted, compared with what was declared, and taken or given back."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from agent_app.domain.errors import Trouble
from agent_app.gui.moments import long_date
from agent_app.gui.screens.count import reading
from agent_app.gui.screens.count.bulk import BulkSheet
from agent_app.gui.screens.count.decided import DecidedPage
from agent_app.gui.screens.count.float_sheet import FloatSheet
from agent_app.gui.screens.count.form import CountForm
from agent_app.gui.screens.count.picker import Picker
from agent_app.gui.screens.count.reading import Loaded, SecondNumber, Waiting
from agent_app.gui.screens.count.return_sheet import ReturnSheet
from agent_app.gui.screens.count.saying import difference_notice, first_words, pin_words, take_words
from agent_app.gui.screens.count.settle_sheet import SettleSheet
from agent_app.gui.screens.count.taking import Taking
from agent_app.gui.screens.screen import Screen, Shell
from agent_app.gui.widgets.states import EmptyState
from agent_app.journal.entries.base import Origin
from agent_app.services.deposit import BankLine
from agent_app.store import kept

KEEP_AFTER_MS = 1_500
"""What was typed is on the disk so soon after the last key."""


class CountScreen(Screen):
    """`deposit` is an origin; without one the deposits that wait are shown.

    The count is a line of its own, the confirmation the next: whoever is cut off between them finds the count here.
    """

    tables = frozenset(
        {"deposit", "deposit_count", "deposit_decision", "difference_settlement", "receipt", "titipan", "device"}
    )

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.loaded: Loaded | None = None
        self._origin: Origin | None = None
        self._waiting: Waiting | None = None
        self._fresh = True
        self._focus_due = True
        self.form = CountForm(self.session)
        self.taking = Taking(self.session, self.form)
        self.decided = DecidedPage(shell)
        self.picker = Picker(self.session)
        self._gone = EmptyState("coins", self.say("count.unknown"), self.say("count.unknown_below"))
        self.pages = QStackedWidget()
        for page in (self.picker, self.form, self.decided, self._gone):
            self.pages.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.pages)
        self._keep_due = QTimer(self, singleShot=True, interval=KEEP_AFTER_MS)
        self._keep_due.timeout.connect(self._keep)
        self._connect()

    def heading(self) -> tuple[str, str]:
        day = long_date(self.session, self.session.today())
        if self._origin is None or self.loaded is None:
            return self.say("count.title"), day
        return self.say("count.title_of", agent=self.loaded.name(self.loaded.deposit.person)), day

    def arrive(self, **what: object) -> None:
        origin = what.get("deposit")
        self._show(origin if isinstance(origin, Origin) else None)

    def refresh(self) -> None:
        origin = self._origin

        def read(connection) -> tuple[Loaded | None, Waiting]:
            found = reading.load(self.session, connection, origin) if origin is not None else None
            return found, reading.waiting(self.session, connection)

        self.session.ask(self, read, self._arrived, self._unreadable)

    def adapt(self, *, narrow: bool) -> None:
        for page in (self.form, self.decided, self.picker):
            page.adapt(narrow=narrow)

    def leave(self) -> None:
        self._keep()

    def escape(self) -> bool:
        if self._origin is None or self.shell.came_from not in ("", "count"):
            return False
        self._show(None)
        return True

    def primary(self) -> None:
        page = self.pages.currentWidget()
        button = {self.form: self.form.take, self.decided: self.decided.next, self.picker: self.picker.open}.get(page)
        if button is not None:
            button.click()

    def _connect(self) -> None:
        self.picker.picked.connect(self._show)
        self.picker.bulk.clicked.connect(lambda: BulkSheet(self.shell).present())
        self.picker.change.clicked.connect(lambda: FloatSheet(self.shell).present())
        self.form.changed.connect(self._typed)
        self.taking.counted.connect(self._counted)
        self.taking.taken.connect(self._decided_now)
        self.taking.refused.connect(self._refused)
        self.form.take.clicked.connect(self._take)
        self.form.give_back.clicked.connect(self._give_back)
        self.decided.next.clicked.connect(self._next)
        self.decided.settle.clicked.connect(self._settle)

    def _show(self, origin: Origin | None) -> None:
        if origin != self._origin:
            self._keep()
            self.loaded, self._fresh = None, True
        self._origin, self._focus_due = origin, True
        self.refresh()

    def _arrived(self, answer: tuple[Loaded | None, Waiting]) -> None:
        for notice in (self.form.wrong, self.picker.wrong):
            notice.hide_unread()
        self.loaded, self._waiting = answer
        if self._origin is None:
            self.picker.put(self._waiting)
            self._turn_to(self.picker)
        elif self.loaded is None:
            self._turn_to(self._gone)
        elif self.loaded.decision is not None:
            self.decided.put(self.loaded, self.loaded.decision)
            self._name_next()
            self._turn_to(self.decided)
        else:
            self.form.put(self.loaded, fresh=self._fresh)
            self._fresh = False
            self._recompute()
            self._turn_to(self.form)
        self.heading_changed.emit()

    def _turn_to(self, page: QWidget) -> None:
        """Show a page; where the work begins on it has the focus, but nothing takes it from whoever is typing."""
        due = self._focus_due or self.pages.currentWidget() is not page
        self.pages.setCurrentWidget(page)
        first = {self.form: self.form.first(), self.decided: self.decided.next, self.picker: self.picker.list}.get(page)
        if due and first is not None and self.isVisible():
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        self._focus_due = False

    def _unreadable(self, trouble: Trouble) -> None:
        for notice in (self.form.wrong, self.picker.wrong):
            notice.say_unread(self.session.words.of(trouble))

    def _typed(self) -> None:
        self._recompute()
        self._keep_due.start()

    def _keep(self) -> None:
        self._keep_due.stop()
        if self._origin is None or self.loaded is None or self.loaded.decision is not None or self._fresh:
            return
        key, draft = reading.draft_key(self._origin), self.form.draft()
        self.session.store.run(lambda connection: kept.keep(connection, key, draft))

    def _recompute(self) -> None:
        if self.loaded is None:
            return
        second = self.form.second()
        hidden = self.form.hidden()
        difference = 0 if hidden or not second.is_there else second.rupiah - self.loaded.deposit.rupiah
        self.form.reason.show_for(difference)
        own = self._own()
        notice = (own, "warn") if own else difference_notice(self.session, second, difference, hidden=hidden)
        self.form.difference.say(*notice)
        self.form.take.setText(take_words(self.session, self.loaded, second, difference, hidden=hidden))
        why_not = self._why_not(second, difference)
        self.form.take.setEnabled(not why_not and not self.taking.busy)
        self.form.take.setToolTip(why_not)
        self.form.give_back.setEnabled(not own and not self.taking.busy)
        self.form.give_back.setToolTip(own)
        QTimer.singleShot(0, self.form, self.form.fit)

    def _own(self) -> str:
        """Why this person decides nothing here; empty where they may."""
        assert self.loaded is not None
        deposit = self.loaded.deposit
        return self.say("count.own") if self.session.person in (deposit.person, deposit.agent) else ""

    def _why_not(self, second: SecondNumber, difference: int) -> str:
        if own := self._own():
            return own
        if not second.is_there:
            return first_words(self.session, second)
        if second.basis == "count" and self.form.other_money() is None:
            return self.say("refused.money_unreadable")
        if difference and self.form.reason.code() is None:
            return self.say("deposit.reason.needed")
        return ""

    def _take(self) -> None:
        if self.loaded is None or self.taking.busy:
            return
        origin, second = self.loaded.deposit.origin, self.form.second()
        line = self.form.bank.line(self.session.today()) if second.basis == "bank" else None
        if second.basis == "bank" and line is None:
            return
        if self.form.hidden():
            self.taking.count(origin)
            self._recompute()
            return
        difference = second.rupiah - self.loaded.deposit.rupiah
        if not difference:
            self._go_on(second, line, differs=False)
            return
        title, detail = pin_words(self.session, second, difference)
        self.shell.ask_pin(title, lambda: self._go_on(second, line, differs=True), detail)

    def _go_on(self, second: SecondNumber, line: BankLine | None, *, differs: bool) -> None:
        if self.loaded is not None:
            self.taking.take(self.loaded.deposit.origin, second, line, differs)
            self._recompute()

    def _counted(self) -> None:
        self._keep()
        self.refresh()

    def _decided_now(self, said: str = "") -> None:
        """Nothing typed is needed any more; show what was decided, and by whom."""
        self._keep_due.stop()
        self.form.wrong.hide()
        if self._origin is not None:
            key = reading.draft_key(self._origin)
            self.session.store.run(lambda connection: kept.keep(connection, key, None))
        if said:
            self.shell.toast(said)
        self.refresh()

    def _refused(self, trouble: Trouble) -> None:
        words = self.session.words.of(trouble)
        if trouble.code == "deposit_already_decided":
            self._decided_now(words)
            return
        self.form.wrong.say(words, "bad")
        self.form.wrong.show()
        self.refresh()

    def _give_back(self) -> None:
        if self.loaded is not None:
            ReturnSheet(self.shell, self.loaded, self._decided_now, self._decided_now).present()

    def _settle(self) -> None:
        if self.loaded is not None:
            SettleSheet(self.shell, self.loaded).present()

    def _others(self) -> list[Origin]:
        """What else waits, oldest first."""
        found = self._waiting.deposits if self._waiting is not None else ()
        return [one.origin for one in found if one.origin != self._origin]

    def _name_next(self) -> None:
        others = self._others()
        self.decided.next.setText(self.say("count.next", count=len(others)) if others else self.say("count.back"))

    def _next(self) -> None:
        others = self._others()
        if others:
            self._show(others[0])
        elif self.shell.came_from:
            self.shell.back()
        else:
            self._show(None)
