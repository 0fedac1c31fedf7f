"""The counts beside the navigation's items: what a supervisor is waited for."""

from typing import Any

from PySide6.QtCore import QObject, QTimer

from agent_app.gui.navigation import Navigation
from agent_app.gui.session import Session
from agent_app.records.views import branch_day, decisions
from agent_app.records.views.set_up import set_up

AGAIN_AFTER_MS = 400
"""While lines come in, they are counted again no oftener than this."""


class Badges(QObject):
    """Counts again whenever the tables change; an agent's items have no such counts."""

    def __init__(self, parent: QObject, session: Session, navigation: Navigation) -> None:
        super().__init__(parent)
        self._session, self._navigation = session, navigation
        self._due = QTimer(self, singleShot=True, interval=AGAIN_AFTER_MS)
        self._due.timeout.connect(self._ask)
        if session.identity.role == "supervisor":
            session.changed.connect(self._changed)
            self._ask()

    def _changed(self, tables: frozenset[str]) -> None:
        self._due.start()

    def _ask(self) -> None:
        coop, branch = self._session.coop, self._session.identity.branch
        today = self._session.today()
        day = today.isoformat()

        def waiting(connection: Any) -> dict[str, int]:
            return {
                "home": len(set_up(connection, coop, branch, today).missing),
                "reconcile": branch_day.waiting(connection, coop, branch, day),
                "decide": decisions.waiting(connection, coop, branch),
            }

        self._session.ask(self, waiting, self._show)

    def _show(self, found: dict[str, int]) -> None:
        for key, count in found.items():
            self._navigation.items[key].set_badge(count)
