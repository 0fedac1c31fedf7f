"""Who shall be helped to claim: heirs with their relation, and the mother's name."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt

from agent_app.gui.screens.register.answers import Answers, HeirAnswer
from agent_app.gui.screens.register.inputs import NameEdit, NikEdit
from agent_app.gui.screens.register.section import Section
from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.fields import Combo

RELATIONS = ("suami", "istri", "anak", "orang_tua", "saudara", "lainnya")
MOST_HEIRS = 3


@dataclass(frozen=True, slots=True)
class HeirRow:
    """The three editors of one heir."""

    name: NameEdit
    relation: Combo
    nik: NikEdit


class HeirsSection(Section):
    """One row to begin with, up to three."""

    def __init__(self, say: Callable[..., str]) -> None:
        super().__init__(say, 3, "heirs")
        self.rows = [self._row(number) for number in range(MOST_HEIRS)]
        self.mother = NameEdit()
        self.more = Button(say("register.more_heirs"), "ghost", icon="plus", height="chip")
        self.grid.addWidget(self.more, MOST_HEIRS, 0, 1, 6, Qt.AlignmentFlag.AlignLeft)
        self.add("mother", self.mother, (MOST_HEIRS + 1, 0, 6), optional=True)
        for each in self.fields.values():
            self.grid.setAlignment(each, Qt.AlignmentFlag.AlignTop)
        self.more.clicked.connect(self._one_more)
        self._show(1)

    def values(self) -> dict[str, object]:
        heirs = [HeirAnswer(one.name.text().strip(), _relation(one), one.nik.text().strip()) for one in self.rows]
        while heirs and heirs[-1] == HeirAnswer():
            heirs.pop()
        return {"heirs": tuple(heirs), "mother": self.mother.text().strip()}

    def put(self, answers: Answers) -> None:
        """Show answers."""
        for number, one in enumerate(self.rows):
            heir = answers.heirs[number] if number < len(answers.heirs) else HeirAnswer()
            one.name.setText(heir.name)
            one.relation.setCurrentIndex(one.relation.findData(heir.relation) if heir.relation else -1)
            one.nik.put(heir.nik)
        self.mother.setText(answers.mother)
        self._show(max(len(answers.heirs), 1))

    def _row(self, number: int) -> HeirRow:
        made = HeirRow(NameEdit(), Combo(), NikEdit())
        for relation in RELATIONS:
            made.relation.addItem(self.say(f"register.relation.{relation}"), relation)
        made.relation.setCurrentIndex(-1)
        made.relation.setPlaceholderText(self.say("register.relation.choose"))
        made.nik.setPlaceholderText(self.say("register.nik.form"))
        self.add(f"heir{number}", made.name, (number, 0, 5), key="heir")
        self.add(f"relation{number}", made.relation, (number, 5, 3), key="relation")
        self.add(f"heir_nik{number}", made.nik, (number, 8, 4), key="heir_nik", optional=True)
        return made

    def _show(self, count: int) -> None:
        for number in range(MOST_HEIRS):
            for name in (f"heir{number}", f"relation{number}", f"heir_nik{number}"):
                self.fields[name].setVisible(number < count)
        self.more.setVisible(count < MOST_HEIRS)

    def _one_more(self) -> None:
        count = sum(not self.fields[f"heir{number}"].isHidden() for number in range(MOST_HEIRS))
        self._show(count + 1)
        self.rows[count].name.setFocus()


def _relation(one: HeirRow) -> str:
    return one.relation.currentData() or ""
