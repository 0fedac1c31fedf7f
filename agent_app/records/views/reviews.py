"""What the centre asks people to look at, and what a supervisor may decide about it."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.engine import Connection

from agent_app.domain.reviews import REVIEWS, Decision, ReviewCode
from agent_app.journal.entries.base import Origin
from agent_app.records.mergers import by_a_maker
from agent_app.records.tables.house import device, review, review_decision
from agent_app.records.views.origins import origin_of, rows_about


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenReview:
    """A review by (origin, code). `others` are lines it speaks of beside its own, `makers` who wrote all of them.

    `at`: when the centre asked, milliseconds UTC. `decisions` is empty for a code of a later release; `waiting`:
    somebody looked and decided to wait.
    """

    origin: Origin
    code: str
    at: int
    agent: str | None
    members: tuple[str, ...]
    others: tuple[Origin, ...]
    makers: frozenset[str]
    decisions: tuple[Decision, ...]
    decided: bool
    waiting: bool

    @property
    def key(self) -> tuple[Origin, str]:
        """What names the review."""
        return self.origin, self.code


def find(connection: Connection, coop: str, origin: Origin, code: str) -> OpenReview | None:
    """One review, decided or not."""
    here = (review.c.of_device == origin.device) & (review.c.of_seq == origin.seq) & (review.c.code == code)
    return next((one for one in _all(connection, coop, here) if one.origin == origin), None)


def open_reviews(connection: Connection, coop: str, agent: str | None = None) -> tuple[OpenReview, ...]:
    """Reviews nobody has decided, those where somebody decided to wait last."""
    condition = ~_decided() if agent is None else ~_decided() & (review.c.agent == agent)
    found = _all(connection, coop, condition)
    return tuple(sorted(found, key=lambda one: (one.waiting, one.origin, one.code)))


def undecided(connection: Connection, coop: str) -> tuple[int, int | None]:
    """How many reviews nobody has decided, and when the oldest was opened, milliseconds UTC."""
    found = select(func.count(), func.min(review.c.at)).where(review.c.coop == coop, ~_decided())
    count, oldest = connection.execute(found).one()
    return count, oldest


def open_about(connection: Connection, coop: str, members: frozenset[str]) -> bool:
    """Whether a review that names one of these members is still open."""
    return any(not members.isdisjoint(one.members) for one in open_reviews(connection, coop))


def _decided() -> ColumnElement[bool]:
    """That somebody has decided who wrote none of the lines it speaks of, and not only to wait."""
    return exists().where(
        review_decision.c.coop == review.c.coop,
        review_decision.c.of_device == review.c.of_device,
        review_decision.c.of_seq == review.c.of_seq,
        review_decision.c.of_h == review.c.of_h,
        review_decision.c.code == review.c.code,
        review_decision.c.decision != Decision.WAIT.value,
        ~by_a_maker(),
    )


def _all(connection: Connection, coop: str, condition: ColumnElement[bool]) -> list[OpenReview]:
    statement = select(review, _decided().label("decided")).where(review.c.coop == coop, condition)
    return [_read(connection, coop, row) for row in connection.execute(statement).all()]


def _read(connection: Connection, coop: str, row: Any) -> OpenReview:
    origin = origin_of(row, "of_")
    others = tuple(Origin(*other) for other in json.loads(row.others or "[]"))
    said = [one for one in rows_about(connection, coop, review_decision, origin, "of_") if one.code == row.code]
    return OpenReview(
        origin=origin,
        code=row.code,
        at=row.at,
        agent=row.agent,
        members=tuple((row.members or "").split()),
        others=others,
        makers=_makers(connection, coop, (origin, *others)),
        decisions=REVIEWS[ReviewCode(row.code)].decisions if row.code in set(ReviewCode) else (),
        decided=bool(row.decided),
        waiting=any(one.decision == Decision.WAIT for one in said) and not row.decided,
    )


def _makers(connection: Connection, coop: str, origins: tuple[Origin, ...]) -> frozenset[str]:
    devices = {origin.device for origin in origins}
    statement = select(device.c.person).where(device.c.coop == coop, device.c.device.in_(devices))
    return frozenset(connection.execute(statement).scalars())
