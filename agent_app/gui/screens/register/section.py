"""A numbered part of the form: its fields by name, and one way to hear that something was typed or left."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from agent_app.gui.screens.register.inputs import Choice, SectionNumber
from agent_app.gui.widgets.autocomplete import Autocomplete
from agent_app.gui.widgets.cards import row
from agent_app.gui.widgets.fields import Field
from agent_app.gui.widgets.text import ElidedLabel, label

COLUMNS = 12
LAST_ROW = 20


class Section(QWidget):
    """`edited` and `left` carry the name of a field. `values` gives what was typed by the names of `Answers`."""

    edited = Signal(str)
    left = Signal(str)

    def __init__(self, say: Callable[..., str], number: int, key: str) -> None:
        super().__init__()
        self.say = say
        self.fields: dict[str, Field] = {}
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(10)
        title = label(say(f"register.section.{key}"), "section")
        below = ElidedLabel(say(f"register.section.{key}.help"), "small", "text2")
        self.body.addLayout(row(SectionNumber(number), title, below, spacing=10))
        self.grid = QGridLayout()
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(16)
        self.grid.setVerticalSpacing(10)
        for column in range(COLUMNS):
            self.grid.setColumnStretch(column, 1)
            # Without something in each of them, Qt leaves out the space between columns.
            ruler = QWidget()
            ruler.setFixedHeight(0)
            self.grid.addWidget(ruler, LAST_ROW, column)
        self.body.addLayout(self.grid)

    def values(self) -> dict[str, object]:
        """What stands in this part."""
        raise NotImplementedError

    def add(
        self, name: str, editor: QWidget, at: tuple[int, int, int], *, key: str = "", optional: bool = False,
        icon: str | None = None,
    ) -> Field:  # fmt: skip
        """A field at (row, column, span) of the grid, with words `register.field.<key or name>`."""
        caption = self.say(f"register.field.{key or name}")
        made = Field(name, caption, editor, optional=self.say("register.optional") if optional else "", icon=icon)
        self.fields[name] = made
        self.hear(name, editor)
        line, column, span = at
        self.grid.addWidget(made, line, column, 1, span)
        # Columns are as wide as each other whatever stands in them.
        made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        return made

    def hear(self, name: str, editor: QWidget) -> None:
        """Tell of this editor under a field's name."""
        if isinstance(editor, Autocomplete):
            editor.settled.connect(lambda: self.edited.emit(name))
        elif isinstance(editor, QLineEdit):
            editor.textEdited.connect(lambda _: self.edited.emit(name))
        elif isinstance(editor, QComboBox):
            editor.activated.connect(lambda _: self.edited.emit(name))
            editor.currentIndexChanged.connect(lambda _: self.edited.emit(name))
        elif isinstance(editor, Choice):
            editor.chosen.connect(lambda _: self.edited.emit(name))
        if isinstance(editor, QLineEdit):
            editor.editingFinished.connect(lambda: self.left.emit(name))
