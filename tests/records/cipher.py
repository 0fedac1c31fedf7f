"""Decrypting database files page by page, free pages and write-ahead log included: what a thief with the key sees."""

from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE, RESERVED, SALT, IV = 4096, 80, 16, 16
WAL_HEADER, FRAME_HEADER = 32, 24


def plain_bytes(database: Path, key_hex: str) -> bytes:
    """All pages of a SQLCipher 4 database and of its log, decrypted; no trust in what SQL would show of them."""
    key, wal = bytes.fromhex(key_hex), Path(f"{database}-wal")
    pages = [_page(page, key, first=number == 0) for number, page in enumerate(_blocks(database.read_bytes(), PAGE))]
    if wal.exists():
        for frame in _blocks(wal.read_bytes()[WAL_HEADER:], FRAME_HEADER + PAGE):
            number = int.from_bytes(frame[:4])
            pages.append(_page(frame[FRAME_HEADER:], key, first=number == 1))
    return b"".join(pages)


def _blocks(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data) - size + 1, size)]


def _page(page: bytes, key: bytes, first: bool) -> bytes:
    """The first page begins with the salt in the clear."""
    encrypted = page[SALT if first else 0 : PAGE - RESERVED]
    iv = page[PAGE - RESERVED : PAGE - RESERVED + IV]
    decryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
    return decryptor.update(encrypted) + decryptor.finalize()
