"""Forgetting a person: every record of theirs, on every side, while the money they paid stays in the books."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from agent_app.domain.errors import Refused
from agent_app.domain.refusals import RefusalCode
from agent_app.domain.texts import same_name
from agent_app.journal.entries.base import Origin
from agent_app.journal.entries.members import PersonErased
from agent_app.records.views import members as members_view
from agent_app.records.views import reversals, reviews, titipan
from agent_app.services.permissions import speaks_of, supervisor_only
from agent_app.services.registrations import closure, linked
from agent_app.store.tx import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasePerson:
    """`member` is a registered member or a row of the roster."""

    member: str
    reason: Literal["request", "mistake", "retention"] = "request"


def erase_person(tx: Tx, command: ErasePerson) -> Origin:
    """Have every holder forget a person: all registrations of theirs and the roster rows. Money stays.

    Raises Refused(role_not_allowed), member_unknown, or claim_open while a review about the person or a
    reversal of theirs is undecided, or titipan of theirs is left: nobody could give it back afterwards.
    """
    supervisor_only(tx)
    ids = _records_of(tx, command.member)
    left = any(titipan.balance(tx.connection, tx.coop, each) > 0 for each in ids)
    if left or reviews.open_about(tx.connection, tx.coop, ids) or _reversal_open(tx, ids):
        raise Refused(RefusalCode.CLAIM_OPEN)
    return tx.append(PersonErased(day=tx.day.isoformat(), members=tuple(sorted(ids)), reason=command.reason))


def _records_of(tx: Tx, member: str) -> frozenset[str]:
    """Every record of the person: registrations, those merged or replaced, and the rows of the roster.

    A NIK may have been corrected on one record only, so records are followed by what they say of each other;
    by NIK only where the name is the same, because a wrong card may show the NIK of somebody else.
    """
    found = members_view.find(tx.connection, tx.coop, member)
    if found is not None:
        speaks_of(tx, found)
    if found is None and members_view.roster_entry(tx.connection, tx.coop, member) is None:
        raise Refused(RefusalCode.MEMBER_UNKNOWN)
    return closure([member], lambda ids: (*linked(tx, ids, "merged_into", "replaces", "roster"), *_same_card(tx, ids)))


def _same_card(tx: Tx, ids: set[str]) -> Iterator[str]:
    """Records with the NIK and the name of one of these."""
    for each in ids:
        for one in (
            members_view.find(tx.connection, tx.coop, each),
            members_view.roster_entry(tx.connection, tx.coop, each),
        ):
            if one is not None and one.nik is not None and one.name is not None:
                yield from _of_card(tx, one.nik, one.name)


def _of_card(tx: Tx, nik: str, name: str) -> Iterator[str]:
    registered = members_view.of_nik(tx.connection, tx.coop, nik)
    yield from (one.member for one in registered if one.name is not None and same_name(one.name, name))
    listed = members_view.roster_of_nik(tx.connection, tx.coop, nik)
    yield from (one.member for one in listed if one.name is not None and same_name(one.name, name))


def _reversal_open(tx: Tx, ids: frozenset[str]) -> bool:
    return any(not ids.isdisjoint(_paid_for(tx, one)) for one in reversals.undecided(tx.connection, tx.coop))


def _paid_for(tx: Tx, asked: reversals.Reversal) -> frozenset[str]:
    paper = reversals.paper(tx.connection, tx.coop, asked.paper)
    return frozenset(paper.members) if paper is not None else frozenset()
