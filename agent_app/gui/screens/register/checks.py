"""What is still wrong or missing in the form, by field, each with the words that say how to mend it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from agent_app.domain.errors import Refused
from agent_app.domain.nik import parse_nik
from agent_app.domain.refusals import RefusalCode
from agent_app.gui.screens.register.answers import (
    PHONE_DIGITS,
    Answers,
    read_birth,
    read_income,
    read_nik,
    read_number,
    read_phone,
)
from agent_app.reference.rules import rules

_NIK_DATE = {RefusalCode.NIK_DAY, RefusalCode.NIK_MONTH}


@dataclass(frozen=True, slots=True)
class Mistake:
    """`field` is the name of the field to go to; `code` has words as `register.wrong.<code>`."""

    field: str
    code: str
    params: dict[str, object] = field(default_factory=dict)


def mistakes(answers: Answers, today: date, *, known_here: bool) -> tuple[Mistake, ...]:
    """All of them in the order of the fields. `known_here`: the NIK belongs to somebody registered on this laptop."""
    return tuple(
        mistake
        for part in (_person(answers, today, known_here), _work(answers), _heirs(answers), _word(answers))
        for mistake in part
    )


def _person(answers: Answers, today: date, known_here: bool) -> Iterator[Mistake]:
    nik = _nik(answers, known_here)
    if nik is not None:
        yield nik
    if not answers.name.strip():
        yield Mistake("name", "name")
    born = read_birth(answers.birth, today)
    if born is None or born >= today:
        yield Mistake("birth", "birth" if answers.birth.strip() else "birth_missing")
    if not answers.sex:
        yield Mistake("sex", "sex")
    if not answers.village.strip():
        yield Mistake("village", "village")
    yield from _phone(answers)


def _nik(answers: Answers, known_here: bool) -> Mistake | None:
    try:
        parse_nik(answers.nik)
    except Refused as refusal:
        return _nik_mistake(answers.nik, refusal)
    return Mistake("nik", "known") if known_here and not answers.card_is_right else None


def _nik_mistake(text: str, refusal: Refused) -> Mistake:
    digits = re.sub(r"\D", "", text)
    if any(letter.isalpha() for letter in text):
        return Mistake("nik", "nik_letters")
    if not digits:
        return Mistake("nik", "nik_missing")
    if refusal.code == RefusalCode.NIK_LENGTH:
        return Mistake("nik", "nik_short" if len(digits) < 16 else "nik_long", {"count": len(digits)})
    if refusal.code in _NIK_DATE:
        return Mistake("nik", "nik_date", {"date": nik_day(digits)})
    return Mistake("nik", str(refusal.code))


def nik_day(digits: str) -> str:
    """Day and month inside a NIK as the card's owner would say them: `31-02`, `72-03`."""
    day = int(digits[6:8])
    return f"{day - 40 if 41 <= day <= 71 else day:02d}-{digits[8:10]}"


def _phone(answers: Answers) -> Iterator[Mistake]:
    count = len(read_phone(answers.phone))
    least, most = PHONE_DIGITS
    if answers.no_phone:
        return
    if not answers.phone.strip():
        yield Mistake("phone", "phone_missing")
    elif not least <= count <= most:
        yield Mistake("phone", "phone_short" if count < least else "phone_long", {"count": count})


def _work(answers: Answers) -> Iterator[Mistake]:
    if not answers.occupation.strip():
        yield Mistake("occupation", "occupation")
    if answers.two_occupations and answers.other_occupation.strip() and not answers.insured:
        yield Mistake("insured", "insured")
    elif answers.occupation.strip() and not answers.sector:
        yield Mistake("sector", "sector")
    if read_income(answers.income) is None:
        yield Mistake("income", "income" if answers.income.strip() else "income_missing")


def is_odd_income(income: int, today: date) -> bool:
    """Whether hardly anybody earns so little or so much (rupiah a month) that the figure should be looked at again."""
    low, high = rules(today).ordinary_income
    return not low <= income <= high


def _heirs(answers: Answers) -> Iterator[Mistake]:
    for number, heir in enumerate(answers.heirs):
        if heir.name.strip() and not heir.relation:
            yield Mistake(f"relation{number}", "relation")
        if heir.relation and not heir.name.strip():
            yield Mistake(f"heir{number}", "heir")
        if heir.nik.strip() and read_nik(heir.nik) is None:
            yield Mistake(f"heir_nik{number}", "heir_nik")
    if answers.children.strip() and read_number(answers.children) is None:
        yield Mistake("children", "children")


def _word(answers: Answers) -> Iterator[Mistake]:
    if not answers.working:
        yield Mistake("working", "working")
    if not answers.healthy:
        yield Mistake("healthy", "healthy")
    if not answers.consent:
        yield Mistake("consent", "consent")
    if not answers.signed:
        yield Mistake("signed", "signed")
    if answers.signed in ("paper", "thumb"):
        if not answers.sheet.strip():
            yield Mistake("sheet", "sheet")
        if not read_number(answers.row):
            yield Mistake("row", "row")
