"""How a sync ended: done, or what stopped it."""

from dataclasses import dataclass, field
from enum import StrEnum

from agent_app.sync.transport import NoContact


class Result(StrEnum):
    """What a sync came to. Those up to `SERVER_TROUBLE` pass by themselves; the others need somebody to act."""

    DONE = "done"
    PAUSED = "paused"
    NO_NETWORK = "no_network"
    TIMEOUT = "timeout"
    CAPTIVE_PORTAL = "captive_portal"
    TLS = "tls"
    TLS_TIME = "tls_time"
    CUT = "cut"
    TOO_LARGE = "too_large"
    SERVER_TROUBLE = "server_trouble"
    FOREIGN_KEY = "foreign_key"
    CLOCK_REFUSED = "clock_refused"
    TOKEN_REFUSED = "token_refused"
    UNKNOWN_DEVICE = "unknown_device"
    REVOKED = "revoked"
    FORK = "fork"
    PROTOCOL = "protocol"
    JOURNAL_DAMAGED = "journal_damaged"
    DISK = "disk"
    DEFECT = "defect"
    """A bug; nothing was lost by it."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A kind of line whose totals differ on the two sides: (count, rupiah) here and at the centre."""

    kind: str
    here: tuple[int, int]
    centre: tuple[int, int]


@dataclass(slots=True)
class Tally:
    """What a sync has done so far. `aside` names (device, seq) of which two different lines were met.

    `unread` lists streams of which a page could not be verified or may not be read; `not_refilled` the journals of
    others that a restored centre would not take back, with the protocol's code.
    """

    sent: int = 0
    fetched: int = 0
    recovered: int = 0
    reviews: int = 0
    differences: tuple[Difference, ...] = ()
    aside: list[tuple[int, int]] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    not_refilled: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Outcome:
    """`detail` is the protocol's code, or what was not as promised, where the result alone does not say it.

    `sent` and `fetched` are lines; `recovered` own lines that came back from the centre; `reviews` lines the centre
    has yet to look at; `differences` are kinds whose totals differ after the push, although the heads are equal;
    `not_refilled` names (device, code) of journals of others that a restored centre would not take back. For `wait`
    seconds the centre wants to be left alone.
    """

    result: Result
    detail: str = ""
    sent: int = 0
    fetched: int = 0
    recovered: int = 0
    reviews: int = 0
    differences: tuple[Difference, ...] = ()
    aside: tuple[tuple[int, int], ...] = ()
    unread: tuple[str, ...] = ()
    not_refilled: tuple[tuple[int, str], ...] = ()
    wait: float = 0.0

    @property
    def is_done(self) -> bool:
        """Whether everything was sent, fetched and found equal."""
        return self.result is Result.DONE and not self.differences and not self.unread


class Halted(Exception):
    """This sync cannot go on."""

    def __init__(self, result: Result, detail: str = "") -> None:
        super().__init__(result.value, detail)
        self.result = result
        self.detail = detail


def outcome(result: Result, detail: str, tally: Tally, wait: float = 0.0) -> Outcome:
    """The outcome of a sync that did this much."""
    return Outcome(
        result=result,
        detail=detail,
        sent=tally.sent,
        fetched=tally.fetched,
        recovered=tally.recovered,
        reviews=tally.reviews,
        differences=tally.differences,
        aside=tuple(tally.aside),
        unread=tuple(tally.unread),
        not_refilled=tuple(tally.not_refilled),
        wait=wait,
    )


def of_no_contact(trouble: NoContact) -> Result:
    """The result that tells of a line that failed."""
    return Result(trouble.reason.value)
