"""A branch with two agents and two supervisors, each on a laptop of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.office import Branch, branch_office


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Branch]:
    """Everybody is enrolled, and the schedule accepted."""
    with branch_office(tmp_path / "branch") as here:
        yield here
