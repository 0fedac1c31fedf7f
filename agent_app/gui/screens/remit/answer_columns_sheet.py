"""Which column of an answer is used as what, and what words mean that nobody knows: guessed, shown, and changed."""

from PySide6.QtWidgets import QGridLayout, QWidget

from agent_app.documents.answer_columns import AnswerColumns, AnswerField, at, columns_at
from agent_app.documents.answer_words import Meaning
from agent_app.documents.roster_values import clean_text
from agent_app.documents.spreadsheet import Sheet as Table
from agent_app.gui.screens.remit.answer_work import AnswerWork
from agent_app.gui.screens.roster.columns import letter, masked
from agent_app.gui.session import Session
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.cards import Notice, scrolling
from agent_app.gui.widgets.fields import Combo
from agent_app.gui.widgets.overlays import Sheet
from agent_app.gui.widgets.text import ElidedLabel, label

FIELDS: tuple[AnswerField | None, ...] = (None, *AnswerField)
MEANINGS: tuple[Meaning | None, ...] = (None, Meaning.YES, Meaning.NO, Meaning.NOTHING)
MOST_WORDS = 30
_ROWS_TO_CHOOSE = 15
_LONGEST_SAMPLE = 40


class AnswerColumnsSheet(Sheet):
    """What is changed goes to the work at once, which sorts the file again."""

    def __init__(self, window: QWidget, session: Session, work: AnswerWork) -> None:
        super().__init__(window, session.say("remit.columns.title"), "table", width=720)
        self._session, self._work, self.say = session, work, session.say
        self.fields: dict[int, Combo] = {}
        self.words: dict[str, Combo] = {}
        self.sheets, self.heading = Combo(), Combo()
        self.sheets.setAccessibleName(self.say("roster.sheet"))
        self.heading.setAccessibleName(self.say("roster.heading_row"))
        for one in work.file.sheets if work.file is not None else ():
            self.sheets.addItem(one.name)
        self.sheets.setVisible(self.sheets.count() > 1)
        self.sheets.currentIndexChanged.connect(lambda _: self._show_sheet())
        self.heading.activated.connect(lambda _: self._heading_chosen())
        self.body.addWidget(self.sheets)
        self.body.addWidget(self.heading)
        self.missing = Notice("", "warn")
        self.body.addWidget(self.missing)
        self._holder = QWidget()
        self._grid = QGridLayout(self._holder)
        self._grid.setContentsMargins(0, 0, 8, 0)
        self._grid.setColumnStretch(0, 1)
        area = scrolling(self._holder)
        area.setMinimumHeight(theme().px(300))
        self.body.addWidget(area)
        self.add_button(self.say("remit.columns.close"), "primary", None)
        work.changed.connect(self._show)
        self._show_sheet()

    def present(self) -> None:
        super().present()
        first = next(iter(self.fields.values()), None)
        if first is not None:
            first.setFocus()

    @property
    def _columns(self) -> AnswerColumns | None:
        matched = self._work.matched
        every = matched.answer.columns if matched is not None else ()
        return next((one for one in every if one.sheet == self.sheets.currentText()), None)

    def _show_sheet(self) -> None:
        self.heading.clear()
        self.heading.addItem(self.say("roster.heading_row.none"), None)
        sheet = self._sheet()
        for index, cells in enumerate(sheet.rows[:_ROWS_TO_CHOOSE] if sheet is not None else ()):
            text = " · ".join(cell.text for cell in cells if cell.text)[:60]
            self.heading.addItem(self.say("roster.heading_row.one", row=index + 1, text=text), index)
        self._show()

    def _show(self) -> None:
        columns = self._columns
        if columns is None or (self.isHidden() and self.fields):
            return
        self.heading.setCurrentIndex(max(self.heading.findData(columns.header_row), 0))
        names = ", ".join(self.say(f"answer.field.{one.value}") for one in columns.missing)
        self.missing.say(self.say("remit.columns.missing", names=names), "warn")
        self.missing.setVisible(bool(columns.missing))
        self._fill(columns)

    def _fill(self, columns: AnswerColumns) -> None:
        focused = next((index for index, combo in self.fields.items() if combo.hasFocus()), None)
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.setParent(None)
                widget.deleteLater()
        self.fields, self.words = {}, {}
        number = 0
        for number, one in enumerate(columns.columns):
            name = one.heading or self.say("roster.column.unnamed", letter=letter(one.index))
            combo = self._combo(self.say("roster.column.choose", heading=name))
            for field in FIELDS:
                combo.addItem(self.say("answer.column_doubtful" if field is None else f"answer.field.{field.value}"))
            combo.setCurrentIndex(FIELDS.index(one.field))
            combo.activated.connect(lambda at, index=one.index: self._use(index, FIELDS[at]))
            self.fields[one.index] = combo
            self._put(number, name, self._sample(columns, one.index), combo)
        self._add_words(number + 1)
        if focused in self.fields:
            self.fields[focused].setFocus()

    def _add_words(self, number: int) -> None:
        matched = self._work.matched
        unknown = dict(matched.answer.unknown if matched is not None else ())
        every = {**dict.fromkeys(self._work.reading.words, 0), **unknown}
        if not every:
            return
        self._grid.addWidget(label(self.say("remit.columns.words"), "label", wrap=True), number, 0, 1, 2)
        for offset, (word, count) in enumerate(list(every.items())[:MOST_WORDS], start=1):
            combo = self._combo(self.say("remit.columns.word", word=word))
            for one in MEANINGS:
                combo.addItem(self.say(f"remit.columns.means.{one.value if one is not None else 'open'}"))
            combo.setCurrentIndex(MEANINGS.index(self._work.reading.words.get(word)))
            combo.activated.connect(lambda at, of=word: self._work.means(of, MEANINGS[at]))
            self.words[word] = combo
            self._put(number + offset, word, self.say("remit.columns.rows", count=count) if count else "", combo)

    def _sample(self, columns: AnswerColumns, index: int) -> str:
        """What stands in the first filled row of a column; of long numbers only the beginning and the end."""
        sheet = self._sheet()
        rows = sheet.rows[columns.first_data_row :] if sheet is not None else ()
        texts = (clean_text(at(cells, index)) for cells in rows)
        return masked(next((text for text in texts if text), ""))[:_LONGEST_SAMPLE]

    def _put(self, number: int, upper: str, lower: str, combo: Combo) -> None:
        text = ElidedLabel(f"{upper} — {lower}" if lower else upper, "table")
        self._grid.addWidget(text, number, 0)
        self._grid.addWidget(combo, number, 1)

    def _combo(self, name: str) -> Combo:
        combo = Combo()
        combo.setAccessibleName(name)
        combo.setMinimumWidth(theme().px(200))
        combo.setMaxVisibleItems(len(FIELDS))
        return combo

    def _use(self, index: int, field: AnswerField | None) -> None:
        columns = self._columns
        if columns is not None:
            self._work.read_as(columns.with_field(index, field))

    def _heading_chosen(self) -> None:
        sheet = self._sheet()
        if sheet is not None:
            self._work.read_as(columns_at(sheet, self.heading.currentData()))

    def _sheet(self) -> Table | None:
        every = self._work.file.sheets if self._work.file is not None else ()
        return next((one for one in every if one.name == self.sheets.currentText()), None)
