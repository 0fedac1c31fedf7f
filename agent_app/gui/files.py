"""Files the person chooses: dialogs that do not hold the window up, folders shown, places for what is written."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget

TABLES = "*.xlsx *.xls *.ods *.csv *.tsv *.txt"
"""What `documents.workbooks` reads; a file is known by its content, so others may be tried as well."""


def ask_to_open(parent: QWidget, title: str, kind: str, every: str, then: Callable[[Path], object]) -> QFileDialog:
    """Let the person choose a table file; `kind` and `every` name tables and all files."""
    dialog = QFileDialog(parent, title, str(documents_folder()), f"{kind} ({TABLES});;{every} (*)")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    return _open(dialog, then)


def ask_to_save(parent: QWidget, title: str, kind: str, suggested: Path, then: Callable[[Path], object]) -> QFileDialog:
    """Let the person say where a file goes; the dialog itself asks before another is replaced."""
    dialog = QFileDialog(parent, title, str(suggested.parent), f"{kind} (*{suggested.suffix})")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(suggested.suffix.removeprefix("."))
    dialog.selectFile(suggested.name)
    return _open(dialog, then)


def _open(dialog: QFileDialog, then: Callable[[Path], object]) -> QFileDialog:
    dialog.fileSelected.connect(lambda name: then(Path(name)))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


def documents_folder() -> Path:
    """Where the person's documents are."""
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    folder = Path(place) if place else Path.home()
    return folder if folder.is_dir() else Path.home()


def show_folder(file: Path) -> None:
    """Open the folder a file lies in."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(file.parent)))


def dragged_file(event: QDragEnterEvent | QDropEvent) -> Path | None:
    """The one file that is dragged; None for anything else."""
    files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return files[0] if len(files) == 1 else None
