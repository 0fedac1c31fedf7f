"""The locked window: six dots, and nothing about members."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from agent_app.domain.errors import Trouble
from agent_app.domain.money import format_rupiah
from agent_app.gui.doors import Doors
from agent_app.gui.gate.panel import Gate, GatePanel
from agent_app.gui.placing import greeting_hour
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.pin import PinPad
from agent_app.gui.widgets.text import label, set_tone
from agent_app.reference.words import Words

if TYPE_CHECKING:
    from agent_app.store.backups import Backup

PREPARING_AFTER_MS = 700


class LockPage(Gate):
    """Opens the data where it is closed, or only the window where it is open already.

    `again` is then the kind of secret that opened the data.
    """

    def __init__(
        self,
        doors: Doors,
        words: Words,
        run: Callable[..., None],
        opened: Callable[[object], None],
        *,
        again: str = "",
    ) -> None:
        self._doors, self._words, self._run, self._opened = doors, words, run, opened
        self._secret = self._said = ""
        self._backups: list[Backup] = []
        self._work = doors.matches if again else doors.unlock
        self._content = QWidget()
        super().__init__(self._panel_of(words), self._content)
        self._line = label("", "table", "text2", wrap=True)
        self._line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._line.setMinimumHeight(theme().px(44))
        self._preparing = QTimer(self, singleShot=True, interval=PREPARING_AFTER_MS)
        self._preparing.timeout.connect(lambda: self._tell(self._words.say("gate.preparing"), "text2"))
        layout = QVBoxLayout(self._content)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(14)
        layout.addStretch(1)
        self.pad: PinPad | None = None
        if (again or doors.kind()) == "pin":
            self._add_pad(layout)
        else:
            self._add_field(layout)
        layout.addWidget(self._line)
        self.restore = Button("", "secondary", icon="history")
        self.restore.clicked.connect(self._put_back)
        self.restore.hide()
        layout.addWidget(self.restore, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        if not again and (service := doors.synced_by()) is not None:
            self._tell(words.say("gate.synced", service=service), "warn")

    def message(self) -> str:
        """What the page says below the entry."""
        return self._line.text()

    def _panel_of(self, words: Words) -> GatePanel:
        hour = greeting_hour(self._doors.folder, self._doors.now())
        part = "morning" if hour < 11 else "day" if hour < 15 else "afternoon" if hour < 18 else "evening"
        lines = (
            ("hard-drive", words.say("gate.line.local")),
            ("cloud-off", words.say("gate.line.offline")),
            ("lock", words.say("gate.line.encrypted")),
        )
        return GatePanel(words.say(f"gate.greeting.{part}"), words.say("gate.below"), lines)

    def _add_pad(self, layout: QVBoxLayout) -> None:
        heading = label(self._words.say("gate.type_pin"), "title")
        self.pad = PinPad(self._words.say("gate.pin"), self._words.say("gate.erase"))
        self.pad.entered.connect(self._try)
        layout.addWidget(heading, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self.pad, 0, Qt.AlignmentFlag.AlignHCenter)
        self._add_open(layout, self.pad.dots.submit, 264)
        self.setFocusProxy(self.pad.dots)

    def _add_field(self, layout: QVBoxLayout) -> None:
        heading = label(self._words.say("gate.type_passphrase"), "title")
        self.field = QLineEdit()
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setAccessibleName(self._words.say("gate.passphrase"))
        self.field.setFixedWidth(theme().px(340))
        self.field.returnPressed.connect(lambda: self._try(self.field.text()))
        for each in (heading, self.field):
            layout.addWidget(each, 0, Qt.AlignmentFlag.AlignHCenter)
        self._add_open(layout, lambda: self._try(self.field.text()), 340)
        self.setFocusProxy(self.field)

    def _add_open(self, layout: QVBoxLayout, act: Callable[[], None], width: int) -> None:
        self._open = Button(self._words.say("gate.open"), "primary", height="button_primary", keycap="Enter")
        self._open.setFixedWidth(theme().px(width))
        self._open.clicked.connect(act)
        layout.addWidget(self._open, 0, Qt.AlignmentFlag.AlignHCenter)

    def _try(self, secret: str) -> None:
        self._secret = secret
        self._begin()
        self._run(lambda: self._work(secret), self._right, self._is_wrong)

    def _begin(self) -> None:
        self._set_busy(True)
        self.restore.hide()
        self._tell("", "text2")
        self._preparing.start()

    def _right(self, found: object) -> None:
        self._preparing.stop()
        self._opened(found)

    def _set_busy(self, busy: bool) -> None:
        if self.pad is not None:
            self.pad.set_busy(busy)
        else:
            self.field.setEnabled(not busy)
        self._open.setEnabled(not busy)

    def _is_wrong(self, trouble: Trouble) -> None:
        self._preparing.stop()
        self._set_busy(False)
        self._said = self._words.of(trouble)
        self._tell(self._said, "bad")
        if self.pad is not None:
            self.pad.clear()
        else:
            self.field.selectAll()
            self.field.setFocus()

        if trouble.code == "database_unreadable":
            self._backups = list(self._doors.backups())
            self._offer_backup()
        elif trouble.code == "backup_damaged":
            self._offer_backup()

    def _offer_backup(self) -> None:
        """The newest copy that was not tried yet. The damaged file is kept."""
        if self._backups:
            at = self._backups[0].at.astimezone()
            day = f"{at.day} {self._words.say(f'frame.month.{at.month}')} {at.year}"
            self.restore.setText(self._words.say("gate.restore", day=day, time=f"{at:%H.%M}"))
            self.restore.show()
            backup, secret = self._backups[0], self._secret
            self._run(lambda: self._doors.missing_in(secret, backup.path), self._tell_missing, lambda _: None)

    def _tell_missing(self, lost: tuple[int, int] | None) -> None:
        """What the offered backup lacks, below what is wrong."""
        if lost is None or self.restore.isHidden():
            return
        key = "gate.restore.missing" if any(lost) else "gate.restore.whole"
        below = self._words.say(key, count=lost[0], rupiah=format_rupiah(lost[1]))
        self._tell(f"{self._said}\n{below}", "bad")

    def _put_back(self) -> None:
        backup, secret = self._backups.pop(0), self._secret
        self._begin()

        def work() -> object:
            self._doors.restore(secret, backup.path)
            return self._work(secret)

        self._run(work, self._right, self._is_wrong)

    def _tell(self, text: str, tone: str) -> None:
        self._line.setText(text)
        set_tone(self._line, tone)
