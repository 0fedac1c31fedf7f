"""The order being typed, kept on this device: members, months, cash, payer, the paper it is copied from."""

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
from PySide6.QtCore import QObject

from agent_app.domain.funding import Budget, FundingSource
from agent_app.domain.months import Month
from agent_app.gui.drafts import Draft
from agent_app.gui.screens.collect.order import Order
from agent_app.gui.session import Session

KEY = "draft.collect"


class KeptOrder(msgspec.Struct, frozen=True, omit_defaults=True):
    """An order as it was typed; `last_at` is the moment of this laptop's last line by then, milliseconds UTC."""

    members: tuple[str, ...]
    months: tuple[tuple[Month, ...], ...]
    titipan: tuple[bool, ...]
    source: FundingSource = FundingSource.CASH
    budget: Budget = Budget.UNKNOWN
    cash: int | None = None
    exact: bool = False
    keep: bool = False
    payer: str = ""
    paper_no: str = ""
    collected_on: date | None = None
    paper_typed: tuple[str, str] = ("", "")
    last_at: int | None = None


class OrderKeeper(Draft):
    """Keeps the order that `order` shows, and gives it back once after the window was opened again."""

    def __init__(
        self, session: Session, order: Callable[[], Order], last_at: Callable[[], int | None], parent: QObject
    ) -> None:
        super().__init__(session, KEY, lambda: _plain(order(), last_at()), parent)
        self._found: KeptOrder | None = None
        self._asked = False

    def ask_once(self, begin: Callable[[tuple[str, ...]], None]) -> None:
        """Look for an order of the last time; `begin` is told whose it was."""
        if not self._asked:
            self._asked = True
            self.load(lambda found: self._arrived(found, begin))

    def resume(self, order: Order, last_at: int | None) -> bool:
        """Put what was kept into an order of the same members in which nothing is typed yet; whether it was.

        What was paid in the meantime is not proposed again, and cash counts only while nothing else was written
        since: the money lay on the table then.
        """
        kept, members = self._found, tuple(line.person.member.member for line in order.lines)
        if kept is None or kept.members != members or _is_typed(order):
            return False
        self._found = None
        if any(
            month in line.person.states
            for line, months in zip(order.lines, kept.months, strict=True)
            for month in months
        ):
            self.drop()
            return False
        for line, months, titipan in zip(order.lines, kept.months, kept.titipan, strict=True):
            line.months, line.count = months, None
            line.use_titipan = titipan and line.person.titipan > 0
        order.source, order.budget, order.payer = kept.source, kept.budget, kept.payer
        order.paper_no, order.collected_on, order.paper_typed = kept.paper_no, kept.collected_on, kept.paper_typed
        if kept.last_at == last_at:
            order.cash, order.exact, order.keep = kept.cash, kept.exact, kept.keep
        return True

    def _arrived(self, found: Any | None, begin: Callable[[tuple[str, ...]], None]) -> None:
        try:
            self._found = msgspec.convert(found, KeptOrder) if found is not None else None
        except msgspec.ValidationError:
            self._found = None
        if self._found is not None:
            begin(self._found.members)


def _is_typed(order: Order) -> bool:
    """Whether more was said than who pays how many months."""
    typed = (order.cash is not None, order.exact, order.payer, order.paper_no, any(order.paper_typed))
    return any(typed) or not order.source.is_cash


def _plain(order: Order, last_at: int | None) -> Any | None:
    if not _is_typed(order) and len(order.lines) < 2:
        return None
    kept = KeptOrder(
        members=tuple(line.person.member.member for line in order.lines),
        months=tuple(line.months for line in order.lines),
        titipan=tuple(line.use_titipan for line in order.lines),
        source=order.source,
        budget=order.budget,
        cash=order.cash,
        exact=order.exact,
        keep=order.keep,
        payer=order.payer,
        paper_no=order.paper_no,
        collected_on=order.collected_on,
        paper_typed=order.paper_typed,
        last_at=last_at,
    )
    return msgspec.to_builtins(kept)
