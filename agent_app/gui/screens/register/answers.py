"""What stands in the form, as it was typed: the draft is this, and what is saved is read from it."""

import re
from datetime import date

import msgspec

from agent_app.domain.contributions import BASE_PAIR, Programme
from agent_app.domain.errors import Refused
from agent_app.domain.money import parse_rupiah
from agent_app.domain.nik import Nik, parse_nik
from agent_app.domain.phones import dialled, read_phones
from agent_app.domain.typed_day import read_day

PHONE_DIGITS = (10, 13)


class HeirAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """One heir; of `nik` only the birth date is kept."""

    name: str = ""
    relation: str = ""
    nik: str = ""


class Answers(msgspec.Struct, frozen=True, omit_defaults=True):
    """Texts as typed. `village_code` and the like say what was taken from a list; "" where nothing was.

    `insured` names the occupation that is insured where there are two; `working` and `healthy` are "yes", "no" or
    "" where nobody answered yet; `signed` is where the consent is signed.
    """

    nik: str = ""
    name: str = ""
    birth_place: str = ""
    birth: str = ""
    sex: str = ""
    village: str = ""
    village_code: str = ""
    phone: str = ""
    no_phone: bool = False
    address: str = ""
    occupation: str = ""
    other_occupation: str = ""
    two_occupations: bool = False
    insured: str = ""
    sector: str = ""
    income: str = ""
    savings: bool = False
    heirs: tuple[HeirAnswer, ...] = ()
    mother: str = ""
    children: str = ""
    working: str = ""
    healthy: str = ""
    consent: bool = False
    messages: bool = False
    surplus: bool = False
    signed: str = ""
    sheet: str = ""
    row: str = ""
    roster: str = ""
    card_is_right: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether nothing was said about a person yet; what the screen fills in by itself does not count."""
        plain = msgspec.to_builtins(self)
        return not plain.keys() - {"village", "village_code", "signed", "sheet", "row"}

    @property
    def insured_occupation(self) -> str:
        """The occupation that decides the relief; "" while it is not known which."""
        if not self.two_occupations or not self.other_occupation.strip():
            return self.occupation.strip()
        return {"first": self.occupation, "other": self.other_occupation}.get(self.insured, "").strip()

    @property
    def programmes(self) -> tuple[Programme, ...]:
        return tuple(Programme) if self.savings else tuple(one for one in Programme if one in BASE_PAIR)


def read_nik(text: str) -> Nik | None:
    """The NIK typed; None while it is none."""
    try:
        return parse_nik(text)
    except Refused:
        return None


def read_birth(text: str, today: date) -> date | None:
    """A day of birth as typed; None where no calendar has it."""
    return read_day(text, today, past=True)


def read_income(text: str) -> int | None:
    """Rupiah a month; None where nothing readable stands there."""
    try:
        return parse_rupiah(text)
    except Refused:
        return None


def read_phone(text: str) -> str:
    """The number as people dial it, `0812…`; the digits typed so far where it is none yet."""
    return dialled(text) if read_phones(text) is not None else re.sub(r"\D", "", text)


def read_number(text: str) -> int | None:
    """A count typed; None where it is none."""
    return int(text) if text.strip().isascii() and text.strip().isdigit() else None
