"""The whole form: its five parts, the answers in them, and the way of the Enter key from field to field."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from agent_app.gui.screens.register.answers import Answers, HeirAnswer
from agent_app.gui.screens.register.benefits import BenefitsSection
from agent_app.gui.screens.register.consent import ConsentSection
from agent_app.gui.screens.register.heirs import HeirsSection
from agent_app.gui.screens.register.identity import IdentitySection
from agent_app.gui.screens.register.known import KnownPeople
from agent_app.gui.screens.register.section import Section
from agent_app.gui.screens.register.work import WorkSection
from agent_app.gui.widgets.cards import rule
from agent_app.gui.widgets.fields import Field

WAY = (
    "nik", "name", "birth_place", "birth", "sex", "village", "phone", "occupation", "income", "other_occupation",
    "insured", "sector", "heir0", "relation0", "heir1", "relation1", "heir2", "relation2", "working", "healthy",
    "consent", "signed", "sheet", "row",
)  # fmt: skip
"""Where Enter goes, to the next one that is still empty."""


class RegisterForm(QWidget):
    """`edited` and `left` carry the name of a field."""

    edited = Signal(str)
    left = Signal(str)

    def __init__(self, say: Callable[..., str], today: Callable[[], date], coop: str) -> None:
        super().__init__()
        self.known = KnownPeople(say)
        self.identity = IdentitySection(say, today, self.known)
        self.known.follows = self.identity.sex.last
        self.work = WorkSection(say)
        self.heirs = HeirsSection(say)
        self.benefits = BenefitsSection(say)
        self.consent = ConsentSection(say, coop)
        self.sections: tuple[Section, ...] = (self.identity, self.work, self.heirs, self.benefits, self.consent)
        self.fields: dict[str, Field] = {}
        self._roster, self._card_is_right = "", False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(10)
        for number, section in enumerate(self.sections):
            if number:
                layout.addWidget(rule())
            layout.addWidget(section)
            self.fields |= section.fields
            section.edited.connect(self.edited)
            section.left.connect(self.left)
        layout.addStretch(1)

    def answers(self) -> Answers:
        """Everything as it stands there."""
        values: dict[str, object] = {}
        for section in self.sections:
            values |= section.values()
        return Answers(**values, roster=self._roster, card_is_right=self._card_is_right)

    def put(self, answers: Answers, today: date, village_detail: str) -> None:
        """Show answers; what was said before is gone."""
        self._roster, self._card_is_right = answers.roster, answers.card_is_right
        self.blockSignals(True)
        self.identity.put(answers, today, village_detail)
        for section in self.sections[1:]:
            section.put(answers)
        self.blockSignals(False)

    def set_card_is_right(self, right: bool) -> None:
        """The card in front of us is right, whatever the other record says."""
        self._card_is_right = right
        self.edited.emit("nik")

    def set_roster(self, row: str) -> None:
        """The row of the member list this person stands on."""
        self._roster = row

    def go_to(self, name: str) -> None:
        """Put the focus into a field."""
        field = self.fields[name]
        target = field.editor.focusProxy() or field.editor
        target.setFocus()

    def name_of_focus(self) -> str:
        """The field that has the focus; "" for none."""
        now = QApplication.focusWidget()
        return next((name for name, field in self.fields.items() if now is not None and field.isAncestorOf(now)), "")

    def next_empty(self, after: str) -> str:
        """The next field on the way that is still empty; "" at the end."""
        empty = self._empty()
        begun = WAY.index(after) + 1 if after in WAY else 0
        return next((name for name in WAY[begun:] if name in empty and not self.fields[name].isHidden()), "")

    def _empty(self) -> set[str]:
        answers = self.answers()
        empty = {name for name in WAY if hasattr(answers, name) and not getattr(answers, name)}
        heirs = [*answers.heirs, HeirAnswer(), HeirAnswer(), HeirAnswer()][:3]
        empty |= {f"heir{number}" for number, heir in enumerate(heirs) if not heir.name}
        empty |= {f"relation{number}" for number, heir in enumerate(heirs) if heir.name and not heir.relation}
        return empty - ({"phone"} if answers.no_phone else set())
