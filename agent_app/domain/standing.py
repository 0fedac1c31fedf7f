"""Where a member stands with the present month, in one word: what a list shows, and what its filters count."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from agent_app.domain.coverage import CoverageRules, MonthState, ended_on
from agent_app.domain.months import Month, month_of


class Standing(StrEnum):
    """The four steps of the money for the present month, or why there is none of it."""

    PROTECTED = "protected"
    REMITTED = "remitted"
    DEPOSITED = "deposited"
    PAID_TO_AGENT = "paid_to_agent"
    LISTED_PAID = "listed_paid"
    """Paid through the present month or further as the cooperative's list claims; no money was seen here."""
    UNPAID = "unpaid"
    """Registered, and nothing paid since."""
    UNKNOWN = "unknown"
    """On the cooperative's list before, with a history nobody knows, and nothing paid since."""
    IN_ARREARS = "in_arrears"
    ENDED = "ended"

    @property
    def is_late(self) -> bool:
        return self in (Standing.IN_ARREARS, Standing.ENDED)


def without_present_month(
    last_paid: Month | None,
    last_settled: Month | None,
    *,
    money_on_its_way: bool,
    registered_on: date,
    first_registration: bool,
    rules: CoverageRules,
    today: date,
) -> Standing | None:
    """Standing of somebody of whom the present month is not paid; None where a later month is.

    `last_paid` is the last month paid in any way, `last_settled` the last that reached BPJS or that the list
    claims. Money that agent or branch still hold keeps a membership open, as it does when a receipt is written.
    """
    if last_paid is None:
        return Standing.UNPAID if first_registration else Standing.UNKNOWN
    if last_paid >= month_of(today):
        return None
    if money_on_its_way or last_settled is None:
        return Standing.IN_ARREARS
    over = ended_on(last_settled, rules)
    if over <= registered_on:
        return Standing.UNPAID
    return Standing.ENDED if over <= today else Standing.IN_ARREARS


def standing(
    states: Mapping[Month, MonthState],
    opening: Month | None,
    protected_from: date | None,
    *,
    registered_on: date,
    first_registration: bool,
    rules: CoverageRules,
    today: date,
) -> Standing:
    """Standing on `today` from the states of all months; `protected_from` is the day in BPJS's proof.

    A month that BPJS's proof covers counts as remitted until the day its protection begins.
    """
    present = month_of(today)
    paid = [*states, *([opening] if opening is not None else [])]
    settled = [month for month, state in states.items() if state.reached_bpjs] + ([opening] if opening else [])
    if present not in states:
        found = without_present_month(
            max(paid, default=None),
            max(settled, default=None),
            money_on_its_way=len(settled) - (opening is not None) < len(states),
            registered_on=registered_on,
            first_registration=first_registration,
            rules=rules,
            today=today,
        )
        if found is not None:
            return found
        if opening is not None and opening >= present:
            return Standing.LISTED_PAID
    state = states[present] if present in states else states[min(month for month in states if month > present)]
    if state is not MonthState.PROTECTED:
        return Standing(state.value)
    begun = present in states and protected_from is not None and protected_from <= today
    return Standing.PROTECTED if begun else Standing.REMITTED
