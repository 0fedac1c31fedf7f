"""What stands in the way before any secret can be typed: the key files are gone, or cannot be read."""

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from agent_app.domain.errors import Trouble
from agent_app.domain.money import format_rupiah
from agent_app.gui.doors import Doors
from agent_app.gui.gate.panel import Gate, GatePanel
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.cards import Notice, row
from agent_app.gui.widgets.text import label
from agent_app.reference.words import Words


class StoppedPage(Gate):
    """What is wrong and what is still there. Nothing can be begun anew from here: that would hide what was here."""

    def __init__(self, doors: Doors, words: Words, trouble: Trouble, again: Callable[[], None]) -> None:
        say = words.say
        content = QWidget()
        panel = GatePanel(say("gate.stopped"), "", (("hard-drive", say("gate.stopped.folder", folder=doors.folder)),))
        super().__init__(panel, content)
        inner = QWidget()
        inner.setFixedWidth(theme().px(500))
        box = QVBoxLayout(inner)
        box.setSpacing(12)
        box.addWidget(label(say("gate.stopped"), "money_l", wrap=True))
        box.addWidget(Notice(words.of(trouble), "bad"))
        self.facts = _facts(doors, words)
        for text in self.facts:
            box.addWidget(label(text, "body", "text2", wrap=True))
        self.again = Button(say("gate.stopped.again"), "primary", icon="refresh-cw", height="button_primary")
        self.again.clicked.connect(again)
        box.addSpacing(6)
        box.addLayout(row(None, self.again))
        layout = QVBoxLayout(content)
        layout.addStretch(1)
        layout.addLayout(row(None, inner, None))
        layout.addStretch(1)
        self.setFocusProxy(self.again)


def _facts(doors: Doors, words: Words) -> list[str]:
    """The folder, its backups, and what was handed out from this laptop."""
    say = words.say
    facts = [say("gate.stopped.folder", folder=doors.folder)]
    if found := doors.backups():
        at = found[0].at.astimezone()
        day = f"{at.day} {say(f'frame.month.{at.month}')} {at.year} {at:%H.%M}"
        facts.append(say("gate.stopped.backups", count=len(found), at=day))
    if (given := doors.handed_out()) is not None:
        facts.append(say("gate.stopped.handed_out", count=given[0], rupiah=format_rupiah(given[1])))
    return facts
