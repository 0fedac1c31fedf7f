"""Which shared libraries a library or plugin asks the system's linker for, read from the file itself."""

import struct
from pathlib import Path

DYNAMIC, NEEDED, STRTAB = 2, 1, 5
LOAD = 1


def needed(file: Path) -> set[str]:
    """The names in the NEEDED entries of a 64-bit little-endian ELF file."""
    data = file.read_bytes()
    begin, size, count = (*struct.unpack_from("<Q", data, 32), *struct.unpack_from("<HH", data, 54))[:3]
    headers = [struct.unpack_from("<IIQQQQ", data, begin + number * size) for number in range(count)]
    loaded = [(address, length, at) for kind, _, at, address, _, length in headers if kind == LOAD]
    at, length = next((at, length) for kind, _, at, _, _, length in headers if kind == DYNAMIC)
    entries = [struct.unpack_from("<QQ", data, at + offset) for offset in range(0, length, 16)]
    table = next(value for tag, value in entries if tag == STRTAB)
    names = next(table - address + start for address, size, start in loaded if address <= table < address + size)
    return {_text(data, names + value) for tag, value in entries if tag == NEEDED}


def _text(data: bytes, at: int) -> str:
    return data[at : data.index(b"\0", at)].decode()
