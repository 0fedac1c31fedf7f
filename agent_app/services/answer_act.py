"""Taking an answer of BPJS in: what protects, what is refused, and what a person decided row by row; all or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from agent_app.documents.roster_rows import Source
from agent_app.domain.answers import NEEDS_A_DAY, NEVER_PROTECTS, Doubt, Standing
from agent_app.domain.errors import Refused
from agent_app.domain.refusals import RefusalCode
from agent_app.services.answer_check import CheckedAnswer, CheckedRow
from agent_app.services.protection import AnsweredRow, Confirmed, ConfirmProtection, Looked, confirm_protection
from agent_app.services.refusals import RefusedAnswer
from agent_app.store.tx import Tx


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Decision:
    """What a person decided of a row under *perlu diperiksa*: it protects, or it is left; and why.

    `day` is the first day of protection where the row's own cannot count.
    """

    outcome: Literal["protect", "leave"]
    reason: str
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TakeAnswer:
    """All that is written of one file."""

    parts: tuple[ConfirmProtection, ...]


def take_answer(tx: Tx, command: TakeAnswer) -> Confirmed:
    """Write every part, or nothing. Raises what `confirm_protection` raises."""
    done = [confirm_protection(tx, part) for part in command.parts]
    return Confirmed(
        origins=tuple(origin for one in done for origin in one.origins),
        members=sum(one.members for one in done),
        member_months=sum(one.member_months for one in done),
        unmatched=(),
        refused=sum(one.refused for one in done),
    )


def may_protect(one: CheckedRow) -> bool:
    """Whether a person may let a row protect somebody: it names a member here and a month."""
    return one.standing is Standing.CHECK and not NEVER_PROTECTS.intersection(one.doubts) and one.member is not None


def needs_a_day(one: CheckedRow) -> bool:
    """Whether the person who takes a row must say from which day."""
    return one.day is None or bool(NEEDS_A_DAY.intersection(one.doubts))


def needs_reference(checked: CheckedAnswer, decisions: Mapping[Source, Decision]) -> bool:
    """Whether some row that protects names no payment code, and its months were paid under none or several."""
    return any(one.reference is None for one in protecting(checked, decisions))


def protecting(checked: CheckedAnswer, decisions: Mapping[Source, Decision]) -> tuple[CheckedRow, ...]:
    """The rows that will protect somebody, unasked or by a person's word."""
    return tuple(
        one
        for one in checked.rows
        if one.standing is Standing.PROTECTS
        or (may_protect(one) and (said := decisions.get(one.row.source)) is not None and said.outcome == "protect")
    )


def parts_of(
    checked: CheckedAnswer, decisions: Mapping[Source, Decision], reference: str = ""
) -> tuple[ConfirmProtection, ...]:
    """What will be written; `reference` is for rows whose payment code is not known otherwise.

    Raises Refused(reference_missing), reason_missing for a decision without a reason, date_unreadable for a row that is
    taken without a first day.
    """
    proof = checked.answer.proof
    by_code: dict[str, list[AnsweredRow]] = {}
    looked: list[ConfirmProtection] = []
    for one in protecting(checked, decisions):
        code = one.reference or reference.strip()
        if not code:
            raise Refused(RefusalCode.REFERENCE_MISSING)
        if one.standing is Standing.PROTECTS:
            by_code.setdefault(code, []).append(_answered(one, one.day))
        else:
            looked.append(_decided(one, decisions[one.row.source], code, proof))
    plain = [ConfirmProtection(reference=code, proof=proof, rows=tuple(rows)) for code, rows in by_code.items()]
    refused = refused_answers(checked)
    if refused:
        plain.append(ConfirmProtection(reference="", proof=proof, rows=(), refused=refused))
    return (*plain, *looked)


def refused_answers(checked: CheckedAnswer) -> tuple[RefusedAnswer, ...]:
    """The rows that BPJS did not take, as the service takes them."""
    return tuple(_refused(one) for one in checked.of(Standing.REFUSED))


def _decided(one: CheckedRow, decision: Decision, code: str, proof: str) -> ConfirmProtection:
    if not decision.reason.strip():
        raise Refused(RefusalCode.REASON_MISSING)
    row = _answered(one, decision.day if needs_a_day(one) else one.day)
    against = f"{one.row.said} · {one.row.sign}" if one.row.sign and one.row.sign not in one.row.said else one.row.said
    look = Looked(doubts=one.doubts or (Doubt.SIGN_OF_REFUSAL,), reason=decision.reason, said=against)
    return ConfirmProtection(reference=code, proof=proof, rows=(row,), looked=look)


def _answered(one: CheckedRow, day: date | None) -> AnsweredRow:
    if day is None:
        raise Refused(RefusalCode.DATE_UNREADABLE)
    return AnsweredRow(
        member=one.member.member if one.member is not None else None,
        nik=one.row.nik,
        participant_number=one.row.participant_number,
        months=one.months,
        effective_from=day,
    )


def _refused(one: CheckedRow) -> RefusedAnswer:
    return RefusedAnswer(
        member=one.member.member if one.member is not None else None,
        nik=one.row.nik,
        participant_number=one.row.participant_number,
        months=one.months,
        reason=one.row.said,
        reference=one.reference if one.row.reference is not None else None,
    )
