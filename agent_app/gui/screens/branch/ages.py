"""Money that the branch has counted and not paid to BPJS, by how long it has lain there."""

from PySide6.QtWidgets import QGridLayout, QWidget

from agent_app.domain.money import format_rupiah
from agent_app.gui.session import Session
from agent_app.gui.widgets.cards import Card, row
from agent_app.gui.widgets.text import ElidedLabel, label, set_tone
from agent_app.records.views.branch_tasks import Unremitted

AGES = ("0_1", "2_3", "4_7", "8")
LATE = 2
"""From this age on money is late."""


class AgesCard(Card):
    """Four ages with their rupiah, and the sum."""

    def __init__(self, session: Session) -> None:
        super().__init__(margin=0, spacing=8)
        say = session.say
        self.sum = label("", "strong")
        heading = row(ElidedLabel(say("branch.ages"), "section"), self.sum, margins=(18, 12, 18, 0))
        heading.setStretch(0, 1)
        self.body.addLayout(heading)
        grid = QGridLayout()
        grid.setContentsMargins(18, 0, 18, 14)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(2)
        self.figures = []
        for column, age in enumerate(AGES):
            caption = label(say(f"branch.age.{age}"), "caption", "text2")
            figure = label("", "table")
            grid.addWidget(caption, 0, column)
            grid.addWidget(figure, 1, column)
            grid.setColumnStretch(column, 1)
            self.figures.append(figure)
        holder = QWidget()
        holder.setLayout(grid)
        self.body.addWidget(holder)

    def show_money(self, lying: Unremitted) -> None:
        """The figures as read."""
        if lying.too_many:
            self.sum.setText("—")
            for figure in self.figures:
                figure.setText("—")
            return
        self.sum.setText(format_rupiah(lying.rupiah))
        for number, (figure, rupiah) in enumerate(zip(self.figures, lying.ages, strict=True)):
            figure.setText(format_rupiah(rupiah))
            set_tone(figure, "warn" if rupiah and number >= LATE else "text" if rupiah else "text3")
