"""Python's collection of cyclic garbage, on the window's thread alone.

Left to itself it runs on whatever thread makes the next object. Garbage that holds Qt objects would then be taken
apart by the writer's or the sync's thread, which ends the process.
"""

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 1_000
OLDEST_AFTER = 20
"""The oldest generation is looked at when so many collections of the middle one have passed."""


class Sweeper(QObject):
    """Collects while the event loop turns; `stop` gives the work back to Python."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        # What the imports made lives to the end: looking through it again and again would be felt (so `Importing` too).
        gc.freeze()
        gc.disable()
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self._sweep)
        self._timer.start()

    def stop(self) -> None:
        """Let Python collect by itself again."""
        self._timer.stop()
        gc.enable()

    def _sweep(self) -> None:
        young, middle, old = gc.get_count()
        first, second, _ = gc.get_threshold()
        if old > OLDEST_AFTER:
            gc.collect(2)
        elif middle > second:
            gc.collect(1)
        elif young > first:
            gc.collect(0)
