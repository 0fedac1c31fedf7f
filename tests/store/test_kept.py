"""What the window keeps stays on this device, whole, until something else takes its place."""

from agent_app.store import kept
from agent_app.store.store import Store


def test_what_is_kept_is_there_again_and_none_takes_it_away(store: Store) -> None:
    store.run(lambda connection: kept.keep(connection, "draft", {"name": "Ina", "months": [1, 2]})).result()
    with store.reading() as connection:
        assert kept.load(connection, "draft") == {"name": "Ina", "months": [1, 2]}
    store.run(lambda connection: kept.keep(connection, "draft", None)).result()
    with store.reading() as connection:
        assert kept.load(connection, "draft") is None


def test_prints_are_counted_one_by_one(store: Store) -> None:
    counted = [store.run(lambda connection: kept.count_up(connection, "printed")).result() for _ in range(3)]
    assert counted == [1, 2, 3]
