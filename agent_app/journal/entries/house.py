"""Entries about the house itself: branches, devices, schedules, reviews, clocks and journals."""

from typing import Any, Literal

from msgspec import field

from agent_app.journal.entries.base import Entry, Name, Origin, Private

Role = Literal["agent", "supervisor"]

OF_SEQ = "of_seq"
"""How a line writes the number of another: `seq` at the top level is its own."""


class BranchOpened(Entry, frozen=True, kw_only=True):
    """A branch of the cooperative; `zone` is its IANA time zone, `recovery_key` an X25519 public key (base64url)."""

    branch: Name
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
    branch: Name
    person: Name
    role: Role
    public_key: str
    agent: str | None = None
    private: DevicePrivate | str | None = None


class DeviceRevoked(Entry, frozen=True, kw_only=True):
    """The device may send no new work; `seq` is the last line the centre held of it.

    `revoked_by` is the supervisor who closed it, by person code; without it the operator of the centre did.
    """

    device: int
    branch: Name
    seq: int = field(name=OF_SEQ)
    agent: str | None = None
    revoked_by: Name | None = None


class RevocationAsked(Entry, frozen=True, kw_only=True):
    """A supervisor asks that the laptop of another supervisor be closed; a second one has to ask for the same.

    `asked_by` is who asked, by person code; `agent` whose laptop it is.
    """

    device: int
    branch: Name
    asked_by: Name
    agent: str | None = None


class RatesPublished(Entry, frozen=True, kw_only=True):
    """A contribution schedule with its source and how sure each row is; `content` is plain JSON."""

    schedule: Name
    content: dict[str, Any]


class ScheduleAccepted(Entry, frozen=True, kw_only=True):
    """A supervisor has looked at the schedule and lets the branch collect by it."""

    day: str
    branch: Name
    schedule: Name


class ReviewOpened(Entry, frozen=True, kw_only=True):
    """The centre asks people to look at an entry; (origin, code) names the review."""

    origin: Origin
    code: Name
    agent: str | None = None
    members: tuple[str, ...] = ()
    others: tuple[Origin, ...] = ()


class ReviewDecided(Entry, frozen=True, kw_only=True):
    """What a supervisor decided on a review; the decisions a code allows stand in domain.reviews.

    `borne_by` says who bears a difference in price that the decision leaves: branch, member or agent.
    """

    day: str
    origin: Origin
    code: Name
    decision: str
    agent: str | None = None
    members: tuple[str, ...] = ()
    borne_by: Name | None = None


class ClockChanged(Entry, frozen=True, kw_only=True):
    """The clock jumped: `before` and `after` are RFC 3339, `source` is who said so."""

    before: str
    after: str
    source: Literal["observed", "centre", "person"]


class JournalContinues(Entry, frozen=True, kw_only=True):
    """This journal follows on an older one of the same person, up to the last line the centre holds of it."""

    device: int
    seq: int = field(name=OF_SEQ)
    head: str


class JournalRestored(Entry, frozen=True, kw_only=True):
    """The laptop's data was put back: `seq` and `head` are the last line that was still there.

    `lost_acts` and `lost_rupiah` had been handed out after it and are missing, as far as is known when this is written;
    absent where nobody can tell. `papers` are the last numbers a paper may carry, by the letter of its kind: those
    between are missing from this journal. With `settled` the centre has said what it held, and this is the last word.
    """

    agent: str
    seq: int = field(name=OF_SEQ)
    head: str
    lost_acts: int | None = None
    lost_rupiah: int | None = None
    papers: dict[str, int]
    settled: bool = False


class Carried(Entry, frozen=True, kw_only=True):
    """A line of the older journal that the centre does not hold: its exact public part as a text.

    Its private value is this line's own private value, byte for byte. `prev` is the hash before it, so that
    `h`, by which it is counted once however often it comes, can be checked against what the line says.
    """

    device: int
    seq: int = field(name=OF_SEQ)
    prev: str
    h: str
    line: str
    agent: str | None = None
    members: tuple[str, ...] = ()
    rupiah: int | None = None


class CentreRestored(Entry, frozen=True, kw_only=True):
    """First line of a new epoch: the last line of the former centre journal that is still held."""

    epoch: Name
    device: int
    seq: int = field(name=OF_SEQ)
    head: str
