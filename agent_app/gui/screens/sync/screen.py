"""Sending: the queue with its ticks, pause and send now, what went wrong, and "matches the centre" with figures."""

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QProgressBar, QStackedWidget

from agent_app.domain.money import format_rupiah
from agent_app.gui.models.rows import ROW, RowsModel
from agent_app.gui.moments import moment_label
from agent_app.gui.screens.screen import Screen, Shell
from agent_app.gui.screens.sync.queue import RECEIPTS, Found, QueueDelegate, Row, find, rows_of, said_of_row
from agent_app.gui.statusbar import shown_state
from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.cards import Card, IconLabel, Notice, column, row, rule
from agent_app.gui.widgets.lists import RowsView
from agent_app.gui.widgets.pills import Chip
from agent_app.gui.widgets.rows import TICK_ICONS, Tick
from agent_app.gui.widgets.states import EmptyState
from agent_app.gui.widgets.text import label, set_tone
from agent_app.sync.engine import Phase
from agent_app.sync.outcome import Result
from agent_app.sync.status import Status

FILTERS = ("waiting", "help", "all")
QUIET = frozenset({Result.DONE, Result.PAUSED})


class SyncScreen(Screen):
    """N of the status bar, of the badge and of this list are one number: acts the centre has not signed for."""

    tables = frozenset({"journal", "review", "deposit", "receipt"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._found: Found | None = None
        self._most = 0
        self._is_narrow = False
        self._filter = ""
        self._queue = self._build_queue()
        self._side = self._build_side()
        self._columns = QHBoxLayout(self)
        self._columns.setContentsMargins(24, 16, 24, 16)
        self._columns.setSpacing(14)
        self._columns.addWidget(self._queue, 62)
        self._columns.addWidget(self._side, 38)
        self.session.status_changed.connect(self._status_changed)
        self.session.sync_changed.connect(self._show_state)
        self._show_state()

    def heading(self) -> tuple[str, str]:
        return self.say("sync.title"), self.say("sync.subtitle")

    def refresh(self) -> None:
        acknowledged = self.session.acknowledged
        self.session.ask(self, lambda connection: find(self.session, connection, acknowledged), self._arrived)

    def adapt(self, *, narrow: bool) -> None:
        self._columns.setDirection(QHBoxLayout.Direction.TopToBottom if narrow else QHBoxLayout.Direction.LeftToRight)
        self._columns.setStretch(0, 0 if narrow else 62)
        self._is_narrow = narrow
        for each in (self._match_card, self._legend_box):
            each.setVisible(not narrow)
        self._show_missing()
        self._side.body.setSpacing(6 if narrow else 12)
        self._side.body.setContentsMargins(*((14, 10, 14, 10) if narrow else (20, 20, 20, 20)))
        self._columns.setContentsMargins(*((12, 8, 12, 8) if narrow else (24, 16, 24, 16)))
        self._columns.removeWidget(self._side)
        self._columns.insertWidget(0 if narrow else 1, self._side, 0 if narrow else 38)

    def primary(self) -> None:
        self._send.click()

    def _build_queue(self) -> Card:
        card = Card(margin=0, spacing=0)
        self.chips = {name: Chip(self.say(f"sync.filter.{name}"), 0) for name in FILTERS}
        for name, chip in self.chips.items():
            chip.clicked.connect(lambda _=False, to=name: self._choose(to))
        card.body.addLayout(row(*self.chips.values(), None, margins=(16, 12, 16, 12)))
        card.body.addWidget(rule())
        self.model = RowsModel(said_of_row)
        self.list = RowsView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(QueueDelegate(self.list))
        self.list.setMouseTracking(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setAccessibleName(self.say("sync.title"))
        self.list.activated.connect(self._open)
        self.list.selectionModel().currentChanged.connect(self._chosen)
        self._empty = EmptyState("check-check", "")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._empty)
        card.body.setContentsMargins(1, 0, 1, 8)
        card.body.addWidget(self._stack, 1)
        self._help = self._build_help()
        card.body.addWidget(self._help)
        return card

    def _build_help(self) -> Card:
        """What is asked about the chosen row: the reason in words, and one button."""
        card = Card(margin=14, spacing=8)
        self._reason = Notice("", "warn")
        self.look = Button(self.say("sync.help.open"), "secondary")
        self.look.clicked.connect(lambda: self._open(self.list.currentIndex()))
        card.body.addWidget(self._reason)
        card.body.addLayout(row(None, self.look))
        card.hide()
        return card

    def _build_side(self) -> Card:
        card = Card(spacing=12)
        self._icon = IconLabel("cloud-off", "warn", 20)
        self._word = label("", "section")
        self._rest = label("", "table", "text2", wrap=True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._wrong = Notice("", "warn")
        self._wrong.hide()
        self._send = Button(
            self.say("sync.send"), "primary", icon="refresh-cw", keycap="Ctrl+Shift+S", height="button_primary"
        )
        self._send.clicked.connect(self.session.engine.send_now)
        self._pause = Button(self.say("sync.pause"), "secondary", icon="pause", keys="Alt+J", height="button_primary")
        self._pause.clicked.connect(self._pause_or_resume)
        card.body.addLayout(row(self._icon, self._word, None, spacing=10))
        card.body.addWidget(self._rest)
        self._missing = Notice("", "bad")
        self._missing.hide()
        card.body.addWidget(self._bar)
        card.body.addWidget(self._missing)
        card.body.addWidget(self._wrong)
        card.body.addLayout(row(self._send, self._pause, spacing=10))
        self._safe = label(self.say("sync.safe"), "small", "text2", wrap=True)
        card.body.addWidget(self._safe)
        self._match_card = self._build_match()
        card.body.addWidget(self._match_card)
        card.body.addStretch(1)
        self._legend_box = self._build_legend()
        card.body.addWidget(self._legend_box)
        return card

    def _build_match(self) -> Card:
        card = Card(margin=14, spacing=4, kind="well")
        self._match_title = label("", "strong")
        self._match_figures = label("", "table", "text2", wrap=True)
        self._match_time = label("", "small", "text2", wrap=True)
        card.body.addLayout(column(self._match_title, self._match_figures, self._match_time, spacing=4))
        return card

    def _build_legend(self) -> Card:
        card = Card(margin=0, spacing=6)
        card.setProperty("kind", "plain")
        for tick in (Tick.LAPTOP, Tick.SERVER, Tick.MATCHED, Tick.HELP):
            icon, color = TICK_ICONS[tick]
            words = label(self.say(f"sync.tick.{tick.value}"), "small", "text2")
            card.body.addLayout(row(IconLabel(icon, color, 16), words, None, spacing=8))
        return card

    def _status_changed(self, _: Status) -> None:
        self._show_state()
        if self.isVisible():
            self.refresh()

    def _show_state(self, _: object = None) -> None:
        shown = shown_state(self.session)
        self._icon.set(shown.icon, shown.tone)
        self._word.setText(shown.word)
        self._rest.setText(shown.rest[:1].upper() + shown.rest[1:])
        self._rest.setVisible(bool(shown.rest))
        self._show_progress()
        self._show_missing()
        self._show_match()
        state = self.session.sync_state
        paused = state.phase is Phase.PAUSED
        self._pause.setText(self.say("sync.resume" if paused else "sync.pause"))
        self._send.setEnabled(not paused and state.phase is not Phase.SYNCING)
        result = state.outcome.result if state.outcome is not None else None
        trouble = self.session.status.trouble if self.session.status is not None else None
        wrong = trouble or (result.value if result is not None and result not in QUIET else None)
        if trouble is None and self._missing.isVisibleTo(self):
            # Without a network all is safe, as it says; not beside what is missing.
            wrong = None
        self._wrong.setVisible(wrong is not None)
        if wrong is not None:
            self._wrong.say(self.say(f"sync.{wrong}"), "bad" if trouble else "warn")

    def _show_progress(self) -> None:
        known = self.session.status
        waiting = known.unsent.acts if known is not None else 0
        self._most = max(self._most, waiting) if waiting else 0
        self._bar.setVisible(self.session.sync_state.phase is Phase.SYNCING and waiting > 0)
        self._bar.setRange(0, max(self._most, 1))
        self._bar.setValue(self._most - waiting)

    def _show_missing(self) -> None:
        lost = self.session.status.missing if self.session.status is not None else None
        self._missing.setVisible(lost is not None)
        self._safe.setVisible(lost is None and not self._is_narrow)
        if lost is None:
            return
        if lost.acts is None or lost.rupiah is None:
            self._missing.say(self.say("sync.missing.unknown"), "bad")
            return
        key = "sync.missing.lost" if lost.settled else "sync.missing.asking"
        self._missing.say(self.say(key, count=lost.acts, rupiah=format_rupiah(lost.rupiah)), "bad")

    def _show_match(self) -> None:
        known = self.session.status
        if known is None or (known.match is None and not known.differences):
            self._match_title.setText(self.say("sync.match.none"))
            set_tone(self._match_title, "text2")
            self._match_figures.setText(self.say("sync.match.none_below"))
            self._match_time.setText("")
            return
        if known.match is None:
            self._match_title.setText(self.say("sync.match.differs"))
            set_tone(self._match_title, "bad")
            self._match_figures.setText(self.say("sync.done"))
            self._match_time.setText("")
            return
        self._match_title.setText(self.say("sync.match.yes"))
        set_tone(self._match_title, "ok")
        figures = self.say("sync.match.figures", count=known.match.count, rupiah=format_rupiah(known.match.rupiah))
        self._match_figures.setText(figures)
        self._match_time.setText(self.say("sync.match.time", at=moment_label(self.session, known.match.at)))

    def _arrived(self, found: Found) -> None:
        self._found = found
        rows = rows_of(self.session, found)
        groups = {
            "waiting": [one for one in rows if one.tick in (Tick.LAPTOP, Tick.HELP)],
            "help": [one for one in rows if one.tick is Tick.HELP],
            "all": rows,
        }
        waiting = sum(act.last > found.acknowledged for act in found.acts)
        for name, chip in self.chips.items():
            chip.set_count(waiting if name == "waiting" else len(groups[name]))
        if not self._filter:
            # The first time: what waits, or everything where nothing does.
            self._filter = "waiting" if groups["waiting"] else "all"
            self.chips[self._filter].setChecked(True)
        self.model.put(groups[self._filter])
        self._stack.setCurrentIndex(0 if groups[self._filter] else 1)
        self._empty.say(self.say(f"sync.empty.{self._filter}"), self.say("sync.empty.below"))
        self._help.hide()

    def _choose(self, name: str) -> None:
        self._filter = name
        if self._found is not None:
            self._arrived(self._found)

    def _chosen(self, index: QModelIndex) -> None:
        chosen: Row | None = index.data(ROW) if index.isValid() else None
        self._help.setVisible(chosen is not None and chosen.review is not None)
        if chosen is not None and chosen.review is not None:
            rule_ = self.say(f"review.{chosen.review}.rule")
            self._reason.say(f"{rule_} {self.say('sync.help.below')}", "warn")

    def _open(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        chosen: Row = index.data(ROW)
        if chosen.kind in RECEIPTS:
            self.shell.go("receipt", origin=chosen.origin)
        elif chosen.members:
            self.shell.go("members", member=chosen.members[0])
        elif chosen.kind == "cash_deposited":
            self.shell.go("deposit", origin=chosen.origin)

    def _pause_or_resume(self) -> None:
        if self.session.sync_state.phase is Phase.PAUSED:
            self.session.engine.resume()
        else:
            self.session.engine.pause()

    def keyPressEvent(self, event) -> None:
        if event.key() == Qt.Key.Key_Return and self.list.hasFocus():
            self._open(self.list.currentIndex())
            return
        super().keyPressEvent(event)
