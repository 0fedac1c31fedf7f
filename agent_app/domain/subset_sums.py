"""The fewest of some amounts that add up to a sum: halves of them are added up apart and met in the middle."""

from collections.abc import Callable, Sequence

LOOK_EVERY = 1024
"""Sums after which it is asked whether there is still time."""

Sums = dict[int, tuple[int, int]]
"""Per sum the fewest amounts that make it: how many, and which, a bit for each place."""


def smallest_subset(amounts: Sequence[int], target: int, has_time: Callable[[], bool]) -> tuple[int, ...]:
    """The places, in rising order, of as few amounts as possible that make `target`; of two such sets the one of later
    places. Amounts and target are above zero.

    Empty where there is none, or `has_time` said no before it was found. 25 amounts make 2^13 sums, not 2^25.
    """
    usable = [(place, amount) for place, amount in enumerate(amounts) if amount <= target]
    middle = len(usable) // 2
    early, late = _sums(usable[:middle], target, has_time), _sums(usable[middle:], target, has_time)
    best: tuple[int, int] | None = None
    for number, (total, (count, chosen)) in enumerate(late.items()):
        if number % LOOK_EVERY == 0 and not has_time():
            break
        rest = early.get(target - total)
        if rest is not None:
            best = _better(best, (count + rest[0], chosen | rest[1]))
    return () if best is None else tuple(place for place in range(len(amounts)) if best[1] >> place & 1)


def _sums(amounts: Sequence[tuple[int, int]], target: int, has_time: Callable[[], bool]) -> Sums:
    """All sums up to the target that can be made of some of these; fewer where the time is over."""
    found: Sums = {0: (0, 0)}
    for place, amount in amounts:
        if not has_time():
            break
        for total, (count, chosen) in list(found.items()):
            more = total + amount
            if more <= target:
                found[more] = _better(found.get(more), (count + 1, chosen | 1 << place))
    return found


def _better(known: tuple[int, int] | None, other: tuple[int, int]) -> tuple[int, int]:
    if known is None or (-other[0], other[1]) > (-known[0], known[1]):
        return other
    return known
