"""Many lines at a centre, quickly: members and receipts, pushed as laptops push them but without the network."""

from agent_app.central import callers, ingest
from agent_app.central.centre import Centre
from tests.central import acts
from tests.central.laptop import Laptop

A_BATCH = 1_000
MONTHS = tuple(f"{year}-{month:02d}" for year in range(2026, 2032) for month in range(1, 13))
"""Of one member, a receipt each."""


def fill(centre: Centre, laptop: Laptop, lines: int) -> None:
    """Push so many lines of this laptop: members, each with receipts behind it."""
    with centre.reading() as connection:
        caller = callers.find(connection, centre.coop, laptop.device)
    assert caller is not None
    papers = 0
    for number in range(lines):
        member, place = divmod(number, len(MONTHS) + 1)
        if place == 0:
            laptop.write(acts.registered(laptop, member, nik=f"5313{member % 10**8:08d}9901"))
        else:
            papers += 1
            laptop.write(acts.collected(laptop, member, papers, months=(MONTHS[place - 1],)))
        if len(laptop.lines) % A_BATCH == 0 or number == lines - 1:
            first = (len(laptop.lines) - 1) // A_BATCH * A_BATCH + 1
            ingest.push(centre, caller, laptop.packed(first))
