from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from tests.postgres import Server
from tests.records.sides import Side, postgres_engine, side_of, sqlite_engine


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = sqlite_engine(tmp_path_factory.mktemp("sides"))
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def postgresql(postgres: Server) -> Iterator[Engine]:
    engine = postgres_engine(postgres.make_database("records"))
    yield engine
    engine.dispose()
    postgres.drop_database("records")


@pytest.fixture
def side(sqlite: Engine) -> Iterator[Side]:
    with side_of(sqlite) as here:
        yield here


@pytest.fixture
def postgres_side(postgresql: Engine) -> Iterator[Side]:
    with side_of(postgresql) as here:
        yield here
