"""All tables both sides share, by subject; importing this fills the one MetaData."""

from agent_app.records.tables import audit, cash, days, house, journal, members, money
from agent_app.records.tables.base import metadata

__all__ = ["audit", "cash", "days", "house", "journal", "members", "metadata", "money"]
