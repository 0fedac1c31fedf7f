"""Long lists kept packed: a cooperative has hundreds of thousands of people, and a laptop little memory."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar, overload

import msgspec

Item = TypeVar("Item")
Other = TypeVar("Other")
_ENCODER = msgspec.msgpack.Encoder()


def pack(item: object) -> bytes:
    """An item as it is kept."""
    return _ENCODER.encode(item)


class Packed(Sequence[Item], Generic[Item]):
    """Items of one shape, each made again when it is looked at."""

    def __init__(self, shape: type[Item], packed: Sequence[bytes] = ()) -> None:
        self._shape = shape
        self._decoder = msgspec.msgpack.Decoder(shape)
        self._packed = list(packed)

    def append(self, packed: bytes) -> None:
        """One more, as `pack` gives it."""
        self._packed.append(packed)

    @overload
    def __getitem__(self, index: int) -> Item: ...
    @overload
    def __getitem__(self, index: slice) -> "Packed[Item]": ...
    def __getitem__(self, index: int | slice) -> "Item | Packed[Item]":
        if isinstance(index, slice):
            return Packed(self._shape, self._packed[index])
        return self._decoder.decode(self._packed[index])

    def __len__(self) -> int:
        return len(self._packed)


class Seen(Sequence[Other], Generic[Item, Other]):
    """What some items of a sequence are seen as, worked out when it is looked at."""

    def __init__(self, items: Sequence[Item], indexes: Sequence[int], view: Callable[[Item], Other]) -> None:
        self._items, self._indexes, self._view = items, indexes, view

    @overload
    def __getitem__(self, index: int) -> Other: ...
    @overload
    def __getitem__(self, index: slice) -> "Sequence[Other]": ...
    def __getitem__(self, index: int | slice) -> "Other | Sequence[Other]":
        if isinstance(index, slice):
            return Seen(self._items, self._indexes[index], self._view)
        return self._view(self._items[self._indexes[index]])

    def __len__(self) -> int:
        return len(self._indexes)
