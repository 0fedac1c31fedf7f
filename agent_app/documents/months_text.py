"""Contribution months in words, as short as they can be told."""

from collections.abc import Collection

from agent_app.domain.months import Month, months_between
from agent_app.reference.words import Words


def months_text(words: Words, months: Collection[Month]) -> str:
    """`Nov 2026–Jan 2027` for months in a row, with commas between rows."""
    runs: list[list[Month]] = []
    for month in sorted(months):
        if runs and months_between(runs[-1][-1], month) == 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    return ", ".join(_run(words, run) for run in runs)


def _run(words: Words, run: list[Month]) -> str:
    first, last = run[0], run[-1]
    if first == last:
        return f"{_short(words, first)} {first[:4]}"
    year = "" if first[:4] == last[:4] else f" {first[:4]}"
    return f"{_short(words, first)}{year}–{_short(words, last)} {last[:4]}"


def _short(words: Words, month: Month) -> str:
    return words.say(f"frame.month.{int(month[5:])}")
