"""Helpers of pages that become one column in a narrow window: parts as high as they ask, pages of steady height."""

from PySide6.QtWidgets import QScrollArea, QStackedWidget

from agent_app.gui.widgets.cards import Card

BESIDE = 48
"""Margins, lines and the scroll bar beside what stands in one column."""


class SteadyPages(QStackedWidget):
    """Pages one over the other whose height does not follow from their width.

    A page around them would else be as high as it likes to be, and scroll, where it could be smaller.
    """

    def hasHeightForWidth(self) -> bool:
        return False


class SteadyCard(Card):
    """A card that is content with less height than it would like, for the same reason."""

    def hasHeightForWidth(self) -> bool:
        return False


def as_high_as_needed(area: QScrollArea, page_width: int, *, narrow: bool) -> None:
    """In one column an area is as high as its content asks on a page so wide, and the page around it scrolls."""
    content = area.widget()
    width = page_width - BESIDE
    high = content.heightForWidth(width) if content.hasHeightForWidth() else content.sizeHint().height()
    area.setMinimumHeight(high + 4 if narrow else 0)
