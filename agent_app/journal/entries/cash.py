"""Entries about cash between agent and branch, and from the branch to BPJS Ketenagakerjaan.

`pieces` counts notes and coins by the code of domain.money: {"50000": 3, "c500": 2}.
"""

from typing import Literal

import msgspec

from agent_app.journal.entries.base import Entry, Name, Note, Origin, Private, Reference

ConfirmReason = Literal["short", "over", "damaged_notes", "bank_fee", "other"]
"""Why the second number is another than the declared one."""


class FloatIssued(Entry, frozen=True, kw_only=True):
    """Change money the branch gives an agent; it has an equation of its own and is no collection."""

    day: str
    agent: str
    rupiah: int
    number: Name


class FloatReturned(Entry, frozen=True, kw_only=True):
    """Change money an agent gives back to the branch."""

    day: str
    agent: str
    rupiah: int
    number: Name


class CashDeposited(Entry, frozen=True, kw_only=True):
    """An agent declares a deposit. `expected` is the cash on hand by the books at that moment.

    What was not declared stays on hand; it is no difference. `reason` says why less was declared.
    """

    day: str
    agent: str
    rupiah: int
    expected: int
    number: Name
    channel: Literal["teller", "transfer", "virtual_account", "qris"]
    reference: Reference | None = None
    pieces: dict[str, int] = {}
    reason: Literal["kept_for_change", "still_collecting", "lost", "stolen", "other"] | None = None
    private: Note | str | None = None


class DepositCounted(Entry, frozen=True, kw_only=True):
    """What the receiver counted, by note and coin. `other_money` is money of other business, not counted in."""

    day: str
    agent: str
    rupiah: int
    deposit: Origin
    pieces: dict[str, int]
    other_money: int | None = None


class DepositConfirmed(Entry, frozen=True, kw_only=True):
    """A deposit confirmed against a second number: the receiver's count, or a matched bank line.

    `rupiah` is that second number. Without the count it names, or by the depositor, it moves nothing. `bank_balance`
    is the account's balance after the line, in rupiah: it tells a line from another that reads the same.
    """

    day: str
    agent: str
    rupiah: int
    deposit: Origin
    basis: Literal["count", "bank"]
    count: Origin | None = None
    bank_day: str | None = None
    bank_reference: Reference | None = None
    bank_balance: int | None = None
    reason: ConfirmReason | None = None
    private: Note | str | None = None


class DepositReturned(Entry, frozen=True, kw_only=True):
    """A deposit not taken: the money goes back to what the agent holds."""

    day: str
    agent: str
    rupiah: int
    deposit: Origin
    reason: str
    private: Note | str | None = None


class DifferenceAccepted(Entry, frozen=True, kw_only=True):
    """The agent accepts the counted difference of a deposit (`rupiah` = declared − counted)."""

    day: str
    agent: str
    rupiah: int
    confirmation: Origin


class DifferenceDisputed(Entry, frozen=True, kw_only=True):
    """The agent disputes the counted difference; somebody who did not count decides."""

    day: str
    agent: str
    rupiah: int
    confirmation: Origin
    private: Note | str | None = None


class DifferenceDecided(Entry, frozen=True, kw_only=True):
    """The second person's word on a counted difference.

    `stands`: the receivable is final. `recounted`: `rupiah` is what was really there, and counts as confirmed.
    """

    day: str
    agent: str
    rupiah: int
    confirmation: Origin
    outcome: Literal["stands", "recounted"]
    private: Note | str | None = None


class DifferenceSettled(Entry, frozen=True, kw_only=True):
    """The agent pays (part of) what a counted deposit was short of, to somebody else at the branch.

    What is more than is owed is a surplus; `number` is that of the slip the agent gets.
    """

    day: str
    agent: str
    rupiah: int
    confirmation: Origin
    number: Name
    pieces: dict[str, int] = {}


class FundsReceived(Entry, frozen=True, kw_only=True):
    """Money that never was in the agent's bag has reached the branch: a transfer, a deduction, a sponsor's payment.

    `rupiah` came in on `received_on` under `reference` (the bank's, or the paper of the deduction) and pays for the
    receipts and titipan slips in `papers`, all of one agent. By whoever wrote them it moves nothing. `balance` is that
    of the account after it, in rupiah, where another line of the statement reads the same.
    """

    day: str
    agent: str
    members: tuple[str, ...]
    rupiah: int
    papers: tuple[Origin, ...]
    reference: Reference
    received_on: str
    balance: int | None = None


class RemittedMonths(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """Months of one member in a remittance; the row's position is the member's in `members`.

    `rupiah` is what BPJS was paid for them. `differences`, by month, is what of it is above what was collected, in
    rupiah; below zero where the price has fallen since. Months that cost what was collected are absent.
    """

    months: tuple[str, ...]
    rupiah: int
    differences: dict[str, int] = {}


class ContributionsRemitted(Entry, frozen=True, kw_only=True):
    """The branch's word that member-months were paid to BPJS: `reference` is BPJS's payment code.

    This is "dibayarkan menurut cabang", not protection. `rupiah` is what BPJS was paid. `borne_by` says who bears what
    that is above what was collected, month by month; what it is below is the members' and borne by nobody.
    """

    day: str
    branch: Name
    members: tuple[str, ...]
    rupiah: int
    reference: Reference
    rows: tuple[RemittedMonths, ...]
    borne_by: Literal["branch", "member", "agent"] | None = None


class ProtectedMonths(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """Months of one member that BPJS's answer covers, protected from `effective_from` (YYYY-MM-DD)."""

    months: tuple[str, ...]
    effective_from: str


class AnswerLookedAt(Private, frozen=True, kw_only=True):
    """Why a person took a row of an answer that something spoke against; `said` is what BPJS says there."""

    reason: str
    said: str | None = None


class ProtectionConfirmed(Entry, frozen=True, kw_only=True):
    """What an imported answer or proof of BPJS says: only this makes a member-month protected.

    `proof` is the SHA-256 (hex) of the imported file, `reference` BPJS's payment code. `doubts` are the codes of what
    spoke against the one member's row that such a line is about, which a person looked at and took all the same.
    """

    day: str
    branch: Name
    members: tuple[str, ...]
    rows: tuple[ProtectedMonths, ...]
    reference: Reference
    proof: str
    doubts: tuple[Name, ...] = ()
    private: AnswerLookedAt | str | None = None


class RefusalReason(Private, frozen=True, kw_only=True):
    """Why BPJS did not take somebody's months, in the words of its answer; they may name a person."""

    reason: str


class RemittanceRefused(Entry, frozen=True, kw_only=True):
    """BPJS's answer does not take `months` of a member: the branch may remit them again. No rupiah moves by it.

    A line a person, so that each can be erased alone. `remittance` is the line that told of the payment; without it
    the refusal speaks of what was remitted under `reference` before it. `months` is empty where the answer's could
    not be read. `proof` is the SHA-256 (hex) of the imported file.
    """

    day: str
    branch: Name
    member: str
    months: tuple[str, ...]
    proof: str
    reference: Reference | None = None
    remittance: Origin | None = None
    private: RefusalReason | str | None = None


class Participant(Private, frozen=True, kw_only=True):
    """The number BPJS gave the participant (KPJ), as printed in its answer."""

    participant_number: Name


class ParticipantNumbered(Entry, frozen=True, kw_only=True):
    """BPJS's answer names the member's participant number; a line a person, so that each can be erased alone."""

    day: str
    branch: Name
    member: str
    proof: str
    private: Participant | str | None = None
