"""The figures of an answer, the reference where the file has none, its confirmation, and the rows left out."""

from PySide6.QtWidgets import QLineEdit, QVBoxLayout

from agent_app.documents.text_workbook import free_name
from agent_app.domain.errors import Refused
from agent_app.gui import files
from agent_app.gui.models.statuses import count_label
from agent_app.gui.moments import moment_label
from agent_app.gui.screens.remit.answer_work import AnswerStage, AnswerWork, Matched
from agent_app.gui.screens.screen import Shell
from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.cards import Card, Flowing, Notice, row
from agent_app.gui.widgets.fields import Field
from agent_app.gui.widgets.text import ElidedLabel, label
from agent_app.records.views.remittances import Batch


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
        box = Card(margin=14, spacing=6, kind="well")
        self.figures = {}
        for name in ("people", "months", "numbers", "refused", "unmatched", "unreadable"):
            self.figures[name] = label("", "table")
            caption = label(self.say(f"remit.answer.figure.{name}"), "table", "text2")
            box.body.addLayout(row(caption, None, self.figures[name]))
        body.addWidget(box)
        self.codes = label("", "small", "text2", wrap=True)
        body.addWidget(self.codes)
        self.reference = Field("reference", self.say("remit.answer.reference"), QLineEdit())
        self.reference.editor.textEdited.connect(lambda _: self.reference.hint())
        body.addWidget(self.reference)
        self.saved = Notice("", "info", "file-text")
        body.addWidget(self.saved)
        self.folder = Button(self.say("remit.folder"), "quiet", icon="folder-open", keys="Alt+O")
        self.folder.clicked.connect(self._open_folder)
        self.save = Button(self.say("remit.answer.save"), "secondary", icon="save", keys="Alt+S")
        self.save.clicked.connect(self._ask_error_file)
        self.put_away = Button(self.say("remit.answer.close"), "quiet", icon="x", keys="Alt+B")
        self.put_away.clicked.connect(work.close)
        for button in (self.folder, self.save, self.put_away):
            body.addLayout(row(button, None))
        body.addStretch(1)

    def show_work(self) -> None:
        """Everything as it is now."""
        work, matched = self._work, self._work.matched
        self._file.setText(work.path.name)
        counts = dict.fromkeys(self.figures, 0)
        if matched is not None:
            counts |= {"people": matched.plan.members, "months": matched.plan.member_months}
            counts |= {"numbers": len(matched.plan.numbers), "refused": len(matched.refused)}
            counts |= {"unmatched": len(matched.unmatched), "unreadable": len(matched.unreadable)}
        for name, count in counts.items():
            self.figures[name].setText(count_label(self._session, count))
        self._show_note()
        codes = matched.answer.references if matched is not None else ()
        self.codes.setText(self.say("remit.answer.codes", codes=", ".join(codes)))
        self.codes.setVisible(bool(codes))
        self.reference.setVisible(self.needs_reference())
        some = matched is not None and matched.left_out > 0
        self.save.setVisible(some)
        self.folder.setVisible(some and work.error_file is not None)
        self.saved.setVisible(some and (work.error_file is not None or work.error_trouble is not None))
        if work.error_file is not None:
            self.saved.say(self.say("remit.answer.saved", file=work.error_file.name), "info", "file-text")
        elif work.error_trouble is not None:
            self.saved.say(self._session.words.of(work.error_trouble), "warn")
        self.put_away.setVisible(work.stage is not AnswerStage.WRITING)

    def needs_reference(self) -> bool:
        """Whether some row protects somebody and names no payment code."""
        matched = self._work.matched
        asked = self._work.stage in (AnswerStage.READ, AnswerStage.WRITING)
        return asked and matched is not None and matched.without_reference > 0 and not matched.plan.is_empty

    def why_not(self) -> str:
        """Why nothing can be taken in now; empty where something can."""
        matched = self._work.matched
        if self._work.stage in (AnswerStage.READING, AnswerStage.WRITING) or matched is None:
            return self.say("remit.answer.wait")
        if self._work.stage is AnswerStage.READ and matched.is_useless:
            return self.say("remit.answer.nothing")
        return ""

    def prefill(self, batches: tuple[Batch, ...]) -> None:
        """Where only one batch waits for an answer, it is the one."""
        waiting = [one for one in batches if one.waiting]
        if self._work.stage is AnswerStage.READ and not self.reference.editor.text() and len(waiting) == 1:
            self.reference.editor.setText(waiting[0].reference)

    def ask_confirm(self) -> None:
        """Ask for the PIN, and take the answer in."""
        matched = self._work.matched
        if matched is None:
            return
        if self.needs_reference() and not self.reference.editor.text().strip():
            self.reference.blame(self.say("remit.reference.needed"))
            self.reference.editor.setFocus()
            return
        if matched.is_empty:
            self._confirm()
            return
        counts = {"people": matched.plan.members, "months": matched.plan.member_months}
        counts |= {"refused": matched.refusals.members, "released": matched.refusals.released}
        counted = {name: count_label(self._session, count) for name, count in counts.items()}
        only = matched.plan.is_empty
        details = []
        if not only:
            details.append(self.say("remit.answer.pin_detail", file=self._work.path.name, **counted))
        if not matched.refusals.is_empty:
            details.append(self.say("remit.answer.pin_refused", file=self._work.path.name, **counted))
        title = self.say("remit.answer.pin_only_refused" if only else "remit.answer.pin", **counted)
        self._shell.ask_pin(title, self._confirm, " ".join(details))

    def _confirm(self) -> None:
        self._work.confirm(self.reference.editor.text().strip())

    def _ask_error_file(self) -> None:
        path = self._work.path
        suggested = free_name(path.with_name(f"{path.stem}-tidak-masuk.xlsx"))
        title, kind = self.say("remit.answer.save"), self.say("roster.file_kind")
        files.ask_to_save(self._shell.window(), title, kind, suggested, self._work.save_errors)

    def _show_note(self) -> None:
        work, matched = self._work, self._work.matched
        if work.trouble is not None:
            self.note.say(self._session.words.of(work.trouble), "bad" if isinstance(work.trouble, Refused) else "warn")
        elif matched is None:
            self.note.say(self.say("remit.answer.reading"), "info")
        elif work.stage is AnswerStage.DONE:
            self.note.say(self._done(), "ok")
        elif matched.is_old:
            self.note.say(self._old(matched), "warn")
        elif matched.plan.is_empty:
            key = "remit.answer.nothing" if matched.is_empty else "remit.answer.only_refused"
            self.note.say(self.say(key), "warn")
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

    def _old(self, matched: Matched) -> str:
        taken = matched.taken
        assert taken is not None
        return self.say("remit.answer.known", at=moment_label(self._session, taken.at), person=taken.person)

    def _open_folder(self) -> None:
        if self._work.error_file is not None:
            files.show_folder(self._work.error_file)
