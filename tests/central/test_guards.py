"""Lines of the journal in the database itself: nobody changes or deletes them, erasure alone gets through."""

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

from agent_app.central.centre import Centre
from agent_app.journal import lines
from agent_app.records.tables.journal import State, journal
from tests.central import acts
from tests.central.conftest import POSTGRES, Village


@pytest.fixture
def held(village: Village) -> Village:
    agent = village.agent
    agent.write(acts.registered(agent, 1))
    agent.sync()
    return village


def attempt(centre: Centre, statement: object) -> bool:
    """Whether the database lets a statement through."""
    try:
        with centre.engine.begin() as connection:
            if isinstance(statement, str):
                connection.exec_driver_sql(statement)
            else:
                connection.execute(statement)  # type: ignore[call-overload]
    except DBAPIError:
        return False
    return True


def test_lines_are_not_deleted_nor_renumbered(held: Village) -> None:
    for statement in ("DELETE FROM journal", "UPDATE journal SET seq = seq + 1", "UPDATE journal SET kind = 'x'"):
        assert not attempt(held.centre, statement), statement
    assert held.agent.call("GET", "/v1/head").head().seq == 1


def test_what_became_of_a_line_and_its_erasure_may_be_written(held: Village) -> None:
    one = journal.c.device == held.agent.device
    assert attempt(held.centre, update(journal).where(one).values(state=int(State.FAILED)))
    assert attempt(held.centre, update(journal).where(one).values(line=lines.erase(held.agent.lines[0])))


@POSTGRES
def test_postgresql_lets_no_other_text_into_a_line_and_no_truncate_through(held: Village) -> None:
    one = journal.c.device == held.agent.device
    raw = held.agent.lines[0]
    for forged in (
        raw.replace(b'"base":1000000', b'"base":2000000'),
        lines.erase(raw.replace(b'"base":1000000', b'"base":2000000')),
        lines.erase(raw) + b" ",
        b"",
    ):
        assert not attempt(held.centre, update(journal).where(one).values(line=forged))
    assert not attempt(held.centre, "TRUNCATE journal")
    assert not attempt(held.centre, "TRUNCATE journal CASCADE")
