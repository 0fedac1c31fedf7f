"""A message to an agent: a code that the supervisor's phone scans, which opens WhatsApp or SMS with the text."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QButtonGroup, QPlainTextEdit, QWidget

from agent_app.documents.receipt_message import sms_address, whatsapp_address
from agent_app.domain.desk import AgentState
from agent_app.domain.money import format_rupiah
from agent_app.gui.screens.receipt.sheets import CodeView
from agent_app.gui.screens.reconcile.wording import data_until
from agent_app.gui.session import Session
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.cards import row
from agent_app.gui.widgets.choices import Segment
from agent_app.gui.widgets.overlays import Sheet
from agent_app.gui.widgets.text import label
from agent_app.records.views.agent_day import AgentDay

LONGEST = 600
"""Letters that a phone still reads from one code."""


def message_for(session: Session, row: AgentDay, day: str) -> str:
    """What is to be asked of an agent, by how the day stands. No member is named."""
    differing = next((one for one in row.deposits if one.is_unsettled), None)
    amounts = {
        "collected": row.sums.taken,
        "declared": row.declared or row.in_transit,
        "rest": abs(row.on_hand),
        "difference": abs(differing.surplus) if differing is not None else 0,
        "counted": (differing.counted or 0) if differing is not None else 0,
    }
    key = row.state
    if key is AgentState.NOTHING or (key is AgentState.MATCHES and not row.declared):
        key = AgentState.NOTHING
    return session.say(
        f"reconcile.message.{key.value}",
        name=row.name,
        branch=session.identity.branch_name,
        count=row.receipts,
        number=differing.number if differing is not None else "",
        until=data_until(session, row, day),
        **{name: format_rupiah(rupiah) for name, rupiah in amounts.items()},
    )


class AgentMessageSheet(Sheet):
    """The text may be changed; the code follows."""

    def __init__(self, window: QWidget, session: Session, text: str) -> None:
        super().__init__(window, session.say("reconcile.message.title"), "message-circle", width=520)
        self._session = session
        say = session.say
        self.ways = {way: Segment(say(f"receipt.message.{way}")) for way in ("whatsapp", "sms")}
        group = QButtonGroup(self)
        self.text = QPlainTextEdit(text)
        self.text.setAccessibleName(say("reconcile.message.text"))
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(theme().px(104))
        self.code = CodeView()
        for segment in self.ways.values():
            group.addButton(segment)
            segment.toggled.connect(self._show)
        self.text.textChanged.connect(self._show)
        self.body.addLayout(row(*self.ways.values()))
        self.body.addWidget(self.text)
        self.body.addWidget(self.code, 0, Qt.AlignmentFlag.AlignHCenter)
        self.body.addWidget(label(say("reconcile.message.below"), "small", "text2", wrap=True))
        self.copy = self.add_button(say("receipt.message.copy"), "secondary", self._copy)
        self.done = self.add_button(say("receipt.message.close"), "primary", None)
        self.ways["whatsapp"].setChecked(True)

    def present(self) -> None:
        super().present()
        self.done.setFocus()

    def _show(self, _: bool = False) -> None:
        make = whatsapp_address if self.ways["whatsapp"].isChecked() else sms_address
        words = self.text.toPlainText()[:LONGEST]
        self.code.show_code(make(words, None), self._session.say("reconcile.message.title"))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.copy.setText(self._session.say("receipt.message.copied"))
