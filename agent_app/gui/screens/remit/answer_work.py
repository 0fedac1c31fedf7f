"""An answer of BPJS between file and journal: read beside the window, matched, confirmed reference by reference."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from agent_app.documents.answer_errors import write_answer_errors
from agent_app.documents.bpjs_answer import Answer, AnswerRow, RefusedRow, Unreadable, read_answer
from agent_app.documents.roster_rows import Source
from agent_app.documents.text_workbook import free_name
from agent_app.domain.errors import Trouble
from agent_app.gui.jobs import Jobs
from agent_app.gui.session import Session
from agent_app.records.views.members import Member
from agent_app.records.views.remittances import AnswerTaken, answer_taken
from agent_app.services.protection import (
    AnsweredRow,
    Confirmed,
    ConfirmProtection,
    ProtectionPlan,
    confirm_protection,
    plan_protection,
)
from agent_app.services.refusals import Effect, RefusalPlan, RefusedAnswer, plan_refusals


class AnswerStage(StrEnum):
    """Where an answer is."""

    NONE = "none"
    READING = "reading"
    READ = "read"
    WRITING = "writing"
    DONE = "done"


@dataclass(frozen=True, slots=True, repr=False)
class Matched:
    """An answer and what it would write: who is protected, and what was refused; `taken`: the same file was taken in
    before."""

    answer: Answer
    plan: ProtectionPlan
    refusals: RefusalPlan
    taken: AnswerTaken | None

    @property
    def refused(self) -> tuple[tuple[RefusedRow, Member | None, Effect], ...]:
        """The refused rows with whom each speaks of, None for nobody here, and what becomes of it."""
        return tuple(zip(self.answer.refused, self.refusals.found, self.refusals.effects, strict=True))

    @property
    def unmatched(self) -> tuple[AnswerRow, ...]:
        return tuple(self.answer.rows[index] for index in self.plan.unmatched)

    @property
    def unreadable(self) -> tuple[tuple[Source, Unreadable], ...]:
        return self.answer.unreadable

    @property
    def left_out(self) -> int:
        """Rows that protect nobody."""
        return len(self.refused) + len(self.unmatched) + len(self.unreadable)

    @property
    def without_reference(self) -> int:
        """Rows whose payment code stands nowhere in the file."""
        return sum(row.reference is None for row in self.answer.rows)

    @property
    def is_old(self) -> bool:
        """Whether everything in it stands here already."""
        return self.is_empty and self.taken is not None

    @property
    def is_useless(self) -> bool:
        """Whether there is nothing in it to write."""
        return self.is_empty and not self.is_old

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be written."""
        return self.plan.is_empty and self.refusals.is_empty


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

    def open(self, path: Path) -> None:
        """Read a file and match it."""
        self._clear()
        self.path, self.stage = path, AnswerStage.READING
        today = self._session.today()
        self._jobs.run(lambda: read_answer(path, today=today), self._read, self._failed)
        self.changed.emit()

    def close(self) -> None:
        """Put the answer away."""
        self._clear()
        self.changed.emit()

    def confirm(self, reference: str) -> None:
        """Write what the answer says; `reference` is for rows that name none."""
        if self.matched is None:
            return
        self.stage, self.trouble = AnswerStage.WRITING, None
        answer = self.matched.answer
        by_reference: dict[str, list[AnsweredRow]] = {}
        for row in answer.rows:
            by_reference.setdefault(row.reference or reference, []).append(answered(row))
        self._left = [
            ConfirmProtection(reference=each, proof=answer.proof, rows=tuple(rows))
            for each, rows in by_reference.items()
        ]
        if answer.refused:
            refused = tuple(not_taken(row) for row in answer.refused)
            self._left.append(ConfirmProtection(reference="", proof=answer.proof, rows=(), refused=refused))
        self.changed.emit()
        self._next()

    def save_errors(self, path: Path | None = None) -> None:
        """Write the rows that protect nobody, beside the answer unless a place is given."""
        matched = self.matched
        if matched is None or not matched.left_out:
            return
        file = path or free_name(self.path.with_name(f"{self.path.stem}-tidak-masuk.xlsx"))
        say = self._session.words.say
        unmatched = [row.source for row in matched.unmatched]

        def write() -> Path:
            write_answer_errors(file, matched.answer, unmatched, say)
            return file

        self._jobs.run(write, self._errors_saved, self._errors_not_saved)

    def _clear(self) -> None:
        self.stage = AnswerStage.NONE
        self.path = Path()
        self.matched: Matched | None = None
        self.trouble: Trouble | None = None
        self.members = self.months = self.refused = 0
        self.error_file: Path | None = None
        self.error_trouble: Trouble | None = None
        self._left: list[ConfirmProtection] = []

    def _read(self, answer: Answer) -> None:
        coop = self._session.coop
        branch = self._session.identity.branch
        self._session.ask(self, lambda connection: match(connection, coop, branch, answer), self._matched, self._failed)

    def _matched(self, matched: Matched) -> None:
        self.stage, self.matched = AnswerStage.READ, matched
        self.changed.emit()

    def _failed(self, trouble: Trouble) -> None:
        self.stage = AnswerStage.READ if self.matched is not None else AnswerStage.NONE
        self.trouble = trouble
        self.changed.emit()

    def _next(self) -> None:
        if self._left:
            command = self._left.pop(0)
            self._session.write(confirm_protection, command, self._confirmed, self._failed)
        else:
            self._finish()

    def _confirmed(self, done: Confirmed) -> None:
        self.members += done.members
        self.months += done.member_months
        self.refused += done.refused
        self._next()

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


def match(connection: Any, coop: str, branch: str, answer: Answer) -> Matched:
    """Whom the rows speak of, and what is new of them; on the reading thread."""
    plan = plan_protection(connection, coop, tuple(answered(row) for row in answer.rows))
    refused = tuple(not_taken(row) for row in answer.refused)
    refusals = plan_refusals(connection, coop, branch, answer.proof, refused)
    return Matched(answer, plan, refusals, answer_taken(connection, coop, answer.proof))


def answered(row: AnswerRow) -> AnsweredRow:
    """A row as the service takes it."""
    return AnsweredRow(
        nik=row.nik,
        participant_number=row.participant_number,
        months=row.months,
        effective_from=row.effective_from,
    )


def not_taken(row: RefusedRow) -> RefusedAnswer:
    """A refused row as the service takes it."""
    return RefusedAnswer(
        nik=row.nik,
        participant_number=row.participant_number,
        months=row.months,
        reason=row.reason,
        reference=row.reference,
    )
