"""What a benchmark reports, and how runs are interleaved and summed up."""

import json
import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

RUNS = 5


@dataclass(frozen=True)
class Figure:
    """`ratio` is value / reference_value, both in `unit`; `runs` holds the values the median was taken of."""

    figure: str
    value: float
    unit: str
    reference: str
    reference_value: float
    ratio: float
    runs: list[float]


def figure(name: str, runs: Sequence[float], unit: str, reference: str, reference_runs: Sequence[float]) -> Figure:
    """A figure from the runs of both sides."""
    value, against = statistics.median(runs), statistics.median(reference_runs)
    return Figure(
        figure=name,
        value=round(value, 3),
        unit=unit,
        reference=reference,
        reference_value=round(against, 3),
        ratio=round(value / against, 3) if against else 0.0,
        runs=[round(run, 3) for run in runs],
    )


def interleaved(ours: Callable[[], float], theirs: Callable[[], float]) -> tuple[list[float], list[float]]:
    """Five runs of each, in turn, after one of each that does not count: the machine drifts, the ratio less."""
    ours(), theirs()
    pairs = [(ours(), theirs()) for _ in range(RUNS)]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def against_aim(name: str, runs: Sequence[float], unit: str, aim: float) -> Figure:
    """A figure that has a limit of our own instead of a peer."""
    return figure(name, runs, unit, "aim", [aim])


def write(figures: Sequence[Figure], file: Path | None) -> None:
    """One JSON line a figure, to a file or to stdout."""
    lines = "".join(json.dumps(asdict(each), ensure_ascii=False) + "\n" for each in figures)
    if file is None:
        print(lines, end="")
    else:
        file.write_text(lines, encoding="utf-8")
