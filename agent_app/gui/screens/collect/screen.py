"""Terima iuran: from the member to the saved receipt in as few keys as there are things to say."""

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from agent_app.domain.errors import Refused, Trouble
from agent_app.gui.moments import long_date
from agent_app.gui.screens.collect import questions
from agent_app.gui.screens.collect.form import CollectForm
from agent_app.gui.screens.collect.gate import Gate, gate
from agent_app.gui.screens.collect.hints import Hint
from agent_app.gui.screens.collect.kept_order import OrderKeeper
from agent_app.gui.screens.collect.order import Order
from agent_app.gui.screens.collect.picker import Picker
from agent_app.gui.screens.collect.questions import Loaded
from agent_app.gui.screens.collect.sheets import PickSheet, ask_paper, ask_source
from agent_app.gui.screens.collect.showing import Priced, Showing, priced
from agent_app.gui.screens.collect.side import PreviewSheet
from agent_app.gui.screens.collect.taking import Taking
from agent_app.gui.screens.screen import Screen, Shell
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.cards import Card, column
from agent_app.journal.entries.base import Origin


class CollectScreen(Screen):
    """Holds the order; the form shows it, `Taking` writes it. What was typed is kept until it is saved."""

    tables = frozenset(
        {"member", "receipt", "receipt_month", "titipan", "titipan_use", "deposit", "remitted_month"}
        | {"protected_month", "schedule", "schedule_acceptance", "roster_row"}
    )

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.order = Order()
        self.found: Priced | Refused | None = None
        self._loaded: Loaded | None = None
        self._ids: tuple[str, ...] = ()
        self._count: int | None = None
        self._at = 0
        self._narrow = False
        self.taking = Taking(shell, self._show, self._saved, self._refused)
        self.kept = OrderKeeper(self.session, lambda: self.order, self._last_at, self)
        self.form = CollectForm(self.session)
        self.showing = Showing(self.session, self.form)
        self.picker = Picker(self.session)
        self.pages = QStackedWidget()
        self._picking = self._build()
        self._connect()
        self.session.status_changed.connect(self._state_changed)
        self.session.sync_changed.connect(self._state_changed)
        theme().changed.connect(self._fit)

    def heading(self) -> tuple[str, str]:
        return self.say("collect.title"), long_date(self.session, self.session.today())

    def arrive(self, **what: object) -> None:
        wanted = what.get("members") or ([what["member"]] if what.get("member") else [])
        ids = tuple(str(one) for one in wanted)
        self.kept.ask_once(self._go_on)
        count = int(str(what["months"])) if what.get("months") else None
        if ids and ids != self._ids:
            self._start(ids, count)
        elif not self._ids:
            self.pick()
        else:
            if count is not None:
                self._choose_count(count)
            self._show_form()
            self.refresh()
        self.form.preview.ask_printer()

    def refresh(self) -> None:
        ids, today = self._ids, self.session.today()
        if ids and not self.taking.busy:
            self.session.ask(
                self, lambda connection: questions.load(self.session, connection, ids, today), self._arrived, key="load"
            )

    def adapt(self, *, narrow: bool) -> None:
        self._narrow = narrow
        self._fit()

    def leave(self) -> None:
        self.kept.flush()

    def escape(self) -> bool:
        """From picking another member back to the one there is."""
        if self.pages.currentWidget() is self._picking and self._ids:
            self._show_form()
            return True
        return False

    def primary(self) -> None:
        """Take the money where everything is said, else go to what is missing."""
        if self.pages.currentWidget() is self._picking:
            return
        if self.form.take.isEnabled():
            self._take()
        elif self.order.source.is_cash and not self.taking.busy:
            self.form.cash.focus()

    def pick(self) -> None:
        """Choose somebody to take money from."""
        self.pages.setCurrentWidget(self._picking)
        self.picker.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _build(self) -> QWidget:
        picking = QWidget()
        card = Card(margin=20)
        card.body.addWidget(self.picker)
        picking.setLayout(column(card, margins=(24, 16, 24, 16)))
        self.pages.addWidget(self.form)
        self.pages.addWidget(picking)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.pages)
        return picking

    def _connect(self) -> None:
        form = self.form
        form.people.change.connect(self.pick)
        form.people.add.connect(self._add)
        form.people.chosen.connect(self._choose_line)
        form.people.removed.connect(self._remove_line)
        form.people.payer_typed.connect(self._payer_typed)
        form.months.count_chosen.connect(self._choose_count)
        form.months.month_chosen.connect(self._choose_month)
        form.months.done.connect(self._months_done)
        form.hinted.connect(self._hinted)
        form.cash.typed.connect(self._cash_typed)
        form.cash.months.connect(self._months_typed)
        form.cash.exact.connect(self._cash_exact)
        form.cash.keep.connect(self._keep)
        form.cash.entered.connect(self._cash_entered)
        form.help.clicked.connect(self._help)
        form.source.clicked.connect(self._ask_source)
        form.paper.clicked.connect(self._ask_paper)
        form.back.clicked.connect(self.shell.back)
        form.look.clicked.connect(self._look)
        form.take.clicked.connect(self._take)
        self.picker.picked.connect(lambda member: self._start((member,), None))
        self.picker.register.connect(lambda what: self.shell.go("register", **what))

    def _start(self, ids: tuple[str, ...], count: int | None) -> None:
        """An empty order for these members; keys typed before they are read are kept for them."""
        self.order = Order()
        self._ids, self._count, self._at = ids, count, 0
        self._loaded = self.found = None
        self.form.cash.clear()
        self.form.people.payer.clear()
        self.form.take.setEnabled(False)
        if ids:
            self._show_form()
            self.refresh()

    def _go_on(self, members: tuple[str, ...]) -> None:
        """An order was typed before the window was opened: go on with it where nobody else was asked for."""
        if not self._ids and not self.picker.line.text():
            self._start(members, None)

    def _show_form(self) -> None:
        self.pages.setCurrentWidget(self.form)
        self._to_the_money()

    def _arrived(self, loaded: Loaded) -> None:
        """Lines for members who are new; the others go on with what is known by now."""
        today = self.session.today()
        self._loaded = loaded
        before = len(self.order.lines)
        lines = self.order.lines = self.order.lines_of(loaded.people, self._count, today)
        self._ids = tuple(line.person.member.member for line in lines)
        if not lines:
            self.shell.toast(self.session.words.of(Refused("member_unknown")))
            self.pick()
            return
        added = 0 < before < len(lines)
        self._at = len(lines) - 1 if added else min(self._at, len(lines) - 1)
        if added:
            self.kept.touch()
        if self.kept.resume(self.order, loaded.last_at):
            self.form.put(self.order)
            self.shell.toast(self.say("collect.resumed", name=lines[0].person.name))
        self._show()

    def _typed(self) -> None:
        self.kept.touch()
        self._show()

    def _last_at(self) -> int | None:
        return self._loaded.last_at if self._loaded is not None else None

    def _show(self) -> None:
        if self._loaded is None or not self.order.lines:
            return
        self.found = priced(self.order, self._loaded.schedules)
        self.showing.show(self.order, self._at, self.found, self.taking.busy, gate(self.session))
        QTimer.singleShot(0, self.form, self.form.reveal_focus)

    def _state_changed(self, _: object) -> None:
        if self.isVisible():
            self._show()

    def _fit(self) -> None:
        if self.form.fit(self.width(), self.height(), self._narrow):
            self._show()

    # What was chosen and typed

    def _choose_count(self, count: int) -> None:
        self._count = count
        for line in self.order.lines:
            line.choose_count(count, self.session.today())
        self._typed()

    def _choose_month(self, month: str) -> None:
        self.order.lines[self._at].choose_until(month, self.session.today())
        self._typed()

    def _months_typed(self, count: int) -> None:
        """A number of months where the cash goes, with Enter."""
        self.order.cash, self.order.exact = None, False
        self._choose_count(count)

    def _to_the_money(self) -> None:
        """Where the cash is typed; where none is, to the months."""
        if self.order.source.is_cash:
            self.form.cash.focus()
            self.form.reveal(self.form.cash)
        else:
            self.form.months.focus()

    def _months_done(self) -> None:
        if self.order.source.is_cash:
            self._to_the_money()
        else:
            self.form.take.setFocus()

    def _choose_line(self, at: int) -> None:
        self._at = at
        self._show()

    def _remove_line(self, at: int) -> None:
        del self.order.lines[at]
        self._ids = tuple(line.person.member.member for line in self.order.lines)
        self._at = min(self._at, len(self._ids) - 1)
        self._show()
        self._to_the_money()

    def _payer_typed(self, payer: str) -> None:
        self.order.payer = payer
        self._typed()

    def _cash_typed(self, amount: int | None) -> None:
        self.order.cash, self.order.exact = amount, False
        self._typed()

    def _cash_exact(self) -> None:
        self.order.exact = True
        self._typed()

    def _cash_entered(self) -> None:
        if self.form.take.isEnabled():
            self.form.take.setFocus()

    def _keep(self, keep: bool) -> None:
        self.order.keep = keep
        self._typed()

    def _hinted(self, hint: Hint) -> None:
        line = self.order.lines[self._at]
        if hint.act == "count":
            line.choose_count(hint.count, self.session.today())
        elif hint.act == "titipan":
            line.use_titipan = not line.use_titipan
        else:
            self.taking.leave(line.person.member.member, self.order)
        self._typed()

    # Sheets

    def _add(self) -> None:
        def picked(member: str) -> None:
            self._ids = (*self._ids, member)
            self.refresh()

        window, here = self.shell.window(), self._ids
        PickSheet(window, self.session, lambda: here, picked, lambda what: self.shell.go("register", **what)).present()

    def _ask_source(self) -> None:
        ask_source(self.shell.window(), self.session, self.order, self._typed)

    def _ask_paper(self) -> None:
        ask_paper(self.shell.window(), self.session, self.order, self._typed)

    def _look(self) -> None:
        PreviewSheet(self.shell.window(), self.session, self.form.preview.blocks).present()

    def _help(self) -> None:
        """Send now after a restore, or register anew somebody whose membership is over."""
        if gate(self.session) is Gate.ASKING:
            self.session.engine.send_now()
        else:
            self.shell.go("register", name=self.order.lines[self._at].person.name)

    # Writing

    def _take(self) -> None:
        if isinstance(self.found, Priced) and self._loaded is not None and self.form.take.isEnabled():
            self.taking.take(self.order, self.found, self._loaded.last_at)

    def _saved(self, origin: Origin) -> None:
        prints = self.form.preview.prints
        self.kept.drop()
        self._start((), None)
        self.shell.go("receipt", origin=origin, fresh=True, prints=prints)

    def _refused(self, trouble: Trouble) -> None:
        """Everything typed stays; what is known of the members is read again."""
        self.refresh()
        self.form.notice.say(self.session.words.of(trouble), "bad")
        self.form.notice.show()
        self.shell.toast(self.session.words.of(trouble))
