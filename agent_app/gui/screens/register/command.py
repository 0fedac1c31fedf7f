"""The act that the answers ask for."""

from datetime import date
from typing import Literal, cast

from agent_app.domain.contributions import Sector
from agent_app.domain.nik import Sex
from agent_app.gui.screens.register.answers import (
    Answers,
    HeirAnswer,
    read_birth,
    read_income,
    read_nik,
    read_number,
    read_phone,
)
from agent_app.journal.entries.members import Heir
from agent_app.services.members import Consent, Purpose, RegisterMember


def command_of(answers: Answers, today: date, consent_text: str) -> RegisterMember:
    """What `register_member` is to write down; `consent_text` is the version of the text read out."""
    return RegisterMember(
        nik=answers.nik,
        name=answers.name,
        income=read_income(answers.income),
        sector=Sector(answers.sector),
        programmes=answers.programmes,
        consent=_consent(answers, consent_text),
        declared_working=_said(answers.working),
        declared_healthy=_said(answers.healthy),
        roster=answers.roster or None,
        card_is_right=answers.card_is_right,
        birth=read_birth(answers.birth, today),
        birth_place=answers.birth_place.strip() or None,
        sex=Sex(answers.sex) if answers.sex else None,
        phone=None if answers.no_phone else read_phone(answers.phone),
        address=answers.address or None,
        village=answers.village_code or answers.village.strip() or None,
        occupation=answers.insured_occupation or None,
        work=_second_occupation(answers),
        mother=answers.mother.strip() or None,
        heirs=tuple(_heir(one, today) for one in answers.heirs if one.name.strip()),
    )


def _consent(answers: Answers, text: str) -> Consent:
    purposes = {
        Purpose.REGISTRATION: answers.consent,
        Purpose.SHU_CONVERSION: answers.surplus,
        Purpose.MESSAGES: answers.messages,
    }
    on_paper = answers.signed in ("paper", "thumb")
    return Consent(
        text=text,
        purposes=tuple(purpose.value for purpose, given in purposes.items() if given),
        signed=cast(Literal["screen", "paper", "thumb"], answers.signed),
        sheet=answers.sheet.strip() if on_paper else None,
        row=read_number(answers.row) if on_paper else None,
    )


def _said(answer: str) -> bool | None:
    return {"yes": True, "no": False}.get(answer)


def _second_occupation(answers: Answers) -> str | None:
    """The occupation that is not insured, where there are two."""
    if not answers.two_occupations or not answers.other_occupation.strip():
        return None
    return (answers.other_occupation if answers.insured == "first" else answers.occupation).strip()


def _heir(answer: HeirAnswer, today: date) -> Heir:
    nik = read_nik(answer.nik)
    born = nik.birth_date(today) if nik is not None else None
    return Heir(
        name=" ".join(answer.name.split()),
        relation=answer.relation,
        birth=born.isoformat() if born is not None else None,
    )
