"""The benefit illustration on the screen: as a part of the form, and alone on a sheet to turn to the member."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from agent_app.documents.illustration import Page, Part, Row
from agent_app.gui.screens.register.answers import Answers
from agent_app.gui.screens.register.section import Section
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.cards import IconLabel, Notice, column, row
from agent_app.gui.widgets.overlays import Sheet
from agent_app.gui.widgets.pills import Pill
from agent_app.gui.widgets.text import label

ICONS = {
    "family": ("heart-handshake", "pri"),
    "accident": ("shield-check", "pri"),
    "school": ("graduation-cap", "pri"),
    "price": ("wallet", "pri"),
}


class BenefitsSection(Section):
    """`shown` asks the screen to show the page to the member."""

    def __init__(self, say: Callable[..., str]) -> None:
        super().__init__(say, 4, "benefits")
        self.children_of_age = QLineEdit()
        self.children_of_age.setMaxLength(2)
        self.children_of_age.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self.turn = Button(say("register.show_member"), "secondary", icon="external-link")
        self.add("children", self.children_of_age, (0, 0, 6), optional=True)
        both = QWidget()
        both.setLayout(column(label(" ", "label"), self.turn, spacing=4))
        self.grid.addWidget(both, 0, 6, 1, 6, Qt.AlignmentFlag.AlignTop)
        self.grid.setAlignment(self.fields["children"], Qt.AlignmentFlag.AlignTop)
        self.page = Illustration(say)
        self.body.addWidget(self.page)

    def values(self) -> dict[str, object]:
        return {"children": self.children_of_age.text().strip()}

    def put(self, answers: Answers) -> None:
        """Show answers."""
        self.children_of_age.setText(answers.children)


class Illustration(QFrame):
    """One page: four parts with their figures, and what must be known besides."""

    def __init__(self, say: Callable[..., str], *, large: bool = False, two_columns: bool = False) -> None:
        super().__init__()
        self._say, self._large, self._two_columns = say, large, two_columns
        if not large:
            self.setProperty("kind", "well")
        self._shown: Page | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(*(0, 0, 0, 0) if large else (16, 14, 16, 14))
        self._layout.setSpacing(0)
        self._content: QWidget | None = None

    def show_page(self, page: Page) -> None:
        """Another page; the same one is left as it is."""
        if page == self._shown:
            return
        self._shown = page
        if self._content is not None:
            self._content.hide()
            self._content.deleteLater()
        self._content = QWidget()
        parts = [self._part(part) for part in page.parts]
        remarks = [Notice(remark, "warn") for remark in page.remarks]
        if self._two_columns:
            half = len(parts) // 2
            sides = row(column(*parts[:half], None, spacing=16), column(*parts[half:], None, spacing=16), spacing=32)
            sides.setStretch(0, 1)
            sides.setStretch(1, 1)
            self._content.setLayout(column(sides, *remarks, None, spacing=12))
        else:
            self._content.setLayout(column(*parts, *remarks, None, spacing=12))
        self._layout.addWidget(self._content)

    def sentences(self) -> list[str]:
        """All that is said, line by line."""
        if self._shown is None:
            return []
        rows = [one for part in self._shown.parts for one in part.rows]
        return [" ".join(each for each in (one.text, one.figure, one.note) if each) for one in rows]

    def _part(self, part: Part) -> QWidget:
        icon, tone = ICONS[part.icon]
        title = row(IconLabel(icon, tone), label(part.title, "section" if self._large else "strong", wrap=True))
        title.setStretch(1, 1)
        made = QWidget()
        made.setLayout(column(title, *(self._row(one) for one in part.rows), spacing=6))
        return made

    def _row(self, one: Row) -> QHBoxLayout:
        text = label(one.text, "body" if self._large else "table", wrap=True)
        figure = label(one.figure, "strong")
        figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        upper = row(text, figure, spacing=12)
        upper.setStretch(0, 1)
        lines = column(upper, spacing=2, margins=(26, 0, 0, 0))
        if one.note or one.unconfirmed:
            note = label(one.note, "caption", "text2", wrap=True)
            lower = row(note, spacing=12)
            lower.setStretch(0, 1)
            if one.unconfirmed:
                lower.addWidget(Pill(self._say("illustration.unconfirmed"), "warn", "circle-help"))
            lines.addLayout(lower)
        return lines


def show_member(window: QWidget, say: Callable[..., str], page: Page) -> Sheet:
    """The page alone, large, to be turned to the member."""
    roomy = window.width() >= theme().px(1000)
    sheet = Sheet(window, page.title, "heart-handshake", width=1000 if roomy else 720)
    large = Illustration(say, large=True, two_columns=roomy)
    large.show_page(page)
    sheet.body.addWidget(large)
    close = sheet.add_button(say("register.close_page"), "secondary", None)
    sheet.present()
    close.setFocus()
    return sheet
