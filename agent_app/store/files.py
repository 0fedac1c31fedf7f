"""What lies in a device's data folder besides its vault and settings."""

DATABASE = "keagenan.db"
BACKUPS = "backups"
"""The folder of the database's verified copies."""
LOCK = "in-use.lock"
"""Held by the one process that has the database open."""
WITNESS = "handed-out"
"""What was handed out so far, outside of the database (see store.witness)."""
