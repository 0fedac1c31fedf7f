"""The published schedules of contributions, and which of them a branch has accepted."""

import json
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import bindparam, exists, select
from sqlalchemy.engine import Connection

from agent_app.domain.contributions import Schedule, schedule_from_json
from agent_app.domain.errors import Refused
from agent_app.records.prepared import Prepared
from agent_app.records.tables.house import schedule as schedule_table
from agent_app.records.tables.house import schedule_acceptance


@dataclass(frozen=True, slots=True)
class PublishedSchedule:
    """A schedule as the centre published it; `accepted`: a supervisor of the branch lets it be collected by."""

    schedule: Schedule
    accepted: bool


def published(connection: Connection, coop: str, branch: str) -> tuple[PublishedSchedule, ...]:
    """All schedules of which this release can make sense, by the month from which they hold."""
    found = []
    for content, accepted in _PUBLISHED.rows(connection, {"coop": coop, "branch": branch}):
        schedule = _parsed(content)
        if schedule is not None:
            found.append(PublishedSchedule(schedule, bool(accepted)))
    return tuple(sorted(found, key=lambda one: (one.schedule.valid_from, one.schedule.id)))


def newest(connection: Connection, coop: str, branch: str) -> PublishedSchedule | None:
    """The one that holds from the latest month; None before any was published."""
    found = published(connection, coop, branch)
    return found[-1] if found else None


@lru_cache(maxsize=32)
def _parsed(content: str) -> Schedule | None:
    """Parsed once for each text that was ever published."""
    try:
        return schedule_from_json(json.loads(content))
    except (Refused, ValueError):
        return None


_PUBLISHED = Prepared(
    select(
        schedule_table.c.content,
        exists()
        .where(
            schedule_acceptance.c.coop == schedule_table.c.coop,
            schedule_acceptance.c.branch == bindparam("branch"),
            schedule_acceptance.c.schedule == schedule_table.c.schedule,
        )
        .label("accepted"),
    )
    .select_from(schedule_table)
    .where(schedule_table.c.coop == bindparam("coop"))
)
