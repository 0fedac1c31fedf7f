"""Who it is: as on the card, with what the NIK tells by itself."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from agent_app.domain.nik import Sex
from agent_app.gui.screens.register.answers import Answers, read_birth, read_nik
from agent_app.gui.screens.register.inputs import Choice, NameEdit, NikEdit, PhoneEdit
from agent_app.gui.screens.register.section import Section
from agent_app.gui.widgets.autocomplete import Autocomplete
from agent_app.gui.widgets.day_edit import DayEdit
from agent_app.gui.widgets.fields import CheckBox


class IdentitySection(Section):
    """NIK, name, birth, village, telephone. `offers` is the place for people who are known already."""

    def __init__(self, say: Callable[..., str], today: Callable[[], date], offers: QWidget) -> None:
        super().__init__(say, 1, "identity")
        self.nik, self.name, self.birth_place = NikEdit(), NameEdit(), NameEdit()
        self.sex = Choice(say("register.field.sex"), {each.value: say(f"register.sex.{each}") for each in _SEXES})
        self.birth, self.phone = DayEdit(today, past=True), PhoneEdit()
        self.village = Autocomplete("map-pin")
        self.no_phone = CheckBox(say("register.field.no_phone"))
        self.address, self._own_birth, self._own_sex = "", False, False
        self._hints()
        self.add("nik", self.nik, (0, 0, 8), icon="id-card")
        self.add("sex", self.sex, (0, 8, 4))
        self.grid.addWidget(offers, 1, 0, 1, 12)
        self.add("name", self.name, (2, 0, 6))
        self.add("birth_place", self.birth_place, (2, 6, 3))
        self.add("birth", self.birth, (2, 9, 3))
        self.add("village", self.village, (3, 0, 6), icon="map-pin")
        self._add_phone()
        for each in self.fields.values():
            self.grid.setAlignment(each, Qt.AlignmentFlag.AlignTop)
        self.birth.textEdited.connect(lambda _: setattr(self, "_own_birth", True))
        self.sex.chosen.connect(lambda _: setattr(self, "_own_sex", True))
        self.no_phone.clicked.connect(self._without_phone)

    def values(self) -> dict[str, object]:
        return {
            "nik": self.nik.text().strip(),
            "name": self.name.text().strip(),
            "birth_place": self.birth_place.text().strip(),
            "birth": self.birth.text().strip(),
            "sex": self.sex.value,
            "village": self.village.text().strip(),
            "village_code": self.village.value,
            "phone": self.phone.text().strip(),
            "no_phone": self.no_phone.isChecked(),
            "address": self.address,
        }

    def put(self, answers: Answers, today: date, village_detail: str) -> None:
        """Show answers."""
        self.nik.put(answers.nik)
        self.name.setText(answers.name)
        self.birth_place.setText(answers.birth_place)
        self.birth.setText(answers.birth)
        self.sex.put(answers.sex)
        self.village.put(answers.village, answers.village_code, village_detail)
        self.phone.put(answers.phone)
        self.no_phone.setChecked(answers.no_phone)
        self.phone.setEnabled(not answers.no_phone)
        self.address = answers.address
        nik = read_nik(answers.nik)
        told = nik.birth_date(today) if nik is not None else None
        self._own_birth = bool(answers.birth) and read_birth(answers.birth, today) != told
        self._own_sex = bool(answers.sex) and (nik is None or nik.sex.value != answers.sex)

    def fill_from_nik(self, today: date) -> None:
        """Birth date and sex from the NIK, where nobody typed others."""
        nik = read_nik(self.nik.text())
        if nik is None:
            return
        born = nik.birth_date(today)
        if born is not None and (not self._own_birth or not self.birth.text()):
            self._own_birth = False
            self.birth.setText(f"{born:%d-%m-%Y}")
        if not self._own_sex or not self.sex.value:
            self._own_sex = False
            self.sex.put(nik.sex.value)

    @property
    def birth_is_from_nik(self) -> bool:
        """Whether the birth date stands there because of the NIK."""
        return not self._own_birth and bool(self.birth.text()) and read_nik(self.nik.text()) is not None

    def _hints(self) -> None:
        self.nik.setPlaceholderText("0000 0000 0000 0000")
        self.birth.setPlaceholderText(self.say("register.birth.form"))
        self.phone.setPlaceholderText("0812 3456 7890")

    def _add_phone(self) -> None:
        field = self.add("phone", self.phone, (3, 6, 6), icon="phone")
        self.grid.removeWidget(field)
        both = QWidget()
        layout = QVBoxLayout(both)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(field)
        layout.addWidget(self.no_phone)
        layout.addStretch(1)
        self.grid.addWidget(both, 3, 6, 1, 6)

    def _without_phone(self, checked: bool) -> None:
        self.phone.setEnabled(not checked)
        self.edited.emit("phone")


_SEXES = (Sex.FEMALE, Sex.MALE)
