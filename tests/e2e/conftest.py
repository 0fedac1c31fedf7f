"""A served cooperative on either database; comparisons of the kit explain themselves when they fail."""

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.register_assert_rewrite("tests.e2e.kit")

from tests.e2e.kit import ON_POSTGRES, Clock, Cooperative  # noqa: E402


@pytest.fixture(params=["sqlite", ON_POSTGRES])
def cooperative(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Cooperative]:
    """A cooperative whose centre is being served; `kit.EMBEDDED` and `kit.POSTGRES` choose one database."""
    database = None if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    made = Cooperative(tmp_path, Clock(), database)
    with made.serving():
        yield made
    made.close()
