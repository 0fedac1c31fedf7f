"""What a branch still lacks before its first money can be taken: a price list, people, and agents with laptops."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.engine import Connection

from agent_app.domain.contributions import schedule_for
from agent_app.domain.errors import Refused
from agent_app.domain.months import month_of
from agent_app.records.tables.house import device
from agent_app.records.tables.members import member, roster_row
from agent_app.records.views import schedules


@dataclass(frozen=True, slots=True)
class SetUp:
    """`published`: the centre has sent a price list for this month; `accepted`: somebody of the branch accepted it;
    `people`: there is a member list or a member; `agents`: an agent's laptop is enrolled."""

    published: bool
    accepted: bool
    people: bool
    agents: bool

    @property
    def missing(self) -> tuple[str, ...]:
        """The steps still to be done, in their order."""
        steps = {
            "published": self.published,
            "accepted": self.accepted or not self.published,
            "people": self.people,
            "agents": self.agents,
        }
        return tuple(name for name, is_done in steps.items() if not is_done)


def set_up(connection: Connection, coop: str, branch: str, today: date) -> SetUp:
    """How far a branch has come."""
    known = schedules.published(connection, coop, branch)
    try:
        current = schedule_for([one.schedule for one in known], month_of(today))
    except Refused:
        current = None
    return SetUp(
        published=current is not None,
        accepted=any(one.accepted for one in known if one.schedule is current),
        people=_any(connection, roster_row.c.coop == coop, roster_row.c.branch == branch)
        or _any(connection, member.c.coop == coop, member.c.branch == branch),
        agents=_any(connection, device.c.coop == coop, device.c.branch == branch, device.c.role == "agent"),
    )


def _any(connection: Connection, *where: ColumnElement[Any]) -> bool:
    return bool(connection.execute(select(exists().where(*where))).scalar())
