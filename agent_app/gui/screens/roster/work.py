"""The import under way: one for a session, so that it goes on whatever page is shown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from agent_app.documents.error_file import write_error_file, write_error_file_somewhere
from agent_app.documents.roster_account import Answers, Question, QuestionKind
from agent_app.documents.roster_columns import guess_mapping
from agent_app.documents.roster_mapping import Mapping
from agent_app.documents.spreadsheet import Sheet
from agent_app.domain.errors import Refused, Trouble
from agent_app.domain.refusals import RefusalCode
from agent_app.gui.jobs import Jobs
from agent_app.gui.screens.roster.looking import Reader
from agent_app.gui.session import Session
from agent_app.records.views import roster_list
from agent_app.services.roster import ROWS_AN_ACT, Imported, UnlistRows, take_rows, unlist_rows
from agent_app.services.roster_list import ListFile, forget, rows_to_mend
from agent_app.services.roster_questions import Choice
from agent_app.store import kept

LAST = "roster.last_import"


class Stage(StrEnum):
    """Where an import is. `OPENING`, `READING` and `IMPORTING` are work under way."""

    EMPTY = "empty"
    OPENING = "opening"
    COLUMNS = "columns"
    READING = "reading"
    LOOKED = "looked"
    IMPORTING = "importing"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Progress:
    """Rows done of how many; `back` of them are given back, `unlisted` people were taken off the list. `stopped`: by
    the person or a trouble."""

    done: int = 0
    total: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    back: int = 0
    unlisted: int = 0
    stopped: bool = False


class RosterWork(QObject):
    """`changed` tells that anything of it is another."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._reader = Reader(self, session.store)
        self._jobs = Jobs(self)
        self._acts: Iterator[Any] = iter(())
        self._stop_asked = False
        self.looked: ListFile | None = None
        self.last: dict[str, Any] | None = None
        """The last import made on this laptop."""
        self.since: int | None = None
        """When the branch's list was last imported on any laptop, in milliseconds UTC."""
        self._forget()
        me = session.identity
        session.ask(
            self,
            lambda c: (kept.load(c, LAST), roster_list.last_imported(c, me.coop, me.branch)),
            self._last_arrived,
        )

    @property
    def is_busy(self) -> bool:
        """Whether something is under way that can be stopped."""
        return self.stage in (Stage.OPENING, Stage.READING, Stage.IMPORTING)

    @property
    def is_stopping(self) -> bool:
        """Whether the act under way is the last one."""
        return self.stage is Stage.IMPORTING and self._stop_asked

    @property
    def chosen_mappings(self) -> tuple[Mapping, ...]:
        """How the sheets to be imported are read."""
        return tuple(self.mappings[sheet.name] for sheet in self.sheets if sheet.name in self.chosen)

    def open(self, path: Path) -> None:
        """Look into a file."""
        self._forget()
        self.path, self.stage = path, Stage.OPENING
        self._reader.open(path, self._opened, self._unreadable)
        self.changed.emit()

    def forget(self) -> None:
        """Begin anew."""
        self._reader.stop()
        self._forget()
        self.changed.emit()

    def read_as(self, mapping: Mapping) -> None:
        """Read a sheet by another mapping."""
        self.mappings[mapping.sheet] = mapping
        if not mapping.names_a_member:
            self.chosen.discard(mapping.sheet)
        elif len(self.sheets) == 1:
            self.chosen.add(mapping.sheet)
        self.changed.emit()

    def choose(self, sheet: str, wanted: bool) -> None:
        """Import a sheet, or not."""
        (self.chosen.add if wanted else self.chosen.discard)(sheet)
        self.changed.emit()

    def look(self) -> None:
        """The dry run."""
        self._forget_looked()
        self.stage, self.trouble, self.error_file = Stage.READING, None, None
        self.progress = Progress()
        today = self._session.today()
        mappings, answers = self.chosen_mappings, self.answers
        self._reader.look(self.path, mappings, answers, today, self._read_so_far, self._looked, self._not_looked)
        self.changed.emit()

    def answer(self, kind: QuestionKind, option: str) -> None:
        """Say something about the file, or take it back; the file is looked at anew."""
        if self.stage is not Stage.LOOKED:
            return
        given = self.answers.has(kind, option)
        change = self.answers.without_answer if given else self.answers.with_answer
        self.answers = change(kind, option)
        self.look()

    def back_to_columns(self) -> None:
        """Change the columns after all."""
        self._reader.stop()
        self.stage, self.trouble = Stage.COLUMNS, None
        self.changed.emit()

    def decide(self, questions: Sequence[int], choice: Choice) -> None:
        """What is to be done with the rows of some questions, by their places."""
        if self.looked is None or self.stage is not Stage.LOOKED:
            return
        for question in questions:
            self.looked.looked.decide(question, choice)
        self.changed.emit()

    def start(self, *, complete: bool) -> None:
        """Import what was looked at, act by act; of a `complete` list also take those off whom it leaves out."""
        looked = self.looked
        if looked is None:
            return
        self.stage, self.trouble, self._stop_asked = Stage.IMPORTING, None, False
        self.progress = Progress(total=len(looked.looked.rows), back=len(looked.looked.given_back()))
        self._acts = looked.looked.commands(ROWS_AN_ACT)
        self._gone = [one for one, _ in looked.looked.gone] if complete and looked.gone_is_known else []
        self.changed.emit()
        self._next()

    def stop(self) -> None:
        """Stop reading at once, or importing after the act under way."""
        if self.stage is Stage.OPENING:
            self.forget()
        elif self.stage is Stage.READING:
            self.back_to_columns()
        elif self.stage is Stage.IMPORTING:
            self._stop_asked = True
            self.changed.emit()

    def save_errors(self, path: Path | None = None) -> None:
        """Write the rows that need a person to a file: where told, else beside the list, else where documents are."""
        looked = self.looked
        if looked is None or not looked.to_mend:
            return
        source, say = self.path, self._session.words.say

        def write() -> Path:
            problems = rows_to_mend(source, looked)
            if path is None:
                return write_error_file_somewhere(source, problems, looked.mappings, say)
            write_error_file(path, problems, looked.mappings, say)
            return path

        self._jobs.run(write, self._errors_saved, self._errors_not_saved)

    def _forget(self) -> None:
        self._forget_looked()
        self.stage = Stage.EMPTY
        self.path = Path()
        self.sheets: tuple[Sheet, ...] = ()
        self.mappings: dict[str, Mapping] = {}
        self.answers = Answers()
        self.asked: dict[QuestionKind, Question] = {}
        """Every question about the file that was open once."""
        self.chosen: set[str] = set()
        self.progress = Progress()
        self.trouble: Trouble | None = None
        self.error_file: Path | None = None
        self.error_trouble: Trouble | None = None
        self._gone: list[str] = []

    def _forget_looked(self) -> None:
        if self.looked is not None:
            forget(self._session.store, self.looked)
        self.looked = None

    def _last_arrived(self, found: tuple[dict[str, Any] | None, int | None]) -> None:
        last, since = found
        self.last, self.since = self.last or last, self.since or since
        self.changed.emit()

    def _opened(self, sheets: tuple[Sheet, ...]) -> None:
        self.sheets = tuple(sheet for sheet in sheets if sheet.rows)
        self.mappings = {sheet.name: guess_mapping(sheet) for sheet in self.sheets}
        self.chosen = {name for name, mapping in self.mappings.items() if mapping.names_a_member}
        self.stage = Stage.COLUMNS
        if not self.sheets:
            self._unreadable(Refused(RefusalCode.FILE_EMPTY))
            return
        self.changed.emit()

    def _unreadable(self, trouble: Trouble) -> None:
        self.stage, self.trouble = Stage.EMPTY, trouble
        self.changed.emit()

    def _read_so_far(self, rows: int) -> None:
        self.progress = Progress(done=rows)
        self.changed.emit()

    def _looked(self, looked: ListFile) -> None:
        self.stage, self.looked = Stage.LOOKED, looked
        self.asked |= {question.kind: question for question in looked.asked}
        self.changed.emit()

    def _not_looked(self, trouble: Trouble) -> None:
        self.stage, self.trouble = Stage.COLUMNS, trouble
        self.changed.emit()

    def _next(self) -> None:
        command = None if self._stop_asked else next(self._acts, None)
        if command is not None:
            rows = command.passed
            self._session.write(take_rows, command, lambda done: self._imported(rows, done), self._failed, beside=True)
        elif self._gone and not self._stop_asked:
            members, self._gone = self._gone[:ROWS_AN_ACT], self._gone[ROWS_AN_ACT:]
            self._session.write(unlist_rows, UnlistRows(members=members), self._unlisted, self._failed, beside=True)
        else:
            self._finish(stopped=self._stop_asked and (self.progress.done < self.progress.total or bool(self._gone)))

    def _imported(self, rows: int, done: Imported) -> None:
        was = self.progress
        self.progress = replace(
            was,
            done=was.done + rows,
            new=was.new + done.new,
            changed=was.changed + done.changed,
            unchanged=was.unchanged + done.unchanged,
            back=was.back + done.back,
        )
        self.changed.emit()
        self._next()

    def _unlisted(self, count: int) -> None:
        self.progress = replace(self.progress, unlisted=self.progress.unlisted + count)
        self.changed.emit()
        self._next()

    def _failed(self, trouble: Trouble) -> None:
        self.trouble = trouble
        self._finish(stopped=True)

    def _finish(self, *, stopped: bool) -> None:
        if self.looked is not None:
            forget(self._session.store, self.looked)
        self.stage = Stage.DONE
        self.progress = replace(self.progress, stopped=stopped)
        counts = {"new": self.progress.new, "changed": self.progress.changed, "unlisted": self.progress.unlisted}
        at = round(self._session.store.now().timestamp() * 1000)
        source = self.looked.looked.source if self.looked is not None else ""
        last = {"file": source, "at": at, "stopped": stopped, **counts}
        self.last, self.since = last, at
        self._session.store.run(lambda connection: kept.keep(connection, LAST, last))
        if self.error_file is None:
            self.save_errors()
        self.changed.emit()

    def _errors_saved(self, file: Path) -> None:
        self.error_file, self.error_trouble = file, None
        self.changed.emit()

    def _errors_not_saved(self, trouble: Trouble) -> None:
        self.error_trouble = trouble
        self.changed.emit()


def roster_work(session: Session) -> RosterWork:
    """The one of a session, made when it is first asked for."""
    found = session.findChild(RosterWork)
    return found if found is not None else RosterWork(session)
