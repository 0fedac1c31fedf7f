"""Lines of a caption and its value, as many as there are; and those of a declared deposit."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from agent_app.domain.money import format_rupiah
from agent_app.gui.moments import moment_label
from agent_app.gui.screens.count.reading import Loaded
from agent_app.gui.session import Session
from agent_app.gui.widgets.text import label


class FactLines(QWidget):
    """Captions at the left, values at the right edge; a value that is too long goes on below."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self._lines: tuple[tuple[str, str, str], ...] = ()

    def put(self, lines: Sequence[tuple[str, ...]]) -> None:
        """Other lines: caption, value and, where it has one, the value's tone."""
        wanted = tuple((one[0], one[1], one[2] if len(one) > 2 else "text") for one in lines)
        if wanted == self._lines:
            return
        self._lines = wanted
        while (item := self._grid.takeAt(0)) is not None:
            item.widget().hide()
            item.widget().deleteLater()
        for number, (caption, value, tone) in enumerate(wanted):
            right = label(value, "table", tone, wrap=len(value) > 22)
            right.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._grid.addWidget(label(caption, "table", "text2"), number, 0)
            self._grid.addWidget(right, number, 1)

    def texts(self) -> dict[str, str]:
        """What is shown, by caption."""
        return {caption: value for caption, value, _ in self._lines}


def declared_facts(session: Session, loaded: Loaded, *, hidden: bool) -> list[tuple[str, str]]:
    """What the agent says of a deposit; without any amount while that stays hidden."""
    deposit, say = loaded.deposit, session.say
    channel = say(f"deposit.channel.{deposit.channel}")
    lines = [(say("count.fact.declared_at"), f"{channel} · {moment_label(session, deposit.at)}")]
    if deposit.reference:
        lines.append((say("count.fact.reference"), deposit.reference))
    if hidden:
        return lines
    lines.append((say("count.fact.declared"), format_rupiah(deposit.rupiah)))
    kept_back = deposit.expected - deposit.rupiah
    if kept_back:
        lines.append((say("count.fact.kept_back"), format_rupiah(kept_back)))
    if deposit.reason:
        lines.append((say("count.fact.why"), say(f"deposit.reason.{deposit.reason}")))
    if deposit.note:
        lines.append((say("count.fact.note"), deposit.note))
    lines.append((say("count.fact.on_hand"), format_rupiah(loaded.on_hand)))
    return lines
