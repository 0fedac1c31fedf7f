"""Lists behind tables: rows as values, read in pages."""
