"""Heirs with their relation, a row each."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from agent_app.gui.screens.register.inputs import NameEdit
from agent_app.gui.session import Session
from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.cards import row
from agent_app.gui.widgets.fields import Combo, Field
from agent_app.journal.entries.members import Heir

RELATIONS = ("suami", "istri", "anak", "orang_tua", "saudara", "lainnya")


class HeirRows(QWidget):
    """As many rows as there are heirs, one at least. What is known beside name and relation stays with the row.

    `edited` tells that another name or relation stands there.
    """

    edited = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._rows: list[tuple[NameEdit, Combo, dict[str, Any]]] = []
        self._column = QVBoxLayout()
        self._column.setSpacing(8)
        self.more = Button(session.say("members.more_heirs"), "ghost", icon="plus", height="chip")
        self.more.clicked.connect(self._one_more)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self._column)
        layout.addLayout(row(self.more, None))

    def put(self, heirs: Sequence[dict[str, Any]]) -> None:
        """Show heirs as they are stored, in the place of what was shown."""
        while (pair := self._column.takeAt(0)) is not None:
            for number in range(pair.layout().count()):
                pair.layout().itemAt(number).widget().deleteLater()
        self._rows = []
        for heir in heirs or ({},):
            self._add(heir)

    def values(self) -> list[dict[str, Any]]:
        """What stands in the rows, rows without a name left out."""
        found = []
        for name, relation, rest in self._rows:
            if name.text().strip():
                words = {"name": " ".join(name.text().split()), "relation": relation.currentData() or "lainnya"}
                found.append({**rest, **words})
        return found

    def heirs(self) -> tuple[Heir, ...]:
        """The same as the journal holds them."""
        return tuple(Heir(**one) for one in self.values())

    def _add(self, heir: dict[str, Any]) -> None:
        say, number = self._session.say, len(self._rows) + 1
        name, relation = NameEdit(), Combo()
        for each in RELATIONS:
            relation.addItem(say(f"members.relation.{each}"), each)
        known = heir.get("relation", "")
        if known and relation.findData(known) < 0:
            relation.addItem(known, known)
        relation.setCurrentIndex(max(relation.findData(known), 0) if known else RELATIONS.index("lainnya"))
        name.setText(heir.get("name", ""))
        name.textChanged.connect(self.edited)
        relation.currentIndexChanged.connect(self.edited)
        fields = (
            Field(f"heir{number}", say("members.field.heir", number=number), name),
            Field(f"relation{number}", say("members.field.relation"), relation),
        )
        pair = row(*fields, spacing=12)
        pair.setStretch(0, 3)
        pair.setStretch(1, 2)
        self._column.addLayout(pair)
        self._rows.append((name, relation, heir))

    def _one_more(self) -> None:
        self._add({})
        self._rows[-1][0].setFocus()
