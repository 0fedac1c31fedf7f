"""Jejak audit: what supervisors and the centre decided in this branch, newest first, by person, kind and day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtWidgets import QBoxLayout, QListView, QStackedWidget, QVBoxLayout, QWidget

from agent_app.domain.business_day import DAY_STARTS_AT
from agent_app.domain.errors import Trouble
from agent_app.gui.screens.audit.rows import ROW, TrailDelegate, TrailModel
from agent_app.gui.screens.audit.wording import KINDS, Said, said
from agent_app.gui.screens.screen import Screen, Shell
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.cards import Card, Notice, row, rule
from agent_app.gui.widgets.day_edit import DayEdit
from agent_app.gui.widgets.fields import Combo
from agent_app.gui.widgets.lists import RowsView
from agent_app.gui.widgets.pills import Chip
from agent_app.gui.widgets.states import EmptyState
from agent_app.gui.widgets.text import set_tone
from agent_app.records.views import audit
from agent_app.records.views.agents import people_of
from agent_app.records.views.audit import CENTRE, PAGE, Act, Place, Wanted

ALL = "all"
TYPED_AFTER_MS = 400


@dataclass(frozen=True, slots=True, repr=False)
class Found:
    """A page of the trail, who did something in it, and names by code."""

    acts: tuple[Act, ...]
    people: tuple[str, ...]
    names: dict[str, str]


class AuditScreen(Screen):
    """Only what is held on this laptop is shown; nothing of it can be changed here."""

    tables = frozenset({"audit"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._last: Place | None = None
        self._names: dict[str, str] = {}
        self.model = TrailModel()
        self.model.more.connect(self._more)
        self._typed = QTimer(self, singleShot=True, interval=TYPED_AFTER_MS)
        self._typed.timeout.connect(self._day_typed)
        card = Card(margin=0, spacing=0)
        card.body.addLayout(self._build_filters())
        card.body.addWidget(rule())
        card.body.addWidget(self._build_list(), 1)
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(card)
        self.adapt(narrow=False)

    def heading(self) -> tuple[str, str]:
        return self.say("audit.title"), self.say("audit.subtitle")

    def arrive(self, **what: object) -> None:
        self.refresh()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        wanted, size = self.wanted(), max(len(self.model.rows), PAGE)
        self.session.ask(self, self._reading(wanted, None, size), self._arrived, self._unreadable)

    def adapt(self, *, narrow: bool) -> None:
        self._layout.setContentsMargins(*((12, 8, 12, 8) if narrow else (24, 16, 24, 16)))
        self._filters.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        self.people.setFixedWidth(theme().px(190))
        self.day.setFixedWidth(theme().px(150))

    def wanted(self) -> Wanted:
        """What the filters ask for."""
        group = next((name for name, chip in self.chips.items() if chip.isChecked()), ALL)
        day = self._day()
        since = self._began(day) if day is not None else None
        until = self._began(day + timedelta(days=1)) if day is not None else None
        kinds = None if group == ALL else frozenset(KINDS[group])
        return Wanted(kinds=kinds, person=self.people.currentData(), since=since, until=until)

    def _build_filters(self) -> QBoxLayout:
        self.chips = {name: Chip(self.say(f"audit.group.{name}")) for name in (ALL, *KINDS)}
        self.chips[ALL].setChecked(True)
        for chip in self.chips.values():
            chip.clicked.connect(self._filter)
        self.people = Combo()
        self.people.setAccessibleName(self.say("audit.person"))
        self.people.addItem(self.say("audit.everybody"), None)
        self.people.currentIndexChanged.connect(self._filter)
        self.day = DayEdit(self.session.today, past=True)
        self.day.setAccessibleName(self.say("audit.day"))
        self.day.setPlaceholderText(self.say("audit.day"))
        self.day.setClearButtonEnabled(True)
        self.day.textChanged.connect(lambda _: self._typed.start())
        chips = QWidget()
        chips.setLayout(row(*self.chips.values(), None, spacing=6))
        chosen = QWidget()
        chosen.setLayout(row(None, self.people, self.day, spacing=8))
        self._filters = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._filters.setContentsMargins(16, 10, 16, 10)
        self._filters.setSpacing(8)
        self._filters.addWidget(chips)
        self._filters.addWidget(chosen)
        return self._filters

    def _build_list(self) -> QWidget:
        self.list = RowsView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(TrailDelegate(self.list))
        self.list.setMouseTracking(True)
        self.list.setUniformItemSizes(True)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setAccessibleName(self.say("audit.title"))
        self.list.activated.connect(self._open)
        self.empty = EmptyState("history", self.say("audit.none"), self.say("audit.none_below"))
        self.wrong = Notice("", "warn")
        self.wrong.hide()
        self.stack = QStackedWidget()
        self.stack.addWidget(self.list)
        self.stack.addWidget(self.empty)
        whole = QWidget()
        inner = QVBoxLayout(whole)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self.wrong)
        inner.addWidget(self.stack, 1)
        return whole

    def _reading(self, wanted: Wanted, before: Place | None, size: int):
        coop, branch = self.session.coop, self.session.identity.branch

        def read(connection: Any) -> Found:
            acts = audit.page(connection, coop, branch, wanted, before, size + 1)
            names = {one.person: one.name for one in people_of(connection, coop, branch)}
            return Found(acts, audit.people(connection, coop, branch), names)

        return read

    def _arrived(self, found: Found) -> None:
        size = max(len(self.model.rows), PAGE)
        shown = found.acts[:size]
        chosen = self.list.currentIndex().row()
        self._names = found.names
        self._put_people(found)
        self._last = shown[-1].place if shown else None
        self.model.put(self._said(shown), has_more=len(found.acts) > size)
        self.stack.setCurrentWidget(self.list if shown else self.empty)
        self.wrong.hide()
        if shown:
            self.list.setCurrentIndex(self.model.index(min(max(chosen, 0), len(shown) - 1)))

    def _more(self) -> None:
        self.session.ask(
            self, self._reading(self.wanted(), self._last, PAGE), self._arrived_below, self._unreadable, key="more"
        )

    def _arrived_below(self, found: Found) -> None:
        shown = found.acts[:PAGE]
        self._last = shown[-1].place if shown else self._last
        self.model.add(self._said(shown), has_more=len(found.acts) > PAGE)

    def _said(self, acts: tuple[Act, ...]) -> list[Said]:
        return [said(self.session, act, self._names) for act in acts]

    def _put_people(self, found: Found) -> None:
        known = [self.people.itemData(number) for number in range(1, self.people.count())]
        if known == list(found.people):
            return
        chosen = self.people.currentData()
        self.people.blockSignals(True)
        while self.people.count() > 1:
            self.people.removeItem(1)
        for person in found.people:
            name = self.say("audit.centre") if person == CENTRE else found.names.get(person, person)
            self.people.addItem(name, person)
        self.people.setCurrentIndex(max(self.people.findData(chosen), 0) if chosen is not None else 0)
        self.people.blockSignals(False)

    def _filter(self, *_: object) -> None:
        self.model.put([], has_more=False)
        self.refresh()

    def _day_typed(self) -> None:
        wrong = bool(self.day.text().strip()) and self._day() is None
        set_tone(self.day, "bad" if wrong else "")
        self.day.setToolTip(self.say("audit.day.wrong") if wrong else "")
        if not wrong:
            self._filter()

    def _day(self) -> date | None:
        return self.day.day()

    def _began(self, day: date) -> int:
        """When a business day begins at the branch, in milliseconds UTC."""
        midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(self.session.identity.zone))
        return round((midnight + DAY_STARTS_AT).timestamp() * 1000)

    def _open(self, index: QModelIndex) -> None:
        one: Said = index.data(ROW)
        if one.target is None:
            return
        key, what = one.target
        self.shell.go(key, **what)

    def _unreadable(self, trouble: Trouble) -> None:
        self.wrong.say(self.session.words.of(trouble), "warn")
        self.wrong.show()
