"""The figures of a day at the desk: of each agent and of the branch, whose totals are the sums of its rows."""

from dataclasses import dataclass, field

from agent_app.domain.cash import CashPosition
from agent_app.domain.cash import total as sum_of
from agent_app.domain.desk import AgentState, Look
from agent_app.records.views.day_deposits import DayDeposit


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """Figures of a day, in rupiah but for `receipts`, which counts papers that still stand.

    received, reversed, declared and returned are of the day itself: before + received − reversed − declared +
    returned = on_hand. `in_transit` waits to be counted, also from earlier days; `counted` is what was counted of the
    day's deposits. `short` and `over` are counted differences of the deposits shown, both above zero. `overdrawn` is
    what agents gave back beyond what they had, above zero: one's minus is never taken off another's cash.
    """

    receipts: int = 0
    received: int = 0
    reversed: int = 0
    declared: int = 0
    returned: int = 0
    in_transit: int = 0
    counted: int = 0
    short: int = 0
    over: int = 0
    on_hand: int = 0
    overdrawn: int = 0

    @property
    def collected(self) -> int:
        """What was received on the day, less what was taken back on it: the agent's own page shows the same."""
        return self.received - self.reversed

    @property
    def with_agents(self) -> int:
        """Cash that agents hold, without what others are overdrawn by."""
        return self.on_hand + self.overdrawn

    @property
    def before(self) -> int:
        """Cash on hand before the day."""
        return self.on_hand - self.received + self.reversed + self.declared - self.returned

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(**{name: getattr(self, name) + getattr(other, name) for name in Sums.__slots__})


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AgentDay:
    """An agent's day. `position`: the cash through this day; `deposits`: of the day, and earlier ones that wait.

    `data_until`: when the newest line held here was written, milliseconds UTC, and `data_day` its business day;
    `has_come`: that is not before the day shown.
    """

    agent: str
    name: str
    devices: tuple[int, ...]
    sums: Sums
    position: CashPosition
    state: AgentState
    look: Look
    data_until: int | None
    data_day: str | None
    has_come: bool
    deposits: tuple[DayDeposit, ...] = field(default=())

    @property
    def receipts(self) -> int:
        return self.sums.receipts

    @property
    def collected(self) -> int:
        return self.sums.collected

    @property
    def reversed(self) -> int:
        return self.sums.reversed

    @property
    def declared(self) -> int:
        return self.sums.declared

    @property
    def in_transit(self) -> int:
        return self.sums.in_transit

    @property
    def counted(self) -> int:
        return self.sums.counted

    @property
    def returned(self) -> int:
        return self.sums.returned

    @property
    def on_hand(self) -> int:
        return self.sums.on_hand

    @property
    def at_stake(self) -> int:
        """The rupiah by which days of one state are put in order."""
        return self.sums.short + self.sums.over or self.on_hand or self.in_transit


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchDay:
    """All agents of a branch on a business day "YYYY-MM-DD", those somebody must look at first, worst first."""

    branch: str
    day: str
    rows: tuple[AgentDay, ...]

    @property
    def totals(self) -> Sums:
        """The sums of the rows."""
        return sum((row.sums for row in self.rows), start=Sums())

    @property
    def position(self) -> CashPosition:
        """The cash of all agents together."""
        return sum_of(row.position for row in self.rows)

    def of(self, look: Look) -> tuple[AgentDay, ...]:
        """The agents of one group."""
        return tuple(row for row in self.rows if row.look is look)

    @property
    def counted_alike(self) -> tuple[DayDeposit, ...]:
        """Undecided deposits that somebody has counted with exactly the declared sum."""
        return tuple(one for row in self.rows for one in row.deposits if one.counted_alike)
