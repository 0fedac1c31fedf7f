"""What a contribution month costs somebody under the schedules the branch has accepted, and when that changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from agent_app.domain.contributions import (
    BASE_PAIR,
    Programme,
    Quote,
    Schedule,
    Sector,
    quote_for_base,
    schedule_for,
)
from agent_app.domain.errors import Refused
from agent_app.domain.funding import CASH
from agent_app.domain.months import Month, add_months
from agent_app.domain.refusals import RefusalCode
from agent_app.records.views import schedules
from agent_app.records.views.schedules import PublishedSchedule

LOOK_AHEAD = 2
"""How many months before a change it is told of: people pay some months in advance."""


@dataclass(frozen=True, slots=True)
class Payer:
    """What a price depends on: base in rupiah, sector of the insured occupation, programmes."""

    base: int
    sector: str
    programmes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PriceChange:
    """From `month` on a month costs other than the month before. `before` and `after` are those of most of the
    `affected` members, in rupiah; `regulation` is the relief that ends or begins with it, None for a new schedule.
    """

    month: Month
    before: int
    after: int
    affected: int
    regulation: str | None


class Prices:
    """Prices in cash, each computed once. `accepted`: a schedule of the month is in force and may be taken."""

    def __init__(self, known: Sequence[PublishedSchedule]) -> None:
        self._schedules = [one.schedule for one in known]
        self._accepted = frozenset(one.schedule.id for one in known if one.accepted)
        self._quotes: dict[tuple[Payer, Month], Quote] = {}

    def accepted(self, month: Month) -> bool:
        """Whether money may be taken for a month."""
        try:
            return schedule_for(self._schedules, month).id in self._accepted
        except Refused:
            return False

    def of(self, payer: Payer, month: Month) -> int:
        """Rupiah for one month. Raises Refused as `quote_for_base` does, and schedule_not_accepted(schedule)."""
        schedule = schedule_for(self._schedules, month)
        if schedule.id not in self._accepted:
            raise Refused(RefusalCode.SCHEDULE_NOT_ACCEPTED, schedule=schedule.id)
        return self._quote(payer, month).total

    def next_change(self, payers: Mapping[Payer, int], month: Month) -> PriceChange | None:
        """The first change after `month` for any of these people, by their numbers; for nobody, that of the lowest
        bracket. A schedule that is published and not accepted yet counts as well: its price will come."""
        for ahead in range(1, LOOK_AHEAD + 1):
            found = self._change_in(payers or self._anybody(month), add_months(month, ahead))
            if found is not None:
                return found
        return None

    def _change_in(self, payers: Mapping[Payer, int], month: Month) -> PriceChange | None:
        changed: dict[tuple[int, int, str | None], int] = {}
        for payer, count in payers.items():
            try:
                before, after = self._quote(payer, add_months(month, -1)), self._quote(payer, month)
            except Refused:
                continue
            if before.total != after.total:
                told = (before.total, after.total, self._regulation(before, after, month))
                changed[told] = changed.get(told, 0) + count
        if not changed:
            return None
        (old, new, regulation), _ = max(changed.items(), key=lambda item: (item[1], item[0][:2]))
        return PriceChange(month, old, new, sum(changed.values()), regulation)

    def _regulation(self, before: Quote, after: Quote, month: Month) -> str | None:
        """Of the relief that is in one of the two months only."""
        reliefs = {line.relief for line in before.lines} ^ {line.relief for line in after.lines}
        rules = [rule for schedule in self._schedules for rule in schedule.relief if rule.id in reliefs]
        return rules[0].regulation if rules else None

    def _anybody(self, month: Month) -> Mapping[Payer, int]:
        try:
            lowest = schedule_for(self._schedules, month).brackets[0]
        except Refused:
            return {}
        pair = tuple(each.value for each in Programme if each in BASE_PAIR)
        return {Payer(lowest.base, Sector.OTHER.value, pair): 0}

    def _quote(self, payer: Payer, month: Month) -> Quote:
        found = self._quotes.get((payer, month))
        if found is None:
            schedule: Schedule = schedule_for(self._schedules, month)
            programmes = tuple(Programme(each) for each in payer.programmes)
            found = quote_for_base(schedule, payer.base, Sector(payer.sector), CASH, programmes, (month,))
            self._quotes[payer, month] = found
        return found


def prices(connection: Connection, coop: str, branch: str) -> Prices:
    """The prices of a branch as of now."""
    return Prices(schedules.published(connection, coop, branch))
