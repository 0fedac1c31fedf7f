"""How hard the property tests look: more with KEAGENAN_NIGHTLY=1."""

import os

NIGHTLY = os.environ.get("KEAGENAN_NIGHTLY") == "1"


def examples(count: int) -> int:
    """So many examples in an ordinary run, thirty times as many in a nightly one."""
    return count * 30 if NIGHTLY else count
