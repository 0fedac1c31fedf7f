"""Reviews: what the centre puts before a supervisor instead of refusing money, and what may be decided.

A decision never moves rupiah by itself. Where it asks for a repayment, a move or a correction, that follows
as further lines (reversal, titipan, correction) by the people entitled to write them. Nothing on a receipt is
ever changed: another member, month or day is a reversal of it and a new receipt.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from agent_app.domain.errors import Refused
from agent_app.domain.refusals import RefusalCode


class ReviewCode(StrEnum):
    DUPLICATE_NIK = "duplicate_nik"
    MONTH_PAID_TWICE = "month_paid_twice"
    TARIFF_MISMATCH = "tariff_mismatch"
    UNKNOWN_MEMBER = "unknown_member"
    CLOCK_DOUBTFUL = "clock_doubtful"
    DEVICE_REVOKED = "device_revoked"
    LATE_VOID = "late_void"
    NOT_ALLOWED = "not_allowed"
    NOT_APPLIED = "not_applied"
    NUMBER_TWICE = "number_twice"
    DECIDED_TWICE = "decided_twice"


class Decision(StrEnum):
    """What a supervisor may decide; which ones a review offers stands in `REVIEWS`."""

    MERGE = "merge"
    """The registrations are one person; the older one goes on and takes over all payments."""
    KEEP_BOTH = "keep_both"
    """Both stand as they are: two persons, or two papers that happen to share a number."""
    CORRECT_NIK = "correct_nik"
    """Two persons, one NIK is wrong: the card is looked at again and a correction follows."""
    MOVE_TO_NEXT_MONTH = "move_to_next_month"
    """The second payment is reversed and taken again for the first month not yet paid."""
    TO_TITIPAN = "to_titipan"
    """The excess becomes the member's titipan."""
    PAY_BACK = "pay_back"
    """The money goes back to the payer by a reversal of two persons."""
    ACCEPT_AMOUNT = "accept_amount"
    """The amount taken stands; the decision says who bears the difference: the branch or the agent where too little
    was taken, the member where it was too much."""
    COLLECT_REST = "collect_rest"
    """The agent asks the member for what is missing at the next payment: the member bears the difference."""
    LINK_MEMBER = "link_member"
    """The payment is another member's: it is reversed and taken again for the right one."""
    WAIT = "wait"
    """Nothing yet: the missing line may still arrive; the review stays open on a list of its own."""
    ACCEPT = "accept"
    """It counts as it was written."""
    REFUSE = "refuse"
    """It does not count; money it took is paid back by a reversal."""
    CORRECT_DAY = "correct_day"
    """It counts as it was written until it is reversed and written again on the right business date."""
    REPEAT = "repeat"
    """Somebody who is entitled does it again; the line itself stays without effect."""
    NOTE = "note"
    """Seen; the line stays without effect."""
    ENROL_ANEW = "enrol_anew"
    """The laptop was copied: the device is closed and its person enrols again."""


class Bearer(StrEnum):
    """Who bears what a price was wrong by, or has risen by since it was paid. It is said and kept, and moves no rupiah:
    what an agent is to pay the branch for it is no part of the cash identity, which knows only members' money."""

    BRANCH = "branch"
    MEMBER = "member"
    AGENT = "agent"


@dataclass(frozen=True, slots=True)
class Review:
    """One review code: `rule` is the rule of the trade that was broken, `decisions` what may be decided."""

    code: ReviewCode
    rule: str
    decisions: tuple[Decision, ...]


