"""Facts side by side: a caption, a value for each of two or three, and a sign where they differ."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.cards import IconLabel, rule
from agent_app.gui.widgets.text import label

TOP = Qt.AlignmentFlag.AlignTop


@dataclass(frozen=True, slots=True)
class Line:
    """A fact of each; `told` False keeps a difference without a sign, where it means nothing."""

    caption: str
    values: tuple[str, ...]
    told: bool = True

    @property
    def differs(self) -> bool:
        return self.told and len(set(self.values)) > 1


class Compare(QWidget):
    """Columns with a heading each; a single one is a plain list of facts."""

    def __init__(self, headings: Sequence[str], lines: Sequence[Line], marked: str = "") -> None:
        super().__init__()
        self.lines = tuple(line for line in lines if any(line.values))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnMinimumWidth(0, theme().px(128))
        at = 0
        if any(headings):
            for column, heading in enumerate(headings, start=1):
                grid.addWidget(label(heading, "strong", wrap=True), at, column, TOP)
            grid.addWidget(rule(), at + 1, 0, 1, len(headings) + 1)
            at += 2
        for line in self.lines:
            self._add(grid, at, line, marked)
            at += 1
        for column in range(len(headings)):
            grid.setColumnStretch(column + 1, 1)

    def _add(self, grid: QGridLayout, at: int, line: Line, marked: str) -> None:
        caption = label(line.caption, "small", "text2", wrap=True)
        if line.differs:
            holder = QWidget()
            inner = QGridLayout(holder)
            inner.setContentsMargins(0, 0, 0, 0)
            inner.setHorizontalSpacing(5)
            sign = IconLabel("split", "warn", 14)
            sign.setToolTip(marked)
            inner.addWidget(sign, 0, 0, TOP)
            inner.addWidget(caption, 0, 1, TOP)
            inner.setColumnStretch(1, 1)
            grid.addWidget(holder, at, 0, TOP)
        else:
            grid.addWidget(caption, at, 0, TOP)
        tone = "warn" if line.differs else "text"
        for column, value in enumerate(line.values, start=1):
            grid.addWidget(label(value or "—", "table", tone, wrap=True), at, column, TOP)
