"""Publishing schedules of contributions as lines of the centre."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.engine import Connection

from agent_app.central import centre_journal
from agent_app.central.centre import Centre
from agent_app.domain.contributions import Schedule, schedule_to_json
from agent_app.journal.entries.house import RatesPublished
from agent_app.records.facts.collector import plain
from agent_app.records.tables import house
from agent_app.reference.schedules import packaged_schedules


def publish_packaged(connection: Connection, centre: Centre) -> int:
    """Publish the schedules of this release that are not published as they stand; how many that were."""
    return publish(connection, centre, packaged_schedules())


def publish(connection: Connection, centre: Centre, schedules: Iterable[Schedule]) -> int:
    """Publish the schedules that are new or changed, a line each."""
    table = house.schedule
    statement = select(table.c.schedule, table.c.content).where(table.c.coop == centre.coop)
    known = {row.schedule: row.content for row in connection.execute(statement)}
    contents = {schedule.id: schedule_to_json(schedule) for schedule in schedules}
    entries = [
        RatesPublished(schedule=name, content=content)
        for name, content in contents.items()
        if known.get(name) != plain(content)
    ]
    if entries:
        centre_journal.append(connection, centre, entries)
    return len(entries)
