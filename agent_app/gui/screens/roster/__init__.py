"""Importing the cooperative's member list: columns, a dry run, the import itself."""
