"""Tests of what is read from resources/."""
