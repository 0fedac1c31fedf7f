"""Transactions of the centre: tried again where the database asks for it, given up where it does not pass."""

import itertools

import pytest
from psycopg.errors import DeadlockDetected
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError

from agent_app.central import centre as centre_module
from agent_app.central.centre import Centre
from agent_app.domain.errors import Unavailable
from tests.central.conftest import EMBEDDED

pytestmark = EMBEDDED


class _Deadlock(DeadlockDetected):
    sqlstate = "40P01"


def deadlocked() -> OperationalError:
    return OperationalError("UPDATE", {}, _Deadlock())


def test_a_deadlock_is_tried_again(centre: Centre) -> None:
    tries = itertools.count(1)

    def work(connection: Connection) -> int:
        number = next(tries)
        if number < 4:
            raise deadlocked()
        return number

    assert centre.write(work) == 4


def test_a_transaction_that_never_gets_through_is_busy(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(centre_module, "PATIENCE", 0.05)

    def work(connection: Connection) -> int:
        raise deadlocked()

    with pytest.raises(Unavailable, match="centre_busy"):
        centre.write(work)


def test_a_full_disk_and_a_bug_are_told_apart(centre: Centre) -> None:
    def full(connection: Connection) -> int:
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    def wrong(connection: Connection) -> int:
        return int(connection.exec_driver_sql("SELECT 1 FROM nowhere").scalar_one())

    with pytest.raises(Unavailable, match="disk_full"):
        centre.write(full)
    with pytest.raises(OperationalError, match="no such table"):
        centre.write(wrong)


def test_what_was_written_before_a_failure_is_rolled_back(centre: Centre) -> None:
    tries = itertools.count(1)

    def work(connection: Connection) -> None:
        connection.exec_driver_sql("UPDATE cooperative SET next_device = next_device + 1")
        if next(tries) < 3:
            raise deadlocked()

    centre.write(work)
    with centre.reading() as connection:
        assert connection.exec_driver_sql("SELECT next_device FROM cooperative").scalar_one() == 2
