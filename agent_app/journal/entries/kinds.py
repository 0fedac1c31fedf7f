"""The one table of kinds: shape, version, writers, and streams beside those every line goes to.

Every line of a device goes to its branch's stream, and to the agents it names or whose members it names;
`streams` lists what comes on top. A kind this release does not know is routed by the same common keys.
"""

from dataclasses import dataclass
from enum import StrEnum

import msgspec

from agent_app.journal import lines
from agent_app.journal.entries import base, cash, days, house, members, money


class Writer(StrEnum):
    """Who may write a kind."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    CENTRE = "centre"


class Stream(StrEnum):
    """Streams beside the writer's branch and the agents concerned."""

    COOP = "coop"
    BRANCH = "branch"
    ROSTER = "roster"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of entry in one version, with those who may write it and the streams it goes to on top."""

    name: str
    shape: type[base.Entry]
    writers: frozenset[Writer]
    streams: frozenset[Stream] = frozenset()
    v: int = 1


_ANYBODY = (Writer.AGENT, Writer.SUPERVISOR)
_SUPERVISOR = (Writer.SUPERVISOR,)
_CENTRE = (Writer.CENTRE,)


def _kind(name: str, shape: type[base.Entry], writers: tuple[Writer, ...], *streams: Stream) -> Kind:
    return Kind(name, shape, frozenset(writers), frozenset(streams))


ALL: tuple[Kind, ...] = (
    _kind("branch_opened", house.BranchOpened, _CENTRE, Stream.COOP),
    _kind("device_enrolled", house.DeviceEnrolled, _CENTRE, Stream.BRANCH, Stream.ROSTER),
    _kind("device_revoked", house.DeviceRevoked, _CENTRE, Stream.BRANCH),
    _kind("rates_published", house.RatesPublished, _CENTRE, Stream.COOP),
    _kind("review_opened", house.ReviewOpened, _CENTRE, Stream.BRANCH),
    _kind("centre_restored", house.CentreRestored, _CENTRE, Stream.COOP),
    _kind("schedule_accepted", house.ScheduleAccepted, _SUPERVISOR, Stream.ROSTER),
    _kind("roster_row_listed", members.RosterRowListed, _SUPERVISOR, Stream.ROSTER),
    _kind("consent_given", members.ConsentGiven, _ANYBODY),
    _kind("prospect_visited", members.ProspectVisited, _ANYBODY),
    _kind("member_registered", members.MemberRegistered, _ANYBODY),
    _kind("member_corrected", members.MemberCorrected, _ANYBODY),
    _kind("member_assigned", members.MemberAssigned, _SUPERVISOR),
    _kind("person_erased", members.PersonErased, (Writer.SUPERVISOR, Writer.CENTRE), Stream.ROSTER),
    _kind("contribution_collected", money.ContributionCollected, _ANYBODY),
    _kind("titipan_taken", money.TitipanTaken, _ANYBODY),
    _kind("titipan_used", money.TitipanUsed, _ANYBODY),
    _kind("receipt_voided", money.ReceiptVoided, _ANYBODY),
    _kind("reversal_requested", money.ReversalRequested, _ANYBODY),
    _kind("reversal_decided", money.ReversalDecided, _SUPERVISOR),
    _kind("float_issued", cash.FloatIssued, _SUPERVISOR),
    _kind("float_returned", cash.FloatReturned, _SUPERVISOR),
    _kind("cash_deposited", cash.CashDeposited, _ANYBODY),
    _kind("deposit_counted", cash.DepositCounted, _SUPERVISOR),
    _kind("deposit_confirmed", cash.DepositConfirmed, _SUPERVISOR),
    _kind("deposit_returned", cash.DepositReturned, _SUPERVISOR),
    _kind("difference_accepted", cash.DifferenceAccepted, _ANYBODY),
    _kind("difference_disputed", cash.DifferenceDisputed, _ANYBODY),
    _kind("difference_decided", cash.DifferenceDecided, _SUPERVISOR),
    _kind("difference_settled", cash.DifferenceSettled, _SUPERVISOR),
    _kind("funds_received", cash.FundsReceived, _SUPERVISOR),
    _kind("contributions_remitted", cash.ContributionsRemitted, _SUPERVISOR),
    _kind("protection_confirmed", cash.ProtectionConfirmed, _SUPERVISOR),
    _kind("remittance_refused", cash.RemittanceRefused, _SUPERVISOR),
    _kind("participant_numbered", cash.ParticipantNumbered, _SUPERVISOR),
    _kind("review_decided", house.ReviewDecided, _SUPERVISOR),
    _kind("day_closed", days.DayClosed, _SUPERVISOR),
    _kind("day_reopened", days.DayReopened, _SUPERVISOR),
    _kind("clock_changed", house.ClockChanged, _ANYBODY),
    _kind("journal_continues", house.JournalContinues, _ANYBODY),
    _kind("journal_restored", house.JournalRestored, _ANYBODY),
    _kind("carried", house.Carried, _ANYBODY),
)

BY_NAME: dict[tuple[str, int], Kind] = {(kind.name, kind.v): kind for kind in ALL}
BY_SHAPE: dict[type[base.Entry], Kind] = {kind.shape: kind for kind in ALL}
_DECODERS = {key: msgspec.json.Decoder(kind.shape) for key, kind in BY_NAME.items()}


def known(name: str, v: int) -> Kind | None:
    """The kind, or None where this release does not know it yet."""
    return BY_NAME.get((name, v))


def check_written(kind: Kind, raw: bytes) -> None:
    """Raises lines.Unreadable where a line just written would not be read as it is meant, private part and all."""
    try:
        _DECODERS[kind.name, kind.v].decode(raw)
    except msgspec.DecodeError as error:
        raise lines.Unreadable("line would not be read as it is meant") from error


def decode(name: str, v: int, raw: bytes) -> base.Entry:
    """The entry of a line of a known kind. Raises msgspec.DecodeError where it lacks what the kind demands.

    A private part that is not as it should be is read as an erased one: whether a line applies may not depend
    on what an erasure takes away.
    """
    decoder = _DECODERS[name, v]
    try:
        return decoder.decode(raw)
    except msgspec.DecodeError:
        return decoder.decode(lines.erase(raw))
