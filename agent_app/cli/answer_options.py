"""What a person says of an answer of BPJS on the command line: columns, rows and days; imports nothing slow."""

import argparse
from datetime import date
from typing import Final

FIELDS: Final = (
    "nik", "participant_number", "name", "months", "month_to", "year", "effective_from", "reference", "rupiah",
    "status", "refusal", "remark", "unused",
)  # fmt: skip
"""Those of `AnswerField`, which would bring its libraries along."""


def column_choice(text: str) -> tuple[str, str]:
    """`HEADING=FIELD`. Raises argparse's error for no known field."""
    heading, _, field = text.rpartition("=")
    if not heading.strip() or field.strip() not in FIELDS:
        raise argparse.ArgumentTypeError(f"{text!r}: HEADING={'|'.join(FIELDS)}")
    return heading.strip(), field.strip()


def row_decision(text: str) -> tuple[tuple[str, int], str]:
    """`ROW=REASON` or `SHEET:ROW=REASON`. Raises argparse's error without a row number or a reason."""
    place, _, reason = text.partition("=")
    sheet, _, number = place.rpartition(":")
    if not (number.isascii() and number.isdecimal()) or not reason.strip():
        raise argparse.ArgumentTypeError(f"{text!r}: [SHEET:]ROW=REASON")
    return (sheet, int(number)), reason.strip()


def a_day(text: str) -> date:
    """A day as YYYY-MM-DD or DD-MM-YYYY. Raises argparse's error."""
    parts = text.split("-")
    try:
        return date.fromisoformat(text if len(parts[0]) == 4 else "-".join(reversed(parts)))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r}: YYYY-MM-DD") from None
