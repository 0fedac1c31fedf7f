"""The window goes on answering while the sync brings a member list in."""

from pathlib import Path

from tests.gui import busy

ROWS = 50_000
LONGEST_MS = 500


def test_no_gap_of_the_event_loop_is_longer_than_half_a_second(tmp_path: Path, qapp: object) -> None:
    prepared = busy.prepare(tmp_path, ROWS)
    with busy.opened(prepared) as window:
        beat = busy.work(window, ROWS)
    assert beat.longest < LONGEST_MS, (beat.longest, beat.p99)
