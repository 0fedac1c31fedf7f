"""Decisions: everything at the branch that waits for a second person, the facts of one thing, and its decision."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QApplication, QHBoxLayout

from agent_app.domain.errors import Trouble
from agent_app.gui.screens.decide.acting import Acting
from agent_app.gui.screens.decide.detail import DetailPanel
from agent_app.gui.screens.decide.found import Case, case_of
from agent_app.gui.screens.decide.listing import ListPanel
from agent_app.gui.screens.decide.wording import Wording
from agent_app.gui.screens.screen import Screen, Shell
from agent_app.journal.entries.base import Origin
from agent_app.records.views.decided import Decided, decided
from agent_app.records.views.decisions import Kind, Waiting, decisions
from agent_app.records.views.staff import names_of_staff

SPLIT = (42, 58)
Key = tuple[Kind, Origin, str]


@dataclass(frozen=True, slots=True, repr=False)
class Found:
    """What waits, names by person code, and of what was decided here the word that counts."""

    items: tuple[Waiting, ...]
    staff: dict[str, str]
    counting: dict[Key, Decided]


class DecideScreen(Screen):
    """Whatever another person decides meanwhile is told where it was looked at."""

    tables = frozenset(
        {"review", "review_decision", "reversal_request", "reversal_decision", "receipt_void", "receipt", "titipan"}
        | {"deposit", "deposit_count", "deposit_decision", "difference_answer", "difference_decision", "member"}
        | {"difference_settlement", "funds_receipt", "device"}
    )

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._items: tuple[Waiting, ...] = ()
        self._wanted: Key | None = None
        self._shown: Waiting | None = None
        self._mine: dict[Key, Waiting] = {}
        """What was decided here since the window was opened."""
        self._narrow = self._detail_on_top = False
        self._focus_due = False
        """Enter was pressed on a row whose facts are still being read."""
        self.words = Wording(self.session)
        self.panel = ListPanel(self.session)
        self.detail = DetailPanel(self.session)
        self.acting = Acting(self)
        self._columns = QHBoxLayout(self)
        self._columns.setSpacing(14)
        self._columns.addWidget(self.panel, SPLIT[0])
        self._columns.addWidget(self.detail, SPLIT[1])
        self.panel.chosen.connect(self._chosen)
        self.panel.opened.connect(self._opened)
        self.panel.pressed.connect(self._pressed)
        self.detail.act.connect(self._act)
        self.detail.open_member.connect(self._open_member)
        self.detail.open_paper.connect(self._open_paper)
        self.detail.back.connect(self._close_detail)

    def heading(self) -> tuple[str, str]:
        count = sum(one.to_decide for one in self._items)
        own = sum(one.to_decide and bool(self.words.why_not(one)) for one in self._items)
        subtitle = (
            self.say("decide.subtitle_own", count=count, own=own) if own else self.say("decide.subtitle", count=count)
        )
        return self.say("decide.title"), subtitle

    def arrive(self, **what: object) -> None:
        self._wanted = _key_of(what)
        self.refresh()
        self.panel.view.setFocus()

    def refresh(self) -> None:
        coop, branch, mine = self.session.coop, self.session.identity.branch, dict(self._mine)

        def read(connection: Any) -> Found:
            counting = {key: word for key in mine if (word := decided(connection, coop, *key)) is not None}
            return Found(decisions(connection, coop, branch), names_of_staff(connection, coop), counting)

        self.session.ask(self, read, self._arrived, self._unreadable, key="list")

    def adapt(self, *, narrow: bool) -> None:
        self._narrow = narrow
        self.panel.hints.setVisible(not narrow)
        self.detail.adapt(narrow=narrow)
        self.detail.setVisible(not narrow or self._detail_on_top)
        self.panel.setVisible(not narrow or not self._detail_on_top)
        margin = 12 if narrow else 24
        self._columns.setContentsMargins(margin, 12 if narrow else 16, margin, 12 if narrow else 16)

    def escape(self) -> bool:
        if self._narrow and self._detail_on_top:
            self._close_detail()
            return True
        if self.detail.isAncestorOf(QApplication.focusWidget() or self):
            self.panel.view.setFocus()
            return True
        return False

    def primary(self) -> None:
        button = self.detail.primary()
        if button is not None and button.isVisible():
            button.click()

    def decided_here(self, item: Waiting, *, final: bool) -> None:
        """Something was decided by the person who sits here, or put off: the list is next."""
        if final:
            self._mine[item.key] = item
        self._close_detail()

    def take_focus(self) -> None:
        """Give the focus to what stays, where the button that had it may be gone."""
        if self.panel.isVisible():
            self.panel.view.setFocus()
        else:
            self.detail.focus_back()

    def decided_elsewhere(self, item: Waiting) -> None:
        """A decision was refused because there is one already: read again, and say whose it is."""
        self.refresh()
        coop = self.session.coop

        def told(word: Decided | None) -> None:
            if word is not None:
                self.shell.toast(self.words.told(item, word))

        self.session.ask(self, lambda c: decided(c, coop, *item.key), told, key="told")

    def _arrived(self, found: Found) -> None:
        self.words = Wording(self.session, found.staff)
        before, self._items = self._shown, found.items
        self._tell_overruled(found)
        gone = before is not None and before.key not in {one.key for one in found.items}
        hold = gone and before.key not in self._mine and self._wanted is None
        self.panel.put(found.items, self.words, keep_none=hold)
        if hold:
            self._read_case(before)
        if self._wanted is not None:
            wanted = next((one for one in found.items if one.key == self._wanted), None)
            key, self._wanted = self._wanted, None
            if wanted is not None and self.panel.choose(wanted):
                self._read_case(wanted)
                self._open_detail()
            elif wanted is None:
                self._tell_decided(key)
        elif not hold and self._shown is not None:
            self._read_case(self._shown)
        self.heading_changed.emit()

    def _tell_decided(self, key: Key) -> None:
        """Something another page names that no longer waits."""
        item = Waiting(kind=key[0], origin=key[1], code=key[2], since=0, agent=None)
        coop = self.session.coop

        def told(word: Decided | None) -> None:
            self.shell.toast(self.words.told(item, word) if word is not None else self.say("decide.gone"))

        self.session.ask(self, lambda c: decided(c, coop, *key), told, key="told")

    def _tell_overruled(self, found: Found) -> None:
        """Two decided at once, and the other was first: that word counts, and it is said once."""
        for key, word in found.counting.items():
            item = self._mine.get(key)
            if item is not None and word.person != self.session.person:
                del self._mine[key]
                self.shell.toast(self.say("decide.overruled", told=self.words.told(item, word)))

    def _unreadable(self, trouble: Trouble) -> None:
        if not self.panel.fail(self.session.words.of(trouble)):
            self.shell.toast(self.session.words.of(trouble))

    def _chosen(self, item: Waiting | None) -> None:
        self._shown, self._focus_due = item, False
        if item is None:
            self.detail.show_nothing()
        else:
            self.detail.expect(item)
            self._read_case(item)

    def _opened(self, item: Waiting) -> None:
        self._pressed(item)
        shown = self.detail.case
        self._focus_due = shown is None or shown.item.key != item.key or not self.detail.focus_first()

    def _pressed(self, item: Waiting) -> None:
        if self._shown is None or self._shown.key != item.key:
            self._chosen(item)
        self._open_detail()

    def _read_case(self, item: Waiting) -> None:
        session = self.session
        session.ask(self, lambda c: case_of(session, c, item), self._case_arrived, self._unreadable, key="case")

    def _case_arrived(self, case: Case) -> None:
        if case != self.detail.case or self.detail.is_stale:
            inside = self.detail.isAncestorOf(QApplication.focusWidget() or self)
            self.detail.show_case(case, self.words)
            if inside and not self.detail.isAncestorOf(QApplication.focusWidget() or self):
                self.take_focus()
        if self._focus_due:
            self._focus_due = False
            self.detail.focus_first()

    def _open_detail(self) -> None:
        if self._narrow:
            self._detail_on_top = True
            self.adapt(narrow=True)

    def _close_detail(self) -> None:
        self._detail_on_top = False
        self.adapt(narrow=self._narrow)
        self.panel.view.setFocus()

    def _act(self, key: str) -> None:
        if self.detail.case is not None:
            self.acting.ask(self.detail.case, key)

    def _open_member(self, member: str) -> None:
        self.shell.go("members", member=member)

    def _open_paper(self, origin: object) -> None:
        self.shell.go("receipt", origin=origin)


def _key_of(what: dict[str, object]) -> Key | None:
    """What another page wants to have shown."""
    review = what.get("review")
    if isinstance(review, tuple):
        return Kind.REVIEW, review[0], review[1]
    for kind in (Kind.REVERSAL, Kind.DIFFERENCE, Kind.FUNDS, Kind.OWED):
        if isinstance(origin := what.get(kind.value), Origin):
            return kind, origin, ""
    return None