REVIEWS: Final = {
    review.code: review
    for review in (
        Review(
            ReviewCode.DUPLICATE_NIK,
            "A NIK belongs to one active member; two registrations with one NIK are never merged silently.",
            (Decision.MERGE, Decision.CORRECT_NIK, Decision.KEEP_BOTH),
        ),
        Review(
            ReviewCode.MONTH_PAID_TWICE,
            "A member's contribution month is paid once; all payments stay until somebody decides.",
            (Decision.MOVE_TO_NEXT_MONTH, Decision.TO_TITIPAN, Decision.PAY_BACK),
        ),
        Review(
            ReviewCode.TARIFF_MISMATCH,
            "What is taken for a month is its price under the schedule and relief of that month.",
            (Decision.ACCEPT_AMOUNT, Decision.COLLECT_REST, Decision.TO_TITIPAN, Decision.PAY_BACK),
        ),
        Review(
            ReviewCode.UNKNOWN_MEMBER,
            "A contribution names a member whose registration is known to the centre.",
            (Decision.LINK_MEMBER, Decision.WAIT, Decision.PAY_BACK),
        ),
        Review(
            ReviewCode.CLOCK_DOUBTFUL,
            "A line made while the laptop's clock was doubtful counts, and its business date is looked at.",
            (Decision.ACCEPT, Decision.CORRECT_DAY),
        ),
        Review(
            ReviewCode.DEVICE_REVOKED,
            "Lines of a device above its head at revocation are kept and counted, and looked at one by one.",
            (Decision.ACCEPT, Decision.REFUSE),
        ),
        Review(
            ReviewCode.LATE_VOID,
            "A receipt is voided by its maker within five minutes, not yet sent and in no deposit.",
            (Decision.ACCEPT, Decision.REFUSE),
        ),
        Review(
            ReviewCode.NOT_ALLOWED,
            "Each kind of line has its writers, who write of what is theirs only: their own, the members they serve, "
            "or their branch. Who decides is never who made it.",
            (Decision.NOTE, Decision.REPEAT),
        ),
        Review(
            ReviewCode.NOT_APPLIED,
            "A line that cannot be read or applied is stored and listed and holds up no other line.",
            (Decision.WAIT, Decision.NOTE),
        ),
        Review(
            ReviewCode.NUMBER_TWICE,
            "A paper's number is given once; the same number on two papers points to a copied laptop.",
            (Decision.KEEP_BOTH, Decision.ENROL_ANEW),
        ),
        Review(
            ReviewCode.DECIDED_TWICE,
            "A thing is decided once and a month goes to BPJS once; of two that differ the first counts.",
            (Decision.WAIT, Decision.NOTE),
        ),
    )
}


BEARERS: Final = {
    (ReviewCode.TARIFF_MISMATCH, Decision.ACCEPT_AMOUNT): (Bearer.BRANCH, Bearer.AGENT, Bearer.MEMBER),
    (ReviewCode.TARIFF_MISMATCH, Decision.COLLECT_REST): (Bearer.MEMBER,),
}
"""Decisions after which a difference in price stays with somebody, and with whom it may."""


def bearer(code: str, decision: Decision, chosen: str | None) -> Bearer | None:
    """Who bears the difference after a decision on review `code`; None where none is left.

    Where only one can, nobody has to say so. Raises Refused(bearer_missing) or Refused(bearer_not_offered).
    """
    offered = BEARERS.get((ReviewCode(code), decision), ())
    if chosen is None:
        if len(offered) > 1:
            raise Refused(RefusalCode.BEARER_MISSING)
        return offered[0] if offered else None
    if chosen not in offered:
        raise Refused(RefusalCode.BEARER_NOT_OFFERED)
    return Bearer(chosen)


def bearer_of_shortage(short: int, chosen: str | None) -> Bearer | None:
    """Who bears `short` rupiah that BPJS asks above what was collected; None where it asks no more.

    What it asks less is the member's money and borne by nobody. Raises Refused(bearer_missing) or
    Refused(bearer_not_offered).
    """
    if chosen is None:
        if short:
            raise Refused(RefusalCode.BEARER_MISSING)
        return None
    if not short or chosen not in set(Bearer):
        raise Refused(RefusalCode.BEARER_NOT_OFFERED)
    return Bearer(chosen)


def decision(code: str, chosen: str) -> Decision:
    """`chosen` as a decision on review `code`.

    Raises Refused(review_unknown) or Refused(decision_not_offered, review, decision).
    """
    if code not in set(ReviewCode):
        raise Refused(RefusalCode.REVIEW_UNKNOWN)
    review = REVIEWS[ReviewCode(code)]
    if chosen not in review.decisions:
        raise Refused(RefusalCode.DECISION_NOT_OFFERED, review=code, decision=chosen)
    return Decision(chosen)
