"""An answer of BPJS between file and journal: read beside the window, held against what was paid, decided row by row,
and written at once."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from agent_app.documents.answer_columns import AnswerColumns
from agent_app.documents.answer_left import write_left_out
from agent_app.documents.answer_words import Meaning
from agent_app.documents.bpjs_answer import Answer, AnswerFile, Reading, load_answer, sort_answer
from agent_app.documents.roster_rows import Source
from agent_app.documents.text_workbook import free_name
from agent_app.domain.answers import Standing
from agent_app.domain.errors import Refused, Trouble
from agent_app.domain.refusals import RefusalCode
from agent_app.gui.jobs import Jobs
from agent_app.gui.session import Session
from agent_app.records.views.remittances import AnswerTaken, answer_taken
from agent_app.services.answer_act import (
    Decision,
    TakeAnswer,
    may_protect,
    parts_of,
    protecting,
    refused_answers,
    take_answer,
)
from agent_app.services.answer_check import CheckedAnswer, CheckedRow, check_answer
from agent_app.services.answer_words import reasons_left
from agent_app.services.protection import Confirmed
from agent_app.services.refusals import Effect, RefusalPlan, plan_refusals


class AnswerStage(StrEnum):
    """Where an answer is."""

    NONE = "none"
    READING = "reading"
    READ = "read"
    WRITING = "writing"
    DONE = "done"


@dataclass(frozen=True, slots=True, repr=False)
class Matched:
    """An answer held against the records, and what its refusals would write; `taken`: the same file was taken in
    before."""

    checked: CheckedAnswer
    refusals: RefusalPlan
    taken: AnswerTaken | None

    @property
    def answer(self) -> Answer:
        return self.checked.answer

    @property
    def refused(self) -> tuple[tuple[CheckedRow, Effect], ...]:
        """The refused rows with what becomes of each."""
        return tuple(zip(self.checked.of(Standing.REFUSED), self.refusals.effects, strict=True))


class AnswerWork(QObject):
    """One answer at a time; `changed` tells of every step."""

    changed = Signal()

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._jobs = Jobs(self)
        self._clear()

    @property
    def is_open(self) -> bool:
        """Whether there is an answer to look at."""
        return self.stage is not AnswerStage.NONE

    @property
    def protecting(self) -> tuple[CheckedRow, ...]:
        """The rows that will protect somebody."""
        return protecting(self.matched.checked, self.decisions) if self.matched is not None else ()

    @property
    def people(self) -> int:
        return len({one.member.member for one in self.protecting if one.member is not None})

    @property
    def member_months(self) -> int:
        every = {(one.member.member, month) for one in self.protecting if one.member for month in one.months}
        return len(every)

    @property
    def undecided(self) -> int:
        """Rows that may protect somebody and wait for a person to look."""
        rows = self.matched.checked.of(Standing.CHECK) if self.matched is not None else ()
        return sum(may_protect(one) and one.row.source not in self.decisions for one in rows)

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be written."""
        return not self.protecting and (self.matched is None or self.matched.refusals.is_empty)

    @property
    def is_old(self) -> bool:
        """Whether everything in it stands here already."""
        return self.is_empty and not self.undecided and self.matched is not None and self.matched.taken is not None

    @property
    def left_out(self) -> dict[Source, str]:
        """Why each row is not taken that is not."""
        if self.matched is None:
            return {}
        return reasons_left(self._session.words, self.matched.checked, self.decisions)

    def open(self, path: Path) -> None:
        """Read a file and hold it against the records."""
        self._clear()
        self.path, self.stage = path, AnswerStage.READING
        self._jobs.run(lambda: load_answer(path), self._loaded, self._failed)
        self.changed.emit()

    def close(self) -> None:
        """Put the answer away."""
        self._clear()
        self.changed.emit()

    def read_as(self, columns: AnswerColumns) -> None:
        """Take a person's word for the columns of a sheet."""
        self.reading = Reading(columns={**self.reading.columns, columns.sheet: columns}, words=self.reading.words)
        self._sort()

    def means(self, word: str, meaning: Meaning | None) -> None:
        """Take a person's word for what a folded word of the file means; None takes it back."""
        words = {**self.reading.words, word: meaning} if meaning is not None else dict(self.reading.words)
        if meaning is None:
            words.pop(word, None)
        self.reading = Reading(columns=self.reading.columns, words=words)
        self._sort()

    def give_day(self, day: date | None) -> None:
        """The first day of protection for a file that tells none."""
        if day != self.given_day:
            self.given_day = day
            self._check(self.matched.answer if self.matched is not None else None)

    def decide(self, one: CheckedRow, decision: Decision | None) -> None:
        """What a person decided of a row under *perlu diperiksa*; None takes it back."""
        self.decisions.pop(one.row.source, None)
        if decision is not None:
            self.decisions[one.row.source] = decision
        self.changed.emit()

    def confirm(self, reference: str) -> None:
        """Write what the answer says; `reference` is for rows whose payment code is not known."""
        if self.matched is None:
            return
        try:
            parts = parts_of(self.matched.checked, self.decisions, reference)
        except Refused as refusal:
            self._failed(refusal)
            return
        self.stage, self.trouble = AnswerStage.WRITING, None
        self.changed.emit()
        if parts:
            self._session.write(take_answer, TakeAnswer(parts=parts), self._confirmed, self._failed)
        else:
            self._finish()

    def save_errors(self, path: Path | None = None) -> None:
        """Write the rows that are not taken, beside the answer unless a place is given."""
        matched, reasons = self.matched, self.left_out
        if matched is None or not reasons:
            return
        file = path or free_name(self.path.with_name(f"{self.path.stem}-tidak-masuk.xlsx"))
        say = self._session.words.say

        def write() -> Path:
            write_left_out(file, matched.answer, reasons, say)
            return file

        self._jobs.run(write, self._errors_saved, self._errors_not_saved)

    def _clear(self) -> None:
        self.stage = AnswerStage.NONE
        self.path = Path()
        self.file: AnswerFile | None = None
        self.reading = Reading()
        self.given_day: date | None = None
        self.decisions: dict[Source, Decision] = {}
        self.matched: Matched | None = None
        self.trouble: Trouble | None = None
        self.members = self.months = self.refused = 0
        self.error_file: Path | None = None
        self.error_trouble: Trouble | None = None

    def _loaded(self, file: AnswerFile) -> None:
        self.file = file
        self._sort()

    def _sort(self) -> None:
        file, today, reading = self.file, self._session.today(), self.reading
        if file is None:
            return
        self.stage = AnswerStage.READING
        self.changed.emit()
        self._jobs.run(lambda: sort_answer(file, today=today, reading=reading), self._check, self._failed)

    def _check(self, answer: Answer | None) -> None:
        if answer is None:
            return
        if not answer.rows:
            self._failed(Refused(RefusalCode.ANSWER_NO_HEADER))
            return
        coop, branch = self._session.coop, self._session.identity.branch
        today, day = self._session.today(), self.given_day

        def question(connection: Any) -> Matched:
            return match(connection, coop, branch, answer, today, day)

        self._session.ask(self, question, self._matched, self._failed)

    def _matched(self, matched: Matched) -> None:
        self.stage, self.matched, self.trouble = AnswerStage.READ, matched, None
        waiting = {one.row.source for one in matched.checked.of(Standing.CHECK)}
        self.decisions = {source: said for source, said in self.decisions.items() if source in waiting}
        self.changed.emit()

    def _failed(self, trouble: Trouble) -> None:
        self.stage = AnswerStage.READ if self.matched is not None else AnswerStage.NONE
        self.trouble = trouble
        self.changed.emit()

    def _confirmed(self, done: Confirmed) -> None:
        self.members, self.months, self.refused = done.members, done.member_months, done.refused
        self._finish()

    def _finish(self) -> None:
        self.stage = AnswerStage.DONE
        if self.error_file is None:
            self.save_errors()
        self.changed.emit()

    def _errors_saved(self, file: Path) -> None:
        self.error_file, self.error_trouble = file, None
        self.changed.emit()

    def _errors_not_saved(self, trouble: Trouble) -> None:
        self.error_trouble = trouble
        self.changed.emit()


def match(connection: Any, coop: str, branch: str, answer: Answer, today: date, day: date | None) -> Matched:
    """Where each row ends, and what its refusals would write; on the reading thread."""
    checked = check_answer(connection, coop, branch, answer, today=today, given_day=day)
    refusals = plan_refusals(connection, coop, branch, answer.proof, refused_answers(checked))
    return Matched(checked, refusals, answer_taken(connection, coop, answer.proof))
