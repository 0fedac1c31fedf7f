"""Lists and tables of many rows, in which a letter looks for nothing.

Qt would look through the whole model, row by row, for one that begins with it: seconds, where there are many people.
"""

from PySide6.QtWidgets import QListView, QTableView


class RowsView(QListView):
    """A list."""

    def keyboardSearch(self, text: str) -> None:
        """Nothing: what is looked for is typed into the field above, or into the search over everything."""


class ColumnsView(QTableView):
    """A table."""

    def keyboardSearch(self, text: str) -> None:
        """Nothing, as in a list."""
