"""The thin bar that says rows are being read: only where it takes long enough to be noticed."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QProgressBar


class BusyLine(QProgressBar):
    """Shown `after` milliseconds of being busy, hidden at once."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self.setRange(0, 0)
        self.setTextVisible(False)
        self.setFixedHeight(3)
        self.hide()
        self._due = QTimer(self, singleShot=True, interval=after)
        self._due.timeout.connect(self.show)

    def set_busy(self, busy: bool) -> None:
        """Begin or end."""
        if not busy:
            self._due.stop()
            self.hide()
        elif self.isHidden() and not self._due.isActive():
            self._due.start()
