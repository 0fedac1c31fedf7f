"""The screens there are: their place in the navigation, who sees them, and the keys that open them."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Literal

from agent_app.gui.screens.screen import Screen, Shell

Role = Literal["agent", "supervisor"]
Place = Literal["top", "bottom", "hidden"]
SCREENS = "agent_app.gui.screens"


@dataclass(frozen=True, slots=True)
class Entry:
    """A screen. Its module is imported when it is first shown, so that the start stays short.

    `keys` open it; the first is drawn beside its name. `place`: in the navigation above, below, or not in it.
    """

    key: str
    icon: str
    module: str
    factory: str
    place: Place = "top"
    keys: tuple[str, ...] = ()

    @property
    def module_name(self) -> str:
        """The module's whole name."""
        return f"{SCREENS}.{self.module}"

    def build(self, shell: Shell) -> Screen:
        """The screen itself."""
        make: Callable[[Shell], Screen] = getattr(import_module(self.module_name), self.factory)
        return make(shell)


ENTRIES: dict[Role, tuple[Entry, ...]] = {
    "agent": (
        Entry("home", "house", "home.screen", "HomeScreen", keys=("Ctrl+1",)),
        Entry("members", "users", "members.screen", "MembersScreen", keys=("Ctrl+2",)),
        Entry("collect", "hand-coins", "collect.screen", "CollectScreen", keys=("Ctrl+3", "F3")),
        Entry("deposit", "wallet", "deposit.screen", "DepositScreen", keys=("Ctrl+4", "F4")),
        Entry("sync", "refresh-cw", "sync.screen", "SyncScreen", keys=("Ctrl+5",)),
        Entry("register", "user-plus", "register.screen", "RegisterScreen", "hidden", keys=("F2",)),
        Entry("receipt", "receipt-text", "receipt.screen", "ReceiptScreen", "hidden"),
        Entry("help", "circle-help", "help.screen", "HelpScreen", "bottom", keys=("F1",)),
        Entry("settings", "settings", "settings.screen", "SettingsScreen", "bottom", keys=("Ctrl+,",)),
    ),
    "supervisor": (
        Entry("home", "house", "branch.screen", "BranchScreen", keys=("Ctrl+1",)),
        Entry("reconcile", "scale", "reconcile.screen", "ReconcileScreen", keys=("Ctrl+2",)),
        Entry("decide", "clipboard-check", "decide.screen", "DecideScreen", keys=("Ctrl+3",)),
        Entry("agents", "laptop", "agents.screen", "AgentsScreen", keys=("Ctrl+4",)),
        Entry("members", "users", "members.screen", "MembersScreen", keys=("Ctrl+5",)),
        Entry("remit", "landmark", "remit.screen", "RemitScreen", keys=("Ctrl+6",)),
        Entry("reports", "chart-column", "reports.screen", "ReportsScreen", keys=("Ctrl+7",)),
        Entry("sync", "refresh-cw", "sync.screen", "SyncScreen", "hidden", keys=("Ctrl+8",)),
        Entry("count", "coins", "count.screen", "CountScreen", "hidden"),
        Entry("roster", "upload", "roster.screen", "RosterScreen", "hidden", keys=("F6",)),
        Entry("audit", "history", "audit.screen", "AuditScreen", "hidden"),
        Entry("receipt", "receipt-text", "receipt.screen", "ReceiptScreen", "hidden"),
        Entry("help", "circle-help", "help.screen", "HelpScreen", "bottom", keys=("F1",)),
        Entry("settings", "settings", "settings.screen", "SettingsScreen", "bottom", keys=("Ctrl+,",)),
    ),
}


def entries_for(role: str) -> tuple[Entry, ...]:
    """The screens somebody of this role sees."""
    return ENTRIES["supervisor" if role == "supervisor" else "agent"]
