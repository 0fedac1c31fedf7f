"""Keys that act from anywhere in the window, and never behind a sheet that lies over it."""

from collections.abc import Callable

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

COVERS = "covers"
"""The property by which a widget says that it lies over its whole window while it is shown."""


def on_keys(widget: QWidget, keys: str, act: Callable[[], object]) -> QShortcut:
    """Do `act` when `keys` ("Ctrl+P") are pressed while `widget` is shown, enabled and not covered.

    Where a page and the sheet over it have the same keys, Qt calls the press ambiguous and tells both; only the
    uncovered one acts.
    """
    shortcut = QShortcut(QKeySequence(keys), widget)

    def pressed() -> None:
        if not is_covered(widget):
            act()

    shortcut.activated.connect(pressed)
    shortcut.activatedAmbiguously.connect(pressed)
    return shortcut


def is_covered(widget: QWidget) -> bool:
    """Whether a sheet, drawer or search lies over this widget."""
    above = reversed([child for child in widget.window().children() if isinstance(child, QWidget)])
    top = next((child for child in above if child.isVisible() and child.property(COVERS)), None)
    return top is not None and top is not widget and not top.isAncestorOf(widget)
