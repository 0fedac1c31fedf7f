"""Verifying and backing up a centre that is being pushed to: both look at one moment of it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy.engine import Connection

from agent_app.central import backups, checks
from agent_app.records import verify
from agent_app.records.copies import damaged_pages
from tests.central import acts
from tests.central.conftest import Village

PUSHES = 60


def pushes(village: Village) -> Iterator[None]:
    """A receipt more with every step."""
    agent = village.agent
    agent.write(acts.registered(agent, 1))
    for number in range(1, PUSHES):
        agent.write(acts.collected(agent, 1, number, months=(f"{2026 + number // 12}-{number % 12 + 1:02d}",)))
        yield agent.sync() and None


def test_lines_that_come_while_it_is_verified_are_no_differences(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    arriving = pushes(village)
    for name in ("_compare_totals", "_compare_tables"):
        step = getattr(verify, name)

        def after_a_push(connection: Connection, coop: str, walk: object, step: object = step) -> None:
            next(arriving)
            step(connection, coop, walk)  # type: ignore[operator]

        monkeypatch.setattr(verify, name, after_a_push)
    first_fault = checks.streams.first_fault

    def late_fault(connection: Connection, coop: str) -> tuple[str, int] | None:
        next(arriving)
        return first_fault(connection, coop)

    monkeypatch.setattr(checks.streams, "first_fault", late_fault)
    for _ in range(2):
        with village.centre.reading_at_length() as connection:
            assert checks.verify(connection, village.centre).problems == []


def test_a_centre_at_work_is_verified_and_backed_up_again_and_again(village: Village, tmp_path: Path) -> None:
    with ThreadPoolExecutor(1) as beside:
        at_work = beside.submit(lambda: sum(1 for _ in pushes(village)))
        rounds = 0
        while not at_work.done() or rounds < 2:
            with village.centre.reading_at_length() as connection:
                assert damaged_pages(connection) == 0
                assert checks.verify(connection, village.centre).problems == []
            made = backups.back_up(village.centre, tmp_path / f"copy-{rounds}")
            assert made.findings == ()
            rounds += 1
    assert at_work.result() == PUSHES - 1
    assert village.agent.call("GET", "/v1/head").head().durable_seq == made.heads[village.agent.device]
