"""A message to an agent: a code that the supervisor's phone scans, which opens WhatsApp or SMS with the text."""

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from agent_app.domain.desk import AgentState
from agent_app.domain.money import format_rupiah
from agent_app.gui.screens.reconcile.wording import data_until
from agent_app.gui.session import Session
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.phone_message import PhoneMessage
from agent_app.records.views.agent_day import AgentDay

LONGEST = 600
"""Letters that a phone still reads from one code."""


def message_for(session: Session, row: AgentDay, day: str) -> str:
    """What is to be asked of an agent, by how the day stands. No member is named."""
    differing = next((one for one in row.deposits if one.is_unsettled), None)
    amounts = {
        "collected": row.sums.collected,
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


class AgentMessageSheet(PhoneMessage):
    """The text may be changed; the code follows."""

    def __init__(self, window: QWidget, session: Session, text: str) -> None:
        edit = QPlainTextEdit(text)
        edit.setAccessibleName(session.say("reconcile.message.text"))
        edit.setTabChangesFocus(True)
        edit.setFixedHeight(theme().px(104))
        super().__init__(window, session, "reconcile.message", edit, 520)
        self.text = edit
        self.text.textChanged.connect(self._changed)
        self._changed()

    def _changed(self) -> None:
        self.put(self.text.toPlainText()[:LONGEST], None)
