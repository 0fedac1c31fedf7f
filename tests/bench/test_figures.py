"""What a benchmark reports: one JSON line a figure, its ratio in the figure's own unit."""

import json
from itertools import count
from pathlib import Path

from tests.bench.figures import RUNS, against_aim, figure, interleaved, write


def test_a_figure_is_one_line_with_its_ratio_of_the_medians(tmp_path: Path) -> None:
    file = tmp_path / "figures.jsonl"
    slow = figure("save_receipt", [3.0, 1.0, 2.0], "ms", "a peer", [4.0, 9.0, 0.5])
    write([slow, against_aim("bytes_day", [9_000.0], "bytes", 9_500.0)], file)
    first, second = map(json.loads, file.read_text().splitlines())
    assert first == {
        "figure": "save_receipt",
        "value": 2.0,
        "unit": "ms",
        "reference": "a peer",
        "reference_value": 4.0,
        "ratio": 0.5,
        "runs": [3.0, 1.0, 2.0],
    }
    assert (second["reference_value"], second["ratio"]) == (9_500.0, 0.947)


def test_runs_take_turns_and_the_first_of_each_does_not_count() -> None:
    turns = count()
    ours, theirs = interleaved(lambda: next(turns), lambda: next(turns))
    assert (ours, theirs) == ([2, 4, 6, 8, 10], [3, 5, 7, 9, 11])
    assert len(ours) == RUNS == 5
