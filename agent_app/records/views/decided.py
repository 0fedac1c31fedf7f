"""Who decided something that is no longer open, and what: the word that counts, of all that were said about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import Connection

from agent_app.domain.reviews import Decision
from agent_app.journal.entries.base import Origin
from agent_app.records.tables.cash import deposit, difference_answer, difference_decision, funds_receipt
from agent_app.records.tables.house import review_decision
from agent_app.records.tables.money import receipt, reversal_decision, titipan
from agent_app.records.views import deposits, reversals, reviews
from agent_app.records.views.decisions import Kind
from agent_app.records.views.origins import origin_of, row_of, rows_about


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """`outcome` as the line has it: a decision on a review, accepted, refused, stands, recounted, received, void.

    `at` in milliseconds UTC; `borne_by` who bears a difference in price that a decision on a review leaves.
    """

    origin: Origin
    person: str
    at: int
    outcome: str
    borne_by: str | None = None


def decided(connection: Connection, coop: str, kind: Kind, origin: Origin, code: str = "") -> Decided | None:
    """What counts about something that waited, by (kind, origin) and a review's code; None while it is open.

    Of several words the first counts that was anybody's to say, as in `records.effects`.
    """
    if kind is Kind.REVIEW:
        return _review(connection, coop, origin, code)
    if kind is Kind.REVERSAL:
        return _reversal(connection, coop, origin)
    if kind is Kind.FUNDS:
        return _funds(connection, coop, origin)
    return _difference(connection, coop, origin)


def _review(connection: Connection, coop: str, origin: Origin, code: str) -> Decided | None:
    found = reviews.find(connection, coop, origin, code)
    rows = rows_about(connection, coop, review_decision, origin, "of_")
    said = (row for row in rows if row.code == code and row.decision != Decision.WAIT)
    row = next((row for row in said if found is not None and row.person not in found.makers), None)
    if row is None:
        return None
    return Decided(
        origin=origin_of(row), person=row.person, at=row.at, outcome=str(row.decision), borne_by=row.borne_by
    )


def _reversal(connection: Connection, coop: str, origin: Origin) -> Decided | None:
    request = reversals.find(connection, coop, origin)
    paper = reversals.paper(connection, coop, request.paper) if request is not None else None
    if request is None or paper is None:
        return None
    asked = {one.origin: one.person for one in reversals.of_paper(connection, coop, request.paper)}
    rows = rows_about(connection, coop, reversal_decision, request.paper, "of_")
    theirs = (
        row
        for row in rows
        if (asker := asked.get(origin_of(row, "request_"))) is not None
        and row.person not in (asker, paper.person)
        and (row.branch, row.agent) == (paper.branch, paper.agent)
    )
    return _first(theirs, lambda row: str(row.outcome))


def _difference(connection: Connection, coop: str, origin: Origin) -> Decided | None:
    found = deposits.find(connection, coop, origin)
    row = row_of(connection, coop, deposit, origin)
    if found is None or row is None or found.confirmation is None:
        return None
    concerned = {found.person, found.confirmed_by, *(one.person for one in found.counts)}
    rows = rows_about(connection, coop, difference_decision, found.confirmation, "of_")
    here = (found.branch, found.agent)
    theirs = (one for one in rows if one.person not in concerned and (one.branch, one.agent) == here)
    decision = _first(theirs, lambda one: str(one.outcome))
    if decision is not None:
        return decision
    answers = rows_about(connection, coop, difference_answer, found.confirmation, "of_")
    return _first(
        (one for one in answers if one.answer == "accepted" and one.person == found.person), lambda one: "accepted"
    )


def _funds(connection: Connection, coop: str, origin: Origin) -> Decided | None:
    for table in (receipt, titipan):
        paper = row_of(connection, coop, table, origin)
        if paper is not None:
            rows = rows_about(connection, coop, funds_receipt, origin, "of_")
            here = (paper.branch, paper.agent)
            theirs = (row for row in rows if row.person != paper.person and (row.branch, row.agent) == here)
            return _first(theirs, lambda row: "received")
    return None


def _first(rows: Iterable[Any], outcome: Any) -> Decided | None:
    """The first of rows that are in order."""
    row = next(iter(rows), None)
    if row is None:
        return None
    return Decided(origin=origin_of(row), person=row.person, at=row.at, outcome=outcome(row))
