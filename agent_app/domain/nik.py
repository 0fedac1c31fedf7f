"""The NIK, the 16-digit number of an Indonesian resident: read tolerantly, refused only where it must be.

Build-up by PP 37/2007 Ps 37 and PP 40/2019 Ps 30(2): district of first registration (6 digits), birth date
DDMMYY with 40 added to a woman's day, serial from 0001. It is kept for life, so a NIK whose region or birth
date differs from today's facts is valid; such differences are warnings for a supervisor, never refusals.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from agent_app.domain.errors import Refused
from agent_app.domain.refusals import RefusalCode


class Sex(StrEnum):
    MALE = "male"
    FEMALE = "female"


class NikWarning(StrEnum):
    """What is odd about a NIK without making it wrong."""

    UNKNOWN_DISTRICT = "unknown_district"
    BIRTH_DATE_DIFFERS = "birth_date_differs"
    SEX_DIFFERS = "sex_differs"
    IMPOSSIBLE_DATE = "impossible_date"
    UNDER_AGE = "under_age"
    OVER_AGE = "over_age"


@dataclass(frozen=True, slots=True)
class AgeLimits:
    """Ages in whole years that lead to a warning: below `minimum`, and from `maximum` on."""

    minimum: int
    maximum: int


@dataclass(frozen=True, slots=True)
class Nik:
    """A NIK that passed the hard rules. Its repr shows no more than its last four digits."""

    digits: str = field(repr=False)

    def __repr__(self) -> str:
        return f"Nik({mask(self)})"

    @property
    def district(self) -> str:
        """Six-digit code of the district of first registration; it may no longer exist."""
        return self.digits[:6]

    @property
    def sex(self) -> Sex:
        return Sex.FEMALE if int(self.digits[6:8]) > 40 else Sex.MALE

    @property
    def serial(self) -> str:
        return self.digits[12:]

    def birth_date(self, today: date, form_birth_date: date | None = None) -> date | None:
        """The date inside the NIK; None when no calendar has it (31-02 stands on real cards).

        The century comes from the form's birth date where its last two digits are the same, else years
        above the present one belong to the 1900s.
        """
        day, month, short_year = int(self.digits[6:8]) % 40, int(self.digits[8:10]), int(self.digits[10:12])
        if form_birth_date is not None and form_birth_date.year % 100 == short_year:
            year = form_birth_date.year
        else:
            year = (1900 if short_year > today.year % 100 else 2000) + short_year
        try:
            return date(year, month, day)
        except ValueError:
            return None


_IGNORED = re.compile(r"[\s.\-\u2010-\u2015\u200b\ufeff]")


def parse_nik(text: str) -> Nik:
    """Read a NIK as typed or found in a file: spaces, dots, dashes and a leading apostrophe are dropped.

    Raises Refused with nik_not_digits, nik_length(length), nik_all_equal, nik_day, nik_month or nik_serial.
    """
    digits = _IGNORED.sub("", text).lstrip("'\u2018\u2019`")
    if re.fullmatch(r"[0-9]+", digits) is None:
        raise Refused(RefusalCode.NIK_NOT_DIGITS)
    if len(digits) != 16:
        raise Refused(RefusalCode.NIK_LENGTH, length=len(digits))
    if len(set(digits)) == 1:
        raise Refused(RefusalCode.NIK_ALL_EQUAL)
    day = int(digits[6:8])
    if not (1 <= day <= 31 or 41 <= day <= 71):
        raise Refused(RefusalCode.NIK_DAY)
    if not 1 <= int(digits[8:10]) <= 12:
        raise Refused(RefusalCode.NIK_MONTH)
    if digits[12:] == "0000":
        raise Refused(RefusalCode.NIK_SERIAL)
    return Nik(digits)


def warnings(
    nik: Nik,
    *,
    today: date,
    limits: AgeLimits,
    birth_date: date | None = None,
    sex: Sex | None = None,
    district_known: bool | None = None,
) -> tuple[NikWarning, ...]:
    """What a person should look at again; `birth_date` and `sex` are what the form says, None where empty.

    `district_known` is None when nobody looked the district up. The age is taken from the form, else the NIK.
    """
    own_birth_date = nik.birth_date(today, birth_date)
    found: list[NikWarning] = []
    if district_known is False:
        found.append(NikWarning.UNKNOWN_DISTRICT)
    if own_birth_date is None:
        found.append(NikWarning.IMPOSSIBLE_DATE)
    elif birth_date is not None and birth_date != own_birth_date:
        found.append(NikWarning.BIRTH_DATE_DIFFERS)
    if sex is not None and sex != nik.sex:
        found.append(NikWarning.SEX_DIFFERS)
    if born := birth_date or own_birth_date:
        years = age(born, today)
        if years < limits.minimum:
            found.append(NikWarning.UNDER_AGE)
        if years >= limits.maximum:
            found.append(NikWarning.OVER_AGE)
    return tuple(found)


def age(born: date, today: date) -> int:
    """Whole years lived on `today`."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def mask(nik: Nik) -> str:
    """The NIK as papers and lists show it: only the last four digits."""
    return "•" * 12 + nik.digits[-4:]
