"""What a person hands to whoever helps them: the state of the app in figures and its log, and nothing of any member."""

import re
from collections.abc import Mapping, Sequence

NUMBERS = re.compile(r"\d[\d .-]{7,}\d")
"""Whatever could be a NIK, a phone number or an account."""
COVER = "…"


def scrubbed(text: str) -> str:
    """The text with long numbers covered."""
    return NUMBERS.sub(COVER, text)


def trouble_report(facts: Mapping[str, object], log: Sequence[str]) -> str:
    """A plain text: one fact a line in the order given, then the log.

    Facts are codes, counts and moments. What stands in the log was scrubbed when it was written, and is again here.
    """
    lines = [f"{name}: {'-' if value is None else value}" for name, value in facts.items()]
    return "\n".join(["Keagenan", *lines, "", "log", *(scrubbed(line) for line in log), ""])
