"""QR codes as rows of dark and light, to be drawn by whoever draws."""

from functools import lru_cache

import segno


@lru_cache(maxsize=32)
def code_matrix(data: str) -> tuple[tuple[bool, ...], ...]:
    """The modules of a QR code for a text, dark ones True, without the quiet zone around it."""
    made = segno.make(data, error="m", micro=False, boost_error=False)
    return tuple(tuple(bool(module) for module in row) for row in made.matrix)
