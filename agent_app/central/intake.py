"""What this process takes in: batches at work now, and the bell that wakes the worker of the reviews."""

import contextlib
import threading
from collections.abc import Iterator


class Intake:
    """Shared by the requests and the worker: they want the same processor, and requests go first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._at_work = 0
        self._stored = threading.Event()

    @contextlib.contextmanager
    def batch(self) -> Iterator[None]:
        """While a batch is checked and stored."""
        with self._lock:
            self._at_work += 1
        try:
            yield
        finally:
            with self._lock:
                self._at_work -= 1

    def ring(self) -> None:
        """Tell the worker that lines were stored, or that it is to end."""
        self._stored.set()

    def wait(self, seconds: float) -> None:
        """Until the bell rings, at most so long."""
        self._stored.wait(seconds)

    @property
    def is_busy(self) -> bool:
        """Whether a batch is at work."""
        return self._at_work > 0

    def is_quiet(self) -> bool:
        """Whether no batch is at work and none was stored since this was last asked."""
        was_rung = self._stored.is_set()
        self._stored.clear()
        return not was_rung and not self.is_busy
