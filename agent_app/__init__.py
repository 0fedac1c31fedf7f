"""Keagenan: enrolment and contribution collection for cooperative agents, offline first."""

__version__ = "0.1.0"
