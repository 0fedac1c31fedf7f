"""What a bank or BPJS calls a payment, and when two spellings are one reference."""

import unicodedata
from typing import Final

# Marks that show nothing: they come along when a reference is copied out of a message or a PDF.
_UNSEEN: Final = ("Cf", "Cc", "Mn", "Me")


FIGURES_OF_ONE_LINE: Final = 6
"""A bank gives a reference with so many figures to one line of a statement; words like SETORAN TUNAI to many."""


def bank_line_key(reference: str, day: str) -> str:
    """What two spellings of one line of a bank's statement share: its reference, and its day (YYYY-MM-DD) where the
    reference alone does not name a line."""
    key = reference_key(reference)
    names_one = sum(letter.isdigit() for letter in key) >= FIGURES_OF_ONE_LINE
    return key if names_one else f"{day} {key}"


def reference_key(reference: str) -> str:
    """The letters and figures alone, in capitals, as two spellings of one reference share them.

    Blanks, signs, case, full-width and unseen letters are spelling: banks and people set them as they like. So are
    zeros in front of a figure at the very beginning, which office programs drop; zeros behind a letter or another
    figure belong to the reference. Empty for a reference of nothing but signs.
    """
    plain = unicodedata.normalize("NFKD", reference)
    seen = "".join(letter for letter in plain if unicodedata.category(letter) not in _UNSEEN)
    key = "".join(letter for letter in seen.upper() if letter.isalnum())
    return key.lstrip("0") or key[:1]
