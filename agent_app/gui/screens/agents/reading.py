"""What the screen of agents and laptops asks the tables, on the reading thread."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from agent_app.records.views import cash
from agent_app.records.views.branch_day import AgentDay, branch_day
from agent_app.records.views.branch_devices import BranchDevice, devices_of
from agent_app.records.views.reports_cash_age import CashAge, cash_ages
from agent_app.records.views.restorations import Lost, lost_of
from agent_app.records.views.staff import names_of_staff
from agent_app.store.identity import Identity
from agent_app.sync import branch_devices
from agent_app.sync.branch_devices import Laptop

AGENT = "agent"


@dataclass(frozen=True, slots=True, repr=False)
class Device:
    """A laptop as its enrolment tells, and as the centre told last; None before it told anything of it.

    `revoked_by` names the supervisor who closed it, `asked_by` who asked for it and waits for a second; `lost` is what
    it lost when its data was put back.
    """

    known: BranchDevice
    told: Laptop | None
    revoked_by: str | None = None
    lost: Lost | None = None
    asked_by: str | None = None

    @property
    def is_revoked(self) -> bool:
        return self.known.revoked_at is not None or (self.told is not None and self.told.revoked)


@dataclass(frozen=True, slots=True, repr=False)
class Somebody:
    """Somebody of the branch with the laptops, newest first. `day` and `age` are None for who takes no money."""

    person: str
    name: str
    role: str
    devices: tuple[Device, ...]
    day: AgentDay | None
    age: CashAge | None
    float_held: int

    @property
    def open_devices(self) -> tuple[Device, ...]:
        return tuple(one for one in self.devices if not one.is_revoked)

    @property
    def last_contact(self) -> int | None:
        """When the centre last heard of any of the laptops in use, in milliseconds UTC."""
        heard = (one.told.last_contact for one in self.open_devices if one.told is not None)
        return max((at for at in heard if at is not None), default=None)

    @property
    def unsent(self) -> tuple[int, int] | None:
        """Acts and rupiah the laptops in use told they had not sent; None where none ever told."""
        told = [one.told for one in self.open_devices if one.told is not None and one.told.unsent_acts is not None]
        if not told:
            return None
        return sum(one.unsent_acts or 0 for one in told), sum(one.unsent_rupiah or 0 for one in told)

    @property
    def lost(self) -> Lost | None:
        """What a laptop in use lost last; None where nothing is missing."""
        lost = [one.lost for one in self.open_devices if one.lost is not None and one.lost.is_anything]
        return max(lost, key=lambda one: one.at, default=None)

    @property
    def clock_ms(self) -> int:
        """The largest error of a clock among the laptops in use, as the centre measured it."""
        offsets = [one.told.offset_ms or 0 for one in self.open_devices if one.told is not None]
        return max(offsets, key=abs, default=0)


@dataclass(frozen=True, slots=True, repr=False)
class Found:
    """Everybody of the branch, agents first, and when the centre last told of the laptops (milliseconds UTC)."""

    people: tuple[Somebody, ...]
    told_at: int | None


def read_agents(connection: Any, me: Identity, today: date) -> Found:
    """Everybody of the branch with laptops and cash."""
    news = branch_devices.load(connection)
    told = {one.device: one for one in news.laptops} if news is not None else {}
    staff = names_of_staff(connection, me.coop)
    lost = lost_of(connection, me.coop)
    devices: dict[str, list[Device]] = {}
    for one in devices_of(connection, me.coop, me.branch):
        news_of = told.get(one.device)
        closer, asker = one.revoked_by, news_of.asked_by if news_of is not None else None
        names = [staff.get(each, each) if each is not None else None for each in (closer, asker)]
        found = Device(one, news_of, names[0], lost.get(one.device), names[1])
        devices.setdefault(one.person, []).insert(0, found)
    days = {row.agent: row for row in branch_day(connection, me.coop, me.branch, today.isoformat()).rows}
    on_hand = {agent: row.position.on_hand for agent, row in days.items()}
    ages = {one.agent: one for one in cash_ages(connection, me.coop, on_hand, today)}
    floats = cash.float_positions(connection, me.coop)
    people = [
        Somebody(
            person=person,
            name=next((each.known.person_name for each in some if each.known.person_name), person),
            role=some[0].known.role,
            devices=tuple(some),
            day=days.get(person),
            age=ages.get(person),
            float_held=floats[person].held if person in floats else 0,
        )
        for person, some in devices.items()
    ]
    people.sort(key=lambda one: (one.role != AGENT, one.name, one.person))
    return Found(tuple(people), news.at if news is not None else None)
