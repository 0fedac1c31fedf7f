"""The right side of the import: the file, the figures of the dry run, how far it is, and what came of it."""

from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from agent_app.documents.roster_reasons import Reason
from agent_app.domain.errors import Refused
from agent_app.gui import files
from agent_app.gui.models.statuses import count_label
from agent_app.gui.moments import moment_label
from agent_app.gui.screens.roster.file_questions import FileQuestions
from agent_app.gui.screens.roster.work import RosterWork, Stage
from agent_app.gui.session import Session
from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.cards import Card, Flowing, Notice, row, rule
from agent_app.gui.widgets.choices import Switch
from agent_app.gui.widgets.flow import Flow
from agent_app.gui.widgets.text import ElidedLabel, label
from agent_app.services.roster_list import ListFile

FIGURES = ("rows", "skipped", "listed", "new", "changed", "unchanged", "doubtful", "problems", "damaged")


class Side(Flowing):
    """Follows the work; `complete` is the switch of a complete list."""

    def __init__(self, session: Session, work: RosterWork) -> None:
        super().__init__()
        self._session, self._work, self.say = session, work, session.say
        body = QVBoxLayout(self)
        body.setContentsMargins(20, 16, 20, 12)
        body.setSpacing(10)
        self._file = ElidedLabel("", "section")
        self._last = label("", "small", "text2", wrap=True)
        body.addWidget(self._file)
        body.addWidget(self._last)
        self._build_progress(body)
        self._note = Notice("", "info")
        body.addWidget(self._note)
        self.questions = FileQuestions(session)
        self.questions.answered.connect(work.answer)
        body.addWidget(self.questions)
        self._figures = self._build_figures(body)
        self._build_complete(body)
        self._build_errors(body)
        self.again = Button(self.say("roster.other_file"), "quiet", icon="folder-open", keys="Alt+F")
        self.columns = Button(self.say("roster.to_columns"), "quiet", icon="table", keys="Alt+K")
        ways = QWidget()
        flow = Flow(ways)
        flow.setContentsMargins(0, 0, 0, 0)
        flow.setSpacing(8)
        for button in (self.open_folder, self.save_errors, self.columns, self.again):
            flow.addWidget(button)
        body.addWidget(ways)
        body.addStretch(1)

    def show_work(self) -> None:
        """Everything as it is now."""
        work = self._work
        self._file.setText(work.path.name)
        self._show_last()
        self._show_progress()
        self._show_note()
        shown = work.stage in (Stage.LOOKED, Stage.IMPORTING, Stage.DONE) and work.looked is not None
        self.questions.setVisible(work.stage is Stage.LOOKED and bool(work.asked))
        self.questions.show_questions(tuple(work.asked.values()), work.answers)
        self._figures.setVisible(shown)
        if shown:
            self._show_figures(work.looked)
        self._show_complete(shown)
        self._show_errors(shown)
        self.again.setVisible(work.stage in (Stage.COLUMNS, Stage.LOOKED))
        self.columns.setVisible(work.stage is Stage.LOOKED)

    def _build_progress(self, body: QVBoxLayout) -> None:
        self.progress_text = label("", "strong", wrap=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.say("roster.progress"))
        self.stop = Button(self.say("roster.stop"), "secondary", icon="x", keys="Alt+B")
        self.stop.clicked.connect(self._work.stop)
        body.addWidget(self.progress_text)
        body.addWidget(self.bar)
        body.addLayout(row(self.stop, None))

    def _build_figures(self, body: QVBoxLayout) -> QWidget:
        box = Card(margin=14, spacing=6, kind="well")
        self.figures = {}
        for name in FIGURES:
            figure = label("", "table")
            self.figures[name] = figure
            inner = name in ("new", "changed", "unchanged", "doubtful", "damaged")
            caption = label(self.say(f"roster.figure.{name}"), "small" if inner else "table", "text2")
            box.body.addLayout(row(caption, None, figure, margins=(14 if inner else 0, 0, 0, 0)))
            if name == "skipped":
                box.body.addWidget(rule())
        body.addWidget(box)
        return box

    def _build_complete(self, body: QVBoxLayout) -> None:
        self._complete_box = QWidget()
        self.complete = Switch(self.say("roster.complete"))
        self.complete.toggled.connect(self._show_complete_text)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(label(self.say("roster.complete"), "label"))
        self._complete_text = label("", "small", "text2", wrap=True)
        texts.addWidget(self._complete_text)
        line = row(self.complete, texts, spacing=12)
        line.setStretch(1, 1)
        self._complete_box.setLayout(line)
        body.addWidget(self._complete_box)

    def _build_errors(self, body: QVBoxLayout) -> None:
        self._errors = Notice("", "info", "file-text")
        self.save_errors = Button(self.say("roster.errors.save"), "secondary", icon="save", keys="Alt+S")
        self.open_folder = Button(self.say("roster.errors.folder"), "quiet", icon="folder-open", keys="Alt+O")
        self.open_folder.clicked.connect(self._open_folder)
        body.addWidget(self._errors)

    def _show_last(self) -> None:
        last = self._work.last
        self._last.setVisible(last is not None and self._work.stage is not Stage.DONE)
        if last is not None:
            params = {name: count_label(self._session, last[name]) for name in ("new", "changed")}
            at = moment_label(self._session, last["at"])
            self._last.setText(self.say("roster.last", at=at, file=last["file"], **params))

    def _show_progress(self) -> None:
        work, progress = self._work, self._work.progress
        busy = work.is_busy
        for each in (self.progress_text, self.bar, self.stop):
            each.setVisible(busy)
        if not busy:
            return
        done, total = (count_label(self._session, number) for number in (progress.done, progress.total))
        key = {Stage.OPENING: "roster.opening", Stage.READING: "roster.reading"}.get(work.stage, "roster.importing")
        if work.is_stopping:
            key = "roster.stopping"
        self.progress_text.setText(self.say(key, done=done, total=total))
        self.bar.setRange(0, progress.total if work.stage is Stage.IMPORTING else 0)
        self.bar.setValue(progress.done)
        self.stop.setEnabled(not work.is_stopping)

    def _show_note(self) -> None:
        text, tone = self._note_of()
        self._note.setVisible(bool(text))
        if text:
            self._note.say(text, tone)

    def _note_of(self) -> tuple[str, str]:
        work = self._work
        wrong = f"{self._session.words.of(work.trouble)} " if work.trouble is not None else ""
        tone = "bad" if isinstance(work.trouble, Refused) else "warn"
        if work.stage is Stage.DONE:
            return wrong + self._done_text(), tone if wrong else "warn" if work.progress.stopped else "ok"
        if wrong:
            return wrong.strip(), tone
        if work.stage is Stage.COLUMNS:
            if not work.chosen_mappings:
                return self.say("roster.no_name_column"), "warn"
            return self.say("roster.guessed"), "info"
        if work.stage is Stage.LOOKED and work.looked is not None and not work.looked.looked.rows:
            return self.say("roster.nothing_readable"), "warn"
        if work.stage is Stage.LOOKED and work.looked is not None and not does_something(work.looked):
            return self.nothing_new(), "ok"
        if work.stage is Stage.LOOKED and work.looked is not None:
            undecided = sum(not work.looked.looked.is_decided(one) for one in range(len(work.looked.looked.questions)))
            if undecided:
                return self.say("roster.undecided", count=count_label(self._session, undecided)), "warn"
            return self.say("roster.dry"), "info"
        return "", "info"

    def nothing_new(self) -> str:
        """That the list says nothing new, and since when; the file is known for what this laptop imported."""
        last, since = self._work.last, self._work.since
        if last is not None and last["at"] >= (since or 0):
            at = moment_label(self._session, last["at"])
            return self.say("roster.nothing_new_file", at=at, file=last["file"])
        if since is None:
            return self.say("roster.nothing_new")
        return self.say("roster.nothing_new_since", at=moment_label(self._session, since))

    def _done_text(self) -> str:
        progress = self._work.progress
        names = ("done", "total", "new", "changed", "unchanged", "back", "unlisted")
        counts = {name: count_label(self._session, getattr(progress, name)) for name in names}
        if progress.stopped:
            return self.say("roster.stopped", **counts)
        text = self.say("roster.done", **counts)
        more = [self.say(f"roster.done.{name}", **counts) for name in ("back", "unlisted") if getattr(progress, name)]
        return " ".join((text, *more))

    def _show_figures(self, file: ListFile) -> None:
        summary, looked = file.summary, file.looked
        damaged = sum(problem.reason is Reason.NIK_DAMAGED for problem in file.problems)
        counts = {
            "rows": summary.rows_in_file if summary is not None else 0,
            "skipped": sum(summary.skipped.values()) if summary is not None else 0,
            "listed": len(looked.rows),
            "new": looked.new,
            "changed": looked.changed,
            "unchanged": looked.unchanged,
            "doubtful": looked.doubtful,
            "problems": len(file.problems),
            "damaged": damaged,
        }
        for name, count in counts.items():
            self.figures[name].setText(count_label(self._session, count))

    def _show_complete(self, shown: bool) -> None:
        work = self._work
        self._complete_box.setVisible(shown and work.stage is Stage.LOOKED)
        blocked = work.looked is not None and bool(work.looked.problems)
        if blocked:
            self.complete.setChecked(False)
        self.complete.setEnabled(not blocked)
        self._show_complete_text()

    def _show_complete_text(self, _: bool = False) -> None:
        looked = self._work.looked
        gone = count_label(self._session, len(looked.looked.gone)) if looked is not None else "0"
        if looked is not None and looked.problems:
            key = "roster.complete.blocked"
        else:
            key = "roster.complete.on" if self.complete.isChecked() else "roster.complete.off"
        self._complete_text.setText(self.say(key, count=gone))

    def _show_errors(self, shown: bool) -> None:
        work = self._work
        some = shown and work.looked is not None and bool(work.looked.to_mend) and not work.is_busy
        self.save_errors.setVisible(some)
        self.open_folder.setVisible(some and work.error_file is not None)
        self._errors.setVisible(some and (work.error_file is not None or work.error_trouble is not None))
        if work.error_file is not None:
            self._errors.say(self.say("roster.errors.saved", file=work.error_file.name), "info", "file-text")
        elif work.error_trouble is not None:
            self._errors.say(self._session.words.of(work.error_trouble), "warn")

    def _open_folder(self) -> None:
        if self._work.error_file is not None:
            files.show_folder(self._work.error_file)


def does_something(file: ListFile) -> bool:
    """Whether taking the list in would write a line."""
    looked = file.looked
    return bool(looked.new or looked.changed or len(looked.given_back()) < looked.doubtful)
