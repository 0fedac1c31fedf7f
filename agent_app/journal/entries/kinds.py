"""The one table of kinds: shape, version, whose matters each writer may speak of in it, and further streams.

Every line of a device goes to its branch's stream, and to the agents of the branch whom it names or whose members it
names; `streams` lists what comes on top. A kind this release does not know is routed by the same common keys.
"""

from collections.abc import Mapping
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


class Subject(StrEnum):
    """What a kind speaks of: by it one finds out whose matter a line is (`records.rights`, `records.effects`)."""

    COOPERATIVE = "cooperative"
    """Branches, devices, prices, reviews: what the centre says."""
    BRANCH = "branch"
    """The branch that the line names."""
    AGENT = "agent"
    """The agent whom the line names."""
    MEMBER = "member"
    """A registered person, whose the branch is that registered them; before that, a row of a branch's list."""
    CASH = "cash"
    """Money that was taken. Whoever is named, it is the writer's to account for."""
    MONTHS = "months"
    """Months of members at BPJS: of the branch the line names, for its own members or for money it took."""
    PAPER = "paper"
    """A receipt, slip, deposit or count that the line names by its origin."""
    REVIEW = "review"
    """A review of a line that the line names by its origin."""
    JOURNAL = "journal"
    """The writer's laptop and journals."""


class Whose(StrEnum):
    """Whose matters a writer may speak of, from the narrowest to the widest."""

    OWN = "own"
    """The writer's own: journals, papers, cash, and a person whom nobody registered before them."""
    SERVED = "served"
    """Members whom the writer serves: whom they registered and who was not given to another, or who was given to
    them by a supervisor of the branch."""
    BRANCH = "branch"
    """Whatever belongs to the writer's branch."""
    ANY = "any"
    """Whatever branch it belongs to: the centre's word, and cash that was taken. A head office would have this."""


