"""What is looked up while somebody types: who has this NIK or name already, villages, occupations."""

from collections.abc import Callable
from functools import partial

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from agent_app.domain.contributions import Sector
from agent_app.domain.phones import dialled
from agent_app.gui.screens.register import lookup
from agent_app.gui.screens.register.answers import Answers, read_nik, read_number
from agent_app.gui.screens.register.form import RegisterForm
from agent_app.gui.screens.register.lookup import Desk, Known
from agent_app.gui.session import Session
from agent_app.gui.widgets.autocomplete import Autocomplete
from agent_app.records.views import members
from agent_app.records.views.members import RosterEntry
from agent_app.reference.occupations import occupation_named
from agent_app.reference.regions import regions

NAME_AFTER_MS = 250
SHORTEST_NAME = 4


class Suggestions(QObject):
    """`changed` tells that more is known now; `prefilled` carries the answers a row of the member list gives."""

    changed = Signal()
    prefilled = Signal(object)

    def __init__(self, session: Session, form: RegisterForm) -> None:
        super().__init__(form)
        self._session, self._form = session, form
        self.desk: Desk | None = None
        self._by_nik: tuple[Known, ...] = ()
        self._by_name: tuple[Known, ...] = ()
        self._asked_nik, self._nik_known = "", False
        self._name_due = QTimer(self, singleShot=True, interval=NAME_AFTER_MS)
        self._name_due.timeout.connect(self._ask_name)
        form.identity.village.asked.connect(self._ask_villages)
        for line in (form.work.occupation, form.work.other):
            line.asked.connect(partial(self._offer_occupations, line))

    def read_desk(self, done: Callable[[Desk], None]) -> None:
        """What is fixed while the screen is open."""

        def arrived(desk: Desk) -> None:
            self.desk = desk
            done(desk)

        me, today = self._session.identity, self._session.today()
        self._session.ask(self, lambda c: lookup.desk(c, me.coop, me.branch, me.person, today), arrived, key="desk")

    @property
    def registered_here(self) -> bool | None:
        """Whether somebody registered on this laptop, whose membership goes on, has the NIK; None: not looked up."""
        return any(one.standing == "active" for one in self._by_nik) if self._nik_known else None

    def people(self, answers: Answers) -> tuple[Known, ...]:
        """Whom to offer: by NIK, else by name."""
        if read_nik(answers.nik) is not None:
            return tuple(one for one in self._by_nik if one.id != answers.roster)
        return tuple(one for one in self._by_name if one.id != answers.roster)

    def edited(self, name: str) -> None:
        """Look up what belongs to the field that was typed in."""
        if name == "nik":
            self._ask_nik()
        elif name == "name":
            self._name_due.start()
        elif name in ("occupation", "other_occupation", "insured"):
            self._know_sector()

    def look_again(self) -> None:
        """Ask again about the person in the form."""
        self._asked_nik = ""
        self._ask_nik()
        self._ask_name()
        self._know_sector()

    def use_row(self, row: str) -> None:
        """Fill the form from a row of the member list, but for income and the member's own word."""
        self._session.ask(
            self, lambda c: members.roster_entry(c, self._session.coop, row), self._row_arrived, key="row"
        )

    def fresh(self, before: Answers, *, after: bool = False) -> Answers:
        """An empty form with the village of the day; after a registration on paper, the next row of the sheet."""
        village = self.desk.village if self.desk is not None else None
        row = read_number(before.row)
        return Answers(
            village=village.name if village is not None else "",
            village_code=village.code if village is not None else "",
            signed=before.signed or "screen",
            sheet=before.sheet,
            row=str(row + 1) if after and row else before.row,
        )

    def village_detail(self, code: str) -> str:
        """`Nubatukan, Lembata` for a village's code."""
        village = regions().village(code)
        return lookup.village_offer(village).detail if village is not None else ""

    def _ask_nik(self) -> None:
        nik = read_nik(self._form.identity.nik.text())
        digits = nik.digits if nik is not None else ""
        if digits == self._asked_nik:
            return
        self._asked_nik, self._by_nik, self._nik_known = digits, (), False
        if digits:
            coop, today = self._session.coop, self._session.today()
            self._session.ask(self, lambda c: lookup.of_nik(c, coop, digits, today), self._nik_arrived, key="nik")

    def _nik_arrived(self, found: tuple[Known, ...]) -> None:
        nik = read_nik(self._form.identity.nik.text())
        if nik is not None and nik.digits == self._asked_nik:
            self._by_nik, self._nik_known = found, True
            self.changed.emit()

    def _ask_name(self) -> None:
        name = self._form.identity.name.text().strip()
        if len(name) < SHORTEST_NAME:
            self._name_arrived(())
            return
        coop, today = self._session.coop, self._session.today()
        self._session.ask(self, lambda c: lookup.of_name(c, coop, name, today), self._name_arrived, key="name")

    def _name_arrived(self, found: tuple[Known, ...]) -> None:
        if found != self._by_name:
            self._by_name = found
            self.changed.emit()

    def _ask_villages(self, text: str) -> None:
        line, desk = self._form.identity.village, self.desk
        today_in, served = (desk.village, desk.villages) if desk is not None else (None, ())
        nik = read_nik(self._form.identity.nik.text())
        district = nik.district if nik is not None else ""
        self._session.ask(
            self,
            lambda _: lookup.villages(text, today_in, served, district),
            lambda offers: line.offer(text, offers),
            key="village",
        )

    def _offer_occupations(self, line: Autocomplete, text: str) -> None:
        recent = self.desk.recent if self.desk is not None else ()
        sectors = {each.value: self._session.say(f"sector.{each}") for each in Sector}
        line.offer(text, lookup.occupations_for(text, recent, self._session.today(), sectors))

    def _know_sector(self) -> None:
        """The list knows the sector of most occupations; for others it is asked."""
        work, answers = self._form.work, self._form.answers()
        known = occupation_named(answers.insured_occupation, self._session.today())
        work.known_sector = known.sector.value if known is not None else ""
        work.ask_sector(bool(answers.insured_occupation) and known is None)

    def _row_arrived(self, row: RosterEntry | None) -> None:
        if row is None:
            return
        village = lookup.roster_village(row)
        fresh = self.fresh(self._form.answers())
        answers = msgspec.structs.replace(
            fresh,
            roster=row.member,
            nik=row.nik or self._form.identity.nik.text(),
            name=row.name or "",
            birth=_day(row.birth),
            birth_place=row.birth_place or "",
            sex=row.sex or "",
            phone=dialled(row.phone or ""),
            address=row.address or "",
            village=village.name if village is not None else row.village or fresh.village,
            village_code=village.code if village is not None else "" if row.village else fresh.village_code,
            occupation=row.occupation or "",
        )
        self.prefilled.emit(answers)


def _day(iso: str | None) -> str:
    return "-".join(reversed(iso.split("-"))) if iso else ""
