"""A review decided together with the request that follows from it, which another person decides in turn."""

from dataclasses import dataclass
from typing import Final

from agent_app.domain.reviews import Decision, ReviewCode
from agent_app.journal.entries.base import Origin
from agent_app.journal.entries.money import VoidReason
from agent_app.services.branch import DecideReview, decide_review
from agent_app.services.reversal import RequestReversal, request_reversal
from agent_app.store.tx import Tx

TAKES_BACK: Final[dict[tuple[ReviewCode, Decision], VoidReason]] = {
    (ReviewCode.MONTH_PAID_TWICE, Decision.MOVE_TO_NEXT_MONTH): "wrong_months",
    (ReviewCode.MONTH_PAID_TWICE, Decision.TO_TITIPAN): "wrong_months",
    (ReviewCode.MONTH_PAID_TWICE, Decision.PAY_BACK): "wrong_months",
    (ReviewCode.TARIFF_MISMATCH, Decision.TO_TITIPAN): "wrong_amount",
    (ReviewCode.TARIFF_MISMATCH, Decision.PAY_BACK): "wrong_amount",
    (ReviewCode.UNKNOWN_MEMBER, Decision.LINK_MEMBER): "wrong_member",
    (ReviewCode.UNKNOWN_MEMBER, Decision.PAY_BACK): "wrong_member",
    (ReviewCode.CLOCK_DOUBTFUL, Decision.CORRECT_DAY): "other",
    (ReviewCode.DEVICE_REVOKED, Decision.REFUSE): "other",
}
"""Decisions after which the paper under review is taken back, and the reason the request then gives: nothing on a
paper is changed, so each of them is a reversal and, where money goes elsewhere, a new paper."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DecideAndAskBack:
    """A decision named in `TAKES_BACK`, and the paper that is to be taken back; `note` tells its agent why."""

    decide: DecideReview
    paper: Origin
    note: str | None = None


def decide_and_ask_back(tx: Tx, command: DecideAndAskBack) -> Origin:
    """Decide a review and ask, in the same act, that its paper be taken back; the origin of the request.

    Both or neither. Raises what `decide_review` and `request_reversal` raise, and KeyError for a decision that takes
    nothing back.
    """
    decide = command.decide
    reason = TAKES_BACK[ReviewCode(decide.code), decide.decision]
    decide_review(tx, decide)
    return request_reversal(tx, RequestReversal(paper=command.paper, reason=reason, note=command.note))
