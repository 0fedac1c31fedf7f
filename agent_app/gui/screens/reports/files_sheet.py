"""The sheet that makes files of a report: which, where, and what each is known by once it is written."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLineEdit, QWidget
from shiboken6 import isValid

from agent_app.documents.report_files import WrittenFile, write_csv, write_xlsx
from agent_app.documents.report_table import ReportTable
from agent_app.documents.text_workbook import free_name
from agent_app.domain.errors import Trouble
from agent_app.domain.money import format_rupiah
from agent_app.gui.report_chart import PaperChart
from agent_app.gui.report_printing import write_pdf
from agent_app.gui.screens.reports.tables import shown
from agent_app.gui.session import Session
from agent_app.gui.widgets.cards import Card, Notice
from agent_app.gui.widgets.fields import CheckBox, Field
from agent_app.gui.widgets.form_sheet import FormSheet
from agent_app.gui.widgets.text import label

FORMATS = ("xlsx", "csv", "pdf")


class FilesSheet(FormSheet):
    """Says of every file its rows, its sum and its SHA-256, by which whoever gets it can tell that it is whole."""

    def __init__(
        self,
        window: QWidget,
        session: Session,
        table: ReportTable,
        chart: PaperChart,
        stem: str,
        run: Callable[..., None],
    ) -> None:
        """`chart` stands on paper above the table; `run` does slow work beside the window."""
        say = session.say
        super().__init__(window, say("reports.files.title"), "file-down", width=620)
        self._session, self._table, self._chart = session, table, chart
        self._stem, self._run = stem, run
        self.body.addWidget(label(f"{table.title} · {table.period}", "table", "text2", wrap=True))
        self.boxes = {each: CheckBox(say(f"reports.files.{each}")) for each in FORMATS}
        for name, box in self.boxes.items():
            box.setChecked(name != "csv")
            box.toggled.connect(self._look)
            self.body.addWidget(box)
        self.folder = QLineEdit(str(documents_folder()))
        self._field = Field("folder", say("reports.files.folder"), self.folder)
        self.body.addWidget(self._field)
        self.wrong = Notice("", "bad")
        self.wrong.hide()
        self.body.addWidget(self.wrong)
        self.results: list[Card] = []
        self.written: list[WrittenFile] = []
        self.cancel = self.add_button(say("reports.files.close"), "secondary", None)
        self.open_folder = self.add_button(say("reports.files.open"), "secondary", self._open_folder)
        self.open_folder.hide()
        self.make = self.add_save(say("reports.files.make"), self._write)

    def present(self) -> None:
        super().present()
        self.boxes["xlsx"].setFocus()

    def _look(self, _: bool) -> None:
        self.make.setEnabled(any(box.isChecked() for box in self.boxes.values()))

    def _write(self) -> None:
        if not self.make.isEnabled():
            return
        folder = Path(self.folder.text().strip()).expanduser()
        if not folder.is_dir():
            self._field.blame(self._session.say("reports.files.no_folder"))
            self.folder.setFocus()
            return
        self._field.hint()
        self.wrong.hide()
        writers = self._writers()
        chosen = [name for name, box in self.boxes.items() if box.isChecked()]
        self.make.setEnabled(False)
        self.make.setText(self._session.say("reports.files.writing"))
        self._run(
            lambda: [writers[name](free_name(folder / f"{self._stem}.{name}")) for name in chosen],
            self._done,
            self._failed,
        )

    def _done(self, written: list[WrittenFile]) -> None:
        if not isValid(self):
            return
        for one in written:
            self._add_result(one)
        self.open_folder.show()
        self._ready()

    def _failed(self, trouble: Trouble) -> None:
        if not isValid(self):
            return
        self.wrong.say(self._session.words.of(trouble), "bad")
        self.wrong.show()
        self._ready()

    def _ready(self) -> None:
        self.make.setText(self._session.say("reports.files.make"))
        self.make.setEnabled(True)
        self.place()

    def _writers(self) -> dict[str, Callable[[Path], WrittenFile]]:
        session, table, chart = self._session, self._table, self._chart
        return {
            "xlsx": lambda path: write_xlsx(path, table),
            "csv": lambda path: write_csv(path, table, session.settings.language),
            "pdf": lambda path: write_pdf(
                path,
                table,
                lambda column, value: shown(session, column, value),
                lambda number, of: session.say("reports.page", number=number, of=of),
                chart,
            ),
        }

    def _add_result(self, one: WrittenFile) -> None:
        say = self._session.say
        self.written.append(one)
        card = Card(margin=12, spacing=4, kind="well")
        card.body.addWidget(label(one.path.name, "strong", wrap=True))
        rupiah = format_rupiah(one.rupiah) if one.rupiah is not None else "—"
        card.body.addWidget(label(say("reports.files.known_by", rows=one.rows, rupiah=rupiah), "small", "text2"))
        # In groups of eight, so that two people can compare it aloud, and so that it can be broken into lines.
        groups = " ".join(one.sha256[at : at + 8] for at in range(0, len(one.sha256), 8))
        sha = label(say("reports.files.sha", sha=groups), "caption", "text2", wrap=True)
        sha.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        card.body.addWidget(sha)
        self.results.append(card)
        self.body.addWidget(card)

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(self.folder.text()))


def documents_folder() -> Path:
    """Where people look for files."""
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(place) if place and Path(place).is_dir() else Path.home()
