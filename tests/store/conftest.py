from collections.abc import Iterator
from pathlib import Path

import pytest

from agent_app.store.store import Store
from tests.store.laptop import Clock, enrolled


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "A017"


@pytest.fixture
def store(folder: Path, clock: Clock) -> Iterator[Store]:
    """An enrolled laptop; a test that closes it itself does no harm."""
    opened = enrolled(folder, clock)
    yield opened
    opened.close()
