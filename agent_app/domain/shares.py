"""Shares in percent with enough decimals that few of many are not shown as none: 258 of 200,000 are 0.129 %."""

from typing import Final

from agent_app.domain.money import NO_BREAK_SPACE
from agent_app.domain.months import Language

DECIMALS: Final = 3
_UNIT: Final = 10**DECIMALS


def thousandths(part: int, whole: int) -> int | None:
    """The share in thousandths of a percent, rounded half up; None of nothing."""
    return None if whole <= 0 else (2 * part * 100 * _UNIT + whole) // (2 * whole)


def percent(part: int, whole: int, language: Language = "id") -> str:
    """The share as `0,129 %` (`0.129 %` in English); `—` of nothing, `< 0,001 %` where it would round to none."""
    share = thousandths(part, whole)
    if share is None:
        return "—"
    sign = ""
    if part > 0 and share == 0:
        sign, share = f"<{NO_BREAK_SPACE}", 1
    comma = "," if language == "id" else "."
    return f"{sign}{share // _UNIT}{comma}{share % _UNIT:0{DECIMALS}d}{NO_BREAK_SPACE}%"
