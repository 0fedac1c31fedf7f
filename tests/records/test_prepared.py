"""Prepared statements give the rows and the errors that Core gives, on both databases."""

import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import BigInteger, Boolean, LargeBinary, SmallInteger, Text, bindparam, insert, select
from sqlalchemy.exc import DataError, IntegrityError, OperationalError

from agent_app.records.engine import READING, open_sqlite
from agent_app.records.prepared import Prepared
from agent_app.records.tables import metadata
from agent_app.records.tables.journal import journal, kind_total
from tests.records import acts
from tests.records.journals import COOP, branch
from tests.records.sides import KEY, Side

TABLE = kind_total.c
OF_A_DEVICE = select(journal).where(
    journal.c.coop == bindparam("coop"), journal.c.device == bindparam("device"), journal.c.state == 0
)
LINES = Prepared(OF_A_DEVICE.order_by(journal.c.seq))
KINDS = Prepared(select(TABLE.kind).where(TABLE.coop == bindparam("coop")))
ADD = Prepared(insert(kind_total), ["coop", "device", "kind", "count", "rupiah"])


def total(kind: str | None, count: Any = 1) -> dict[str, Any]:
    return {"coop": COOP, "device": 9, "kind": kind, "count": count, "rupiah": 8400}


@pytest.fixture(params=["side", "postgres_side"])
def each(request: pytest.FixtureRequest) -> Side:
    """SQLite and PostgreSQL in turn."""
    found: Side = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def held(each: Side) -> Side:
    here = branch()
    for _ in range(5):
        acts.receipt(here.maria)
    each.take_all(here.all)
    return each


def test_rows_are_those_of_core(held: Side) -> None:
    given = {"coop": COOP, "device": 1}
    by_core = [tuple(row) for row in held.connection.execute(OF_A_DEVICE.order_by(journal.c.seq), given)]
    assert len(by_core) == 5
    assert list(LINES.rows(held.connection, given)) == by_core


@pytest.mark.parametrize("part", [1, 2, 5, 100])
def test_a_stream_leaves_out_no_row(held: Side, part: int) -> None:
    given = {"coop": COOP, "device": 1}
    assert list(LINES.stream(held.connection, given, part)) == list(LINES.rows(held.connection, given))


def test_of_a_stream_no_more_than_a_part_is_in_memory(each: Side) -> None:
    rows, size = 3_000, 2_000
    ADD.run(each.connection, [total(f"{number:0{size}d}") for number in range(rows)])
    stream = KINDS.stream(each.connection, {"coop": COOP}, 10)
    tracemalloc.start()
    read = sum(1 for _ in stream)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert read >= rows
    assert most < rows * size / 4


def test_a_statement_runs_once_for_each_row_given(each: Side) -> None:
    ADD.run(each.connection, [total("one")])
    ADD.run(each.connection, [total("two"), total("three", 3)])
    assert {row["kind"]: row["count"] for row in each.dicts("kind_total")} == {"one": 1, "two": 1, "three": 3}


@pytest.mark.parametrize("again", [[total("kind")], [total("other"), total("kind")]])
def test_a_key_twice_is_cores_integrity_error_and_tells_no_value(each: Side, again: list[dict[str, Any]]) -> None:
    ADD.run(each.connection, [total("kind", 4711)])
    with pytest.raises(IntegrityError) as caught, each.connection.begin_nested():
        ADD.run(each.connection, again)
    assert "8400" not in str(caught.value)


def test_a_value_out_of_range_is_the_lines_fault(each: Side) -> None:
    with pytest.raises((DataError, OverflowError)), each.connection.begin_nested():
        ADD.run(each.connection, [total("kind", 2**64)])


def test_the_first_question_begins_the_transaction_in_which_all_see_one_state(tmp_path: Path) -> None:
    engine = open_sqlite(tmp_path / "here.db", KEY)
    metadata.create_all(engine, tables=[journal, kind_total])
    ask = Prepared(select(TABLE.kind).where(TABLE.coop == bindparam("coop")))
    with engine.execution_options(**READING).connect() as reader, engine.connect() as writer:
        assert list(ask.rows(reader, {"coop": COOP})) == []
        ADD.run(writer, [total("kind")])
        writer.commit()
        assert list(ask.rows(reader, {"coop": COOP})) == []
        reader.rollback()
        assert list(ask.rows(reader, {"coop": COOP})) == [("kind",)]
    engine.dispose()


def test_a_missing_table_is_cores_operational_error(tmp_path: Path) -> None:
    engine = open_sqlite(tmp_path / "empty.db", KEY)
    with engine.connect() as connection:
        with pytest.raises(OperationalError):
            LINES.rows(connection, {"coop": COOP, "device": 1})
        with pytest.raises(OperationalError):
            list(LINES.stream(connection, {"coop": COOP, "device": 1}, 10))
    engine.dispose()


def test_all_columns_hold_what_the_drivers_take_as_it_is() -> None:
    plain = (BigInteger, Boolean, LargeBinary, SmallInteger, Text)
    assert [
        column for table in metadata.sorted_tables for column in table.columns if type(column.type) not in plain
    ] == []
