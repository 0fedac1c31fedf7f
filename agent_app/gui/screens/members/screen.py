"""Members: everybody on this device in one list, and whoever is chosen at the right."""

from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout

from agent_app.domain.errors import Trouble
from agent_app.gui.models.people import people
from agent_app.gui.models.people_list import PeopleModel
from agent_app.gui.models.statuses import count_label
from agent_app.gui.screens.members.correct_sheet import CorrectSheet
from agent_app.gui.screens.members.detail import DetailPanel
from agent_app.gui.screens.members.found import Found, find
from agent_app.gui.screens.members.panel import ListPanel, newcomers_button
from agent_app.gui.screens.members.scopes import Scope, Wanted, counts, places
from agent_app.gui.screens.members.visit_sheet import VisitSheet
from agent_app.gui.screens.screen import Screen, Shell
from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.states import EmptyState
from agent_app.records.views import standings
from agent_app.records.views.standings import Groups
from agent_app.reference.rules import rules

DETAIL_AFTER_MS, DETAIL_WHILE_TYPING_MS = 60, 400
"""Who runs down the list by key is not shown each person on the way, and who types not each first hit."""
SPLIT = (64, 36)


class MembersScreen(Screen):
    """The list is counted in memory; rows, groups and the person shown are read when they are looked at."""

    tables = frozenset(
        {"member", "roster_row", "receipt", "receipt_month", "remitted_month", "protected_month", "deposit", "titipan"}
        | {"visit", "consent", "review", "review_decision", "journal"}
    )

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.people = people(self.session)
        self.groups = Groups()
        self._shown_id = ""
        self._wanted_id = ""
        self._narrow = False
        self._detail_on_top = False
        self.model = PeopleModel(self.session, self.people.directory)
        self.panel = ListPanel(self.session, self.model)
        self.detail = DetailPanel(self.session)
        self._detail_due = QTimer(self, singleShot=True, interval=DETAIL_AFTER_MS)
        self._detail_due.timeout.connect(self._read_detail)
        self._build()
        self._connect()

    def heading(self) -> tuple[str, str]:
        directory = self.people.directory
        numbers = {"members": directory.member_count, "candidates": directory.candidate_count}
        shown = {name: count_label(self.session, count) for name, count in numbers.items()}
        villages = sum(bool(one.key and one.members) for one in directory.villages)
        return self.say("members.title"), self.say("members.subtitle", **shown, villages=villages)

    def arrive(self, **what: object) -> None:
        member, scope = what.get("member"), what.get("filter")
        if isinstance(scope, str) and scope in set(Scope):
            self.panel.choose(Scope(scope))
        if isinstance(village := what.get("village"), str):
            self.panel.choose_village(village)
        if isinstance(member, str):
            self._show_id(member)
        self.refresh()
        # A table that gets the focus chooses its first row: not while it does not hold whom another page names.
        is_held = not self._wanted_id or self.model.row_of(self.people.directory.place(self._wanted_id)) is not None
        (self.panel.table if is_held else self.panel.filter).setFocus()

    def refresh(self) -> None:
        today = self.session.today()
        coop = self.session.coop
        self.session.ask(
            self, lambda c: standings.groups(c, coop, rules(today).coverage, today), self._groups_arrived, key="groups"
        )
        self.model.reread()
        self._read_detail()

    def adapt(self, *, narrow: bool) -> None:
        self._narrow = narrow
        self.panel.adapt(narrow=narrow)
        self.detail.adapt(narrow=narrow)
        self.detail.setVisible(not narrow or self._is_detail_open())
        self.panel.setVisible(not narrow or not self._is_detail_open())
        margin = 12 if narrow else 24
        self._columns.setContentsMargins(margin, 12 if narrow else 16, margin, 12 if narrow else 16)

    def leave(self) -> None:
        self.detail.hide_numbers()

    def escape(self) -> bool:
        if self._is_detail_open():
            self._close_detail()
            return True
        if self.detail.isAncestorOf(QApplication.focusWidget() or self):
            self.panel.table.setFocus()
            return True
        if self.panel.filter.text():
            self.panel.filter.clear()
            return True
        return False

    def primary(self) -> None:
        """Collect from the member chosen, or register the candidate."""
        found = self.detail.found
        if found is None or found.id != (self._wanted_id or self._shown_id):
            # The list is at somebody else already: never act for the one before.
            return
        if self.session.identity.role != "agent":
            return
        if found.member is not None:
            self.shell.go("collect", member=found.id)
        else:
            self.shell.go("register", roster=found.id)

    def catch_up(self) -> None:
        if self._detail_due.isActive():
            self._detail_due.stop()
            self._read_detail()

    def event(self, event: QEvent) -> bool:
        """Of the keys that open a screen for anybody, those drawn on the button speak of the person shown."""
        if event.type() == QEvent.Type.ShortcutOverride and self._is_for_person(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._is_for_person(event):
            self.primary()
            return
        super().keyPressEvent(event)

    def _is_for_person(self, event: QKeyEvent) -> bool:
        found = self.detail.found
        if found is None or event.modifiers():
            return False
        return event.key() == (Qt.Key.Key_F3 if found.member is not None else Qt.Key.Key_F2)

    def _build(self) -> None:
        self._nobody = EmptyState("users", self.say("members.empty"), self.say("members.empty_below"), self._first())
        self._columns = QHBoxLayout()
        self._columns.setSpacing(14)
        self._columns.addWidget(self.panel, SPLIT[0])
        self._columns.addWidget(self.detail, SPLIT[1])
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self._columns)
        layout.addWidget(self._nobody)
        self._nobody.hide()

    def _first(self) -> Button:
        button = newcomers_button(self.session, "primary")
        button.clicked.connect(self._register)
        return button

    def _connect(self) -> None:
        self.people.changed.connect(self._directory_changed)
        self.session.status_changed.connect(self._status_changed)
        self.panel.wanted_changed.connect(self._show_wanted)
        self.panel.chosen.connect(self._chosen)
        self.panel.opened.connect(self._opened)
        self.panel.pressed.connect(self._pressed)
        self.panel.register.connect(self._register)
        self.detail.primary.connect(self.primary)
        self.detail.correct.connect(self._correct)
        self.detail.visit.connect(self._visit)
        self.detail.receipt.connect(self._open_receipt)
        self.detail.back.connect(self._close_detail)
        self._directory_changed()

    def _register(self) -> None:
        """As the button says: agents register somebody, supervisors import the list."""
        self.shell.go("register" if self.session.identity.role == "agent" else "roster")

    def _open_receipt(self, origin: object) -> None:
        self.shell.go("receipt", origin=origin)

    def _directory_changed(self) -> None:
        directory = self.people.directory
        self.panel.show_counts(counts(directory, self.groups), directory)
        self.panel.set_busy(not self.people.is_complete)
        nobody = self.people.is_complete and not directory.member_count and not directory.candidate_count
        self._nobody.setVisible(nobody)
        if nobody:
            self.panel.hide()
            self.detail.hide()
        else:
            self.adapt(narrow=self._narrow)
        self._show_wanted(self.panel.wanted())
        self.heading_changed.emit()

    def _groups_arrived(self, found: Groups) -> None:
        changed = found != self.groups
        self.groups = found
        self.panel.show_counts(counts(self.people.directory, found), self.people.directory)
        if changed and self.panel.wanted().scope in (Scope.LATE, Scope.DUE, Scope.INCOMPLETE):
            self._show_wanted(self.panel.wanted())

    def _status_changed(self, _: object) -> None:
        if self.isVisible():
            self.panel.table.viewport().update()

    def _show_wanted(self, wanted: Wanted) -> None:
        """Show those who fit; whoever was chosen stays chosen where they still do."""
        directory = self.people.directory
        self.model.put(directory, places(directory, self.groups, wanted))
        if not self.model.rowCount():
            self.panel.empty.say(*self._empty_words(wanted))
        # Who types looks at the first that fits.
        kept = self._wanted_id or ("" if wanted.text.strip() else self._shown_id)
        row = self.model.row_of(directory.place(kept)) if kept else None
        # Somebody whom another page names stays shown, also while the list does not hold them yet.
        if row is None and self.model.rowCount() and (not self._wanted_id or wanted.text.strip()):
            row = 0
        if row is not None:
            self.panel.select(row, centre=bool(self._wanted_id))

    def _empty_words(self, wanted: Wanted) -> tuple[str, str]:
        if wanted.text.strip():
            return self.say("members.nothing_found", text=wanted.text.strip()), self.say("members.nothing_found_below")
        return self.say(f"members.none.{wanted.scope.value}"), ""

    def _show_id(self, id_: str) -> None:
        """Somebody another page names: shown at once, and chosen in the list where it holds them."""
        self._wanted_id = id_
        self._shown_id = id_
        self._detail_due.stop()
        row = self.model.row_of(self.people.directory.place(id_))
        if row is not None:
            self.panel.select(row, centre=True)
        if self._narrow:
            self._open_detail()

    def _chosen(self, row: int) -> None:
        self._shown_id = self.model.id(row)
        if self._shown_id != self._wanted_id:
            self._wanted_id = ""
        typing = self.panel.filter.hasFocus()
        self._detail_due.start(DETAIL_WHILE_TYPING_MS if typing else DETAIL_AFTER_MS)

    def _opened(self, row: int) -> None:
        self._pressed(row)
        self.detail.tabs.setFocus()

    def _pressed(self, row: int) -> None:
        self._shown_id = self.model.id(row)
        self._read_detail()
        if self._narrow:
            self._open_detail()

    def _read_detail(self) -> None:
        id_ = self._wanted_id or self._shown_id
        if not id_:
            self.detail.show_nobody()
            return
        session, known, today = self.session, self.session.acknowledged, self.session.today()

        def question(connection: Any) -> Found | None:
            return find(session, connection, id_, known, today)

        session.ask(self, question, self._detail_arrived, self._detail_failed, key="detail")

    def _detail_arrived(self, found: Found | None) -> None:
        if found is None:
            self._wanted_id = self._shown_id = ""
            self.detail.show_nobody()
            return
        if found != self.detail.found:
            self.detail.show_person(found)

    def _detail_failed(self, trouble: Trouble) -> None:
        self.detail.show_nobody()
        self.shell.toast(self.session.words.of(trouble))

    def _is_detail_open(self) -> bool:
        return self._narrow and self._detail_on_top

    def _open_detail(self) -> None:
        self._detail_on_top = True
        self.adapt(narrow=self._narrow)
        self.detail.tabs.setFocus()

    def _close_detail(self) -> None:
        self._detail_on_top = False
        self.adapt(narrow=self._narrow)
        self.panel.table.setFocus()

    def _correct(self) -> None:
        found = self.detail.found
        if found is None or found.member is None:
            return
        CorrectSheet(self.shell.window(), self.session, found.member, self._correction_left, self._corrected).present()

    def _correction_left(self, typed: bool) -> None:
        self._read_detail()
        if typed:
            self.shell.toast(self.say("members.correct.kept"), self.say("members.correct.go_on"), self._correct)

    def _corrected(self, any_change: bool) -> None:
        self.shell.toast(self.say("members.correct.saved" if any_change else "members.correct.nothing"))

    def _visit(self) -> None:
        found = self.detail.found
        if found is not None:
            VisitSheet(self.shell.window(), self.session, found.id, found.person.name, self._visited).present()

    def _visited(self) -> None:
        self.shell.toast(self.say("members.visit.saved"))
