"""Modules imported by a thread of its own before they are used: Python holds nobody up then."""

import gc
from collections.abc import Sequence
from importlib import import_module
from threading import Event, Thread


class Importing:
    """Imports `modules` in their order once it is started."""

    def __init__(self, modules: Sequence[str]) -> None:
        self._modules = modules
        self._stopped = Event()
        # The process ends only when the module at hand is whole: half of a library's types must not be torn down.
        self._thread = Thread(target=self._import_all, name="importing")

    def start(self) -> None:
        """Begin; once."""
        self._thread.start()

    def is_started(self) -> bool:
        return self._thread.ident is not None

    def is_alive(self) -> bool:
        """Whether it is at work."""
        return self._thread.is_alive()

    def wait(self) -> None:
        """Until everything is imported; not before it was started."""
        self._thread.join()

    def stop(self) -> None:
        """Import nothing after the module at hand."""
        self._stopped.set()

    def _import_all(self) -> None:
        for name in self._modules:
            if self._stopped.is_set():
                return
            import_module(name)
        # It lives to the end: the sweeper shall not look through it again and again.
        gc.freeze()
