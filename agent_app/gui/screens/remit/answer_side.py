"""The figures of an answer, what it leaves out and a person must say once, its confirmation, and the rows left out."""

from PySide6.QtWidgets import QLineEdit, QVBoxLayout

from agent_app.documents.roster_dates import read_date
from agent_app.documents.text_workbook import free_name
from agent_app.domain.answers import Doubt, Standing
from agent_app.domain.errors import Refused
from agent_app.gui import files
from agent_app.gui.models.statuses import count_label
from agent_app.gui.moments import moment_label
from agent_app.gui.screens.remit.answer_columns_sheet import AnswerColumnsSheet
from agent_app.gui.screens.remit.answer_look_sheet import LookSheet
from agent_app.gui.screens.remit.answer_work import AnswerStage, AnswerWork
from agent_app.gui.screens.screen import Shell
from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.cards import Card, Flowing, Notice, row
from agent_app.gui.widgets.fields import Field
from agent_app.gui.widgets.text import ElidedLabel, label
from agent_app.records.views.remittances import AnswerTaken, Batch
from agent_app.services.answer_act import needs_reference
from agent_app.services.answer_check import CheckedRow

FIGURES = ("people", "months", "refused", "check", "ended", "rest", "rows")


class AnswerSide(Flowing):
    """Follows the work."""

    def __init__(self, shell: Shell, work: AnswerWork) -> None:
        super().__init__()
        self._shell, self._session, self._work = shell, shell.session, work
        self.say = shell.session.say
        body = QVBoxLayout(self)
        body.setContentsMargins(20, 16, 20, 12)
        body.setSpacing(10)
        self._file = ElidedLabel("", "section")
        body.addWidget(self._file)
        self.note = Notice("", "info")
        body.addWidget(self.note)
        self.day = Field("day", self.say("remit.answer.day"), QLineEdit())
        self.day.editor.setPlaceholderText(f"{shell.session.today():%d-%m-%Y}")
        self.day.editor.editingFinished.connect(self._day_given)
        self.day.editor.textEdited.connect(lambda _: self.day.hint(self.say("remit.answer.day.below")))
        body.addWidget(self.day)
        box = Card(margin=14, spacing=6, kind="well")
        self.figures = {}
        for name in FIGURES:
            self.figures[name] = label("", "table")
            caption = label(self.say(f"remit.answer.figure.{name}"), "table", "text2")
            box.body.addLayout(row(caption, None, self.figures[name]))
        body.addWidget(box)
        self.columns_told = label("", "small", "text2", wrap=True)
        body.addWidget(self.columns_told)
        self.codes = label("", "small", "text2", wrap=True)
        body.addWidget(self.codes)
        self.reference = Field("reference", self.say("remit.answer.reference"), QLineEdit())
        self.reference.editor.textEdited.connect(lambda _: self.reference.hint())
        body.addWidget(self.reference)
        self.saved = Notice("", "info", "file-text")
        body.addWidget(self.saved)
        self.columns = Button(self.say("remit.answer.columns"), "secondary", icon="table", keys="Alt+K")
        self.columns.clicked.connect(self.show_columns)
        self.folder = Button(self.say("remit.folder"), "quiet", icon="folder-open", keys="Alt+O")
        self.folder.clicked.connect(self._open_folder)
        self.save = Button(self.say("remit.answer.save"), "secondary", icon="save", keys="Alt+S")
        self.save.clicked.connect(self._ask_error_file)
        self.put_away = Button(self.say("remit.answer.close"), "quiet", icon="x", keys="Alt+B")
        self.put_away.clicked.connect(work.close)
        for button in (self.columns, self.folder, self.save, self.put_away):
            body.addLayout(row(button, None))
        body.addStretch(1)

    def show_work(self) -> None:
        """Everything as it is now."""
        work, matched = self._work, self._work.matched
        self._file.setText(work.path.name)
        self._show_figures()
        self._show_note()
        self._show_columns()
        codes = matched.answer.references if matched is not None else ()
        self.codes.setText(self.say("remit.answer.codes", codes=", ".join(codes)))
        self.codes.setVisible(bool(codes))
        self.day.setVisible(self.asks_day())
        self.reference.setVisible(self.needs_reference())
        some = matched is not None and bool(work.left_out)
        self.save.setVisible(some)
        self.folder.setVisible(some and work.error_file is not None)
        self.saved.setVisible(some and (work.error_file is not None or work.error_trouble is not None))
        if work.error_file is not None:
            self.saved.say(self.say("remit.answer.saved", file=work.error_file.name), "info", "file-text")
        elif work.error_trouble is not None:
            self.saved.say(self._session.words.of(work.error_trouble), "warn")
        self.put_away.setVisible(work.stage is not AnswerStage.WRITING)

    def asks_day(self) -> bool:
        """Whether the file tells no first day of protection: it is asked once for all of it."""
        matched = self._work.matched
        open_still = self._work.stage in (AnswerStage.READ, AnswerStage.READING)
        return open_still and matched is not None and (matched.checked.needs_day or self._work.given_day is not None)

    def needs_reference(self) -> bool:
        """Whether the payment code of some row that protects is not known."""
        work, asked = self._work, self._work.stage in (AnswerStage.READ, AnswerStage.WRITING)
        return asked and work.matched is not None and needs_reference(work.matched.checked, work.decisions)

    def why_not(self) -> str:
        """Why nothing can be taken in now; empty where something can."""
        work = self._work
        if work.stage in (AnswerStage.READING, AnswerStage.WRITING) or work.matched is None:
            return self.say("remit.answer.wait")
        if work.stage is AnswerStage.READ and work.is_empty and not work.is_old:
            return self.say("remit.answer.undecided" if work.undecided else "remit.answer.nothing")
        return ""

    def prefill(self, batches: tuple[Batch, ...]) -> None:
        """Where only one batch waits for an answer, it is the one."""
        waiting = [one for one in batches if one.waiting]
        if self._work.stage is AnswerStage.READ and not self.reference.editor.text() and len(waiting) == 1:
            self.reference.editor.setText(waiting[0].reference)

    def look(self, one: CheckedRow) -> None:
        """Let the person decide a row that something speaks against."""
        if self._work.stage is AnswerStage.READ:
            before = self._work.decisions.get(one.row.source)
            LookSheet(
                self._shell.window(), self._session, one, before, lambda said: self._work.decide(one, said)
            ).present()

    def show_columns(self) -> None:
        """Let the person say which column holds what."""
        if self._work.stage is AnswerStage.READ:
            AnswerColumnsSheet(self._shell.window(), self._session, self._work).present()

    def ask_confirm(self) -> None:
        """Ask for the PIN, and take the answer in."""
        work, matched = self._work, self._work.matched
        if matched is None:
            return
        if self.needs_reference() and not self.reference.editor.text().strip():
            self.reference.blame(self.say("remit.reference.needed"))
            self.reference.editor.setFocus()
            return
        if work.is_empty:
            self._confirm()
            return
        counts = {"people": work.people, "months": work.member_months, "check": work.undecided}
        counts |= {"refused": matched.refusals.members, "released": matched.refusals.released}
        counted = {name: count_label(self._session, count) for name, count in counts.items()}
        only = not work.protecting
        details = []
        if not only:
            details.append(self.say("remit.answer.pin_detail", file=work.path.name, **counted))
        if not matched.refusals.is_empty:
            details.append(self.say("remit.answer.pin_refused", file=work.path.name, **counted))
        if work.undecided:
            details.append(self.say("remit.answer.pin_check", **counted))
        title = self.say("remit.answer.pin_only_refused" if only else "remit.answer.pin", **counted)
        self._shell.ask_pin(title, self._confirm, " ".join(details))

    def _confirm(self) -> None:
        self._work.confirm(self.reference.editor.text().strip())

    def _day_given(self) -> None:
        text, today = self.day.editor.text().strip(), self._session.today()
        read = read_date(text, today)
        if text and (read is None or read.day > today):
            self.day.blame(self.say("remit.look.day_wrong"))
            return
        self._work.give_day(read.day if read is not None else None)

    def _ask_error_file(self) -> None:
        path = self._work.path
        suggested = free_name(path.with_name(f"{path.stem}-tidak-masuk.xlsx"))
        title, kind = self.say("remit.answer.save"), self.say("roster.file_kind")
        files.ask_to_save(self._shell.window(), title, kind, suggested, self._work.save_errors)

    def _show_figures(self) -> None:
        work, matched = self._work, self._work.matched
        counts = dict.fromkeys(self.figures, 0)
        if matched is not None:
            checked = matched.checked
            rest = len(checked.of(Standing.KNOWN)) + len(matched.answer.passed)
            counts |= {"people": work.people, "months": work.member_months, "rest": rest}
            counts |= {"refused": len(checked.of(Standing.REFUSED)), "check": work.undecided}
            counts |= {"ended": len(checked.of(Standing.ENDED)), "rows": len(matched.answer.cells)}
        for name, count in counts.items():
            self.figures[name].setText(count_label(self._session, count))

    def _show_columns(self) -> None:
        matched = self._work.matched
        every = [one for sheet in (matched.answer.columns if matched else ()) for one in sheet.columns]
        doubtful = [one.heading or str(one.index + 1) for one in every if one.field is None]
        unused = sum(one.field is not None and one.field.value == "unused" for one in every)
        used = len(every) - unused - len(doubtful)
        text = self.say("remit.answer.columns_told", used=used, unused=unused, doubtful=len(doubtful))
        self.columns_told.setText(f"{text} {', '.join(doubtful)}".strip())
        self.columns_told.setVisible(matched is not None)
        self.columns.setVisible(matched is not None and self._work.stage is not AnswerStage.DONE)

    def _show_note(self) -> None:
        work, matched = self._work, self._work.matched
        if work.trouble is not None:
            self.note.say(self._session.words.of(work.trouble), "bad" if isinstance(work.trouble, Refused) else "warn")
        elif matched is None:
            self.note.say(self.say("remit.answer.reading"), "info")
        elif work.stage is AnswerStage.DONE:
            self.note.say(self._done(), "ok")
        elif work.is_old and matched.taken is not None:
            self.note.say(self._old(matched.taken), "warn")
        elif any(Doubt.DAY_MISSING in one.doubts and not one.row.has_day_column for one in matched.checked.rows):
            self.note.say(self.say("remit.answer.no_day"), "warn")
        elif work.undecided:
            self.note.say(self.say("remit.answer.look_at", count=count_label(self._session, work.undecided)), "warn")
        elif not work.protecting:
            self.note.say(self.say("remit.answer.nothing" if work.is_empty else "remit.answer.only_refused"), "warn")
        else:
            self.note.say(self.say("remit.answer.look"), "info")

    def _done(self) -> str:
        """What was written."""
        work, said = self._work, []
        if work.members or not work.refused:
            said.append(self.say("remit.answer.done", people=work.members, months=work.months))
        if work.refused:
            said.append(self.say("remit.answer.done_refused", people=work.refused))
        return " ".join(said)

    def _old(self, taken: AnswerTaken) -> str:
        return self.say("remit.answer.known", at=moment_label(self._session, taken.at), person=taken.person)

    def _open_folder(self) -> None:
        if self._work.error_file is not None:
            files.show_folder(self._work.error_file)
