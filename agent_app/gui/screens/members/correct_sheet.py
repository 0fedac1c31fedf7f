"""Putting right what is known of a member; what is typed is kept until it is saved or thrown away."""

import json
from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from agent_app.domain.errors import Refused, Trouble
from agent_app.gui.drafts import Draft
from agent_app.gui.moments import moment_label
from agent_app.gui.screens.members.correction import Correction, draft_key, read_draft
from agent_app.gui.screens.members.heir_rows import HeirRows
from agent_app.gui.screens.register import lookup
from agent_app.gui.screens.register.answers import read_nik, read_phone
from agent_app.gui.screens.register.inputs import NameEdit, NikEdit, PhoneEdit
from agent_app.gui.session import Session
from agent_app.gui.widgets.autocomplete import Autocomplete
from agent_app.gui.widgets.banner import Banner
from agent_app.gui.widgets.cards import Notice, row
from agent_app.gui.widgets.day_edit import DayEdit
from agent_app.gui.widgets.fields import Field
from agent_app.gui.widgets.form_sheet import FormSheet
from agent_app.records.views.members import Member
from agent_app.records.views.villages import place_of
from agent_app.reference.occupations import occupation_named
from agent_app.services.corrections import CorrectMember, correct_member

Typed = dict[str, Any]
FIELD_OF = {"name_missing": "name", "member_known": "nik"}


class CorrectSheet(FormSheet):
    """Goes on with what was typed the last time. `left` is told when it closes without saving whether something is
    typed, `done` when it is stored whether anything changed."""

    def __init__(
        self,
        window: QWidget,
        session: Session,
        member: Member,
        left: Callable[[bool], None],
        done: Callable[[bool], None],
    ) -> None:
        super().__init__(window, session.say("members.correct"), icon="pencil", width=640)
        self._session, self.say, self._member = session, session.say, member
        self._left, self._done = left, done
        self._card_is_right = False
        self._trouble = Notice("", "bad")
        self._trouble.hide()
        self._build()
        self._stored = self._of_member()
        self._show(self._stored)
        # As the fields write it, so that what nobody touched compares as equal.
        self._shown_at_first = self.typed()
        self.draft = Draft(session, draft_key(member.member), self._to_keep, self)
        self._build_buttons()
        for field in self.fields.values():
            field.editor.textChanged.connect(self.draft.touch)
        self._heirs.edited.connect(self.draft.touch)
        self.draft.load(self._draft_read)
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
        self._name, self._nik, self._phone = NameEdit(), NikEdit(), PhoneEdit()
        self._birth = DayEdit(self._session.today, past=True)
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
        self.banner = Banner()
        self.body.addWidget(self.banner)
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

    def _changed(self) -> Typed:
        """The fields that differ from what is stored."""
        return {name: value for name, value in self.typed().items() if value != self._shown_at_first.get(name)}

    def _to_keep(self) -> Typed | None:
        changed = self._changed()
        return changed | {"at": round(self._session.now().timestamp() * 1000)} if changed else None

    def _draft_read(self, found: Any | None) -> None:
        draft = read_draft(found)
        if draft is not None and not self._changed():
            self._go_on(draft)

    def _go_on(self, draft: Correction) -> None:
        """Show what was typed then over what is stored, and offer to begin anew."""
        typed = {name: value for name in self._stored if (value := getattr(draft, name)) is not None}
        self._show(self._stored | typed)
        at = moment_label(self._session, draft.at)
        self.banner.say(
            self.say("members.correct.restored", at=at), self.say("members.correct.anew"), lambda: self._anew(draft)
        )
        self.place()

    def _anew(self, draft: Correction) -> None:
        """Throw away what was typed; until the sheet is closed it can be had back."""
        self._show(self._stored)
        self.draft.drop()
        self.banner.say(
            self.say("members.correct.thrown_away"), self.say("members.correct.take_back"), lambda: self._go_on(draft)
        )
        self.place()
        self.fields["name"].editor.setFocus()

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
        if self._birth.text().strip() and self._birth.day() is None:
            wrong.append("birth")
            self.fields["birth"].blame(self.say("members.correct.birth"))
        if wrong:
            self.fields[wrong[0]].editor.setFocus()
        return not wrong

    def _command(self) -> CorrectMember:
        birth = self._birth.day()
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
        changed = self._changed()
        known = occupation_named(occupation, self._session.today()) if "occupation" in changed else None
        return CorrectMember(
            member=self._member.member,
            fields={name: value for name, value in values.items() if name in changed},
            sector=known.sector if known is not None else None,
            card_is_right=self._card_is_right,
        )

    def _saved(self, origin: object) -> None:
        self._shown_at_first = self.typed()
        self.draft.drop()
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
        self.draft.flush()
        self._left(bool(self._changed()))

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
