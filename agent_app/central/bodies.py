"""Bodies of requests, read within limits: of one body, and of all that are held at the same time."""

from collections.abc import Iterator
from contextlib import contextmanager

from starlette.requests import ClientDisconnect, Request

from agent_app.central.problems import Rejected
from agent_app.wire.documents import Problem

DRAINED = 4 * 1024 * 1024
"""Of a body that is too large, so much is read and thrown away, so that the answer reaches the sender."""


class Room:
    """How many bytes of bodies may be held at once: a thousand slow senders must not fill the memory."""

    def __init__(self, most: int) -> None:
        self._left = most

    @contextmanager
    def taken(self) -> Iterator["Taken"]:
        """Room for one body; it is given back at the end. Used by one thread, that of the event loop."""
        taken = Taken(self)
        try:
            yield taken
        finally:
            self._left += taken.size

    def take(self, size: int) -> None:
        """Raises Rejected(busy) where less is left."""
        if size > self._left:
            raise Rejected(Problem.BUSY)
        self._left -= size


class Taken:
    """What one body has taken of the room."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self.size = 0

    def more(self, size: int) -> None:
        """Raises Rejected(busy) where there is no room for so many bytes more."""
        self._room.take(size)
        self.size += size


async def read(request: Request, most: int, taken: Taken) -> bytes:
    """The body. Raises Rejected: size for a longer one, request for one that is cut, busy where there is no room."""
    declared = request.headers.get("content-length", "0")
    if not declared.isdecimal() or len(declared) > 12:
        raise Rejected(Problem.REQUEST)
    if int(declared) > DRAINED:
        raise Rejected(Problem.SIZE)
    parts, size = [], 0
    try:
        async for part in request.stream():
            size += len(part)
            if size > DRAINED:
                break
            if size <= most:
                taken.more(len(part))
                parts.append(part)
    except ClientDisconnect as error:
        raise Rejected(Problem.REQUEST) from error
    if size > most:
        raise Rejected(Problem.SIZE)
    return b"".join(parts)
