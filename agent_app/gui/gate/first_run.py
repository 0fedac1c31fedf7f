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
from agent_app.wire.documents import InvitationSeen

STEPS = ("language", "invitation", "secret", "fetch")
TOLD_HERE = frozenset(
    {"invitation_unknown", "invitation_used", "invitation_expired"}
    | {"centre_key_differs", "no_network", "captive_portal"}
)
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
        self._whose = ""
        self.store = store
        say = self._words.say
        lines = (
            ("shield-check", say("gate.first.line.money")),
            ("cloud-off", say("gate.first.line.offline")),
            ("lock", say("gate.first.line.encrypted")),
        )
        content = QWidget()
        super().__init__(GatePanel(say("gate.first.title"), say("gate.first.below"), lines), content)
        self._number = label("", "label", "text2", wrap=True)
        self._stack = QStackedWidget()
        inner = QWidget()
        inner.setFixedWidth(theme().px(500))
        inner.setMaximumHeight(theme().px(560))
        inner.setLayout(column(self._number, self._stack, spacing=10))
        QVBoxLayout(content).addLayout(row(None, inner, None))
        self.invitation = InvitationStep(
            self._words, self._look, lambda _: self._after_invitation(), lambda: self.show_step("language")
        )
        self.secret: PinStep | PassphraseStep = PinStep(self._words, self._create, self._back_to_invitation)
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
        number = self._words.say("gate.first.step", number=at + 1, of=len(STEPS))
        self._number.setText(f"{number} · {self._whose}" if self._whose and at > STEPS.index("invitation") else number)
        page = self._stack.currentWidget()
        self.setFocusProxy(page)
        page.setFocus(Qt.FocusReason.OtherFocusReason)

    def _language_chosen(self, language: str) -> None:
        """Another language builds this page anew, which begins with the invitation then."""
        self._change(language=language)
        self.show_step("invitation")

    def _back_to_invitation(self) -> None:
        self.secret.blame("")
        self.show_step("invitation")

    def _look(self, text: str) -> None:
        """The centre says what it is worth before a PIN is chosen for it."""
        self._run(lambda: self._doors.look_at(text), lambda seen: self._seen(text, seen), self._not_seen)

    def _seen(self, text: str, seen: InvitationSeen | None) -> None:
        say = self._words.say
        self._whose = ""
        if seen is not None:
            role = say(f"gate.role.{seen.role}")
            self._whose = say("gate.invitation.of", who=seen.person_name, role=role, branch=seen.branch_name)
        self.invitation.praise(self._whose or say("gate.invitation.reached"), text)
        if self.step == "invitation":
            self._after_invitation()

    def _not_seen(self, trouble: Trouble) -> None:
        self.invitation.blame(self._told(trouble))

    def _told(self, trouble: Trouble) -> str:
        """What is wrong with an invitation or the way to its centre, in words that fit somebody who just typed it."""
        if trouble.code in TOLD_HERE:
            return self._words.say(f"gate.invitation.wrong.{trouble.code}")
        return self._words.of(trouble)

    def _after_invitation(self) -> None:
        if self.store is not None:
            self._enrol()
        elif isinstance(self.secret, PinStep):
            # A PIN is asked for only where it will be what opens the data.
            self._run(self._doors.require_keyring, lambda _: self.show_step("secret"), self._not_created)
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
        self.secret = PassphraseStep(self._words, self._create, self._words.of(trouble), self._back_to_invitation)
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
        self.invitation.blame(self._told(trouble))
