"""This device's database: opened encrypted, written by one thread, backed up, migrated, restored."""
