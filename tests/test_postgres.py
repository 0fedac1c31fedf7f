"""The tests' own PostgreSQL server: what it promises to those who test with it."""

import pytest
from sqlalchemy import create_engine, text

from tests.postgres import Server


def test_a_fresh_database_is_empty_and_speaks_utc(postgres_url: str) -> None:
    engine = create_engine(postgres_url)
    with engine.connect() as connection:
        tables = text("SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'")
        assert connection.scalar(tables) == 0
        assert connection.scalar(text("SHOW timezone")) == "UTC"
        assert connection.scalar(text("SHOW listen_addresses")) == ""
    engine.dispose()


def test_a_killed_server_comes_back_with_what_was_committed(postgres: Server) -> None:
    engine = create_engine(postgres.make_database("killed"))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE receipt (number int)"))
        connection.execute(text("INSERT INTO receipt VALUES (1)"))
    postgres.kill()
    engine.dispose()
    postgres.start()
    with engine.connect() as connection:
        assert connection.scalars(text("SELECT number FROM receipt")).all() == [1]
    engine.dispose()
    postgres.drop_database("killed")


@pytest.mark.needs("postgres")
def test_a_durable_server_flushes_each_commit_and_leaves_nothing_behind() -> None:
    server = Server(fsync=True)
    engine = create_engine(server.url("postgres"))
    with engine.connect() as connection:
        settings = [connection.scalar(text(f"SHOW {name}")) for name in ("fsync", "synchronous_commit")]
    engine.dispose()
    server.stop()
    assert settings == ["on", "on"]
    assert not server.folder.exists()
