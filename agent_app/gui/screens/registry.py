"""The screens there are: their place in the navigation, who sees them, and the keys that open them."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Literal

from agent_app.gui.screens.screen import Screen, Shell

Role = Literal["agent", "supervisor"]
Place = Literal["top", "bottom", "hidden"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A screen. Its module is imported when it is first shown, so that the start stays short.

    `keys` open it; the first is drawn beside its name. `place`: in the navigation above, below, or not in it.
    """

    key: str
    icon: str
    module: str
    factory: str
    roles: tuple[Role, ...]
    place: Place = "top"
    keys: tuple[str, ...] = ()

    def build(self, shell: Shell) -> Screen:
        """The screen itself."""
        make: Callable[[Shell], Screen] = getattr(import_module(f"agent_app.gui.screens.{self.module}"), self.factory)
        return make(shell)


AGENT: tuple[Role, ...] = ("agent",)
BOTH: tuple[Role, ...] = ("agent", "supervisor")

ENTRIES: tuple[Entry, ...] = (
    Entry("home", "house", "home.screen", "HomeScreen", AGENT, keys=("Ctrl+1",)),
    Entry("members", "users", "members.screen", "MembersScreen", BOTH, keys=("Ctrl+2",)),
    Entry("collect", "hand-coins", "collect.screen", "CollectScreen", AGENT, keys=("Ctrl+3", "F3")),
    Entry("deposit", "wallet", "deposit.screen", "DepositScreen", AGENT, keys=("Ctrl+4", "F4")),
    Entry("sync", "refresh-cw", "sync.screen", "SyncScreen", BOTH, keys=("Ctrl+5",)),
    Entry("register", "user-plus", "register.screen", "RegisterScreen", AGENT, "hidden", keys=("F2",)),
    Entry("receipt", "receipt-text", "receipt.screen", "ReceiptScreen", BOTH, "hidden"),
    Entry("help", "circle-help", "help.screen", "HelpScreen", BOTH, "bottom", keys=("F1",)),
    Entry("settings", "settings", "settings.screen", "SettingsScreen", BOTH, "bottom", keys=("Ctrl+,",)),
)


def entries_for(role: str) -> tuple[Entry, ...]:
    """The screens somebody of this role sees."""
    return tuple(entry for entry in ENTRIES if role in entry.roles)
