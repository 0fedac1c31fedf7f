"""When to sync: soon after a change, every quarter of an hour anyway, and after a failure in growing random waits."""

from collections.abc import Callable

from agent_app.settings import Settings

REVIEWS_AFTER_S = 5.0
"""How long the centre is given to look at what was just sent, before its reviews are fetched."""
_MOST_DOUBLINGS = 30


class Schedule:
    """Times are seconds on any one clock; `random` gives numbers from 0 to 1. Nothing here waits or gives up."""

    def __init__(self, settings: Settings, random: Callable[[], float], now: float) -> None:
        self._settings = settings
        self._random = random
        self._check_at = now
        self._retry_at: float | None = None
        self._first_change: float | None = None
        self._last_change = now
        self._failures = 0
        self._asked = False

    def changed(self, now: float) -> None:
        """A line was written here."""
        if self._first_change is None:
            self._first_change = now
        self._last_change = now

    def asked(self) -> None:
        """Somebody wants it now, or a network is back: no waiting time counts any more."""
        self._asked = True

    def started(self) -> None:
        """A sync begins; what changes from here on needs another one."""
        self._asked = False
        self._first_change = None

    def succeeded(self, now: float) -> None:
        """The sync came to its end."""
        self._failures = 0
        self._retry_at = None
        self._check_at = now + self._settings.head_interval_s

    def expects_reviews(self, now: float) -> None:
        """After a sync that succeeded: the centre will soon have something to say about what was sent."""
        self._check_at = min(self._check_at, now + REVIEWS_AFTER_S)

    def failed(self, now: float, least: float = 0.0) -> None:
        """The sync did not: wait for a random part of a time that doubles ("full jitter"), and for `least` seconds
        before it where the centre asked for so much."""
        doubled = self._settings.backoff_first_s * 2 ** min(self._failures, _MOST_DOUBLINGS)
        self._failures += 1
        self._retry_at = now + least + self._random() * min(doubled, self._settings.backoff_longest_s)

    def due(self) -> float:
        """When the next sync is to begin."""
        if self._asked:
            return float("-inf")
        if self._retry_at is not None:
            return self._retry_at
        if self._first_change is None:
            return self._check_at
        soon = self._last_change + self._settings.sync_first_delay_s
        latest = self._first_change + self._settings.sync_latest_delay_s
        return min(self._check_at, soon, latest)

    @property
    def is_waiting_after_failure(self) -> bool:
        """Whether the next sync is another try."""
        return self._retry_at is not None
