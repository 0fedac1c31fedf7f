"""Rows that are read once from a file and walked through again: packed in memory, never on a disk."""

from collections.abc import Iterator
from typing import Final

import msgspec
import zstandard

from agent_app.documents.spreadsheet import SheetRow

_ROWS_A_PACK: Final = 500


class KeptRows:
    """Holds the rows of one sheet at about what they take in a packed file."""

    def __init__(self) -> None:
        self._packs: list[bytes] = []
        self._rows: list[SheetRow] = []
        self._encoder = msgspec.msgpack.Encoder()
        self._compressor = zstandard.ZstdCompressor(level=1)

    def add(self, row: SheetRow) -> None:
        """Keep one more."""
        self._rows.append(row)
        if len(self._rows) == _ROWS_A_PACK:
            self._packs.append(self._compressor.compress(self._encoder.encode(self._rows)))
            self._rows = []

    def __iter__(self) -> Iterator[SheetRow]:
        decoder = msgspec.msgpack.Decoder(list[SheetRow])
        decompressor = zstandard.ZstdDecompressor()
        for pack in self._packs:
            yield from decoder.decode(decompressor.decompress(pack))
        yield from self._rows
