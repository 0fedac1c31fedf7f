"""Reconciling a branch: every agent of a day, those to look at first, and what explains what is missing."""
