"""What somebody works as and earns, and which programmes they choose at which price."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QSizePolicy

from agent_app.domain.contributions import Sector
from agent_app.gui.screens.register.answers import Answers
from agent_app.gui.screens.register.inputs import Choice
from agent_app.gui.screens.register.section import Section
from agent_app.gui.widgets.autocomplete import Autocomplete
from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.choices import RadioCard
from agent_app.gui.widgets.fields import MoneyEdit


class WorkSection(Section):
    """`known_sector` is the sector of the insured occupation where the list knows it; else it is asked."""

    def __init__(self, say: Callable[..., str]) -> None:
        super().__init__(say, 2, "work")
        self.occupation, self.other = Autocomplete(), Autocomplete()
        self.income = MoneyEdit()
        self.known_sector = ""
        self.insured = Choice(say("register.field.insured"), {"first": "1", "other": "2"})
        self.sector = Choice(
            say("register.field.sector"), {each.value: say(f"register.sector.{each}") for each in Sector}
        )
        self.second = Button(say("register.second_occupation"), "ghost", icon="plus", height="chip")
        self.two = RadioCard(say("register.programmes.two"), say("register.programmes.two.help"))
        self.three = RadioCard(say("register.programmes.three"), say("register.programmes.three.help"))
        self.occupation.setPlaceholderText(say("register.occupation.example"))
        self.income.setPlaceholderText(say("register.income.example"))
        self._place()
        self._cards = QButtonGroup(self)
        for card in (self.two, self.three):
            self._cards.addButton(card)
            card.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.two.setChecked(True)
        self._cards.buttonClicked.connect(lambda _: self.edited.emit("programmes"))
        self.second.clicked.connect(self._add_second)
        self._show_second(False)

    def values(self) -> dict[str, object]:
        return {
            "occupation": self.occupation.text().strip(),
            "other_occupation": self.other.text().strip() if self.has_two else "",
            "two_occupations": self.has_two,
            "insured": self.insured.value if self.has_two else "",
            "sector": self.known_sector or self.sector.value,
            "income": self.income.text().strip(),
            "savings": self.three.isChecked(),
        }

    @property
    def has_two(self) -> bool:
        """Whether a second occupation is asked for."""
        return not self.fields["other_occupation"].isHidden()

    def put(self, answers: Answers) -> None:
        """Show answers."""
        self._show_second(answers.two_occupations)
        self.occupation.put(answers.occupation)
        self.other.put(answers.other_occupation)
        self.insured.put(answers.insured)
        self.sector.put(answers.sector)
        self.income.setText(answers.income)
        (self.three if answers.savings else self.two).setChecked(True)

    def show_occupations(self) -> None:
        """Name the two occupations on the answers to which of them is insured."""
        names = {"first": self.occupation.text().strip(), "other": self.other.text().strip()}
        self.insured.name({value: name or number for (value, name), number in zip(names.items(), "12", strict=True)})

    def ask_sector(self, asked: bool) -> None:
        """Ask for the sector where the list does not know it."""
        self.fields["sector"].setVisible(asked)

    def _place(self) -> None:
        self.add("occupation", self.occupation, (0, 0, 6))
        self.add("income", self.income, (0, 6, 6))
        self.grid.addWidget(self.second, 1, 0, 1, 6, Qt.AlignmentFlag.AlignLeft)
        self.add("other_occupation", self.other, (2, 0, 6))
        self.add("insured", self.insured, (2, 6, 6))
        self.add("sector", self.sector, (3, 0, 12))
        for each in self.fields.values():
            self.grid.setAlignment(each, Qt.AlignmentFlag.AlignTop)
        self.grid.addWidget(self.two, 4, 0, 1, 6)
        self.grid.addWidget(self.three, 4, 6, 1, 6)
        self.fields["sector"].hide()

    def _add_second(self) -> None:
        self._show_second(True)
        self.other.setFocus()
        self.edited.emit("other_occupation")

    def _show_second(self, shown: bool) -> None:
        self.second.setVisible(not shown)
        self.fields["other_occupation"].setVisible(shown)
        self.fields["insured"].setVisible(shown)
