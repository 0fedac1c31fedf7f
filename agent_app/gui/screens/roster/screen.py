"""Importing a member list: choose a file, look at the columns, look at what would happen, import."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from agent_app.documents.text_workbook import free_name
from agent_app.gui import files
from agent_app.gui.models.statuses import count_label
from agent_app.gui.moments import moment_label
from agent_app.gui.screens.roster.columns import ColumnsPanel
from agent_app.gui.screens.roster.drop import DropPlace
from agent_app.gui.screens.roster.outcome import OutcomePanel
from agent_app.gui.screens.roster.side import Side, does_something
from agent_app.gui.screens.roster.work import Stage, roster_work
from agent_app.gui.screens.screen import Screen, Shell
from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.cards import Card, Notice, column, row, scrolling
from agent_app.gui.widgets.one_column import SteadyPages, as_high_as_needed
from agent_app.gui.widgets.states import EmptyState
from agent_app.gui.widgets.text import label
from agent_app.services.roster_list import ListFile


class RosterScreen(Screen):
    """Shows the work of the session; leaving the page stops nothing."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.work = roster_work(self.session)
        self._shown_stage: Stage | None = None
        self._shown_file: object = None
        self.setAcceptDrops(True)
        self.choose = Button(
            self.say("roster.choose"), "primary", icon="folder-open", keycap="Ctrl+Enter", height="button_primary"
        )
        self.choose.clicked.connect(self._choose)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._build_empty())
        self._pages.addWidget(self._build_work())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._pages, 1)
        layout.addLayout(self._below)
        self.work.changed.connect(self._work_changed)
        self.adapt(narrow=False)
        self._work_changed()

    def heading(self) -> tuple[str, str]:
        return self.say("roster.title"), self.say(f"roster.stage.{self.work.stage.value}")

    def arrive(self, **what: object) -> None:
        self._focus()

    def adapt(self, *, narrow: bool) -> None:
        direction = QHBoxLayout.Direction.TopToBottom if narrow else QHBoxLayout.Direction.LeftToRight
        self._columns.setDirection(direction)
        self._columns.setContentsMargins(*((12, 8, 12, 4) if narrow else (24, 16, 24, 16)))
        self._narrow = narrow
        (self._below if narrow else self._act_row).addWidget(self.act)
        self._below.setContentsMargins(*((12, 6, 12, 8) if narrow else (0, 0, 0, 0)))
        # The side says what to do next: in one column it stands first.
        self._columns.removeWidget(self._side_card)
        self._columns.insertWidget(0 if narrow else 1, self._side_card, 0 if narrow else 40)
        self._fit()

    def escape(self) -> bool:
        if self.work.stage is Stage.LOOKED:
            self.work.back_to_columns()
            return True
        return False

    def primary(self) -> None:
        (self.choose if self.choose.isVisible() else self.act).click()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if files.dragged_file(event) is not None and not self.work.is_busy:
            event.acceptProposedAction()
            self.drop.set_over(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.drop.set_over(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self.drop.set_over(False)
        file = files.dragged_file(event)
        if file is not None and not self.work.is_busy:
            event.acceptProposedAction()
            self.work.open(file)

    def _build_empty(self) -> QWidget:
        title, below = self.say("roster.drop"), self.say("roster.drop.below")
        self.drop = DropPlace(EmptyState("upload", title, below, self.choose, width=520))
        self._last = label("", "small", "text2", wrap=True)
        self._last.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._wrong = Notice("", "bad")
        again = label(self.say("roster.again_is_safe"), "small", "text2", wrap=True)
        again.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        page = QWidget()
        page.setLayout(column(self._wrong, self.drop, again, self._last, margins=(24, 16, 24, 20), spacing=12))
        page.layout().setStretch(1, 1)
        return page

    def _build_work(self) -> QWidget:
        self.columns = ColumnsPanel(self.session, self.work)
        self.outcome = OutcomePanel(self.session)
        self.outcome.deciding.decided.connect(self.work.decide)
        self._left = SteadyPages()
        self._left.addWidget(self.columns)
        self._left.addWidget(self.outcome)
        self._side_card = Card(margin=0, spacing=0)
        self.side = Side(self.session, self.work)
        self.side.again.clicked.connect(self._choose)
        self.side.complete.toggled.connect(self._show_act)
        self.side.columns.clicked.connect(self.work.back_to_columns)
        self.side.save_errors.clicked.connect(self._save_errors)
        self._side_area = scrolling(self.side)
        self._side_card.body.addWidget(self._side_area, 1)
        self.act = Button("", "primary", keycap="Ctrl+Enter", height="button_primary")
        self.act.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.act.clicked.connect(self._act)
        self._act_row = row(margins=(20, 10, 20, 14))
        self._side_card.body.addLayout(self._act_row)
        self._below = QVBoxLayout()
        page = QWidget()
        self._columns = QHBoxLayout(page)
        self._columns.setSpacing(14)
        self._columns.addWidget(self._left, 60)
        self._columns.addWidget(self._side_card, 40)
        self._area = scrolling(page)
        return self._area

    def _work_changed(self) -> None:
        work, stage = self.work, self.work.stage
        empty = stage is Stage.EMPTY
        self._pages.setCurrentIndex(0 if empty else 1)
        self.act.setVisible(not empty)
        if empty:
            self._show_empty()
        file = (work.path, work.sheets)
        if file != self._shown_file:
            self._shown_file = file
            self.columns.show_file()
        elif stage is Stage.COLUMNS:
            self.columns.show_columns()
        if stage is not self._shown_stage and stage is Stage.LOOKED and work.looked is not None:
            self.outcome.show_looked(work.looked)
        self.outcome.deciding.setEnabled(stage is Stage.LOOKED)
        self._left.setCurrentIndex(0 if stage in (Stage.EMPTY, Stage.OPENING, Stage.COLUMNS, Stage.READING) else 1)
        self.columns.setEnabled(stage is Stage.COLUMNS)
        self.side.show_work()
        self._show_act()
        self._fit()
        if stage is not self._shown_stage:
            self._stage_changed(stage)

    def _stage_changed(self, stage: Stage) -> None:
        self._shown_stage = stage
        self.heading_changed.emit()
        if self.isVisible():
            self._focus()
        elif stage is Stage.DONE:
            key = "roster.stopped" if self.work.progress.stopped else "roster.done"
            names = ("done", "total", "new", "changed", "unchanged", "back", "unlisted")
            counts = {name: count_label(self.session, getattr(self.work.progress, name)) for name in names}
            self.shell.toast(self.say(key, **counts))

    def _show_empty(self) -> None:
        self._wrong.setVisible(self.work.trouble is not None)
        if self.work.trouble is not None:
            self._wrong.say(f"{self.work.path.name}: {self.session.words.of(self.work.trouble)}", "bad")
        last = self.work.last
        self._last.setVisible(last is not None)
        if last is not None:
            params = {name: count_label(self.session, last[name]) for name in ("new", "changed")}
            self._last.setText(
                self.say("roster.last", at=moment_label(self.session, last["at"]), file=last["file"], **params)
            )

    def _show_act(self, _: bool = False) -> None:
        work, looked = self.work, self.work.looked.looked if self.work.looked is not None else None
        rows = looked.new + looked.changed + looked.doubtful - len(looked.given_back()) if looked is not None else 0
        leave = len(looked.gone) if looked is not None and self.side.complete.isChecked() else 0
        importing = "roster.import" if rows else "roster.import_gone" if leave else "roster.import_none"
        key = {Stage.LOOKED: importing, Stage.IMPORTING: importing, Stage.DONE: "roster.next_file"}
        count = count_label(self.session, rows or leave)
        self.act.setText(self.say(key.get(work.stage, "roster.look"), count=count))
        why_not = self._why_not()
        self.act.setEnabled(not why_not)
        self.act.setToolTip(why_not)

    def _why_not(self) -> str:
        """Why the one act cannot be done now; empty where it can."""
        work = self.work
        if work.is_busy:
            return self.say("roster.busy")
        if work.stage is Stage.COLUMNS and not work.chosen_mappings:
            return self.say("roster.no_name_column")
        if work.stage is Stage.LOOKED and work.looked is not None and not work.looked.looked.rows:
            return self.say("roster.nothing_readable")
        if work.stage is Stage.LOOKED and work.looked is not None and not self._does_something(work.looked):
            return self.side.nothing_new()
        return ""

    def _does_something(self, file: ListFile) -> bool:
        return does_something(file) or bool(file.looked.gone and self.side.complete.isChecked())

    def _act(self) -> None:
        match self.work.stage:
            case Stage.COLUMNS:
                self.work.look()
            case Stage.LOOKED:
                self.work.start(complete=self.side.complete.isChecked())
            case Stage.DONE:
                self.side.complete.setChecked(False)
                self.work.forget()

    def _choose(self) -> None:
        files.ask_to_open(
            self.window(),
            self.say("roster.choose"),
            self.say("roster.file_kind"),
            self.say("roster.every_file"),
            self._open,
        )

    def _open(self, file: Path) -> None:
        if not self.work.is_busy:
            self.work.open(file)

    def _save_errors(self) -> None:
        path = self.work.path
        suggested = free_name(path.with_name(f"{path.stem}-perlu-diperbaiki.xlsx"))
        title, kind = self.say("roster.errors.save"), self.say("roster.file_kind")
        files.ask_to_save(self.window(), title, kind, suggested, self.work.save_errors)

    def _fit(self) -> None:
        """In one column every part is as high as it asks, and the page scrolls."""
        for area in (self._side_area, self.columns.area):
            as_high_as_needed(area, self.width(), narrow=self._narrow)
        self.outcome.list.setMinimumHeight(240 if self._narrow else 0)

    def _focus(self) -> None:
        first = {
            Stage.EMPTY: self.choose,
            Stage.COLUMNS: self.act if self.work.chosen_mappings else self.columns.first(),
            Stage.LOOKED: self.act if self.act.isEnabled() else self.side.again,
            Stage.DONE: self.act,
        }.get(self.work.stage, self.side.stop)
        first.setFocus(Qt.FocusReason.OtherFocusReason)
