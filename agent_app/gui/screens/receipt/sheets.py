"""The sheets of a receipt: saving it as a PDF, and the message that a phone sends after scanning a code."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QLineEdit, QSizePolicy, QWidget

from agent_app.documents.receipt_forms import A4, A5, FORMS, ROLL_58, Form
from agent_app.documents.receipt_message import message_text, sms_address, whatsapp_address
from agent_app.gui.printing import draw_code
from agent_app.gui.screens.receipt.questions import Loaded
from agent_app.gui.session import Session
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.cards import row
from agent_app.gui.widgets.choices import Segment
from agent_app.gui.widgets.fields import Field
from agent_app.gui.widgets.overlays import Sheet
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


class CodeView(QWidget):
    """A QR code, always dark on white."""

    def __init__(self) -> None:
        super().__init__()
        self._data = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_code(self, data: str, name: str) -> None:
        """Another code; `name` says what it is for."""
        self._data = data
        self.setAccessibleName(name)
        self.update()

    def data(self) -> str:
        """What the code holds."""
        return self._data

    def sizeHint(self) -> QSize:
        return QSize(theme().px(248), theme().px(248))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._data:
            draw_code(painter, QRectF(self.rect()), self._data)
        painter.end()


class MessageSheet(Sheet):
    """A code that the agent's phone scans: it opens WhatsApp or SMS with the text, also without a network here."""

    def __init__(self, window: QWidget, session: Session, loaded: Loaded) -> None:
        super().__init__(window, session.say("receipt.message.title"), "message-circle", width=480)
        self._session, self._phone = session, loaded.phone
        say = session.say
        self.text = message_text(loaded.facts, session.words)
        self.ways = {way: Segment(say(f"receipt.message.{way}")) for way in ("whatsapp", "sms")}
        group = QButtonGroup(self)
        for segment in self.ways.values():
            group.addButton(segment)
            segment.toggled.connect(self._show)
        self.code = CodeView()
        self.body.addLayout(row(*self.ways.values()))
        self.body.addWidget(self.code, 0, Qt.AlignmentFlag.AlignHCenter)
        self.body.addWidget(label(say("receipt.message.below"), "small", "text2", wrap=True))
        self.body.addWidget(label(self.text, "table", wrap=True))
        copy = self.add_button(say("receipt.message.copy"), "secondary", self._copy)
        self._copy_button = copy
        self.done = self.add_button(say("receipt.message.close"), "primary", None)
        self.ways["whatsapp"].setChecked(True)

    def present(self) -> None:
        super().present()
        self.done.setFocus()

    def _show(self, _: bool = False) -> None:
        make = whatsapp_address if self.ways["whatsapp"].isChecked() else sms_address
        self.code.show_code(make(self.text, self._phone), self._session.say("receipt.message.title"))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text)
        self._copy_button.setText(self._session.say("receipt.message.copied"))
