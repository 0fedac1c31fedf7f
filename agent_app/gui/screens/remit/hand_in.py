"""Handing a batch in: as a file that BPJS takes, or field by field through the clipboard."""

from collections.abc import Callable
from pathlib import Path

from agent_app.documents.remittance_file import write_remittance_file
from agent_app.documents.text_workbook import free_name
from agent_app.domain.errors import Trouble
from agent_app.gui import files
from agent_app.gui.jobs import Jobs
from agent_app.gui.screens.remit.batch_side import BatchSide
from agent_app.gui.screens.remit.copy_sheet import CopySheet
from agent_app.gui.screens.remit.reading import payable
from agent_app.gui.screens.remit.waiting import WaitingPanel
from agent_app.gui.screens.screen import Shell


class HandIn:
    """Works on what is chosen at the left under the reference typed at the right."""

    def __init__(self, shell: Shell, waiting: WaitingPanel, side: BatchSide, failed: Callable[[Trouble], None]) -> None:
        self._shell, self._waiting, self._side, self._failed = shell, waiting, side, failed
        self._say = shell.session.say
        self._jobs = Jobs(side)
        self.saved: Path | None = None
        side.file.connect(self.ask_file)
        side.copy.connect(self.copy)
        side.folder.clicked.connect(self.open_folder)

    def ask_file(self, suffix: str) -> None:
        """Let the person say where the file goes."""
        parts = ("iuran-bpjs", self._shell.session.today().isoformat(), _plain(self._side.text()))
        name = "-".join(part for part in parts if part)
        suggested = free_name(files.documents_folder() / f"{name}.{suffix}")
        title, kind = self._say(f"remit.file.{suffix}"), self._say("roster.file_kind")
        files.ask_to_save(self._shell.window(), title, kind, suggested, self.write_file)

    def write_file(self, path: Path) -> None:
        """Write it beside the window."""
        members, reference = payable(self._waiting.chosen()), self._side.text()

        def write() -> Path:
            write_remittance_file(path, members, reference)
            return path

        self._jobs.run(write, self._written, self._failed)

    def copy(self) -> None:
        """The fields of those chosen, beginning with the one the keyboard is at."""
        rows = self._waiting.chosen()
        current = self._waiting.current()
        ids = list(dict.fromkeys(one.member.member for one in rows))
        at = ids.index(current.member.member) if current is not None and current.member.member in ids else 0
        if ids:
            session = self._shell.session
            CopySheet(self._shell.window(), session, payable(rows), at, self._side.text()).present()

    def open_folder(self) -> None:
        """Show where the last file was written."""
        if self.saved is not None:
            files.show_folder(self.saved)

    def _written(self, path: Path) -> None:
        self.saved = path
        self._side.show_saved(path.name)


def _plain(text: str) -> str:
    """What of a reference a file's name may hold."""
    return "".join(letter for letter in text if letter.isalnum() or letter in "-_")[:40]
