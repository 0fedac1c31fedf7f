"""Lines as sentences: those about a person each in its own way, all others by the words of their kind."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from agent_app.domain.money import format_rupiah
from agent_app.gui.moments import months_label, short_date
from agent_app.gui.session import Session
from agent_app.journal.entries import cash, house, kinds, members, money
from agent_app.journal.entries.base import Entry
from agent_app.records.tables.journal import State
from agent_app.records.views.history import Told
from agent_app.records.views.villages import place_of

Said = dict[str, object]
HIDDEN = frozenset({"nik", "mother", "income"})
"""Fields whose old and new value a history does not repeat."""


def sentence(session: Session, told: Told, ids: frozenset[str]) -> str:
    """What a line says of the person of these ids; of kinds and shapes of a later release only that there is one.

    A kind without a way of its own is told by the words `members.history.<kind>`, or `…<kind>_<outcome>`, filled with
    what such lines have in common: rupiah, number, agent, day, branch, reference.
    """
    if told.entry is None:
        return session.say("members.history.other")
    maker = _SPEAKERS.get(type(told.entry), _plain)
    key, params = maker(session, told.entry, ids)
    if f"members.history.{key}" not in session.words.keys:
        return session.say("members.history.other")
    text = session.say(f"members.history.{key}", **params)
    if (note := _note(told.entry)) is not None:
        text = f"{text} “{note}”"
    return text if told.state is State.APPLIED else session.say("members.history.not_applied", text=text)


def _note(entry: Entry) -> str | None:
    """What somebody added in their own words; a visit tells its note itself."""
    if isinstance(entry, members.ProspectVisited):
        return None
    return getattr(getattr(entry, "private", None), "note", None)


def _plain(session: Session, entry: Entry, _: frozenset[str]) -> tuple[str, Said]:
    kind = kinds.BY_SHAPE[type(entry)].name
    outcome = getattr(entry, "outcome", None)
    key = f"{kind}_{outcome}" if f"members.history.{kind}_{outcome}" in session.words.keys else kind
    rupiah = getattr(entry, "rupiah", None)
    day = getattr(entry, "closed_day", None) or getattr(entry, "day", None)
    said = {name: getattr(entry, name, None) or "—" for name in ("agent", "branch", "reference", "schedule", "person")}
    said["number"] = _unbroken(getattr(entry, "number", None) or "—")
    said["rupiah"] = "—" if rupiah is None else format_rupiah(rupiah)
    said["day"] = "—" if day is None else _day(session, day)
    return key, said


def _consent(session: Session, entry: members.ConsentGiven, _: frozenset[str]) -> tuple[str, Said]:
    purposes = [_or_itself(session, f"members.purpose.{each}", each) for each in entry.purposes]
    return "consent_given", {
        "signed": session.say(f"members.signed.{entry.signed}"),
        "purposes": ", ".join(purposes) or "—",
    }


def _visited(session: Session, entry: members.ProspectVisited, _: frozenset[str]) -> tuple[str, Said]:
    parts = [session.say(f"members.outcome.{entry.outcome}")]
    if entry.reason is not None:
        parts.append(_or_itself(session, f"members.reason.{entry.reason}", entry.reason))
    if entry.return_on is not None:
        parts.append(_day(session, entry.return_on))
    if (note := getattr(entry.private, "note", None)) is not None:
        parts.append(f"“{note}”")
    return "prospect_visited", {"what": " · ".join(parts)}


def _registered(session: Session, entry: members.MemberRegistered, _: frozenset[str]) -> tuple[str, Said]:
    key = "member_registered_again" if entry.replaces else "member_registered"
    return key, {"programmes": " + ".join(entry.programmes)}


def _corrected(session: Session, entry: members.MemberCorrected, _: frozenset[str]) -> tuple[str, Said]:
    changes = getattr(entry.private, "changes", ())
    parts = [_change(session, each) for each in changes]
    if entry.programmes is not None:
        parts.append(
            session.say(
                "members.changed",
                field=session.say("members.field.programmes"),
                old=" + ".join(entry.old_programmes or ()),
                new=" + ".join(entry.programmes),
            )
        )
    if entry.base is not None and entry.old_base is not None:
        parts.append(
            session.say(
                "members.changed",
                field=session.say("members.field.base"),
                old=format_rupiah(entry.old_base),
                new=format_rupiah(entry.base),
            )
        )
    if entry.sector is not None:
        parts.append(
            session.say(
                "members.changed",
                field=session.say("members.field.sector"),
                old=_or_itself(session, f"sector.{entry.old_sector}", entry.old_sector or "—"),
                new=_or_itself(session, f"sector.{entry.sector}", entry.sector),
            )
        )
    return "member_corrected", {"what": "; ".join(parts) or session.say("members.history.erased_part")}


def _change(session: Session, change: members.Change) -> str:
    field = _or_itself(session, f"members.field.{change.field}", change.field)
    if change.field in HIDDEN:
        return field
    return session.say(
        "members.changed",
        field=field,
        old=_value(session, change.field, change.old),
        new=_value(session, change.field, change.new),
    )


def _value(session: Session, field: str, value: Any) -> str:
    if value is None or value == "" or value == []:
        return "—"
    if field == "heirs":
        return ", ".join(str(one.get("name", "")) for one in value)
    if field == "village":
        return place_of(str(value)).name
    if field == "birth":
        return _day(session, str(value))
    if isinstance(value, bool):
        return session.say("members.yes" if value else "members.no")
    return _or_itself(session, f"members.sex.{value}", str(value)) if field == "sex" else str(value)


def _assigned(session: Session, entry: members.MemberAssigned, _: frozenset[str]) -> tuple[str, Said]:
    return "member_assigned", {"agent": entry.agent}


def _erased(session: Session, entry: members.PersonErased, _: frozenset[str]) -> tuple[str, Said]:
    return "person_erased", {"reason": session.say(f"members.erasure.{entry.reason}")}


def _listed(session: Session, entry: members.RosterRowListed, _: frozenset[str]) -> tuple[str, Said]:
    key = "roster_row_listed" if entry.listed else "roster_row_gone"
    return key, {"source": getattr(entry.private, "source", None) or "—"}


def _collected(session: Session, entry: money.ContributionCollected, ids: frozenset[str]) -> tuple[str, Said]:
    rows = [row for member, row in zip(entry.members, entry.rows, strict=False) if member in ids]
    months = tuple(sorted({month for row in rows for month in row.months}))
    others = len(set(entry.members) - ids)
    return "contribution_together" if others else "contribution_collected", {
        "months": months_label(session, months),
        "rupiah": format_rupiah(sum(row.rupiah for row in rows)),
        "number": _unbroken(entry.number),
        "count": others,
    }


def _titipan_taken(session: Session, entry: money.TitipanTaken, _: frozenset[str]) -> tuple[str, Said]:
    return "titipan_taken", {"rupiah": format_rupiah(entry.rupiah), "number": _unbroken(entry.number)}


def _titipan_used(session: Session, entry: money.TitipanUsed, _: frozenset[str]) -> tuple[str, Said]:
    return "titipan_used", {"rupiah": format_rupiah(entry.rupiah)}


def _taken_back(key: str) -> Callable[[Session, Any, frozenset[str]], tuple[str, Said]]:
    def speak(session: Session, entry: Any, _: frozenset[str]) -> tuple[str, Said]:
        return key, {"number": _unbroken(entry.number), "reason": session.say(f"members.void.{entry.reason}")}

    return speak


def _reversal_decided(session: Session, entry: money.ReversalDecided, _: frozenset[str]) -> tuple[str, Said]:
    return f"reversal_{entry.outcome}", {"rupiah": format_rupiah(entry.rupiah)}


def _remitted(session: Session, entry: cash.ContributionsRemitted, ids: frozenset[str]) -> tuple[str, Said]:
    key = "contributions_remitted"
    said: Said = {"months": _months(session, entry, ids), "reference": _unbroken(entry.reference)}
    rows = [row for member, row in zip(entry.members, entry.rows, strict=False) if member in ids]
    differs = [rupiah for row in rows for rupiah in row.differences.values()]
    short, over = sum(one for one in differs if one > 0), -sum(one for one in differs if one < 0)
    named = entry.borne_by is not None
    bearer = (
        _or_itself(session, f"borne.{entry.borne_by}", entry.borne_by) if named else session.say("remit.borne.nobody")
    )
    said |= {"short": format_rupiah(short), "over": format_rupiah(over), "bearer": bearer}
    return "_".join((key, *(name for name, rupiah in (("short", short), ("over", over)) if rupiah))), said


def _protected(session: Session, entry: cash.ProtectionConfirmed, ids: frozenset[str]) -> tuple[str, Said]:
    rows = [row for member, row in zip(entry.members, entry.rows, strict=False) if member in ids]
    begin = min((row.effective_from for row in rows), default=entry.day)
    said: Said = {"months": _months(session, entry, ids), "day": _day(session, begin)}
    if not entry.doubts:
        return "protection_confirmed", said
    reason = getattr(entry.private, "reason", None) or session.say("members.history.erased_part")
    return "protection_looked_at", said | {"reason": reason.rstrip(".")}


def _not_taken(session: Session, entry: cash.RemittanceRefused, _: frozenset[str]) -> tuple[str, Said]:
    reason = getattr(entry.private, "reason", None)
    return "remittance_refused" if entry.months else "remittance_refused_unread", {
        "months": months_label(session, entry.months),
        "reason": (reason or session.say("members.history.erased_part")).rstrip("."),
    }


def _funds(session: Session, entry: cash.FundsReceived, _: frozenset[str]) -> tuple[str, Said]:
    return "funds_received", {
        "rupiah": format_rupiah(entry.rupiah),
        "day": _day(session, entry.received_on),
        "reference": _unbroken(entry.reference),
    }


def _numbered(session: Session, entry: cash.ParticipantNumbered, _: frozenset[str]) -> tuple[str, Said]:
    return "participant_numbered", {"number": getattr(entry.private, "participant_number", None) or "—"}


def _review(session: Session, entry: house.ReviewOpened, _: frozenset[str]) -> tuple[str, Said]:
    return "review_opened", {"what": _or_itself(session, f"review.{entry.code}.title", entry.code)}


def _review_decided(session: Session, entry: house.ReviewDecided, _: frozenset[str]) -> tuple[str, Said]:
    return "review_decided", {
        "what": _or_itself(session, f"review.{entry.code}.title", entry.code),
        "decision": " · ".join(_decided(session, entry)),
    }


def _decided(session: Session, entry: house.ReviewDecided) -> Iterator[str]:
    """A decision, and who bears what a price was wrong by."""
    yield _or_itself(session, f"decision.{entry.decision}", entry.decision)
    if entry.borne_by is not None:
        yield _or_itself(session, f"borne.{entry.borne_by}", entry.borne_by)


def _months(session: Session, entry: Any, ids: frozenset[str]) -> str:
    rows = [row for member, row in zip(entry.members, entry.rows, strict=False) if member in ids]
    return months_label(session, tuple(sorted({month for row in rows for month in row.months})))


def _day(session: Session, text: str) -> str:
    try:
        return short_date(session, date.fromisoformat(text))
    except ValueError:
        return text


def _unbroken(number: str) -> str:
    """A number of a paper, which stays on one line."""
    return number.replace("-", "\u2011")


def _or_itself(session: Session, key: str, code: str) -> str:
    """The words of a code; a code of a later release stands for itself."""
    return session.say(key) if key in session.words.keys else code


_SPEAKERS: dict[type[Entry], Callable[[Session, Any, frozenset[str]], tuple[str, Said]]] = {
    members.ConsentGiven: _consent,
    members.ProspectVisited: _visited,
    members.MemberRegistered: _registered,
    members.MemberCorrected: _corrected,
    members.MemberAssigned: _assigned,
    members.PersonErased: _erased,
    members.RosterRowListed: _listed,
    money.ContributionCollected: _collected,
    money.TitipanTaken: _titipan_taken,
    money.TitipanUsed: _titipan_used,
    money.ReceiptVoided: _taken_back("receipt_voided"),
    money.ReversalRequested: _taken_back("reversal_requested"),
    money.ReversalDecided: _reversal_decided,
    cash.ContributionsRemitted: _remitted,
    cash.ProtectionConfirmed: _protected,
    cash.RemittanceRefused: _not_taken,
    cash.FundsReceived: _funds,
    cash.ParticipantNumbered: _numbered,
    house.ReviewOpened: _review,
    house.ReviewDecided: _review_decided,
}
