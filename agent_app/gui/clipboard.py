"""What is copied about people leaves the clipboard again: after a while, at the lock, at the end; while it is ours."""

import re
import sys

from PySide6.QtCore import QMimeData, QObject, Qt, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication

KEPT_MS = 45_000
_NIK = re.compile(r"(?<!\d)(?:\d[ .\-]?){15}\d(?!\d)")
# Windows keeps a history of what is copied, and may pass it to other machines, unless it is told not to.
_NOT_KEPT = (
    "ExcludeClipboardContentFromMonitorProcessing",
    "CanIncludeInClipboardHistory",
    "CanUploadToCloudClipboard",
)


def copy_private(text: str) -> None:
    """Copy something about a person; it leaves the clipboard by itself."""
    content = QMimeData()
    content.setText(text)
    content.setProperty("private", True)
    if sys.platform == "win32":
        for name in _NOT_KEPT:
            content.setData(f'application/x-qt-windows-mime;value="{name}"', bytes(4))
    QGuiApplication.clipboard().setMimeData(content)


class ClipboardGuard(QObject):
    """Watches what this app puts on the clipboard: by `copy_private`, or a NIK by whatever way."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._clipboard = QGuiApplication.clipboard()
        self._private: dict[QClipboard.Mode, str] = {}
        self._due = QTimer(self, singleShot=True, interval=KEPT_MS)
        self._due.timeout.connect(self.forget)
        self._clipboard.changed.connect(self._changed)

    def is_waiting(self) -> bool:
        """Whether something is to leave the clipboard."""
        return self._due.isActive()

    def forget(self) -> None:
        """Take it from the clipboard now, unless somebody else has put another thing there."""
        self._due.stop()
        taken, self._private = self._private, {}
        for mode, text in taken.items():
            if self._clipboard.text(mode) == text:
                self._clipboard.clear(mode)

    def _changed(self, mode: QClipboard.Mode) -> None:
        self._private.pop(mode, None)
        content, text = self._clipboard.mimeData(mode), self._clipboard.text(mode)
        is_private = content is not None and content.property("private")
        if text and (is_private or (_is_ours(self._clipboard, mode) and _NIK.search(text))):
            self._private[mode] = text
            self._due.start()


def _is_ours(clipboard: QClipboard, mode: QClipboard.Mode) -> bool:
    """Whether this app put it there: the platform says so, or somebody works in it (some platforms cannot tell)."""
    if QGuiApplication.applicationState() is Qt.ApplicationState.ApplicationActive:
        return True
    return clipboard.ownsSelection() if mode is QClipboard.Mode.Selection else clipboard.ownsClipboard()
