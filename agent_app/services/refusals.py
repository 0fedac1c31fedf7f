"""What BPJS does not take of a remittance: recorded with its reason, so that the branch may remit the months again."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import Final

from sqlalchemy.engine import Connection

from agent_app.domain.months import Month
from agent_app.journal.entries.base import Origin
from agent_app.journal.entries.cash import RefusalReason, RemittanceRefused
from agent_app.records.views import members as members_view
from agent_app.records.views.members import Member
from agent_app.records.views.refused import refused_by
from agent_app.records.views.remittances import RemittedMonth, open_months
from agent_app.services.answered_people import members_by_number, spoken_of
from agent_app.store.tx import Tx

LONGEST_REASON: Final = 500
# A reason may quote the NIK of somebody else, whose erasure does not reach this line.
_NIK_WITHIN: Final = re.compile(r"(?<!\d)\d(?:[ .\-]?\d){11}(?P<end>(?:[ .\-]?\d){4})(?!\d)")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RefusedAnswer:
    """One person in BPJS's answer whose months it did not take, and why; `months` is empty where unreadable.

    `member` is whom the row was found to speak of, where that was looked up before.

    `reference` is the payment code of the row; without it the row speaks of the remittance its months were in.
    """

    member: str | None = None
    nik: str | None = None
    participant_number: str | None = None
    months: tuple[Month, ...]
    reason: str
    reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class NewRefusal:
    """A line to be written: months of one member in one remittance, refused for one reason."""

    member: str
    remittance: Origin | None
    reference: str | None
    reason: str
    months: tuple[Month, ...]


class Effect(StrEnum):
    """What becomes of a refused row."""

    RELEASED = "released"
    """Its months were remitted and may be remitted again."""
    NOTED = "noted"
    """Its reason is kept; nothing that is held here was remitted for it."""
    KNOWN = "known"
    """All of it was recorded before."""
    NOBODY = "nobody"
    """It speaks of nobody here."""


@dataclass(frozen=True, slots=True, repr=False)
class RefusalPlan:
    """What refused rows would write: of whom each row speaks (None: nobody here), what becomes of it, and the lines."""

    found: tuple[Member | None, ...]
    effects: tuple[Effect, ...]
    refusals: tuple[NewRefusal, ...]

    @property
    def members(self) -> int:
        return len({one.member for one in self.refusals})

    @property
    def released(self) -> int:
        """Member-months that may be remitted again."""
        return sum(len(one.months) for one in self.refusals if one.remittance is not None)

    @property
    def is_empty(self) -> bool:
        """Whether all refusals stand here already, or speak of nobody here."""
        return not self.refusals


def plan_refusals(
    connection: Connection, coop: str, branch: str, proof: str, rows: Sequence[RefusedAnswer]
) -> RefusalPlan:
    """What the refused rows of an answer would write, without writing it. What was recorded of the same answer is not
    written again, also when its months were remitted anew since."""
    if not rows:
        return RefusalPlan((), (), ())
    numbered = members_by_number(connection, coop)
    candidates = [_candidates(connection, coop, row, numbered) for row in rows]
    people = {one.member: one for one in chain.from_iterable(candidates)}
    ids = {each: (each, *members_view.merged_into(connection, coop, one)) for each, one in people.items()}
    planning = _Planning(ids, open_months(connection, coop, branch, {one for some in ids.values() for one in some}))
    for known in refused_by(connection, coop, proof):
        planning.told.update((known.member, month) for month in known.months or (None,))
    taken = [planning.take(row, some) for row, some in zip(rows, candidates, strict=True)]
    return RefusalPlan(tuple(one for one, _ in taken), tuple(effect for _, effect in taken), planning.refusals())


def _candidates(
    connection: Connection, coop: str, row: RefusedAnswer, numbered: Mapping[str, tuple[str, ...]]
) -> tuple[Member, ...]:
    if row.member is None:
        return spoken_of(connection, coop, row.nik, row.participant_number, numbered)
    found = members_view.find(connection, coop, row.member)
    return (found,) if found is not None else ()


def record_refusals(tx: Tx, proof: str, plan: RefusalPlan) -> tuple[Origin, ...]:
    """Write what was planned, a line a person, remittance and reason."""
    return tuple(tx.append(_line(tx, proof, one)) for one in plan.refusals)


def _line(tx: Tx, proof: str, one: NewRefusal) -> RemittanceRefused:
    return RemittanceRefused(
        day=tx.day.isoformat(),
        branch=tx.identity.branch,
        member=one.member,
        months=one.months,
        proof=proof,
        reference=one.reference,
        remittance=one.remittance,
        private=RefusalReason(reason=one.reason),
    )


class _Planning:
    """Gathers months that one line can say together; `told` are months of members that were said already."""

    def __init__(self, ids: Mapping[str, tuple[str, ...]], remitted: Iterable[RemittedMonth]) -> None:
        self._ids = ids
        self._open: dict[tuple[str, Month], list[RemittedMonth]] = {}
        for one in remitted:
            self._open.setdefault((one.member, one.month), []).append(one)
        self.told: set[tuple[str, Month | None]] = set()
        self._lines: dict[tuple[str, Origin | None, str | None, str], list[Month]] = {}

    def take(self, row: RefusedAnswer, candidates: Collection[Member]) -> tuple[Member | None, Effect]:
        """Add a row; whom it speaks of: of several with one NIK the one whose months were remitted."""
        member = max(candidates, key=lambda one: len(self._remitted(row, one)), default=None)
        if member is None:
            return None, Effect.NOBODY
        effect = Effect.KNOWN
        for month in row.months or (None,):
            if any((each, month) in self.told for each in self._ids[member.member]):
                continue
            released = self._add(row, member, month)
            effect = Effect.RELEASED if released or effect is Effect.RELEASED else Effect.NOTED
            self.told.add((member.member, month))
        return member, effect

    def refusals(self) -> tuple[NewRefusal, ...]:
        return tuple(
            NewRefusal(member=member, remittance=of, reference=reference, reason=reason, months=tuple(sorted(months)))
            for (member, of, reference, reason), months in self._lines.items()
        )

    def _add(self, row: RefusedAnswer, member: Member, month: Month | None) -> bool:
        """Add a month; whether it was remitted."""
        said, reason = [month] if month is not None else [], plain(row.reason)
        of = [one for one in self._remitted(row, member) if one.month == month]
        for one in of:
            self._lines.setdefault((one.member, one.remittance, one.reference, reason), []).extend(said)
        if not of:
            self._lines.setdefault((member.member, None, _code(row), reason), []).extend(said)
        return bool(of)

    def _remitted(self, row: RefusedAnswer, member: Member) -> list[RemittedMonth]:
        """What was remitted of the row's months, under its payment code where it has one."""
        places = [(each, month) for each in self._ids[member.member] for month in row.months]
        found = chain.from_iterable(self._open.get(place, ()) for place in places)
        code = _code(row)
        return [one for one in found if code is None or one.reference == code]


def _code(row: RefusedAnswer) -> str | None:
    return (row.reference or "").strip() or None


def plain(reason: str) -> str:
    """A reason in one line, as long as a line of the journal bears, with no NIK in it but for the last digits."""
    text = _NIK_WITHIN.sub(lambda found: "…" + re.sub(r"\D", "", found["end"]), " ".join(reason.split()))
    return text if len(text) <= LONGEST_REASON else text[: LONGEST_REASON - 1] + "…"
