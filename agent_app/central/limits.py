"""How often somebody may ask: buckets that empty with each request and fill again with time."""

import math
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from agent_app.central.problems import Rejected
from agent_app.wire.documents import Problem

MOST_BUCKETS = 10_000
"""So many are remembered; of more the ones that asked longest ago are forgotten, which are mostly full again."""


@dataclass(frozen=True, slots=True)
class Limit:
    """`at_once` may come in a burst; after it one every `seconds_each`."""

    at_once: int
    seconds_each: float


DEVICE = Limit(1000, 0.02)
"""A device has one request at work at a time: who fetches or sends as fast as the centre answers stays below this."""
UNVOUCHED = Limit(120, 1.0)
"""Requests of one address that no device and no invitation stands for. A village's laptops may share an address, so
what a device signed is not counted here."""
PAPERS = Limit(20, 3.0)
"""Papers that one address asks for on the public page."""


class Buckets:
    """Any number of callers under one limit. May be used by several threads."""

    def __init__(self, limit: Limit, clock: Callable[[], float]) -> None:
        self._limit = limit
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: OrderedDict[object, tuple[float, float]] = OrderedDict()

    def wait(self, who: object) -> float:
        """Seconds until this caller may ask; 0 lets it through. Counts nothing."""
        with self._lock:
            left = self._left(who)
        return 0.0 if left >= 1 else (1 - left) * self._limit.seconds_each

    def count(self, who: object) -> None:
        """One request more of this caller."""
        with self._lock:
            left = self._left(who)
            self._buckets.pop(who, None)
            self._buckets[who] = max(0.0, left - 1), self._clock()
            while len(self._buckets) > MOST_BUCKETS:
                self._buckets.popitem(last=False)

    def take(self, who: object) -> float:
        """Seconds until this caller may ask; 0 lets it through and counts."""
        seconds = self.wait(who)
        if not seconds:
            self.count(who)
        return seconds

    def _left(self, who: object) -> float:
        full, now = float(self._limit.at_once), self._clock()
        left, then = self._buckets.get(who, (full, now))
        return min(full, left + max(0.0, now - then) / self._limit.seconds_each)


def network_of(address: str) -> str:
    """Who asks: an IPv4 address, or the /64 of an IPv6 one, of which a single line has more than it could use up."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    return str(parsed) if isinstance(parsed, IPv4Address) else str(ip_network((int(parsed) >> 64 << 64, 64)))


class Gate:
    """Who may ask now, by the device that signed and by the address of those nobody stands for.

    Used before any work is done for a request, and by one thread, that of the event loop.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._devices, self._strangers = Buckets(DEVICE, clock), Buckets(UNVOUCHED, clock)
        self._papers = Buckets(PAPERS, clock)
        self._seen: OrderedDict[tuple[str, int], None] = OrderedDict()

    def let_in(self, address: str, claimed: int | None = None) -> None:
        """Before anybody is identified. A device that was there before comes in beside strangers of its address.

        Raises Rejected(too_many_requests).
        """
        if claimed is None or (network_of(address), claimed) not in self._seen:
            _refuse_for(self._strangers.wait(network_of(address)))

    def strange(self, address: str) -> None:
        """A request that nobody stood for."""
        self._strangers.count(network_of(address))

    def known(self, address: str, device: int) -> None:
        """A request of this device, which signed it. Raises Rejected(too_many_requests)."""
        place = (network_of(address), device)
        self._seen[place] = None
        self._seen.move_to_end(place)
        if len(self._seen) > MOST_BUCKETS:
            self._seen.popitem(last=False)
        _refuse_for(self._devices.take(device))

    def paper(self, address: str) -> float:
        """Seconds until this address may ask for a paper; 0 lets it through and counts."""
        return self._papers.take(network_of(address))


def _refuse_for(seconds: float) -> None:
    if seconds > 0:
        raise Rejected(Problem.TOO_MANY_REQUESTS, retry_after=math.ceil(seconds))
