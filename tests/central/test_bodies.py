"""Bodies within limits: of one, and of all that are held at once."""

import anyio
import pytest
from starlette.requests import Request
from starlette.types import Message

from agent_app.central import bodies
from agent_app.central.bodies import Room
from agent_app.central.problems import Rejected


def read(room: Room, parts: list[bytes], most: int = 100) -> bytes:
    """What is read of a request with these parts; the room is given back."""
    messages = [{"type": "http.request", "body": part, "more_body": True} for part in parts]
    messages.append({"type": "http.request", "body": b"", "more_body": False})

    async def receive() -> Message:
        return messages.pop(0)

    async def run() -> bytes:
        with room.taken() as taken:
            return await bodies.read(Request({"type": "http", "headers": []}, receive), most, taken)

    return anyio.run(run)


def test_a_body_is_read_and_its_room_given_back() -> None:
    room = Room(10)
    for _ in range(3):
        assert read(room, [b"12345", b"67890"]) == b"1234567890"


def test_bodies_for_which_there_is_no_room_are_asked_to_come_again() -> None:
    room = Room(10)
    for _ in range(3):
        with pytest.raises(Rejected) as refused:
            read(room, [b"12345", b"678901"])
        assert refused.value.problem == "busy"
    with room.taken() as other:
        other.more(6)
        with pytest.raises(Rejected):
            read(room, [b"12345"])
    assert read(room, [b"1234567890"]) == b"1234567890"


def test_of_a_body_that_is_too_long_nothing_more_is_held_than_the_limit() -> None:
    with pytest.raises(Rejected) as refused:
        read(Room(10), [b"12345", b"67890", b"x" * 1000], most=10)
    assert refused.value.problem == "size"
