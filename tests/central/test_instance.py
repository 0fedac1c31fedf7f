"""Who may hold a centre's folder at the same time: many who serve it, or one who puts a backup back."""

from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from agent_app.central import instance
from agent_app.domain.errors import Unavailable


class LockedBytes:
    """Locks as Windows gives them: of bytes, each for one holder."""

    def __init__(self) -> None:
        self.held: set[int] = set()

    def lock(self, place: int, places: int) -> None:
        wanted = set(range(place, place + places))
        if self.held & wanted:
            raise PermissionError
        self.held |= wanted


def is_refused(holding: AbstractContextManager[None]) -> bool:
    try:
        with holding:
            return False
    except Unavailable as trouble:
        return trouble.code == "database_in_use"


def test_a_folder_may_be_served_by_several_and_is_alone_in_no_other_hands(tmp_path: Path) -> None:
    with instance.serving(tmp_path), instance.serving(tmp_path):
        assert is_refused(instance.alone(tmp_path))
    with instance.alone(tmp_path):
        assert is_refused(instance.serving(tmp_path))
        assert is_refused(instance.alone(tmp_path))
    with instance.alone(tmp_path):
        pass


def test_where_bytes_are_locked_each_who_serves_takes_one_and_who_is_alone_takes_all() -> None:
    served, restored = LockedBytes(), LockedBytes()
    for _ in range(instance.PLACES):
        instance.lock_places(served.lock, shared=True)
    instance.lock_places(restored.lock, shared=False)
    for file in (served, restored):
        for shared in (True, False):
            with pytest.raises(OSError):  # noqa: PT011
                instance.lock_places(file.lock, shared)
