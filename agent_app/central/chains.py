"""Following every journal of a copy from its first line, in whatever order the lines come."""

import hashlib
from collections.abc import Callable, Iterable

from agent_app.central.dumps import DumpedLine
from agent_app.domain.errors import Unavailable

Heads = dict[int, int]
"""The last line of each journal."""


def heads_of(lines: Iterable[DumpedLine], genesis: Callable[[int], bytes]) -> Heads:
    """The last line of each journal, every one of which follows from the one before; `genesis` gives a journal's h(0).

    An archive keeps nearly the order in which lines were stored, so only the few that come before their turn are held.
    Raises Unavailable("backup_failed") naming device and number of the first line that does not follow or is missing.
    """
    journals: dict[int, _Journal] = {}
    for one in lines:
        journal = journals.get(one.device)
        if journal is None:
            journal = journals[one.device] = _Journal(one.device, genesis(one.device))
        journal.take(one)
    for journal in journals.values():
        journal.close()
    return {device: journal.seq for device, journal in journals.items()}


class _Journal:
    def __init__(self, device: int, h: bytes) -> None:
        self.device, self.seq, self._h = device, 0, h
        self._early: dict[int, DumpedLine] = {}

    def take(self, line: DumpedLine) -> None:
        if line.seq != self.seq + 1:
            self._early[line.seq] = line
            return
        self._follow(line)
        while self._early and (following := self._early.pop(self.seq + 1, None)) is not None:
            self._follow(following)

    def close(self) -> None:
        if self._early:
            raise Unavailable("backup_failed", device=self.device, seq=self.seq + 1, what="missing")

    def _follow(self, line: DumpedLine) -> None:
        if hashlib.sha256(self._h + line.digests).digest() != line.h:
            raise Unavailable("backup_failed", device=self.device, seq=line.seq, what="altered")
        self.seq, self._h = line.seq, line.h
