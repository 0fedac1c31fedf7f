"""Every kind of line, sound and spoilt in the ways a broken or hostile laptop may think of."""

import re
from collections.abc import Iterator

from tests.journal.samples import FILLED, bare, line
from tests.records.histories import POISON

_STRING = re.compile(rb':"([^"]+)"')
_NUMBER = re.compile(rb":(\d+)")
_NUMBERING = re.compile(rb"-(\d{6})\"")


def spoilt(first: int) -> Iterator[bytes]:
    """Lines numbered from `first` on, each beginning as a frame demands it."""
    seq = first
    for text in _bodies():
        yield b'{"seq":%d,' % seq + text
        seq += 1


def _bodies() -> Iterator[bytes]:
    """What stands behind the number."""
    at = b'"at":"2026-11-23T10:00:00.000+08:00",'
    for text in POISON:
        yield at + text.encode() + b"}"
    yield from (b"\xff\xfe\x00\\.\t\\N", b"}", at + b'"kind":"\\ud800","v":1}', b"\\.")
    for entry in FILLED:
        for form in (entry, bare(entry)):
            whole = line(1, form).removeprefix(b'{"seq":1,')
            yield whole
            yield from _variants(whole)


def _variants(whole: bytes) -> Iterator[bytes]:
    """A line's last string, its numbers, its paper's number, its private part, each as it should not be."""
    for text in (b"\\u0000", b"", b"x" * 5000, b"\xff"):
        yield _last(_STRING, whole, b':"' + text + b'"')
    for number in (b"0", b"-1", b"9007199254740991", b"9223372036854775808", b"1.5"):
        yield _last(_NUMBER, whole, b":" + number)
    yield _NUMBERING.sub(b'-000777"', whole)
    public, mark, _ = whole.partition(b',"private":')
    if mark:
        yield from (public + mark + rest + b"}" for rest in (b"17", b"{}", b'"' + b"a" * 64 + b'"', b"[[[]]]"))


def _last(pattern: "re.Pattern[bytes]", whole: bytes, by: bytes) -> bytes:
    """The whole with the last place that fits replaced."""
    places = list(pattern.finditer(whole))
    return whole[: places[-1].start()] + by + whole[places[-1].end() :] if places else whole
