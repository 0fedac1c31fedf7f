"""The batch being put together: how much, under which reference, as which file; and what today's prices say."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from agent_app.documents.remittance_file import remittance_layout
from agent_app.domain.money import format_rupiah
from agent_app.gui.models.statuses import count_label
from agent_app.gui.moments import long_date
from agent_app.gui.screens.remit.reading import Row, Sums, sums_of
from agent_app.gui.session import Session
from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.cards import Flowing, Notice, row
from agent_app.gui.widgets.fields import Field
from agent_app.gui.widgets.flow import Flow
from agent_app.gui.widgets.text import label
from agent_app.records.views.remittances import Batch


class BatchSide(Flowing):
    """`file` asks for a file by its suffix, `copy` for the fields one by one."""

    file = Signal(str)
    copy = Signal()
    edited = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session, self.say = session, session.say
        self._batches: tuple[Batch, ...] = ()
        body = QVBoxLayout(self)
        body.setContentsMargins(20, 16, 20, 12)
        body.setSpacing(10)
        body.addWidget(label(self.say("remit.batch"), "section"))
        self.sum = label("", "money_l")
        self.count = label("", "small", "text2", wrap=True)
        body.addWidget(self.sum)
        body.addWidget(self.count)
        self.difference = Notice("", "warn")
        body.addWidget(self.difference)
        self.reference = Field("reference", self.say("remit.reference"), QLineEdit())
        self.reference.editor.setMaxLength(64)
        self.reference.editor.textChanged.connect(self._reference_changed)
        body.addWidget(self.reference)
        body.addWidget(label(self.say("remit.hand_in"), "label"))
        self.buttons = {
            "xlsx": Button(self.say("remit.file.xlsx"), "secondary", icon="file-down", keys="Alt+X"),
            "csv": Button(self.say("remit.file.csv"), "secondary", icon="file-text", keys="Alt+C"),
            "copy": Button(self.say("remit.copy"), "secondary", icon="copy", keys="Alt+S"),
        }
        ways = QWidget()
        flow = Flow(ways)
        flow.setContentsMargins(0, 0, 0, 0)
        flow.setSpacing(8)
        for button in self.buttons.values():
            flow.addWidget(button)
        for suffix in ("xlsx", "csv"):
            self.buttons[suffix].clicked.connect(lambda _=False, one=suffix: self.file.emit(one))
        self.buttons["copy"].clicked.connect(self.copy)
        body.addWidget(ways)
        layout = remittance_layout()
        key = "remit.layout.unconfirmed" if layout.sureness != "official" else "remit.layout.official"
        body.addWidget(label(self.say(key, dated=_dated(session, layout.dated)), "caption", "text2", wrap=True))
        self.saved = Notice("", "info", "file-text")
        self.saved.hide()
        self.folder = Button(self.say("remit.folder"), "quiet", icon="folder-open", keys="Alt+O")
        self.folder.hide()
        body.addWidget(self.saved)
        body.addLayout(row(self.folder, None))
        self.wrong = Notice("", "bad")
        self.wrong.hide()
        body.addWidget(self.wrong)
        body.addStretch(1)

    def show_chosen(self, rows: tuple[Row, ...], batches: tuple[Batch, ...]) -> None:
        """What is chosen now."""
        self._batches = batches
        months = sum(len(one.months) for one in rows)
        people = len({one.member.member for one in rows})
        sums = sums_of(rows)
        self.sum.setText(format_rupiah(sums.to_pay))
        counts = {"people": count_label(self._session, people), "months": count_label(self._session, months)}
        self.count.setText(self.say("remit.chosen_count", **counts) if rows else self.say("remit.choose_first"))
        for button in self.buttons.values():
            button.setEnabled(bool(rows))
            button.setToolTip("" if rows else self.say("remit.choose_first"))
        self._show_difference(sums)
        self._reference_changed()

    def show_saved(self, name: str) -> None:
        """A file was written."""
        self.wrong.hide()
        self.saved.say(self.say("remit.file.saved", file=name), "info", "file-text")
        self.saved.show()
        self.folder.show()
        self.edited.emit()

    def text(self) -> str:
        """The reference typed."""
        return self.reference.editor.text().strip()

    def _show_difference(self, sums: Sums) -> None:
        both = {"collected": format_rupiah(sums.collected), "now": format_rupiah(sums.to_pay)}
        said = [self.say("remit.difference", **both)]
        changes = (("more", sums.dearer, sums.short), ("less", sums.cheaper, sums.over))
        said += [
            self.say(
                f"remit.difference.{key}", count=count_label(self._session, count), difference=format_rupiah(rupiah)
            )
            for key, count, rupiah in changes
            if count
        ]
        self.difference.setVisible(len(said) > 1)
        self.difference.say("\n".join(said), "warn")

    def _reference_changed(self, _: str = "") -> None:
        same = next((one for one in self._batches if one.reference == self.text()), None)
        if same is not None:
            self.reference.warn(self.say("remit.reference.known", rupiah=format_rupiah(same.rupiah)))
        else:
            self.reference.hint(self.say("remit.reference.hint"))
        self.edited.emit()


def _dated(session: Session, day: str) -> str:
    return long_date(session, date.fromisoformat(day))
