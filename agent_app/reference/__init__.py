"""Reads the shipped resources into values of the trade: schedules, rules, occupations, regions, words."""
