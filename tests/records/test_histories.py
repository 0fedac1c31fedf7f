"""The tables are a function of the set of lines held, whatever the way and the order in which they came."""

import inspect
import re

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from agent_app.domain.cash import total
from agent_app.journal.entries import kinds
from agent_app.records.views import cash
from tests.effort import examples
from tests.records import histories as told
from tests.records import journals
from tests.records.histories import PATIENT, History, deliveries, histories
from tests.records.journals import COOP
from tests.records.sides import Side, side_of


@settings(PATIENT, max_examples=examples(25))
@given(histories(), st.data())
def test_any_way_of_delivery_gives_the_same_tables_on_both_databases(
    sqlite: Engine, postgresql: Engine, history: History, data: st.DataObject
) -> None:
    with side_of(sqlite) as straight:
        straight.take_all(history.journals)
        expected = straight.snapshot()
        check(straight)
        straight.rebuild()
        assert straight.snapshot() == expected
    for engine in (sqlite, postgresql):
        runs = data.draw(deliveries(history.journals))
        with side_of(engine) as side:
            side.take(*runs)
            assert side.snapshot() == expected
            check(side)
            side.rebuild()
            assert side.snapshot() == expected


def test_histories_tell_of_every_kind_there_is() -> None:
    sources = inspect.getsource(told) + inspect.getsource(journals)
    left_out = {
        kind.name
        for kind in kinds.ALL
        if not re.search(rf"\b{kind.shape.__module__.rpartition('.')[2]}\.{kind.shape.__name__}\b", sources)
    }
    assert left_out == set()


def check(side: Side) -> None:
    """What must hold on every side, whatever happened."""
    assert side.verify().problems == []
    positions = cash.positions(side.connection, COOP)
    assert all(position.identity_holds for position in positions.values())
    assert total(positions.values()).identity_holds
