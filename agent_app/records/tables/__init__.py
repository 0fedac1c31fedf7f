"""All tables both sides share, by subject; importing this fills the one MetaData."""

from agent_app.records.tables import cash, house, journal, members, money
from agent_app.records.tables.base import metadata

__all__ = ["cash", "house", "journal", "members", "metadata", "money"]
