"""The queue of the reviews' worker: ranges of lines that were stored or began to count."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from agent_app.central import tables
from agent_app.central.centre import Centre
from agent_app.records import bulk
from agent_app.records.log import Stored
from agent_app.records.tables.house import review, review_decision

NEW = "new"
WOKEN = "woken"


def add(connection: Connection, centre: Centre, stored: Sequence[Stored], why: str) -> None:
    """Queue lines of devices, as ranges of consecutive numbers."""
    ranges: list[list[int]] = []
    for device, seq in sorted(one.held.place for one in stored if one.held.device > 0):
        if ranges and ranges[-1][0] == device and ranges[-1][2] == seq - 1:
            ranges[-1][2] = seq
        else:
            ranges.append([device, seq, seq])
    now = centre.milliseconds()
    rows = [
        {"coop": centre.coop, "device": device, "first": first, "last": last, "why": why, "queued_at": now}
        for device, first, last in ranges
    ]
    bulk.insert_new(connection, tables.review_queue, rows)


def pending(connection: Connection, coop: str, device: int) -> int:
    """How many reviews of a device's lines are open, counting a range not yet looked at as one."""
    queue = tables.review_queue
    queued = select(func.count()).select_from(queue).where(queue.c.coop == coop, queue.c.device == device)
    decided = (
        select(review_decision.c.seq)
        .where(
            review_decision.c.coop == review.c.coop,
            review_decision.c.of_device == review.c.of_device,
            review_decision.c.of_seq == review.c.of_seq,
            review_decision.c.of_h == review.c.of_h,
            review_decision.c.code == review.c.code,
        )
        .exists()
    )
    opened = (
        select(func.count()).select_from(review).where(review.c.coop == coop, review.c.of_device == device, ~decided)
    )
    row = connection.execute(select(queued.scalar_subquery(), opened.scalar_subquery())).one()
    return int(row[0] + row[1])
