"""Golden files: bytes that were released once and are read for ever.

`python -m tests.journal.golden` writes those that are missing; it never changes one that is there. A kind or a
version that is new adds a file; a released shape whose bytes change is a new version instead.
"""

import sys
from collections.abc import Callable
from pathlib import Path

import zstandard

from agent_app.journal import batch, chain, compression, lines
from agent_app.journal.entries.kinds import ALL, BY_SHAPE
from agent_app.wire import answers, pages
from tests.journal.samples import CENTRE_KEY, FILLED, KEY, bare, line

FOLDER = Path(__file__).resolve().parent.parent / "golden"
COOP = "KCL"
DEVICE = 12
GENESIS = chain.genesis(COOP, DEVICE, chain.public_key_of(KEY))
NONCE = "AAECAwQFBgcICQoLDA0ODw"
BODY = b'{"coop":"KCL","device":12,"seq":520}'
CHAINED = ("contribution_collected", "member_registered", "receipt_voided", "cash_deposited", "clock_changed")
"""Kinds of the golden journal, in this order; fixed, whatever kinds are added."""


class Frozen(Exception):
    """The file is there already and holds other bytes."""


def kind_file(kind: str, v: int) -> str:
    return f"kinds/{kind}.v{v}.lines"


def kind_lines(kind: str) -> bytes:
    """A filled line, the same line erased, and a bare one."""
    entry = next(entry for entry in FILLED if BY_SHAPE[type(entry)].name == kind)
    filled = line(412, entry)
    return b"".join(raw + b"\n" for raw in (filled, lines.erase(filled), line(413, bare(entry))))


def journal() -> list[bytes]:
    """The golden journal from its first line on; the second line is erased."""
    by_name = {BY_SHAPE[type(entry)].name: entry for entry in FILLED}
    written = [line(seq, by_name[kind]) for seq, kind in enumerate(CHAINED, start=1)]
    return [lines.erase(raw) if seq == 2 else raw for seq, raw in enumerate(written, start=1)]


def hashes() -> bytes:
    return b"".join(h.hex().encode() + b"\n" for h in [GENESIS, *chain.walk(GENESIS, journal())])


def signed_batch() -> batch.Batch:
    return batch.sign(COOP, DEVICE, 1, GENESIS, journal(), KEY)


def batch_text() -> bytes:
    return compression.unpack(batch.pack(signed_batch()))


def packed_batch() -> bytes:
    return zstandard.ZstdCompressor(level=3).compress(batch_text())


def packed_with_dictionary() -> bytes:
    return batch.pack(signed_batch())


def answer() -> bytes:
    header = answers.sign(CENTRE_KEY, COOP, DEVICE, NONCE, 200, BODY)
    return f"{answers.HEADER}: {header}\n".encode() + BODY + b"\n"


def page() -> pages.Page:
    signed = signed_batch()
    run = pages.Run(DEVICE, 1, GENESIS, signed.lines, signed.head, signed.signature)
    excerpt = pages.Run(DEVICE, 3, chain.walk(GENESIS, journal())[1], signed.lines[2:4], bytes.fromhex("77" * 32))
    return pages.Page(COOP, "branch:LWB", "", (run, excerpt), "czE", True)


def page_text() -> bytes:
    return compression.unpack(pages.pack(page()))


FILES: dict[str, Callable[[], bytes]] = {
    **{kind_file(kind.name, kind.v): lambda name=kind.name: kind_lines(name) for kind in ALL},  # type: ignore[misc]
    "chain/journal.lines": lambda: b"".join(raw + b"\n" for raw in journal()),
    "chain/hashes.txt": hashes,
    "batch/batch.txt": batch_text,
    "batch/batch.zst": packed_batch,
    "batch/batch.dict1.zst": packed_with_dictionary,
    "answer/answer.txt": answer,
    "page/page.txt": page_text,
}


def freeze(folder: Path = FOLDER) -> list[str]:
    """Write the golden files that are missing; their names. Raises Frozen where one there would change."""
    written = []
    for name, make in FILES.items():
        path, content = folder / name, make()
        if path.exists():
            # Another release of zstd may pack the same text differently; what was packed once stays readable.
            if path.suffix != ".zst" and path.read_bytes() != content:
                raise Frozen(name)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        written.append(name)
    return written


if __name__ == "__main__":
    try:
        for name in freeze():
            print(name)
    except Frozen as frozen:
        sys.exit(f"{frozen} is frozen: what was released is never changed. Give the shape a new version instead.")
