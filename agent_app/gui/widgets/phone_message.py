"""A text as a code that a phone scans: it opens WhatsApp or SMS with the text, also without a network here."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QWidget

from agent_app.documents.receipt_message import sms_address, whatsapp_address
from agent_app.gui.clipboard import copy_private
from agent_app.gui.printing import draw_code
from agent_app.gui.session import Session
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.cards import row
from agent_app.gui.widgets.choices import Segment
from agent_app.gui.widgets.overlays import Sheet
from agent_app.gui.widgets.text import label


class PhoneMessage(Sheet):
    """`text_view` shows the text, between the ways to send it and the code; `put` gives both another text."""

    def __init__(self, window: QWidget, session: Session, subject: str, text_view: QWidget, width: int) -> None:
        super().__init__(window, session.say(f"{subject}.title"), "message-circle", width=width)
        self._say, self._subject = session.say, subject
        self._text, self._phone = "", None
        self.ways = {way: Segment(self._say(f"receipt.message.{way}")) for way in ("whatsapp", "sms")}
        group = QButtonGroup(self)
        for segment in self.ways.values():
            group.addButton(segment)
            segment.toggled.connect(self._show)
        self.code = CodeView()
        self.body.addLayout(row(*self.ways.values()))
        self.body.addWidget(text_view)
        self.body.addWidget(self.code, 0, Qt.AlignmentFlag.AlignHCenter)
        self.body.addWidget(label(self._say(f"{subject}.below"), "small", "text2", wrap=True))
        self.copy = self.add_button(self._say("receipt.message.copy"), "secondary", self._copy)
        self.done = self.add_button(self._say("receipt.message.close"), "primary", None)
        self.ways["whatsapp"].setChecked(True)

    def put(self, text: str, phone: str | None) -> None:
        """The text, and whose phone it is for; None where the sender chooses."""
        self._text, self._phone = text, phone
        self._show()

    def present(self) -> None:
        super().present()
        self.done.setFocus()

    def _show(self, _: bool = False) -> None:
        make = whatsapp_address if self.ways["whatsapp"].isChecked() else sms_address
        self.code.show_code(make(self._text, self._phone), self._say(f"{self._subject}.title"))

    def _copy(self) -> None:
        copy_private(self._text)
        self.copy.setText(self._say("receipt.message.copied"))


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
