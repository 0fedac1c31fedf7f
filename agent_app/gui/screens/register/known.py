"""People this laptop knows already, offered while the NIK or the name is typed."""

import itertools
from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from agent_app.gui.screens.register.lookup import Known
from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.cards import IconLabel, row
from agent_app.gui.widgets.text import label


class KnownPeople(QWidget):
    """`open_member` and `collect` carry a member's id, `use_row` that of a row of the member list."""

    open_member = Signal(str)
    collect = Signal(str)
    use_row = Signal(str)
    card_is_right = Signal(bool)

    def __init__(self, say: Callable[..., str]) -> None:
        super().__init__()
        self._say = say
        self._shown: tuple[tuple[Known, ...], bool] = ((), False)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        self.buttons: list[Button] = []
        self.follows: QWidget = self
        """What Tab leaves towards these buttons."""
        self.hide()

    def show_people(self, people: tuple[Known, ...], *, card_is_right: bool) -> None:
        """Offer these people; none hides the place."""
        if self._shown == (people, card_is_right):
            return
        self._shown = (people, card_is_right)
        self.buttons = []
        while (item := self._layout.takeAt(0)) is not None:
            item.widget().hide()
            item.widget().deleteLater()
        for one in people:
            self._layout.addWidget(self._line(one, card_is_right))
        for before, button in itertools.pairwise((self.follows, *self.buttons)):
            QWidget.setTabOrder(before, button)
        self.setVisible(bool(people))

    def _line(self, one: Known, card_is_right: bool) -> QFrame:
        blocks = one.standing == "active" and one.by_nik and not card_is_right
        frame = QFrame()
        frame.setProperty("kind", "notice")
        frame.setProperty("tone", "warn" if blocks else "info")
        tone = "warn" if blocks else "info"
        where = f" · {one.village}" if one.village else ""
        nik = f" · NIK …{one.ends_with}" if one.ends_with else ""
        title = self._say(f"register.known.{self._case(one, card_is_right)}", person=f"{one.name}{where}{nik}")
        icon = IconLabel("user-check" if one.standing == "active" else "user-search", tone)
        icon.setAlignment(Qt.AlignmentFlag.AlignTop)
        words = label(title, "small", tone, wrap=True)
        text = row(icon, words, spacing=10)
        text.setStretch(1, 1)
        acts = row(*self._acts(one, card_is_right), None, spacing=6)
        layout = QVBoxLayout(frame)
        layout.setContentsMargins(12, 8, 10, 8)
        layout.setSpacing(4)
        layout.addLayout(text)
        layout.addLayout(acts)
        return frame

    def _case(self, one: Known, card_is_right: bool) -> str:
        if one.standing == "active" and one.by_nik:
            return "card_is_right" if card_is_right else "active"
        return one.standing if one.by_nik else f"{one.standing}_by_name"

    def _acts(self, one: Known, card_is_right: bool) -> list[Button]:
        if one.standing == "listed":
            return [self._button("use_row", one, "soft", lambda: self.use_row.emit(one.id))]
        acts = [self._button("open", one, "soft", lambda: self.open_member.emit(one.id))]
        if one.standing == "active":
            acts.append(self._button("collect", one, "soft", lambda: self.collect.emit(one.id)))
        if one.standing == "active" and one.by_nik:
            name = "card_is_wrong" if card_is_right else "card_is_right"
            acts.append(self._button(name, one, "ghost", lambda: self.card_is_right.emit(not card_is_right)))
        return acts

    def _button(self, name: str, one: Known, kind: str, act: Callable[[], object]) -> Button:
        made = Button(self._say(f"register.act.{name}"), kind, height="chip")
        made.setAccessibleName(f"{made.words()}: {one.name}")
        made.clicked.connect(act)
        self.buttons.append(made)
        return made
