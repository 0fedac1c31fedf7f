"""What lines about people say. A member's own row is computed in `summaries`, from all lines about them."""

from agent_app.journal.entries import members
from agent_app.records.facts.collector import Facts, Source, folded, joined
from agent_app.records.facts.money import business_day, private
from agent_app.records.tables import members as t

_ROSTER_FIELDS = (
    "name",
    "nik",
    "member_no",
    "birth",
    "birth_place",
    "sex",
    "phone",
    "address",
    "village",
    "district",
    "occupation",
    "income",
    "source",
)


def roster_row_listed(entry: members.RosterRowListed, source: Source, facts: Facts) -> None:
    part = entry.private
    facts.listed.add(entry.member)
    row = {name: private(part, name) for name in _ROSTER_FIELDS}
    facts.add_newest(
        t.roster_row,
        {
            **source.winner(),
            "member": entry.member,
            "branch": source.branch,
            "listed": entry.listed,
            "last_paid": entry.last_paid,
            **row,
            "folded": folded(part.name) if isinstance(part, members.RosterPrivate) else None,
            "warnings": joined(part.warnings) if isinstance(part, members.RosterPrivate) else None,
        },
    )


def consent_given(entry: members.ConsentGiven, source: Source, facts: Facts) -> None:
    facts.add(
        t.consent,
        {
            **source.columns(),
            "member": entry.member,
            "agent": entry.agent,
            "day": business_day(entry.day),
            "text": entry.text,
            "purposes": joined(entry.purposes),
            "signed": entry.signed,
            "sheet": private(entry.private, "sheet"),
            "row": private(entry.private, "row"),
            "picture": private(entry.private, "picture"),
        },
    )


def prospect_visited(entry: members.ProspectVisited, source: Source, facts: Facts) -> None:
    facts.add(
        t.visit,
        {
            **source.columns(),
            "member": entry.member,
            "agent": entry.agent,
            "day": business_day(entry.day),
            "outcome": entry.outcome,
            "reason": entry.reason,
            "return_on": entry.return_on,
            "note": private(entry.private, "note"),
        },
    )


def member_registered(entry: members.MemberRegistered, source: Source, facts: Facts) -> None:
    business_day(entry.day)
    facts.members.add(entry.member)


def member_corrected(entry: members.MemberCorrected, source: Source, facts: Facts) -> None:
    facts.members.add(entry.member)


def member_assigned(entry: members.MemberAssigned, source: Source, facts: Facts) -> None:
    facts.members.add(entry.member)


def person_erased(entry: members.PersonErased, source: Source, facts: Facts) -> None:
    facts.members.update(entry.members)
