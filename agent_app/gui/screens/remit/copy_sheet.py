"""The fields of one member to copy one by one into another program, and on to the next member."""

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QWidget

from agent_app.documents.remittance_file import PayableMember, member_fields
from agent_app.domain.phones import dialled
from agent_app.gui.clipboard import copy_private
from agent_app.gui.models.statuses import masked_nik, masked_phone
from agent_app.gui.session import Session
from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.overlays import Sheet
from agent_app.gui.widgets.text import ElidedLabel, label


class CopySheet(Sheet):
    """Members one after the other; NIK and phone are copied whole and shown in part."""

    def __init__(
        self, window: QWidget, session: Session, members: Sequence[PayableMember], at: int, reference: str
    ) -> None:
        super().__init__(window, session.say("remit.copy.title"), "copy", width=560)
        self._session, self.say = session, session.say
        self._members, self._at, self._reference = members, at, reference
        self._name = label("", "section")
        self.body.addWidget(self._name)
        self.body.addWidget(label(self.say("remit.copy.below"), "small", "text2", wrap=True))
        self._fields: QWidget | None = None
        self.copy_buttons: list[Button] = []
        self.add_button(self.say("remit.copy.close"), "secondary", None)
        self.previous = self.add_button(self.say("remit.copy.previous"), "quiet", lambda: self._step(-1), "Alt+Left")
        self.next = self.add_button(self.say("remit.copy.next"), "primary", lambda: self._step(1), "Alt+Right")
        self._show()

    def present(self) -> None:
        super().present()
        self.copy_buttons[0].setFocus()

    def _step(self, by: int) -> None:
        self._at += by
        self._show()
        self.place()
        self.copy_buttons[0].setFocus()

    def _show(self) -> None:
        member = self._members[self._at]
        count = self.say("remit.copy.place", number=self._at + 1, count=len(self._members))
        self._name.setText(f"{member.name or '—'} · {count}")
        self.previous.setEnabled(self._at > 0)
        self.next.setEnabled(self._at + 1 < len(self._members))
        if self._fields is not None:
            self._fields.setParent(None)
            self._fields.deleteLater()
        self._fields = QWidget()
        grid = QGridLayout(self._fields)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        self.copy_buttons = []
        for number, (heading, text) in enumerate(member_fields(member, self._reference)):
            grid.addWidget(label(heading, "small", "text2"), number, 0)
            grid.addWidget(ElidedLabel(_shown(member, text), "table"), number, 1)
            grid.addWidget(self._copy_button(heading, text), number, 2)
        grid.setColumnStretch(1, 1)
        self.body.addWidget(self._fields)

    def _copy_button(self, heading: str, text: str) -> Button:
        button = Button(self.say("remit.copy.copy"), "soft", icon="copy", height="chip")
        button.setAccessibleName(self.say("remit.copy.copy_field", field=heading))
        button.clicked.connect(lambda: self._copy(button, text))
        self.copy_buttons.append(button)
        return button

    def _copy(self, button: Button, text: str) -> None:
        copy_private(text)
        for each in self.copy_buttons:
            name = each.accessibleName()
            each.setText(self.say("remit.copy.copied" if each is button else "remit.copy.copy"))
            each.setAccessibleName(name)


def _shown(member: PayableMember, text: str) -> str:
    if text == member.nik:
        return masked_nik(text) or "••••"
    if member.phone is not None and text == dialled(member.phone):
        return masked_phone(member.phone)
    return text
