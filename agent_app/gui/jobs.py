"""Slow work beside the window, such as a key derivation: done on a thread, its end told on the window's thread."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from PySide6.QtCore import QObject

from agent_app.domain.errors import Trouble
from agent_app.gui.bridge import Bridge

Answer = TypeVar("Answer")


class Jobs(QObject):
    """One piece of work after the other."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = Bridge(self)
        self._thread = ThreadPoolExecutor(1, "job")

    def run(
        self, work: Callable[[], Answer], done: Callable[[Answer], None], failed: Callable[[Trouble], None]
    ) -> None:
        """Do the work; `failed` gets what the trade or the laptop says. Anything else is a bug and is raised."""

        def arrived(future: "Future[Answer]") -> None:
            self._bridge.post(lambda: _deliver(future, done, failed))

        self._thread.submit(work).add_done_callback(arrived)

    def close(self) -> None:
        """Wait for the work under way."""
        self._thread.shutdown(wait=True, cancel_futures=True)


def _deliver(future: "Future[Any]", done: Callable[[Any], None], failed: Callable[[Trouble], None]) -> None:
    error = None if future.cancelled() else future.exception()
    if future.cancelled():
        return
    if error is None:
        done(future.result())
    elif isinstance(error, Trouble):
        failed(error)
    else:
        raise error
