"""Which times a clock may show: what a dead battery, a slip in a setting or a centre gone wrong shows is not believed.

Two sources decide, the laptop's own clock and the centre's signed time; around both stand bounds that no clock leaves.
"""

from datetime import UTC, datetime, timedelta

RELEASED = datetime(2026, 12, 1, tzinfo=UTC)
"""When this release was made."""
EARLIEST = datetime(2025, 6, 1, tzinfo=UTC)
"""Nothing is dated before: long before the first release there was nothing to date."""
SUPPORTED = timedelta(days=5 * 365)
"""How long a release may be in use where nobody has told the time since it was made."""
AHEAD = timedelta(days=400)
"""How far a clock may run ahead of what was known last: a laptop that lay a year in a drawer."""
AGREED = timedelta(days=1)


def is_plausible(moment: datetime, newest: datetime | None = None) -> bool:
    """Whether a clock may show this; `newest` is the last time that was known to be right."""
    latest = RELEASED + SUPPORTED
    return EARLIEST <= moment <= (max(latest, newest + AHEAD) if newest is not None else latest)


def is_followed(centre: datetime, own: datetime, newest: datetime | None) -> bool:
    """Whether a laptop whose clock shows `own` goes by the centre's time from now on.

    A centre that agrees with the laptop is right; one out of all bounds is not. Between them a laptop's sound clock is
    the second source: the centre may not run far ahead of it, nor fall behind a time that was right before.
    """
    if abs(centre - own) <= AGREED:
        return True
    if not is_plausible(centre, newest):
        return False
    if not is_plausible(own, newest):
        return True
    fell = newest is not None and centre < newest - AGREED
    return centre - own <= AHEAD and not fell
