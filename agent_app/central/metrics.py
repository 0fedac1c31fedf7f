"""Counters of the server process, in the text format that Prometheus reads."""

import threading
from collections import Counter


class Metrics:
    """Requests by path, method and status, and lines stored; no label holds anything about a person."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: Counter[tuple[str, str, int]] = Counter()
        self._lines = 0

    def count_request(self, method: str, path: str, status: int) -> None:
        """One answered request; `path` is the route's, never the caller's."""
        with self._lock:
            self._requests[method, path, status] += 1

    def count_lines(self, lines: int) -> None:
        """Lines that were stored."""
        with self._lock:
            self._lines += lines

    def text(self) -> str:
        """All counters."""
        with self._lock:
            requests, lines = sorted(self._requests.items()), self._lines
        parts = ["# TYPE agent_centre_requests_total counter"]
        parts += [
            f'agent_centre_requests_total{{method="{method}",path="{path}",status="{status}"}} {count}'
            for (method, path, status), count in requests
        ]
        parts += ["# TYPE agent_centre_lines_stored_total counter", f"agent_centre_lines_stored_total {lines}"]
        return "\n".join(parts) + "\n"
