"""Turns: a device has one request at work at a time, however many it sends, so that none waits for another's flood."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio


class Turns:
    """Who is at work. Used by one thread, that of the event loop."""

    def __init__(self) -> None:
        self._locks: dict[int, anyio.Lock] = {}
        self._there: Counter[int] = Counter()

    @property
    def waiting(self) -> int:
        """Requests that wait for another one of their device."""
        return sum(self._there.values()) - len(self._there)

    @asynccontextmanager
    async def of(self, device: int) -> AsyncIterator[None]:
        """Wait until no other request of this device is at work; forgotten when the last has left."""
        lock = self._locks.setdefault(device, anyio.Lock())
        self._there[device] += 1
        try:
            async with lock:
                yield
        finally:
            self._there[device] -= 1
            if not self._there[device]:
                del self._there[device], self._locks[device]
