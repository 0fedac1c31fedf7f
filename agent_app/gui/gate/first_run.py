"""The first run: language, invitation, PIN twice, and the first fetch. Whatever was done is not asked again."""

import secrets
import socket
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from agent_app.domain.errors import Trouble, Unavailable
from agent_app.gui.doors import Doors
from agent_app.gui.gate.fetch_step import FetchStep
from agent_app.gui.gate.panel import Gate, GatePanel
from agent_app.gui.gate.steps import InvitationStep, LanguageStep, PassphraseStep, PinStep
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.cards import column, row
from agent_app.gui.widgets.text import label
from agent_app.reference.words import words
from agent_app.settings import Settings
from agent_app.store.store import Store

STEPS = ("language", "invitation", "secret", "fetch")
NO_KEYRING = frozenset({"keyring_missing", "keyring_locked"})


class FirstRun(Gate):
    """`opened` gets the store once it is somebody's. `store` is one that was begun and has no owner yet."""

    def __init__(
        self,
        doors: Doors,
        settings: Settings,
        run: Callable[..., None],
        opened: Callable[[object], None],
        change_settings: Callable[..., None],
        *,
        store: Store | None = None,
        step: str | None = None,
    ) -> None:
        self._doors, self._run, self._opened = doors, run, opened
        self._words = words(settings.language)
        self._change = change_settings
        self.store = store
        say = self._words.say
        lines = (
            ("shield-check", say("gate.first.line.money")),
            ("cloud-off", say("gate.first.line.offline")),
            ("lock", say("gate.first.line.encrypted")),
        )
        content = QWidget()
        super().__init__(GatePanel(say("gate.first.title"), say("gate.first.below"), lines), content)
        self._number = label("", "label", "text2")
        self._stack = QStackedWidget()
        inner = QWidget()
        inner.setFixedWidth(theme().px(500))
        inner.setMaximumHeight(theme().px(560))
        inner.setLayout(column(self._number, self._stack, spacing=10))
        QVBoxLayout(content).addLayout(row(None, inner, None))
        self.invitation = InvitationStep(self._words, lambda _: self._after_invitation())
        self.secret: PinStep | PassphraseStep = PinStep(self._words, self._create)
        self.fetch = FetchStep(self._words, lambda: self._opened(self.store))
        self.language = LanguageStep(self._words, settings.language, self._language_chosen)
        for page in (self.language, self.invitation, self.secret, self.fetch):
            self._stack.addWidget(page)
        self.show_step(step or ("invitation" if store is not None else "language"))

    @property
    def step(self) -> str:
        """The step shown: one of `STEPS`."""
        return STEPS[self._stack.currentIndex()]

    def show_step(self, name: str) -> None:
        """Go to a step."""
        at = STEPS.index(name)
        self._stack.setCurrentIndex(at)
        self._number.setText(self._words.say("gate.first.step", number=at + 1, of=len(STEPS)))
        page = self._stack.currentWidget()
        self.setFocusProxy(page)
        page.setFocus(Qt.FocusReason.OtherFocusReason)

    def _language_chosen(self, language: str) -> None:
        """Another language builds this page anew, which begins with the invitation then."""
        self._change(language=language)
        self.show_step("invitation")

    def _after_invitation(self) -> None:
        if self.store is not None:
            self._enrol()
        else:
            self.show_step("secret")

    def _create(self, secret: str) -> None:
        kind = "pin" if isinstance(self.secret, PinStep) else "passphrase"
        self._run(lambda: self._doors.create(kind, secret), self._created, self._not_created)

    def _created(self, store: Store) -> None:
        self.store = store
        self._enrol()

    def _not_created(self, trouble: Trouble) -> None:
        if isinstance(trouble, Unavailable) and trouble.code in NO_KEYRING and isinstance(self.secret, PinStep):
            self._offer_passphrase(trouble)
            return
        self.secret.blame(self._words.of(trouble))

    def _offer_passphrase(self, trouble: Trouble) -> None:
        """Without the system's keyring a PIN would protect nothing: a long passphrase, chosen knowingly."""
        old = self.secret
        self.secret = PassphraseStep(self._words, self._create, self._words.of(trouble))
        self._stack.insertWidget(STEPS.index("secret"), self.secret)
        self._stack.removeWidget(old)
        old.deleteLater()
        self.show_step("secret")

    def _enrol(self) -> None:
        assert self.store is not None
        store, text = self.store, self.invitation.text()
        name = f"{socket.gethostname()}-{secrets.token_hex(2)}"
        self.show_step("fetch")
        self.fetch.say_enrolling()
        self._run(lambda: self._doors.enrol(store, text, name), lambda _: self._fetch(), self._not_enrolled)

    def _fetch(self) -> None:
        assert self.store is not None
        self.fetch.start(self.store, self._run)

    def _not_enrolled(self, trouble: Trouble) -> None:
        self.show_step("invitation")
        self.invitation.blame(self._words.of(trouble))
