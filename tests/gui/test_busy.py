"""The window goes on answering while the sync brings a member list in."""

import shutil
from pathlib import Path

import pytest

from tests.bench.window_busy import run_apart
from tests.gui import busy

ROWS = 50_000
LONGEST_MS = 500
TRIES = 3
"""A shared machine may hold any process up for longer than that; three times in a row it is the window."""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("busy") / "prepared"
    busy.prepare(folder, ROWS)
    return folder


@pytest.mark.timeout(900)
@pytest.mark.needs("qt")
@pytest.mark.parametrize("laptop", [busy.AGENT, busy.SUPERVISOR])
def test_no_gap_of_the_event_loop_is_longer_than_half_a_second(prepared: Path, tmp_path: Path, laptop: str) -> None:
    longest = []
    for number in range(TRIES):
        folder = tmp_path / str(number)
        shutil.copytree(prepared, folder)
        longest.append(run_apart(folder, ROWS, laptop, opened_before=True)["longest"])
        if longest[-1] < LONGEST_MS:
            break
    assert min(longest) < LONGEST_MS, longest
