"""Shipped CSV files as rows of text."""

import csv

from agent_app.domain.errors import Unavailable
from agent_app.domain.refusals import UnavailableCode
from agent_app.paths import resource


def read_rows(*parts: str) -> list[dict[str, str]]:
    """The rows of `resources/<parts…>` by column name. Raises Unavailable(resource_missing, name)."""
    try:
        with resource(*parts).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    except FileNotFoundError as missing:
        raise Unavailable(UnavailableCode.RESOURCE_MISSING, name="/".join(parts)) from missing
