"""Help: the page of the screen one came from, all other pages beside it, and a search over them."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem

from agent_app.documents.trouble_report import trouble_report
from agent_app.gui.files import ask_to_save, documents_folder, show_folder
from agent_app.gui.logbook import last_lines
from agent_app.gui.screens.help.facts import facts_of
from agent_app.gui.screens.help.pages import Page, pages
from agent_app.gui.screens.screen import Screen, Shell
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.cards import Card, rule
from agent_app.gui.widgets.fields import Field
from agent_app.gui.widgets.lists import TextPage
from agent_app.gui.widgets.text import label

LOG_LINES = 400


class HelpScreen(Screen):
    """Everything is on the laptop; nothing is fetched."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._pages: tuple[Page, ...] = pages(self.session.identity.role, self.session.settings.language)
        side = Card(margin=16, spacing=10)
        side.setFixedWidth(theme().px(290))
        self.search = Field("search", self.say("help.search"), QLineEdit(), icon="search")
        self.search.editor.textChanged.connect(self._fill)
        self.topics = QListWidget()
        self.topics.setAccessibleName(self.say("help.topics"))
        self.topics.currentItemChanged.connect(self._chosen)
        self._none = label(self.say("help.none"), "small", "text2", wrap=True)
        side.body.addWidget(self.search)
        side.body.addWidget(self.topics, 1)
        side.body.addWidget(self._none)
        self.report = Button(self.say("help.report"), "quiet", icon="life-buoy")
        self.report.clicked.connect(self._ask_place)
        side.body.addWidget(rule())
        side.body.addWidget(self.report)
        side.body.addWidget(label(self.say("help.report_below"), "small", "text2", wrap=True))
        self.text = TextPage()
        self.text.setAccessibleName(self.say("help.title"))
        self.text.setOpenExternalLinks(False)
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        main = Card(margin=16)
        main.body.addWidget(self.text)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(14)
        layout.addWidget(side)
        layout.addWidget(main, 1)
        theme().changed.connect(self._draw)
        self._fill("")

    def heading(self) -> tuple[str, str]:
        return self.say("help.title"), self.say("help.subtitle")

    def arrive(self, **what: object) -> None:
        if what.get("topic"):
            self.search.editor.clear()
        topic = str(what.get("topic") or self.shell.came_from)
        for number in range(self.topics.count()):
            if self.topics.item(number).data(Qt.ItemDataRole.UserRole) == topic:
                self.topics.setCurrentRow(number)
        self.topics.setFocus(Qt.FocusReason.OtherFocusReason)

    def topic(self) -> str:
        """The page shown."""
        item = self.topics.currentItem()
        return item.data(Qt.ItemDataRole.UserRole) if item is not None else ""

    def _ask_place(self) -> None:
        suggested = documents_folder() / f"keagenan-{self.session.today():%Y%m%d}.txt"
        ask_to_save(self, self.say("help.report"), self.say("help.report_kind"), suggested, self.write_report)

    def write_report(self, path: Path) -> None:
        """Write what may help whoever helps; it names no member."""
        text = trouble_report(facts_of(self.session), last_lines(self.session.store.folder, LOG_LINES))
        try:
            path.write_text(text, encoding="utf-8")
        except OSError:
            self.shell.toast(self.say("unavailable.disk"))
            return
        self.shell.toast(self.say("help.reported", name=path.name), self.say("help.folder"), lambda: show_folder(path))

    def _fill(self, words: str) -> None:
        shown = [page for page in self._pages if page.tells_of(words)]
        self.topics.clear()
        for page in shown:
            item = QListWidgetItem(page.title)
            item.setData(Qt.ItemDataRole.UserRole, page.topic)
            self.topics.addItem(item)
        self._none.setVisible(not shown)
        if shown:
            self.topics.setCurrentRow(0)

    def _chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self._draw()

    def _draw(self) -> None:
        page = next((one for one in self._pages if one.topic == self.topic()), None)
        if page is not None:
            self.text.document().setDefaultFont(theme().font())
            self.text.setMarkdown(page.text)
            _space(self.text.document())


def _space(document: QTextDocument) -> None:
    """Air between paragraphs, and titles in the sizes of the window."""
    cursor = QTextCursor(document)
    block = document.begin()
    while block.isValid():
        cursor.setPosition(block.position())
        shape = block.blockFormat()
        shape.setBottomMargin(theme().px(6 if block.textList() is not None else 10))
        shape.setLineHeight(125, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor.setBlockFormat(shape)
        if shape.headingLevel() == 1:
            cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
            letters = QTextCharFormat()
            letters.setFont(theme().font("title", "bold"))
            cursor.mergeCharFormat(letters)
        block = block.next()
