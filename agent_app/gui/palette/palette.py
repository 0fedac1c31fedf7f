"""The search over everything (Ctrl+K): one line to type in, one list, the first hit ready for Enter."""

from time import perf_counter
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QLineEdit, QListView, QVBoxLayout

from agent_app.domain.texts import words
from agent_app.gui.models.people import people
from agent_app.gui.palette.acts import act_hits, all_keys
from agent_app.gui.palette.hits import Answer, Group, Hit, look_up, paper_hit, person_hit, village_hits
from agent_app.gui.palette.rows import PaletteDelegate, PaletteModel
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.cards import IconLabel, row, rule
from agent_app.gui.widgets.overlays import Overlay
from agent_app.gui.widgets.pills import KeyCap
from agent_app.gui.widgets.text import label

ASK_AFTER_MS = 15
WIDTH = 720


class Palette(Overlay):
    """Typing never waits: what is typed is looked up beside the window, and only the newest answer is shown."""

    def __init__(self, frame: Any) -> None:
        panel = QFrame()
        panel.setProperty("kind", "sheet")
        super().__init__(frame.window(), panel)
        self._frame, self.session, self.say = frame, frame.session, frame.session.say
        self._people = people(self.session)
        self._people.changed.connect(self._ask)
        self._keys = all_keys(frame)
        self._began = perf_counter()
        self._waiting: str | None = None
        """A key that was pressed before the answer to what was typed came."""
        self._asked_for: str | None = None
        self.shown_for: str | None = None
        """The text whose hits are shown."""
        self.setAccessibleName(self.say("palette.title"))
        self._build()
        self._due = QTimer(self, singleShot=True, interval=ASK_AFTER_MS)
        self._due.timeout.connect(self._ask)

    def present(self) -> None:
        super().present()
        self.line.setFocus()
        self._ask()

    def place(self) -> None:
        width = min(theme().px(WIDTH), self.width() - 32)
        # A list that is cut in the middle of a row tells that it scrolls; one that fits is shown whole.
        room = self.height() - theme().px(112) - min(theme().px(90), self.height() // 8) - 24
        self.list.setFixedHeight(max(min(self.model.height() + theme().px(8), room), theme().px(46)))
        self._inner.invalidate()
        self.panel.layout().invalidate()
        self.panel.setFixedSize(width, self.panel.layout().sizeHint().height())
        self.panel.move((self.width() - width) // 2, min(theme().px(90), self.height() // 8))

    def hits(self) -> list[Hit]:
        """What is offered."""
        return [one for one in self.model.rows if isinstance(one, Hit)]

    def marked(self) -> Hit | None:
        """The hit that Enter opens."""
        return self.model.hit(self.list.currentIndex().row())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.line and event.type() == QEvent.Type.ShortcutOverride and _name(event) in self._keys:
            event.accept()
            return True
        if watched is self.line and event.type() == QEvent.Type.KeyPress:
            return self._pressed(event)
        return super().eventFilter(watched, event)

    def _build(self) -> None:
        self.line = QLineEdit()
        self.line.setPlaceholderText(self.say("frame.search"))
        self.line.setAccessibleName(self.say("palette.title"))
        self.line.setProperty("role", "palette")
        self.line.setFrame(False)
        self.line.textChanged.connect(self._typed)
        self.line.installEventFilter(self)
        self.model = PaletteModel(self.session)
        self.list = QListView()
        self.list.setModel(self.model)
        self.delegate = PaletteDelegate(self.list)
        self.list.setItemDelegate(self.delegate)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMouseTracking(True)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(self.say("palette.title"))
        self.list.clicked.connect(self._clicked)
        self._time = label("", "small", "text2")
        top = row(IconLabel("search", "pri", 20), self.line, KeyCap("Esc"), spacing=12, margins=(18, 10, 16, 10))
        top.setStretch(1, 1)
        hints = label(self.say("palette.hints"), "small", "text2")
        column = QVBoxLayout(self.panel)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(rule())
        self._inner = QVBoxLayout()
        self._inner.setContentsMargins(10, 4, 10, 4)
        self._inner.addWidget(self.list)
        column.addLayout(self._inner)
        column.addWidget(rule())
        column.addLayout(row(hints, None, self._time, margins=(18, 9, 18, 10)))

    def _typed(self, _: str) -> None:
        self._began = perf_counter()
        self._waiting = None
        self._due.start()

    def _ask(self) -> None:
        self._due.stop()
        text, directory, session = self.line.text(), self._people.directory, self.session
        self._asked_for = text
        session.ask(self, lambda c: look_up(session, c, directory, text), self._arrived, key="palette")

    def _arrived(self, answer: Answer) -> None:
        before = self.marked() if answer.text == self.shown_for else None
        self.shown_for = answer.text
        self.delegate.typed = words(answer.text)
        self.model.put(self._hits_of(answer))
        rows = [number for number, one in enumerate(self.model.rows) if before is not None and _same(one, before)]
        self._mark(rows[0] if rows else self.model.step(-1, 1))
        if rows == []:
            self.list.scrollToTop()
        self.place()
        self._time.setText(self.say("palette.time", ms=max(round((perf_counter() - self._began) * 1000), 1)))
        if self._waiting is not None and answer.text == self.line.text():
            key, self._waiting = self._waiting, None
            self._do(key)

    def _hits_of(self, answer: Answer) -> list[Hit]:
        go = self._frame.go
        group = Group.PEOPLE if answer.text.strip() else Group.RECENT
        found = [person_hit(self.session, one, group, go) for one in answer.people]
        if "receipt" in self._frame.entries:
            found += [paper_hit(self.session, one, go) for one in answer.papers]
        found += village_hits(self.session, self._people.directory.villages, answer.text, go)
        return found + act_hits(self._frame, answer.text)

    def _pressed(self, event: QKeyEvent) -> bool:
        if (act := self._keys.get(_name(event))) is not None:
            self._leave_for(act)
            return True
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(event.key())
        if step is not None:
            self._mark(self.model.step(self.list.currentIndex().row(), step))
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab) and not event.modifiers():
            key = "tab" if event.key() == Qt.Key.Key_Tab else "enter"
            if self.shown_for == self.line.text():
                self._do(key)
            else:
                self._waiting = key
            return True
        return event.key() == Qt.Key.Key_Backtab

    def _do(self, key: str) -> None:
        hit = self.marked()
        if hit is None:
            return
        if key == "enter":
            self._leave_for(hit.act)
        elif hit.collect_from:
            self._leave_for(lambda: self._frame.go("collect", member=hit.collect_from))

    def _clicked(self, index: QModelIndex) -> None:
        if (hit := self.model.hit(index.row())) is not None:
            self._leave_for(hit.act)

    def _leave_for(self, act) -> None:
        self.dismiss()
        act()

    def _mark(self, number: int) -> None:
        if number < 0:
            return
        index = self.model.index(number, 0)
        self.list.setCurrentIndex(index)
        # The heading above the first hit comes into view with it.
        self.list.scrollTo(self.model.index(0, 0) if number == 1 else index)
        self.line.setAccessibleDescription(self.model.data(index, Qt.ItemDataRole.AccessibleTextRole))


def _name(event: QKeyEvent) -> str:
    return QKeySequence(event.keyCombination()).toString()


def _same(one: Group | Hit, other: Hit) -> bool:
    return isinstance(one, Hit) and (one.group, one.title, one.below) == (other.group, other.title, other.below)
