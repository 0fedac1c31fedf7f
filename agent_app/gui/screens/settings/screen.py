"""Settings: language, look, text size, and what this laptop is."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from agent_app import __version__
from agent_app.gui.screens.screen import Screen, Shell
from agent_app.gui.theme.theme import TEXT_SIZES
from agent_app.gui.widgets.cards import Card, row, rule, scrolling
from agent_app.gui.widgets.choices import Segment
from agent_app.gui.widgets.text import label


class SettingsScreen(Screen):
    """Every choice works at once."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        content = QWidget()
        inner = QVBoxLayout(content)
        inner.setContentsMargins(24, 16, 24, 16)
        inner.setSpacing(14)
        inner.addWidget(self._looks())
        inner.addWidget(self._laptop())
        inner.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolling(content))

    def heading(self) -> tuple[str, str]:
        return self.say("settings.title"), self.say("settings.subtitle")

    def _looks(self) -> Card:
        card = Card()
        settings = self.session.settings
        languages = {"id": "Bahasa Indonesia", "en": "English"}
        themes = {name: self.say(f"settings.theme.{name}") for name in ("system", "light", "dark", "sunlight")}
        sizes = {size: f"{size} %" for size in TEXT_SIZES}
        self._choice(card, "language", languages, settings.language)
        card.body.addWidget(rule())
        self._choice(card, "theme", themes, settings.theme)
        card.body.addWidget(rule())
        self._choice(card, "text_size", sizes, settings.text_size)
        if self.session.identity.role == "supervisor":
            card.body.addWidget(rule())
            blind = {name: self.say(f"settings.blind_count.{name}") for name in ("seen", "blind")}
            self._choice(card, "blind_count", {False: blind["seen"], True: blind["blind"]}, settings.blind_count)
        return card

    def _choice(self, card: Card, name: str, answers: dict, chosen: object) -> None:
        card.body.addWidget(label(self.say(f"settings.{name}"), "label"))
        group = QWidget()
        group.setAccessibleName(self.say(f"settings.{name}"))
        buttons = row(spacing=8)
        for value, text in answers.items():
            segment = Segment(text)
            segment.setChecked(value == chosen)
            segment.clicked.connect(lambda _=False, v=value: self.shell.change_settings(**{name: v}))
            buttons.addWidget(segment)
        group.setLayout(buttons)
        card.body.addWidget(group)
        card.body.addWidget(label(self.say(f"settings.{name}.help"), "small", "text2", wrap=True))

    def _laptop(self) -> Card:
        card = Card(spacing=6)
        me = self.session.identity
        card.body.addWidget(label(self.say("settings.laptop"), "section"))
        for name, value in (
            ("coop", f"{me.coop_name} ({me.coop})"),
            ("branch", f"{me.branch_name} ({me.branch})"),
            ("person", f"{me.person_name} ({me.person})"),
            ("device", str(me.device)),
            ("version", __version__),
        ):
            line = row(label(self.say(f"settings.{name}"), "table", "text2"), None, label(value, "table"))
            card.body.addLayout(line)
        return card
