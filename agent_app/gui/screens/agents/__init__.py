"""Agents of the branch and their laptops."""
