"""What of a batch cost another sum than was collected: who bears it, and what is owed to which members."""

from collections import defaultdict
from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from agent_app.domain.money import format_rupiah
from agent_app.gui.moments import months_label
from agent_app.gui.session import Session
from agent_app.gui.widgets.cards import Flowing, Notice
from agent_app.gui.widgets.line_list import Line, LineList
from agent_app.gui.widgets.text import label
from agent_app.records.views import members
from agent_app.records.views.remittances import Batch, price_differences


class DifferencesCard(Flowing):
    """Hidden where every month cost what was collected."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session, self.say = session, session.say
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(10)
        body.addWidget(label(self.say("remit.differences"), "label"))
        self.notice = Notice("", "warn", "scale")
        body.addWidget(self.notice)
        self.list = LineList(self.say("remit.differences"))
        self.list.setMinimumHeight(120)
        body.addWidget(self.list, 1)
        self.hide()

    def show_batch(self, batch: Batch | None) -> None:
        """Another batch, or none."""
        self.setVisible(batch is not None and bool(batch.borne or batch.owed))
        if batch is None or self.isHidden():
            return
        said = [
            self.say("remit.batch.borne", rupiah=format_rupiah(rupiah), who=borne_by(self._session, bearer))
            for bearer, rupiah in batch.borne
        ]
        if batch.owed:
            said.append(self.say("remit.batch.owed", rupiah=format_rupiah(batch.owed)))
        self.notice.say("\n".join(said), "warn", "scale")
        session, reference = self._session, batch.reference

        def read(connection: Any) -> list[Line]:
            return difference_lines(session, connection, reference)

        session.ask(self, read, self._arrived)

    def _arrived(self, lines: list[Line]) -> None:
        self.list.put(lines, lambda one: one)


def borne_by(session: Session, bearer: str | None) -> str:
    """Who bears it, in words; that nobody said so where nobody did."""
    return session.say(f"remit.borne.{bearer or 'nobody'}")


def difference_lines(session: Session, connection: Any, reference: str) -> list[Line]:
    """Member by member what BPJS asked more, and by whom it is borne, or less; on the reading thread."""
    months: dict[tuple[str, bool, str | None], list[tuple[str, int]]] = defaultdict(list)
    for one in price_differences(connection, session.coop, session.identity.branch, reference):
        months[one.member, one.rupiah > 0, one.borne_by].append((one.month, one.rupiah))
    lines = []
    for (id_, is_short, bearer), some in months.items():
        member = members.find(connection, session.coop, id_)
        name = (member.name if member is not None else None) or "—"
        who = borne_by(session, bearer) if is_short else session.say("remit.borne.owed")
        lower = f"{months_label(session, tuple(dict.fromkeys(month for month, _ in some)))} · {who}"
        lines.append(Line(name, lower, format_rupiah(abs(sum(rupiah for _, rupiah in some)))))
    return sorted(lines, key=lambda one: one.upper.casefold())
