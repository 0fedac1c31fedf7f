"""Which column of the file is used as what: the guesses, with samples, and a list beside each to change it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from agent_app.documents.roster_columns import mapping_at
from agent_app.documents.roster_headings import RosterField
from agent_app.documents.roster_mapping import Confidence
from agent_app.documents.roster_preview import ColumnPreview, columns_of, heading_rows
from agent_app.documents.spreadsheet import Sheet
from agent_app.gui.screens.roster.work import RosterWork
from agent_app.gui.session import Session
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.cards import Card, IconLabel, row, rule, scrolling
from agent_app.gui.widgets.fields import CheckBox, Combo
from agent_app.gui.widgets.pills import Pill
from agent_app.gui.widgets.text import ElidedLabel, label

MOST_COLUMNS = 60
"""More than these no list has; the rest of a wider sheet is not imported and not shown."""
LOOKS = {
    Confidence.SURE: ("ok", "circle-check"),
    Confidence.LIKELY: ("info", "circle-check"),
    Confidence.GUESSED: ("warn", "circle-help"),
    Confidence.CHOSEN: ("pri", "user-check"),
}
FIELDS: tuple[RosterField | None, ...] = (None, *RosterField)
HIDDEN_DIGITS = (RosterField.NIK, RosterField.PHONE)


class ColumnsPanel(Card):
    """Shows one sheet at a time; what is changed goes to the work at once."""

    def __init__(self, session: Session, work: RosterWork) -> None:
        super().__init__(margin=0, spacing=0)
        self._session, self._work, self.say = session, work, session.say
        self._sheet: Sheet | None = None
        self._shown: object = None
        self.fields: dict[int, Combo] = {}
        """The choice beside each column, by its index."""
        self.body.addLayout(row(label(self.say("roster.columns"), "section"), None, margins=(20, 14, 20, 4)))
        self.body.addWidget(self._build_top())
        self.body.addWidget(rule())
        self._holder = QWidget()
        self._grid_place = QVBoxLayout(self._holder)
        self._grid_place.setContentsMargins(0, 0, 0, 0)
        self._grid: QWidget | None = None
        self.area = scrolling(self._holder)
        self.body.addWidget(self.area, 1)

    def show_file(self) -> None:
        """The sheets of the file that was opened, the first to be imported in front."""
        names = [sheet.name for sheet in self._work.sheets]
        self.sheets.blockSignals(True)
        self.sheets.clear()
        for name in names:
            self.sheets.addItem(name, name)
        first = next((name for name in names if name in self._work.chosen), names[0] if names else "")
        self.sheets.setCurrentIndex(max(self.sheets.findData(first), 0))
        self.sheets.blockSignals(False)
        for each in (self.sheets, self.wanted):
            each.setVisible(len(names) > 1)
        self._sheet_label.setVisible(len(names) > 1)
        self._show_sheet()

    def show_columns(self) -> None:
        """The columns of the sheet shown, by its mapping as it is now."""
        if self._sheet is None:
            return
        mapping = self._work.mappings[self._sheet.name]
        shown = (self._sheet, mapping, self._sheet.name in self._work.chosen)
        if shown == self._shown:
            return
        self._shown = shown
        self.wanted.blockSignals(True)
        self.wanted.setChecked(self._sheet.name in self._work.chosen)
        self.wanted.setEnabled(mapping.names_a_member)
        self.wanted.blockSignals(False)
        focused = next((index for index, combo in self.fields.items() if combo.hasFocus()), None)
        if self._grid is not None:
            self._grid.setParent(None)
            self._grid.deleteLater()
        self._grid = self._build_grid(columns_of(self._sheet, mapping)[:MOST_COLUMNS])
        self._grid_place.addWidget(self._grid)
        self._holder.updateGeometry()
        if focused in self.fields:
            self.fields[focused].setFocus()

    def first(self) -> QWidget:
        """What takes the focus first."""
        return self.sheets if self.sheets.isVisible() else self.heading

    def _build_top(self) -> QWidget:
        self._sheet_label = label(self.say("roster.sheet"), "label")
        self.sheets = Combo()
        self.sheets.setAccessibleName(self.say("roster.sheet"))
        self.sheets.currentIndexChanged.connect(self._show_sheet)
        self.wanted = CheckBox()
        self.wanted.setText(self.say("roster.sheet.wanted"))
        self.wanted.setAccessibleName(self.say("roster.sheet.wanted"))
        self.wanted.toggled.connect(self._want)
        self.heading = Combo()
        self.heading.setAccessibleName(self.say("roster.heading_row"))
        self.heading.currentIndexChanged.connect(self._heading_chosen)
        for combo in (self.sheets, self.heading):
            combo.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(10)
        top = QWidget()
        grid = QGridLayout(top)
        grid.setContentsMargins(20, 4, 20, 12)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.addWidget(self._sheet_label, 0, 0)
        grid.addWidget(self.sheets, 0, 1)
        grid.addWidget(self.wanted, 0, 2)
        grid.addWidget(label(self.say("roster.heading_row"), "label"), 1, 0)
        grid.addWidget(self.heading, 1, 1, 1, 2)
        grid.setColumnStretch(1, 1)
        return top

    def _show_sheet(self, _: int = 0) -> None:
        name = self.sheets.currentData()
        self._sheet = next((sheet for sheet in self._work.sheets if sheet.name == name), None)
        self.heading.blockSignals(True)
        self.heading.clear()
        self.heading.addItem(self.say("roster.heading_row.none"), None)
        if self._sheet is not None:
            for one in heading_rows(self._sheet):
                self.heading.addItem(self.say("roster.heading_row.one", row=one.index + 1, text=one.text), one.index)
            at = self.heading.findData(self._work.mappings[self._sheet.name].header_row)
            self.heading.setCurrentIndex(max(at, 0))
        self.heading.blockSignals(False)
        self.show_columns()

    def _want(self, wanted: bool) -> None:
        if self._sheet is not None:
            self._work.choose(self._sheet.name, wanted)

    def _heading_chosen(self, _: int) -> None:
        if self._sheet is not None:
            self._work.read_as(mapping_at(self._sheet, self.heading.currentData()))

    def _build_grid(self, columns: tuple[ColumnPreview, ...]) -> QWidget:
        grid_widget = QWidget()
        grid = QGridLayout(grid_widget)
        grid.setContentsMargins(20, 10, 20, 14)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        for column, key in enumerate(("roster.column.file", None, "roster.column.use", "roster.column.how")):
            if key is not None:
                grid.addWidget(label(self.say(key), "caption", "text2"), 0, column)
        self.fields = {}
        for number, one in enumerate(columns, start=1):
            self._add_row(grid, number, one)
        grid.setColumnStretch(0, 5)
        grid.setColumnStretch(2, 4)
        grid.setRowStretch(len(columns) + 1, 1)
        return grid_widget

    def _add_row(self, grid: QGridLayout, number: int, column: ColumnPreview) -> None:
        heading = column.heading or self.say("roster.column.unnamed", letter=letter(column.index))
        texts = QWidget()
        lines = QVBoxLayout(texts)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(1)
        lines.addWidget(ElidedLabel(heading, "label"))
        lines.addWidget(ElidedLabel(" · ".join(shown_samples(column)), "caption", "text2"))
        texts.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        grid.addWidget(texts, number, 0)
        grid.addWidget(IconLabel("arrow-right", "text3", 16), number, 1)
        combo = self._combo(column, heading)
        grid.addWidget(combo, number, 2)
        confidence = column.confidence
        if column.doubts:
            pill = Pill(self.say(f"roster.doubt_{column.doubts[0].value}"), "warn", "circle-help")
            grid.addWidget(pill, number, 3, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        elif confidence is None:
            grid.addWidget(label(self.say("roster.column.unused"), "caption", "text3"), number, 3)
        else:
            tone, icon = LOOKS[confidence]
            pill = Pill(self.say(f"roster.confidence_{confidence.value}"), tone, icon)
            grid.addWidget(pill, number, 3, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)

    def _combo(self, column: ColumnPreview, heading: str) -> Combo:
        combo = Combo()
        combo.setAccessibleName(self.say("roster.column.choose", heading=heading))
        for field in FIELDS:
            combo.addItem(self.say("roster.column.none" if field is None else f"roster.field_{field.value}"))
        combo.setCurrentIndex(FIELDS.index(column.field))
        combo.setMinimumWidth(theme().px(150))
        combo.setMaxVisibleItems(len(RosterField) + 1)
        combo.activated.connect(lambda at, one=column: self._use(one, FIELDS[at]))
        self.fields[column.index] = combo
        return combo

    def _use(self, column: ColumnPreview, field: RosterField | None) -> None:
        """Take the column as a field; none takes it away. Where nothing changes, nothing is chosen."""
        if self._sheet is None or field == column.field:
            return
        mapping = self._work.mappings[self._sheet.name]
        if column.field is not None:
            mapping = mapping.without_column(column.index)
        if field is not None:
            mapping = mapping.with_column(field, column.index)
        self._work.read_as(mapping)


def shown_samples(column: ColumnPreview) -> tuple[str, ...]:
    """Samples as the screen may show them: of long numbers only the beginning and the end."""
    return tuple(masked(text) if column.field in HIDDEN_DIGITS else text for text in column.samples)


def masked(text: str) -> str:
    digits = sum(letter.isdigit() for letter in text)
    if digits < 9:
        return text
    seen, shown = 0, []
    for one in text:
        seen += one.isdigit()
        shown.append("•" if one.isdigit() and 4 < seen <= digits - 4 else one)
    return "".join(shown)


def letter(index: int) -> str:
    """The name of a column as office programs have it: 0 is A, 26 is AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
