"""The read model: the same tables, filled by the same code, on SQLite and PostgreSQL."""
