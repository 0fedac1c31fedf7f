"""Figures, each against a named limit or peer in the same run: `python3 dev.py bench [NAME…] --json FILE`."""
