"""Paying BPJS: choose counted member-months, hand a batch in, record that it was paid, and take the answer in."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from agent_app.domain.errors import Refused, Trouble
from agent_app.domain.money import format_rupiah
from agent_app.gui import files
from agent_app.gui.models.statuses import count_label
from agent_app.gui.screens.remit.answer_panel import AnswerPanel
from agent_app.gui.screens.remit.answer_side import AnswerSide
from agent_app.gui.screens.remit.answer_work import AnswerStage, AnswerWork
from agent_app.gui.screens.remit.batch_side import BatchSide
from agent_app.gui.screens.remit.batches import BatchDetail, BatchesPanel
from agent_app.gui.screens.remit.hand_in import HandIn
from agent_app.gui.screens.remit.paying import Paying
from agent_app.gui.screens.remit.reading import DRAFT, Found, read
from agent_app.gui.screens.remit.waiting import WaitingPanel
from agent_app.gui.screens.screen import Screen, Shell
from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.cards import Card, row, rule, scrolling
from agent_app.gui.widgets.flow import Flow
from agent_app.gui.widgets.one_column import SteadyCard, SteadyPages, as_high_as_needed
from agent_app.gui.widgets.pills import Chip
from agent_app.store import kept

MODES = ("waiting", "batches", "answer")


class RemitScreen(Screen):
    """Three views of one road: what waits, what was paid by the branch's word, what BPJS answered."""

    tables = frozenset(
        {"receipt", "receipt_month", "titipan", "deposit", "deposit_decision", "difference_answer", "remittance"}
        | {"remitted_month", "protection", "protected_month", "remittance_refusal", "funds_receipt", "member"}
        | {"schedule", "schedule_acceptance"}
    )

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._found: Found | None = None
        self._mode = "waiting"
        self._narrow = False
        self.answer = AnswerWork(self.session, self)
        self._answer_stage = AnswerStage.NONE
        self._build()
        self.hand_in = HandIn(shell, self.waiting, self.side, self._say_wrong)
        self.paying = Paying(shell, self.waiting, self.side, self._show_act, self._paid, self._refused)
        self._connect()
        self.adapt(narrow=False)
        self._show_mode()

    def heading(self) -> tuple[str, str]:
        return self.say("remit.title"), self.say(f"remit.subtitle.{self._mode}")

    def arrive(self, **what: object) -> None:
        if what.get("answer"):
            self._go_to("answer" if self.answer.is_open else "batches")
        elif isinstance(reference := what.get("batch"), str):
            self.batches.look_at(reference)
            self._go_to("batches")
        self.refresh()
        self._focus()

    def refresh(self) -> None:
        coop, branch, today = self.session.coop, self.session.identity.branch, self.session.today()
        question = partial(read, coop=coop, branch=branch, today=today)
        self.session.ask(self, question, self._arrived, self._unreadable)

    def adapt(self, *, narrow: bool) -> None:
        self._narrow = narrow
        direction = QHBoxLayout.Direction.TopToBottom if narrow else QHBoxLayout.Direction.LeftToRight
        self._columns.setDirection(direction)
        self._columns.setContentsMargins(*((12, 8, 12, 4) if narrow else (24, 16, 24, 16)))
        (self._below if narrow else self._act_row).addWidget(self.act)
        self._below.setContentsMargins(*((12, 6, 12, 8) if narrow else (0, 0, 0, 0)))
        self._fit()

    def leave(self) -> None:
        chosen = [[member, list(months)] for member, months in self.waiting.model.chosen]
        draft = {"reference": self.side.text(), "chosen": chosen}
        self.session.store.run(lambda connection: kept.keep(connection, DRAFT, draft if any(draft.values()) else None))

    def escape(self) -> bool:
        if self._mode != "waiting":
            self._go_to("waiting")
            return True
        return False

    def primary(self) -> None:
        self.act.click()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _build(self) -> None:
        self.chips = {name: Chip(self.say(f"remit.mode.{name}")) for name in MODES}
        self.take_answer = Button(self.say("remit.answer.take"), "quiet", icon="upload", keys="Alt+J")
        self.waiting = WaitingPanel(self.session)
        self.batches = BatchesPanel(self.session)
        self.answer_panel = AnswerPanel(self.session, self.answer)
        self._left = SteadyPages()
        for page in (self.waiting, self.batches, self.answer_panel):
            self._left.addWidget(page)
        card = SteadyCard(margin=0, spacing=0)
        top = QWidget()
        flow = Flow(top)
        flow.setSpacing(8)
        for each in (*self.chips.values(), self.take_answer):
            flow.addWidget(each)
        card.body.addWidget(top)
        card.body.addWidget(rule())
        card.body.addWidget(self._left, 1)
        self.side = BatchSide(self.session)
        self.detail = BatchDetail(self.session)
        self.answer_side = AnswerSide(self.shell, self.answer)
        self._sides = SteadyPages()
        self._areas = [scrolling(each) for each in (self.side, self.detail, self.answer_side)]
        for area in self._areas:
            self._sides.addWidget(area)
        side_card = Card(margin=0, spacing=0)
        side_card.body.addWidget(self._sides, 1)
        self.act = Button("", "primary", keycap="Ctrl+Enter", height="button_primary")
        self.act.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._act_row = row(margins=(20, 10, 20, 14))
        side_card.body.addLayout(self._act_row)
        page = QWidget()
        self._columns = QHBoxLayout(page)
        self._columns.setSpacing(14)
        self._columns.addWidget(card, 60)
        self._columns.addWidget(side_card, 40)
        self._below = QVBoxLayout()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(scrolling(page), 1)
        layout.addLayout(self._below)

    def _connect(self) -> None:
        for name, chip in self.chips.items():
            chip.clicked.connect(lambda _=False, to=name: self._go_to(to))
        self.take_answer.clicked.connect(self._choose_answer)
        self.waiting.changed.connect(self._chosen_changed)
        self.side.edited.connect(self._show_act)
        self.batches.chosen.connect(self._batch_chosen)
        self.answer.changed.connect(self._answer_changed)
        self.answer_panel.look.connect(self.answer_side.look)
        self.act.clicked.connect(self._act)

    def _arrived(self, found: Found) -> None:
        self.side.wrong.hide_unread()
        first = self._found is None
        self._found = found
        self.waiting.put(found.rows)
        self.batches.put(found.batches)
        if first and found.draft and not self.waiting.model.chosen and not self.side.text():
            self.side.reference.editor.setText(found.draft["reference"])
            self.waiting.choose((member, tuple(months)) for member, months in found.draft["chosen"])
        self.chips["waiting"].set_count(count_label(self.session, sum(len(one.months) for one in found.rows)))
        self.chips["batches"].set_count(count_label(self.session, len(found.batches)))
        self._chosen_changed()
        self._batch_chosen(self.batches.list.current())

    def _chosen_changed(self) -> None:
        if self._found is not None:
            self.side.show_chosen(self.waiting.chosen(), self._found.batches)
        self._show_act()
        self._fit()

    def _batch_chosen(self, batch: object) -> None:
        self.detail.show_batch(batch)

    def _go_to(self, mode: str) -> None:
        self._mode = mode
        self._show_mode()
        self._focus()
        self.heading_changed.emit()

    def _show_mode(self) -> None:
        self.chips["answer"].setVisible(self.answer.is_open)
        self.chips[self._mode].setChecked(True)
        number = MODES.index(self._mode)
        self._left.setCurrentIndex(number)
        self._sides.setCurrentIndex(number)
        # In the other views it is the primary act.
        self.take_answer.setVisible(self._mode == "waiting")
        self._show_act()
        self._fit()

    def _show_act(self) -> None:
        self.act.setText(self._act_text())
        why_not = self._why_not()
        self.act.setEnabled(not why_not and not self.paying.is_busy)
        self.act.setToolTip(why_not)

    def _act_text(self) -> str:
        if self._mode == "batches":
            return self.say("remit.answer.take")
        if self._mode == "waiting":
            rupiah = format_rupiah(sum(one.to_pay for one in self.waiting.chosen()))
            return self.say("remit.paid", rupiah=rupiah)
        work, matched = self.answer, self.answer.matched
        if self._is_answer_through():
            return self.say("remit.answer.finish")
        if matched is not None and not work.protecting and not matched.refusals.is_empty:
            return self.say("remit.answer.record_refused", people=count_label(self.session, matched.refusals.members))
        return self.say("remit.answer.confirm", people=count_label(self.session, work.people))

    def _is_answer_through(self) -> bool:
        """Whether nothing is left to do with the answer: written just now, or before."""
        return self.answer.stage is AnswerStage.DONE or self.answer.is_old

    def _why_not(self) -> str:
        """Why the one act cannot be done now; empty where it can."""
        if self._mode == "waiting":
            return "" if self.waiting.chosen() else self.say("remit.choose_first")
        return self.answer_side.why_not() if self._mode == "answer" else ""

    def _act(self) -> None:
        match self._mode:
            case "waiting":
                self.paying.ask()
            case "batches":
                self._choose_answer()
            case _ if self._is_answer_through():
                self.answer.close()
            case _:
                self.answer_side.ask_confirm()

    def _paid(self) -> None:
        self.side.wrong.hide()
        self.waiting.forget()
        self.side.reference.editor.clear()
        self.leave()
        self.refresh()

    def _refused(self, trouble: Trouble) -> None:
        """Somebody else may have recorded it meanwhile: what is shown is read again."""
        self._say_wrong(trouble)
        self.refresh()

    def _unreadable(self, trouble: Trouble) -> None:
        self.side.wrong.say_unread(self.session.words.of(trouble))
        self._fit()

    def _say_wrong(self, trouble: Trouble) -> None:
        self.side.wrong.say(self.session.words.of(trouble), "bad" if isinstance(trouble, Refused) else "warn")
        self.side.wrong.show()
        self._fit()

    def _choose_answer(self) -> None:
        kind, every = self.say("roster.file_kind"), self.say("roster.every_file")
        files.ask_to_open(self.window(), self.say("remit.answer.take"), kind, every, self.open_answer)

    def open_answer(self, path: Path) -> None:
        """Look at an answer of BPJS."""
        self.answer.open(path)
        self._go_to("answer")

    def _answer_changed(self) -> None:
        if not self.answer.is_open and self._mode == "answer":
            if self.answer.trouble is not None:
                self.shell.toast(f"{self.answer.path.name}: {self.session.words.of(self.answer.trouble)}")
            self._mode = "batches"
            self.refresh()
            self.heading_changed.emit()
        stage_changed = self.answer.stage is not self._answer_stage
        self._answer_stage = self.answer.stage
        self.answer_panel.show_answer()
        self.answer_side.show_work()
        self.answer_side.prefill(self._found.batches if self._found is not None else ())
        self._show_mode()
        if stage_changed and self.isVisible():
            self._focus()

    def _fit(self) -> None:
        """In one column every part is as high as it asks, and the page scrolls."""
        for area in self._areas:
            as_high_as_needed(area, self.width(), narrow=self._narrow)
        self._left.setMinimumHeight(320 if self._narrow else 0)

    def _focus(self) -> None:
        first = {"waiting": self.waiting.list, "batches": self.batches.list}.get(self._mode, self.act)
        first.setFocus(Qt.FocusReason.OtherFocusReason)
