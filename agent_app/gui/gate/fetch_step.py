"""The last step of the first run: what the branch has for this laptop is fetched, with size and time shown."""

import time
from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QProgressBar

from agent_app.domain.errors import Trouble
from agent_app.domain.money import grouped
from agent_app.gui.gate.steps import Step
from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.cards import Notice, row
from agent_app.gui.widgets.text import label
from agent_app.records.log import Changes
from agent_app.reference.words import Words
from agent_app.store.store import Store
from agent_app.sync.once import sync_once
from agent_app.sync.outcome import Outcome
from agent_app.sync.transport import HttpTransport

EVERY_MS = 250


class FetchStep(Step):
    """Nothing of it must be finished: what is left is fetched later, beside the work."""

    def __init__(self, words: Words, done: Callable[[], None]) -> None:
        super().__init__(words.say("gate.fetch.title"), words.say("gate.fetch.below"))
        self._words = words
        self._rows = 0
        self._transport: HttpTransport | None = None
        self._began = 0.0
        self._line = label("", "strong", wrap=True)
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._notice = Notice()
        self._notice.hide()
        self.body.addWidget(self._line)
        self.body.addWidget(self._bar)
        self.body.addWidget(self._notice)
        self.next = Button(words.say("gate.fetch.begin"), "primary", icon="arrow-right", height="button_primary")
        self.next.clicked.connect(done)
        self.next.hide()
        self.body.addStretch(1)
        self.body.addLayout(row(None, self.next))
        self._ticks = QTimer(self, interval=EVERY_MS)
        self._ticks.timeout.connect(self._show_progress)

    def say_enrolling(self) -> None:
        """The centre is asked who this laptop is."""
        self._notice.hide()
        self.next.hide()
        self._bar.show()
        self._line.setText(self._words.say("gate.fetch.enrolling"))

    def start(self, store: Store, run: Callable[..., None]) -> None:
        """Fetch until there is nothing more, or the line fails."""
        self._began = time.monotonic()
        store.subscribe(self._heard)
        self._transport = transport = HttpTransport(store.identity.address)
        self._ticks.start()
        run(lambda: sync_once(store, transport), self._fetched, self._failed)

    def _heard(self, changes: Changes) -> None:
        self._rows += len(changes.new)

    def _show_progress(self) -> None:
        size = self._transport.traffic.received if self._transport is not None else 0
        seconds = round(time.monotonic() - self._began)
        self._line.setText(
            self._words.say(
                "gate.fetch.progress",
                rows=grouped(self._rows),
                size=grouped(round(size / 1024)),
                time=f"{seconds // 60:02d}.{seconds % 60:02d}",
            )
        )

    def _fetched(self, outcome: Outcome) -> None:
        self._finish()
        if outcome.is_done:
            self._notice.say(self._words.say("gate.fetch.done"), "ok")
        else:
            why = self._words.say(f"sync.{outcome.result.value}")
            self._notice.say(f"{why} {self._words.say('gate.fetch.later')}", "warn")

    def _failed(self, trouble: Trouble) -> None:
        self._finish()
        self._notice.say(f"{self._words.of(trouble)} {self._words.say('gate.fetch.later')}", "warn")

    def _finish(self) -> None:
        self._ticks.stop()
        self._show_progress()
        if self._transport is not None:
            self._transport.close()
        self._bar.hide()
        self._notice.show()
        self.next.show()
        self.next.setFocus()
