"""Kill -9 in the middle of acts: what was acknowledged is there once, and numbers have no gap."""

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.services import office

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 200


@pytest.fixture
def laptop_folder(tmp_path: Path) -> Path:
    """An agent's folder with members to collect from, closed."""
    with office.branch_office(tmp_path / "branch") as here:
        for _ in range(5):
            here.maria.register()
        folder = here.maria.store.folder
    return folder


def kill(folder: Path, rounds: int, *words: str) -> dict[str, Any]:
    seed = random.randrange(2**32)
    print("seed", seed)
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.killing", str(folder), office.KEY, str(rounds), str(seed), *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=280,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout)
    print(found)
    return found


def test_every_acknowledged_receipt_survives_two_hundred_kills_once_and_without_a_gap(laptop_folder: Path) -> None:
    found = kill(laptop_folder, ROUNDS)
    assert found["rounds"] == ROUNDS
    assert found["between"] >= ROUNDS // 5
    assert found["receipts"] >= found["acknowledged"] > ROUNDS
    assert (found["missing"], found["doubled"], found["gaps"], found["problems"]) == ([], [], [], [])


def test_the_harness_finds_a_laptop_that_acknowledges_before_the_commit(laptop_folder: Path) -> None:
    found = kill(laptop_folder, 60, "planted")
    assert found["missing"]
    assert found["problems"] == []
