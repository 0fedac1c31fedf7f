"""Waiting for what another thread or process is about to do."""

import time
from collections.abc import Callable

PATIENCE = 10.0


def within(is_so: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Look until it is so; AssertionError when it is not after `seconds`."""
    limit = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < limit, f"not so after {seconds} s"
        time.sleep(0.005)
