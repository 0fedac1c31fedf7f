"""The sheets of a receipt: saving it as a PDF, and the message that a phone sends after scanning a code."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QButtonGroup, QFileDialog, QLineEdit, QWidget

from agent_app.documents.receipt_forms import A4, A5, FORMS, ROLL_58, Form
from agent_app.documents.receipt_message import message_text
from agent_app.gui.screens.receipt.questions import Loaded
from agent_app.gui.session import Session
from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.cards import row
from agent_app.gui.widgets.choices import Segment
from agent_app.gui.widgets.fields import Field
from agent_app.gui.widgets.overlays import Sheet
from agent_app.gui.widgets.phone_message import PhoneMessage
from agent_app.gui.widgets.text import label


class PdfSheet(Sheet):
    """Which paper, and which file; `act` gets both. A file that is there is never overwritten."""

    def __init__(
        self, window: QWidget, session: Session, path: Path, act: Callable[[Form, Path], None], title: str = ""
    ) -> None:
        super().__init__(window, title or session.say("receipt.pdf.title"), "file-down", width=520)
        self._session, self._act = session, act
        say = session.say
        self.forms = {form.key: Segment(say(f"receipt.pdf.form.{form.key}")) for form in (A5, A4, ROLL_58)}
        group = QButtonGroup(self)
        for segment in self.forms.values():
            group.addButton(segment)
        self.forms[A5.key].setChecked(True)
        self.body.addWidget(label(say("receipt.pdf.form"), "label"))
        self.body.addLayout(row(*self.forms.values()))
        self.file = Field("file", say("receipt.pdf.file"), QLineEdit(str(path)))
        self.file.editor.textEdited.connect(lambda _: self.file.hint())
        self.file.editor.returnPressed.connect(self._save)
        self.body.addWidget(self.file)
        choose = Button(say("receipt.pdf.choose"), "quiet", icon="folder-open")
        choose.clicked.connect(self._choose)
        self.body.addLayout(row(choose, None))
        self.add_button(say("collect.sheet.back"), "secondary", None)
        self.save = self.add_button(say("receipt.pdf.save"), "primary", self._save)

    def present(self) -> None:
        super().present()
        self.save.setFocus()

    def _choose(self) -> None:
        filters = self._session.say("receipt.pdf.filter")
        chosen, _ = QFileDialog.getSaveFileName(
            self.window(), self._session.say("receipt.pdf.title"), self.file.editor.text(), f"{filters} (*.pdf)"
        )
        if chosen:
            self.file.editor.setText(chosen)
            self.save.setFocus()

    def _save(self) -> None:
        text = self.file.editor.text().strip()
        path = Path(text).expanduser()
        if not text or not path.name:
            self.file.blame(self._session.say("receipt.pdf.missing"))
        elif path.exists():
            self.file.blame(self._session.say("receipt.pdf.exists"))
        else:
            form = next(FORMS[key] for key, segment in self.forms.items() if segment.isChecked())
            self.dismiss()
            self._act(form, path if path.suffix else path.with_suffix(".pdf"))
            return
        self.place()
        self.file.editor.setFocus()


class MessageSheet(PhoneMessage):
    """A receipt's text for the member's phone."""

    def __init__(self, window: QWidget, session: Session, loaded: Loaded) -> None:
        text = message_text(loaded.facts, session.words)
        super().__init__(window, session, "receipt.message", label(text, "table", wrap=True), 480)
        self.put(text, loaded.phone)
