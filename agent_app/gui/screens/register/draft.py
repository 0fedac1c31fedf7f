"""The draft of a registration: what stands in the form, and the draft put aside for it."""

from collections.abc import Callable
from typing import Any

import msgspec
from PySide6.QtCore import QObject

from agent_app.gui.drafts import Draft
from agent_app.gui.screens.register.answers import Answers
from agent_app.gui.session import Session

KEY = "draft.register"


class Kept(msgspec.Struct, frozen=True, omit_defaults=True):
    """`form` is what stands in the form, `aside` the draft put aside for it, `at` milliseconds since 1970 UTC."""

    form: Answers = Answers()
    aside: Answers = Answers()
    at: int = 0

    @property
    def is_worth_keeping(self) -> bool:
        """Somebody is in it, or the sheet on which the next consent is signed."""
        return not self.form.is_blank or not self.aside.is_blank or self.form.signed in ("paper", "thumb")


class DraftKeeper(Draft):
    """Keeps what `current` says while it is worth keeping."""

    def __init__(self, session: Session, current: Callable[[], Kept], parent: QObject) -> None:
        super().__init__(session, KEY, lambda: _plain(current()), parent)

    def read(self, done: Callable[[Kept], None]) -> None:
        """What was kept the last time; a draft of an unknown form counts as none."""
        self.load(lambda found: done(_read(found)))


def _plain(value: Kept) -> Any | None:
    return msgspec.to_builtins(value) if value.is_worth_keeping else None


def _read(found: Any | None) -> Kept:
    try:
        return msgspec.convert(found, Kept) if found is not None else Kept()
    except msgspec.ValidationError:
        return Kept()
