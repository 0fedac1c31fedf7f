"""Putting right what is known of a member; what is typed stays until it is saved or thrown away."""

import json
from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QWidget

from agent_app.domain.errors import Refused, Trouble
from agent_app.gui.screens.members.heir_rows import HeirRows
from agent_app.gui.screens.register import lookup
from agent_app.gui.screens.register.answers import read_birth, read_nik, read_phone
from agent_app.gui.screens.register.inputs import DayEdit, NameEdit, NikEdit, PhoneEdit
from agent_app.gui.session import Session
from agent_app.gui.widgets.autocomplete import Autocomplete
from agent_app.gui.widgets.cards import Notice, row
from agent_app.gui.widgets.fields import Field
from agent_app.gui.widgets.form_sheet import FormSheet
from agent_app.records.views.members import Member
from agent_app.records.views.villages import place_of
from agent_app.reference.occupations import occupation_named
from agent_app.services.corrections import CorrectMember, correct_member

Typed = dict[str, object]
FIELD_OF = {"name_missing": "name", "member_known": "nik"}


class CorrectSheet(FormSheet):
    """`keep` gets what was typed when the sheet is closed without saving, `done` is told when it is stored."""

    def __init__(
        self,
        window: QWidget,
        session: Session,
        member: Member,
        typed: Typed | None,
        keep: Callable[[Typed | None], None],
        done: Callable[[bool], None],
    ) -> None:
        super().__init__(window, session.say("members.correct"), icon="pencil", width=640)
        self._session, self.say, self._member = session, session.say, member
        self._keep, self._done = keep, done
        self._card_is_right = False
        self._trouble = Notice("", "bad")
        self._trouble.hide()
        self._build()
        self._stored = self._of_member()
        self._show(self._stored)
        # As the fields write it, so that what nobody touched compares as equal.
        self._shown_at_first = self.typed()
        if typed is not None:
            self._show(typed)
        self._build_buttons()
        self.closed.connect(self._closed)

    def present(self) -> None:
        super().present()
        self.fields["name"].editor.setFocus()

    def typed(self) -> Typed:
        """What stands in the fields now."""
        return {
            "nik": self._nik.text(),
            "name": self._name.text(),
            "birth": self._birth.text(),
            "phone": self._phone.text(),
            "village": [self._village.text(), self._village.value],
            "address": self._address.text(),
            "occupation": self._occupation.text(),
            "mother": self._mother.text(),
            "heirs": self._heirs.values(),
        }

    def save(self) -> None:
        """Store what differs; a second press while that is under way does nothing."""
        if not self._button.isEnabled() or not self._check():
            return
        self._button.setEnabled(False)
        self._session.write(correct_member, self._command(), self._saved, self._failed)

    def _build(self) -> None:
        self._name, self._nik, self._birth, self._phone = NameEdit(), NikEdit(), DayEdit(), PhoneEdit()
        self._village, self._occupation = Autocomplete("map-pin"), Autocomplete("user-check")
        self._address, self._mother = QLineEdit(), NameEdit()
        editors = {
            "name": self._name,
            "nik": self._nik,
            "birth": self._birth,
            "phone": self._phone,
            "village": self._village,
            "occupation": self._occupation,
            "address": self._address,
            "mother": self._mother,
        }
        self.fields = {name: Field(name, self.say(f"members.field.{name}"), made) for name, made in editors.items()}
        self._birth.setPlaceholderText("17-03-1988")
        for name in ("name", "nik"):
            editors[name].textEdited.connect(self.fields[name].hint)
        self._nik.textEdited.connect(self._nik_edited)
        self._village.asked.connect(self._ask_villages)
        self._occupation.asked.connect(self._offer_occupations)
        self._heirs = HeirRows(self._session)
        self.body.addWidget(self.fields["name"])
        for pair in (("nik", "birth"), ("phone", "village"), ("occupation", "address")):
            pair_row = row(*(self.fields[name] for name in pair), spacing=12)
            for number in (0, 1):
                pair_row.setStretch(number, 1)
            self.body.addLayout(pair_row)
        self.body.addWidget(self.fields["mother"])
        self.body.addWidget(self._heirs)
        self.body.addWidget(self._trouble)

    def _build_buttons(self) -> None:
        self.add_button(self.say("members.correct.leave"), "secondary", None)
        self._right = self.add_button(self.say("members.correct.card_is_right"), "danger", self._say_card_is_right)
        self._right.hide()
        self._button = self.add_save(self.say("members.correct.save"), self.save)

    def _of_member(self) -> Typed:
        one = self._member
        birth = "-".join(reversed(one.birth.split("-"))) if one.birth else ""
        return {
            "nik": one.nik or "",
            "name": one.name or "",
            "birth": birth,
            "phone": one.phone or "",
            "village": [place_of(one.village).name, one.village if place_of(one.village).code else ""],
            "address": one.address or "",
            "occupation": one.occupation or "",
            "mother": one.mother or "",
            "heirs": json.loads(one.heirs or "[]"),
        }

    def _show(self, typed: Typed) -> None:
        self._nik.put(str(typed["nik"]))
        self._name.setText(str(typed["name"]))
        self._birth.setText(str(typed["birth"]))
        self._phone.put(str(typed["phone"]))
        text, code = typed["village"]
        self._village.put(text, code)
        self._occupation.put(str(typed["occupation"]))
        self._address.setText(str(typed["address"]))
        self._mother.setText(str(typed["mother"]))
        self._heirs.put(typed["heirs"])

    def _check(self) -> bool:
        """Say what is wrong beside its field; whether nothing is."""
        wrong: list[str] = []
        if not self._name.text().strip():
            wrong.append("name")
            self.fields["name"].blame(self.say("refused.name_missing"))
        if (digits := self._nik.digits) != 16 or read_nik(self._nik.text()) is None:
            wrong.append("nik")
            self.fields["nik"].blame(self.say("members.correct.nik", count=digits))
        if self._birth.text().strip() and read_birth(self._birth.text()) is None:
            wrong.append("birth")
            self.fields["birth"].blame(self.say("members.correct.birth"))
        if wrong:
            self.fields[wrong[0]].editor.setFocus()
        return not wrong

    def _command(self) -> CorrectMember:
        birth = read_birth(self._birth.text())
        occupation = self._occupation.text().strip()
        values = {
            "nik": self._nik.text(),
            "name": " ".join(self._name.text().split()),
            "birth": birth.isoformat() if birth is not None else None,
            "phone": read_phone(self._phone.text()) or None,
            "village": self._village.value or self._village.text().strip() or None,
            "address": self._address.text().strip() or None,
            "occupation": occupation or None,
            "mother": self._mother.text().strip() or None,
            "heirs": self._heirs.heirs(),
        }
        changed = {name for name, value in self.typed().items() if value != self._shown_at_first.get(name)}
        known = occupation_named(occupation, self._session.today()) if "occupation" in changed else None
        return CorrectMember(
            member=self._member.member,
            fields={name: value for name, value in values.items() if name in changed},
            sector=known.sector if known is not None else None,
            card_is_right=self._card_is_right,
        )

    def _saved(self, origin: object) -> None:
        self._shown_at_first = self.typed()
        self.dismiss()
        self._done(origin is not None)

    def _failed(self, trouble: Trouble) -> None:
        self._button.setEnabled(True)
        words = self._session.words.of(trouble)
        name = FIELD_OF.get(str(trouble.code)) or ("nik" if str(trouble.code).startswith("nik_") else "")
        if isinstance(trouble, Refused) and name:
            self.fields[name].blame(words)
            self.fields[name].editor.setFocus()
        else:
            self._trouble.say(words, "bad")
            self._trouble.show()
        self._right.setVisible(str(trouble.code) == "member_known")
        self.place()

    def _say_card_is_right(self) -> None:
        self._card_is_right = True
        self.save()

    def _nik_edited(self) -> None:
        self._card_is_right = False
        self._right.hide()

    def _closed(self) -> None:
        typed = self.typed()
        self._keep(typed if typed != self._shown_at_first else None)

    def _ask_villages(self, text: str) -> None:
        near = self._nik.text().replace(" ", "")[:6]
        self._session.ask(
            self,
            lambda _: lookup.villages(text, None, (), near),
            lambda offers: self._village.offer(text, offers),
            key="village",
        )

    def _offer_occupations(self, text: str) -> None:
        self._occupation.offer(text, lookup.occupations_for(text, (), self._session.today(), {}))
