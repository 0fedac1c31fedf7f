"""One zstd frame in and out, with every limit checked before memory is spent."""

from functools import cache

import zstandard

from agent_app.paths import resource

MAX_COMPRESSED = 256 * 1024
MAX_PLAIN = 4 * 1024 * 1024
DICTIONARY = 1
"""The dictionary this release writes with; every dictionary ever shipped stays readable."""


class Unpackable(Exception):
    """The bytes are not one zstd frame within the limits; `code` is the protocol's word for it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def dictionary_bytes(number: int) -> bytes | None:
    """A shipped dictionary as it is given to whoever has to read what was written with it; None for no such number."""
    path = resource("zstd", f"{number}.dict")
    return path.read_bytes() if path.is_file() else None


@cache
def dictionary(number: int) -> zstandard.ZstdCompressionDict | None:
    """A shipped dictionary by its number, or None."""
    content = dictionary_bytes(number)
    return None if content is None else zstandard.ZstdCompressionDict(content)


def pack(plain: bytes, level: int = 12) -> bytes:
    """Compress with the shipped dictionary; the frame declares its size."""
    return zstandard.ZstdCompressor(level=level, dict_data=dictionary(DICTIONARY)).compress(plain)


def unpack(packed: bytes, max_packed: int = MAX_COMPRESSED, max_plain: int = MAX_PLAIN) -> bytes:
    """Decompress one frame. Raises Unpackable("size"), Unpackable("dictionary") or Unpackable("batch")."""
    if len(packed) > max_packed:
        raise Unpackable("size")
    try:
        frame = zstandard.get_frame_parameters(packed)
    except zstandard.ZstdError as error:
        raise Unpackable("batch") from error
    if frame.content_size in (zstandard.CONTENTSIZE_UNKNOWN, zstandard.CONTENTSIZE_ERROR):
        raise Unpackable("batch")
    if max(frame.content_size, frame.window_size) > max_plain:
        raise Unpackable("size")
    shared = dictionary(frame.dict_id) if frame.dict_id else None
    if frame.dict_id and shared is None:
        raise Unpackable("dictionary")
    try:
        plain: bytes = zstandard.ZstdDecompressor(dict_data=shared).decompress(packed, allow_extra_data=False)
    except zstandard.ZstdError as error:
        raise Unpackable("batch") from error
    return plain