class Stream(StrEnum):
    """Streams beside the writer's branch and the agents concerned."""

    COOP = "coop"
    BRANCH = "branch"
    ROSTER = "roster"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of entry in one version: what it speaks of, whose matters each of its writers may speak of in it, and the
    streams it goes to on top."""

    name: str
    shape: type[base.Entry]
    subject: Subject
    whose: Mapping[Writer, Whose]
    streams: frozenset[Stream] = frozenset()
    v: int = 1

    @property
    def writers(self) -> frozenset[Writer]:
        """Who may write it at all."""
        return frozenset(self.whose)


_CENTRE = {Writer.CENTRE: Whose.ANY}
_SUPERVISOR = {Writer.SUPERVISOR: Whose.BRANCH}
_BRANCH = {Writer.AGENT: Whose.BRANCH, Writer.SUPERVISOR: Whose.BRANCH}
_SERVED = {Writer.AGENT: Whose.SERVED, Writer.SUPERVISOR: Whose.BRANCH}
_OWN = {Writer.AGENT: Whose.OWN, Writer.SUPERVISOR: Whose.OWN}
_ANY = {Writer.AGENT: Whose.ANY, Writer.SUPERVISOR: Whose.ANY}
_FOR_GOOD = {Writer.SUPERVISOR: Whose.BRANCH, Writer.CENTRE: Whose.ANY}


def _kind(
    name: str, shape: type[base.Entry], subject: Subject, whose: Mapping[Writer, Whose], *streams: Stream
) -> Kind:
    return Kind(name, shape, subject, whose, frozenset(streams))


ALL: tuple[Kind, ...] = (
    _kind("branch_opened", house.BranchOpened, Subject.COOPERATIVE, _CENTRE, Stream.COOP),
    _kind("device_enrolled", house.DeviceEnrolled, Subject.COOPERATIVE, _CENTRE, Stream.BRANCH, Stream.ROSTER),
    _kind("device_revoked", house.DeviceRevoked, Subject.COOPERATIVE, _CENTRE, Stream.BRANCH),
    _kind("revocation_asked", house.RevocationAsked, Subject.COOPERATIVE, _CENTRE, Stream.BRANCH),
    _kind("rates_published", house.RatesPublished, Subject.COOPERATIVE, _CENTRE, Stream.COOP),
    _kind("review_opened", house.ReviewOpened, Subject.COOPERATIVE, _CENTRE, Stream.BRANCH),
    _kind("centre_restored", house.CentreRestored, Subject.COOPERATIVE, _CENTRE, Stream.COOP),
    _kind("schedule_accepted", house.ScheduleAccepted, Subject.BRANCH, _SUPERVISOR, Stream.ROSTER),
    _kind("roster_row_listed", members.RosterRowListed, Subject.BRANCH, _SUPERVISOR, Stream.ROSTER),
    _kind("consent_given", members.ConsentGiven, Subject.MEMBER, _BRANCH),
    _kind("prospect_visited", members.ProspectVisited, Subject.MEMBER, _BRANCH),
    _kind("member_registered", members.MemberRegistered, Subject.MEMBER, _OWN),
    _kind("member_corrected", members.MemberCorrected, Subject.MEMBER, _SERVED),
    _kind("member_assigned", members.MemberAssigned, Subject.MEMBER, _SUPERVISOR),
    _kind("person_erased", members.PersonErased, Subject.MEMBER, _FOR_GOOD, Stream.ROSTER),
    _kind("contribution_collected", money.ContributionCollected, Subject.CASH, _ANY),
    _kind("titipan_taken", money.TitipanTaken, Subject.CASH, _ANY),
    _kind("titipan_used", money.TitipanUsed, Subject.CASH, _ANY),
    _kind("receipt_voided", money.ReceiptVoided, Subject.PAPER, _OWN),
    _kind("reversal_requested", money.ReversalRequested, Subject.PAPER, _BRANCH),
    _kind("reversal_decided", money.ReversalDecided, Subject.PAPER, _SUPERVISOR),
    _kind("float_issued", cash.FloatIssued, Subject.AGENT, _SUPERVISOR),
    _kind("float_returned", cash.FloatReturned, Subject.AGENT, _SUPERVISOR),
    _kind("cash_deposited", cash.CashDeposited, Subject.CASH, _OWN),
    _kind("deposit_counted", cash.DepositCounted, Subject.PAPER, _SUPERVISOR),
    _kind("deposit_confirmed", cash.DepositConfirmed, Subject.PAPER, _SUPERVISOR),
    _kind("deposit_returned", cash.DepositReturned, Subject.PAPER, _SUPERVISOR),
    _kind("difference_accepted", cash.DifferenceAccepted, Subject.PAPER, _OWN),
    _kind("difference_disputed", cash.DifferenceDisputed, Subject.PAPER, _OWN),
    _kind("difference_decided", cash.DifferenceDecided, Subject.PAPER, _SUPERVISOR),
    _kind("difference_settled", cash.DifferenceSettled, Subject.PAPER, _SUPERVISOR),
    _kind("funds_received", cash.FundsReceived, Subject.PAPER, _SUPERVISOR),
    _kind("contributions_remitted", cash.ContributionsRemitted, Subject.MONTHS, _SUPERVISOR),
    _kind("protection_confirmed", cash.ProtectionConfirmed, Subject.MONTHS, _SUPERVISOR),
    _kind("remittance_refused", cash.RemittanceRefused, Subject.MONTHS, _SUPERVISOR),
    _kind("participant_numbered", cash.ParticipantNumbered, Subject.MEMBER, _SUPERVISOR),
    _kind("review_decided", house.ReviewDecided, Subject.REVIEW, _SUPERVISOR),
    _kind("day_closed", days.DayClosed, Subject.BRANCH, _SUPERVISOR),
    _kind("day_reopened", days.DayReopened, Subject.BRANCH, _SUPERVISOR),
    _kind("clock_changed", house.ClockChanged, Subject.JOURNAL, _OWN),
    _kind("journal_continues", house.JournalContinues, Subject.JOURNAL, _OWN),
    _kind("journal_restored", house.JournalRestored, Subject.JOURNAL, _OWN),
    _kind("carried", house.Carried, Subject.JOURNAL, _OWN),
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
