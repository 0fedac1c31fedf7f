"""The page's places: the form that scrolls, the summary beside or below it, the acts always in sight."""

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from agent_app.gui.screens.register.form import RegisterForm
from agent_app.gui.screens.register.summary import Summary
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.banner import Banner
from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.cards import Card, Flowing, IconLabel, row, scrolling
from agent_app.gui.widgets.text import ElidedLabel


class Acts(QWidget):
    """The primary act, the second one, and the way back; above each other or in a row."""

    def __init__(self, say: Callable[..., str]) -> None:
        super().__init__()
        self.primary = Button(say("register.save_and_collect"), "primary", keycap="Ctrl+Enter", height="button_primary")
        self.only = Button(say("register.save_only"), "secondary")
        self.back = Button(say("register.back"), "ghost", keycap="Esc")
        self.draft = ElidedLabel("", "caption", "ok")
        self._lower = QHBoxLayout()
        self._lower.setSpacing(8)
        self._lower.addWidget(self.only, 1)
        self._lower.addWidget(self.back, 1)
        self._layout = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(10)
        self._icon = IconLabel("hard-drive", "ok", 14)
        self._icon.hide()
        drafts = row(self._icon, self.draft, spacing=8)
        self._layout.addLayout(drafts)
        self._layout.addWidget(self.primary)
        self._layout.addLayout(self._lower)

    def say_draft(self, text: str) -> None:
        """That the draft is kept."""
        self.draft.setText(text)
        self._icon.setVisible(bool(text))

    def set_row(self, narrow: bool) -> None:
        """Beside each other with the primary act at the right, or above each other."""
        direction = QBoxLayout.Direction.LeftToRight if narrow else QBoxLayout.Direction.TopToBottom
        self._layout.setDirection(direction)
        self._layout.removeWidget(self.primary)
        self._layout.insertWidget(2 if narrow else 1, self.primary)
        self._layout.setStretch(0, 1 if narrow else 0)

    def enable(self, enabled: bool) -> None:
        """Nothing may be pressed while it is being stored."""
        self.primary.setEnabled(enabled)
        self.only.setEnabled(enabled)


class RegisterPage(QWidget):
    """Wide: form and summary side by side. Narrow: the summary below the form, the acts in a bar at the bottom."""

    def __init__(self, say: Callable[..., str], today: Callable[[], date], coop: str) -> None:
        super().__init__()
        self.form = RegisterForm(say, today, coop)
        self.summary = Summary(say)
        self.banner = Banner(below=10)
        self.acts = Acts(say)
        self._narrow: bool | None = None
        self._left = Card(0, 0)
        content = Flowing()
        self._content = QVBoxLayout(content)
        self._content.setContentsMargins(0, 0, 0, 0)
        self._content.setSpacing(0)
        self._content.addWidget(self.form)
        self.area = scrolling(content)
        self._left.body.addWidget(self.area)
        self._beside = Flowing()
        self._beside_layout = QVBoxLayout(self._beside)
        self._beside_layout.setContentsMargins(0, 0, 8, 0)
        self._right = Card(16, 12)
        self._right.body.addWidget(scrolling(self._beside), 1)
        self._bar = QWidget()
        self._bar_layout = QVBoxLayout(self._bar)
        self._bar_layout.setContentsMargins(0, 10, 0, 0)
        columns = QHBoxLayout()
        columns.setSpacing(14)
        columns.addWidget(self._left, 1)
        columns.addWidget(self._right)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(0)
        layout.addWidget(self.banner)
        layout.addLayout(columns, 1)
        layout.addWidget(self._bar)
        theme().changed.connect(self._size)
        self._size()

    def adapt(self, *, narrow: bool) -> None:
        """Put summary and acts where they belong."""
        if narrow == self._narrow:
            return
        self._narrow = narrow
        if narrow:
            self._content.addWidget(self.summary)
            self._bar_layout.addWidget(self.acts)
        else:
            self._beside_layout.addWidget(self.summary)
            self._right.body.addWidget(self.acts)
        self.summary.layout().setContentsMargins(*(20, 0, 20, 20) if narrow else (0, 0, 0, 0))
        self.acts.set_row(narrow)
        self._right.setVisible(not narrow)
        self._bar.setVisible(narrow)
        self.layout().setContentsMargins(*(16, 10, 16, 10) if narrow else (24, 16, 24, 16))

    def reveal(self, widget: QWidget) -> None:
        """Scroll so that a widget is seen."""
        self.area.ensureWidgetVisible(widget, 0, theme().px(56))

    def _size(self) -> None:
        self._right.setFixedWidth(theme().px(316))
