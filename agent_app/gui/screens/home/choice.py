"""The village of the day as this laptop keeps it: chosen once, it stays until the next business day."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from agent_app.records.views.villages import Village, code_of
from agent_app.store import kept

CHOICE = "home.village"
CODE = "village"
"""The code of the village alone, for whoever needs no more of it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A village by the key of `records.views.villages`, with its names."""

    key: str
    name: str
    district: str


def choice_of(village: Village) -> Choice:
    """What is kept of a village."""
    return Choice(village.key, village.place.name, village.place.district)


def load_choice(connection: Any, today: date) -> Choice | None:
    """The choice of this business day, None where none was made yet."""
    found = kept.load(connection, CHOICE)
    if not isinstance(found, dict) or found.get("day") != today.isoformat():
        return None
    return Choice(found["key"], found["name"], found["district"])


def keep_choice(connection: Any, village: Village, today: date) -> None:
    """Keep the choice, and the village's code where it has one."""
    plain = {"day": today.isoformat(), "key": village.key}
    kept.keep(connection, CHOICE, plain | {"name": village.place.name, "district": village.place.district})
    kept.keep(connection, CODE, code_of(village.place))
