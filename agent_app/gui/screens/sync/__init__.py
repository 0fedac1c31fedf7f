"""Sending: what waits, what was sent, whether both sides agree."""
