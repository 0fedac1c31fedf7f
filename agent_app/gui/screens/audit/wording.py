"""Acts of the trail in words: what was done, to what, and which page tells more."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from agent_app.domain.money import format_rupiah
from agent_app.gui.models.statuses import count_label
from agent_app.gui.moments import short_date
from agent_app.gui.session import Session
from agent_app.journal.entries import cash, days, house, members, money
from agent_app.records.views.audit import CENTRE, Act

KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "deposits": (
        "deposit_counted",
        "deposit_confirmed",
        "deposit_returned",
        "difference_decided",
        "difference_settled",
        "float_issued",
        "float_returned",
        "funds_received",
    ),
    "decisions": ("review_decided", "reversal_decided"),
    "bpjs": ("contributions_remitted", "protection_confirmed", "remittance_refused"),
    "people": ("roster_row_listed", "member_assigned", "member_corrected", "person_erased"),
    "days": ("day_closed", "day_reopened"),
    "house": (
        "schedule_accepted",
        "rates_published",
        "branch_opened",
        "device_revoked",
        "revocation_asked",
        "centre_restored",
    ),
}
"""The groups a trail is filtered by, each with its kinds."""

ICONS: Final[Mapping[str, tuple[str, str]]] = {
    "deposits": ("coins", "pri"),
    "decisions": ("clipboard-check", "info"),
    "bpjs": ("landmark", "ok"),
    "people": ("users", "info"),
    "days": ("lock", "warn"),
    "house": ("settings", "text2"),
}
GROUP_OF: Final = {kind: group for group, kinds in KINDS.items() for kind in kinds}

Target = tuple[str, dict[str, object]]


@dataclass(frozen=True, slots=True, repr=False)
class Said:
    """An act in words: what was done, a line on top where there is more, who and when, and where it leads."""

    upper: str
    lower: str
    who: str
    at: str
    icon: str
    tone: str
    target: Target | None

    @property
    def aloud(self) -> str:
        """What a screen reader says."""
        return ", ".join(each for each in (self.upper, self.lower, self.who, self.at) if each)


def said(session: Session, act: Act, names: Mapping[str, str]) -> Said:
    """An act of the trail as its row shows it."""
    speaker = _SPEAKERS.get(type(act.entry)) if act.entry is not None else None
    more, target = speaker(session, act.entry, names) if speaker is not None else ([], None)
    rupiah = format_rupiah(act.rupiah) if act.rupiah is not None else ""
    agent = names.get(act.agent or "", act.agent or "")
    upper = session.say(f"audit.kind.{act.kind}", rupiah=rupiah, agent=agent, count=count_label(session, act.lines))
    icon, tone = ICONS[GROUP_OF[act.kind]]
    who = session.say("audit.centre") if act.person == CENTRE else names.get(act.person, act.person)
    at = session.local(act.at)
    return Said(
        upper=" ".join(upper.split()),
        lower=" · ".join(part for part in more if part),
        who=who,
        at=f"{short_date(session, at.date())} {at:%H.%M}",
        icon=icon,
        tone=tone,
        target=target,
    )


def _note(entry: Any) -> str:
    note = getattr(getattr(entry, "private", None), "note", None)
    return f"“{note}”" if note else ""


def _code(session: Session, room: str, code: str | None) -> str:
    """The words of a code; a code of a later release stands for itself."""
    key = f"{room}.{code}"
    return "" if code is None else session.say(key) if key in session.words.keys else code


def _day(session: Session, text: str) -> str:
    try:
        return short_date(session, date.fromisoformat(text))
    except ValueError:
        return text


def _counted(session: Session, entry: cash.DepositCounted, names: Mapping[str, str]) -> tuple[list[str], Target]:
    other = session.say("audit.other_money", rupiah=format_rupiah(entry.other_money)) if entry.other_money else ""
    return [other], ("count", {"deposit": entry.deposit})


def _confirmed(session: Session, entry: cash.DepositConfirmed, names: Mapping[str, str]) -> tuple[list[str], Target]:
    bank = session.say("audit.bank", reference=entry.bank_reference or "") if entry.basis == "bank" else ""
    parts = [bank, _code(session, "count.reason", entry.reason), _note(entry)]
    return parts, ("count", {"deposit": entry.deposit})


def _returned(session: Session, entry: cash.DepositReturned, names: Mapping[str, str]) -> tuple[list[str], Target]:
    return [_code(session, "count.return", entry.reason), _note(entry)], ("count", {"deposit": entry.deposit})


def _difference(
    session: Session, entry: cash.DifferenceDecided, names: Mapping[str, str]
) -> tuple[list[str], Target | None]:
    return [session.say(f"audit.difference.{entry.outcome}"), _note(entry)], None


def _settled(
    session: Session, entry: cash.DifferenceSettled, names: Mapping[str, str]
) -> tuple[list[str], Target | None]:
    return [entry.number], None


def _float(
    session: Session, entry: cash.FloatIssued | cash.FloatReturned, names: Mapping[str, str]
) -> tuple[list[str], Target | None]:
    return [entry.number], ("agents", {"agent": entry.agent})


def _funds(session: Session, entry: cash.FundsReceived, names: Mapping[str, str]) -> tuple[list[str], Target | None]:
    return [entry.reference, _day(session, entry.received_on)], None


def _review(session: Session, entry: house.ReviewDecided, names: Mapping[str, str]) -> tuple[list[str], Target | None]:
    what, decision = _code(session, "review", f"{entry.code}.title"), _code(session, "decision", entry.decision)
    return [what, decision, _code(session, "borne", entry.borne_by)], ("decide", {"review": (entry.origin, entry.code)})


def _reversal(
    session: Session, entry: money.ReversalDecided, names: Mapping[str, str]
) -> tuple[list[str], Target | None]:
    outcome = session.say(f"audit.reversal.{entry.outcome}")
    return [outcome, _note(entry)], ("receipt", {"origin": entry.receipt})


def _remitted(
    session: Session, entry: cash.ContributionsRemitted, names: Mapping[str, str]
) -> tuple[list[str], Target | None]:
    differs = [rupiah for row in entry.rows for rupiah in row.differences.values()]
    owed = session.say("audit.owed") if any(rupiah < 0 for rupiah in differs) else ""
    return [entry.reference, _code(session, "borne", entry.borne_by), owed], ("remit", {"batch": entry.reference})


def _protected(
    session: Session, entry: cash.ProtectionConfirmed, names: Mapping[str, str]
) -> tuple[list[str], Target | None]:
    return [entry.reference], ("remit", {"answer": True})


def _not_taken(
    session: Session, entry: cash.RemittanceRefused, names: Mapping[str, str]
) -> tuple[list[str], Target | None]:
    return [entry.reference or ""], ("remit", {"answer": True})


def _listed(
    session: Session, entry: members.RosterRowListed, names: Mapping[str, str]
) -> tuple[list[str], Target | None]:
    # The source of a row ends in the number of its row; an import has many.
    words = (getattr(entry.private, "source", None) or "").split()
    return [" ".join(words[:-1] if len(words) > 1 and words[-1].isdigit() else words)], ("roster", {})


def _member(session: Session, entry: Any, names: Mapping[str, str]) -> tuple[list[str], Target | None]:
    return [], ("members", {"member": entry.member})


def _erased(session: Session, entry: members.PersonErased, names: Mapping[str, str]) -> tuple[list[str], Target | None]:
    return [_code(session, "members.erasure", entry.reason)], None


def _closed(session: Session, entry: days.DayClosed, names: Mapping[str, str]) -> tuple[list[str], Target | None]:
    totals = entry.totals
    parts = [
        _day(session, entry.closed_day),
        session.say("audit.day.collected", rupiah=format_rupiah(totals.collected)),
        session.say("audit.day.confirmed", rupiah=format_rupiah(totals.confirmed)),
    ]
    open_ = sum(one.count for one in entry.still_open)
    parts.append(session.say("audit.day.open", count=open_) if open_ else "")
    return parts, ("reconcile", {"day": entry.closed_day})


def _reopened(session: Session, entry: days.DayReopened, names: Mapping[str, str]) -> tuple[list[str], Target | None]:
    parts = [_day(session, entry.closed_day), _code(session, "count.reopen", entry.reason), _note(entry)]
    return parts, ("reconcile", {"day": entry.closed_day})


def _schedule(
    session: Session, entry: house.ScheduleAccepted | house.RatesPublished, names: Mapping[str, str]
) -> tuple[list[str], Target | None]:
    return [entry.schedule], None


def _device(
    session: Session, entry: house.DeviceRevoked | house.RevocationAsked, names: Mapping[str, str]
) -> tuple[list[str], Target | None]:
    person = entry.agent or ""
    whose = names.get(person, person)
    laptop = session.say("audit.device", number=entry.device)
    return [whose, laptop], ("agents", {"agent": person}) if entry.agent else None


def _branch(session: Session, entry: house.BranchOpened, names: Mapping[str, str]) -> tuple[list[str], Target | None]:
    return [f"{entry.name} ({entry.branch})"], None


_SPEAKERS: dict[type, Callable[[Session, Any, Mapping[str, str]], tuple[list[str], Target | None]]] = {
    cash.DepositCounted: _counted,
    cash.DepositConfirmed: _confirmed,
    cash.DepositReturned: _returned,
    cash.DifferenceDecided: _difference,
    cash.DifferenceSettled: _settled,
    cash.FloatIssued: _float,
    cash.FloatReturned: _float,
    cash.FundsReceived: _funds,
    cash.ContributionsRemitted: _remitted,
    cash.ProtectionConfirmed: _protected,
    cash.RemittanceRefused: _not_taken,
    house.ReviewDecided: _review,
    money.ReversalDecided: _reversal,
    members.RosterRowListed: _listed,
    members.MemberAssigned: _member,
    members.MemberCorrected: _member,
    members.PersonErased: _erased,
    days.DayClosed: _closed,
    days.DayReopened: _reopened,
    house.ScheduleAccepted: _schedule,
    house.RatesPublished: _schedule,
    house.DeviceRevoked: _device,
    house.RevocationAsked: _device,
    house.BranchOpened: _branch,
}
