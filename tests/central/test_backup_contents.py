"""What lines say stops neither a backup nor a restore; and what is put back is what was there, however much it is."""

from pathlib import Path

import pytest

from agent_app.central import backups, checks
from agent_app.central.centre import Centre
from agent_app.records.verify import Problem
from tests.central import acts
from tests.central.conftest import Clock, Village
from tests.central.contents import held
from tests.central.laptop import Laptop
from tests.central.many import fill
from tests.central.poisoned import spoilt
from tests.e2e.kit import LONG, NIGHTLY

A_BATCH = 200
SIZES = (1_000, 100_000, 1_000_000) if NIGHTLY else (1_000,)


def push_all(laptop: Laptop) -> None:
    for first in range(1, len(laptop.lines) + 1, A_BATCH):
        answer = laptop.push(first, min(first + A_BATCH - 1, len(laptop.lines)))
        assert answer.status == 200, answer.body


def there_and_back(centre: Centre, tmp_path: Path, clock: Clock) -> backups.Backup:
    """Back up, put back, compare; the backup."""
    made = backups.back_up(centre, tmp_path / "disk" / "copy")
    before = held(centre, made.heads)
    centre.engine.dispose()
    again = backups.restore(centre.folder, made.path, clock)
    assert held(again, made.heads) == before
    again.engine.dispose()
    return made


def test_a_receipt_whose_number_leaves_a_gap_is_told_beside_the_backup(
    village: Village, tmp_path: Path, clock: Clock
) -> None:
    agent = village.agent
    agent.write(acts.registered(agent, 1))
    agent.write(acts.collected(agent, 1, 1))
    agent.write(acts.collected(agent, 1, 7, months=("2026-12",)))
    agent.sync()
    made = there_and_back(village.centre, tmp_path, clock)
    assert made.findings == (Problem(agent.device, 3, "paper number out of turn"),)
    assert agent.call("GET", "/v1/head").head().durable_seq == 3


def test_no_line_of_any_kind_and_shape_stops_a_backup_or_a_restore(
    village: Village, tmp_path: Path, clock: Clock
) -> None:
    for laptop in (village.agent, village.supervisor):
        for raw in spoilt(1):
            laptop.write_raw(raw)
        push_all(laptop)
        laptop.write(acts.registered(laptop, 1))
        laptop.sync()
    made = there_and_back(village.centre, tmp_path, clock)
    assert made.heads[village.agent.device] == len(village.agent.lines)
    assert village.agent.call("GET", "/v1/head").head().durable_seq == len(village.agent.lines)
    assert all(found.device in made.heads for found in made.findings if found.device)


def test_damage_is_named_among_any_number_of_findings(village: Village) -> None:
    report = checks.Report()
    for seq in range(300):
        report.note(1, seq, "paper number out of turn")
    report.note_damage(2, 5, "altered")
    assert report.damage == [Problem(2, 5, "altered")]
    assert report.damage[0] in report.problems


@LONG
@pytest.mark.parametrize("lines", SIZES)
def test_what_is_put_back_is_what_was_there_at_any_size(
    village: Village, lines: int, tmp_path: Path, clock: Clock
) -> None:
    agent = village.agent
    fill(village.centre, agent, lines)
    made = there_and_back(village.centre, tmp_path, clock)
    assert (made.heads[agent.device], made.findings) == (lines, ())
    assert agent.call("GET", "/v1/head").head().durable_seq == lines
