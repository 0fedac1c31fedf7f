"""Entries about the house itself: branches, devices, schedules, reviews, clocks and journals."""

from typing import Any, Literal

from agent_app.journal.entries.base import Entry, Origin, Private

Role = Literal["agent", "supervisor"]


class BranchOpened(Entry, frozen=True, kw_only=True):
    """A branch of the cooperative; `zone` is its IANA time zone, `recovery_key` an X25519 public key (base64url)."""

    branch: str
    name: str
    zone: str
    recovery_key: str


class DevicePrivate(Private, frozen=True, kw_only=True):
    """Who holds the device and what they call it."""

    person_name: str
    device_name: str | None = None


class DeviceEnrolled(Entry, frozen=True, kw_only=True):
    """One person in one branch in one role on one laptop; `public_key` is its Ed25519 key (base64url)."""

    device: int
    branch: str
    person: str
    role: Role
    public_key: str
    agent: str | None = None
    private: DevicePrivate | str | None = None


class DeviceRevoked(Entry, frozen=True, kw_only=True):
    """The device may send no new work; `seq` is the last line the centre held of it."""

    device: int
    branch: str
    seq: int
    agent: str | None = None


class RatesPublished(Entry, frozen=True, kw_only=True):
    """A contribution schedule with its source and how sure each row is; `content` is plain JSON."""

    schedule: str
    content: dict[str, Any]


class ScheduleAccepted(Entry, frozen=True, kw_only=True):
    """A supervisor has looked at the schedule and lets the branch collect by it."""

    day: str
    branch: str
    schedule: str


class ReviewOpened(Entry, frozen=True, kw_only=True):
    """The centre asks people to look at an entry; (origin, code) names the review."""

    origin: Origin
    code: str
    agent: str | None = None
    members: tuple[str, ...] = ()
    others: tuple[Origin, ...] = ()


class ReviewDecided(Entry, frozen=True, kw_only=True):
    """What a supervisor decided on a review; the decisions a code allows stand in domain.reviews."""

    day: str
    origin: Origin
    code: str
    decision: str
    agent: str | None = None
    members: tuple[str, ...] = ()


class ClockChanged(Entry, frozen=True, kw_only=True):
    """The clock jumped: `before` and `after` are RFC 3339, `source` is who said so."""

    before: str
    after: str
    source: Literal["observed", "centre", "person"]


class JournalContinues(Entry, frozen=True, kw_only=True):
    """This journal follows on an older one of the same person, up to the last line the centre holds of it."""

    device: int
    seq: int
    head: str


class Carried(Entry, frozen=True, kw_only=True):
    """A line of the older journal that the centre does not hold: its exact public part as a text.

    Its private value is this line's own private value, byte for byte.
    """

    device: int
    seq: int
    h: str
    line: str
    agent: str | None = None
    members: tuple[str, ...] = ()
    rupiah: int | None = None


class CentreRestored(Entry, frozen=True, kw_only=True):
    """First line of a new epoch: the last line of the former centre journal that is still held."""

    epoch: str
    device: int
    seq: int
    head: str
