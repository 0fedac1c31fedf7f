from collections.abc import Callable

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_app.journal import chain, compression
from agent_app.wire import pages
from agent_app.wire.pages import Page, Run
from tests.effort import examples
from tests.journal import golden
from tests.journal.samples import AT
from tests.mutations import anything

PAGE = golden.page()
PLAIN = golden.page_text()
EMPTY = Page("KCL", "coop", "czE", (), "czE", False)
PACKED = [pages.pack(PAGE), pages.pack(EMPTY)]


def packed(plain: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=1).compress(plain)


@st.composite
def runs(draw: st.DrawFn) -> Run:
    first, count = draw(st.integers(1, 10**6)), draw(st.integers(1, 5))
    lines = tuple(b'{"seq":%d,"at":"%s","kind":"x","v":1}' % (first + i, AT.encode()) for i in range(count))
    prev = draw(st.binary(min_size=32, max_size=32))
    signature = draw(st.none() | st.binary(min_size=64, max_size=64))
    return Run(draw(st.integers(-3, 10**6)), first, prev, lines, chain.walk(prev, lines)[-1], signature)


@settings(max_examples=examples(80))
@given(st.lists(runs(), max_size=5), st.text(max_size=10), st.booleans())
def test_a_page_comes_out_as_it_went_in(some: list[Run], cursor: str, more: bool) -> None:
    page = Page("KCL", "branch:LWB", cursor, tuple(some), cursor[::-1], more)
    assert pages.unpack(pages.pack(page)) == page


def test_an_empty_page_says_only_where_to_go_on() -> None:
    assert pages.unpack(pages.pack(EMPTY)) == EMPTY


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace(b'{"feed":1,', b'{"feed":2,'),
        lambda text: text.replace(b'"coop":"KCL",', b""),
        lambda text: text.replace(b'{"run":12,"from":3', b'{"run":12,"from":4'),
        lambda text: text.replace(b'{"run":12,"from":3', b'{"run":12,"from":0'),
        lambda text: text.replace(b'{"run":12,"from":3', b'{"run":9007199254740992,"from":3'),
        lambda text: text.replace(b'{"to":4', b'{"to":5'),
        lambda text: text.replace(b'"prev":"', b'"prev":"0', 1),
        lambda text: text.replace(b'"head":"', b'"head":"F', 1),
        lambda text: text.replace(b'"sig":"', b'"sig":"+', 1),
        lambda text: text.replace(b'{"seq":2,', b'{"seq":3,'),
        lambda text: text.replace(b',"more":true', b""),
        lambda text: text[:-1],
        lambda text: text + b"\n",
        lambda text: text.replace(b'{"feed"', b'{"deep":' + b"[" * 50_000 + b"]" * 50_000 + b',"feed"'),
        lambda text: text.replace(b'{"run"', b'{"deep":' + b"[" * 50_000 + b"]" * 50_000 + b',"run"'),
        lambda text: b"\n".join(text.split(b"\n")[:4]) + b"\n",
        lambda text: b"\n".join(text.split(b"\n")[:2] + text.split(b"\n")[-2:]),
        lambda text: text.replace(b'"stream":"branch:LWB"', b'"stream":"\xff"'),
        lambda text: b"",
        lambda text: b"\n",
    ],
)
def test_a_page_of_another_shape_is_refused(change: Callable[[bytes], bytes]) -> None:
    assert change(PLAIN) != PLAIN
    with pytest.raises(pages.BadPage):
        pages.unpack(packed(change(PLAIN)))


def test_keys_a_later_release_adds_to_a_page_are_passed_over() -> None:
    later = PLAIN.replace(b'{"run":12,', b'{"later":{"a":1.5},"run":12,').replace(
        b'{"feed":1,', b'{"feed":1,"later":[],'
    )
    assert pages.unpack(packed(later)) == PAGE


def test_bytes_behind_a_page_and_bombs_are_refused() -> None:
    for bad in (pages.pack(PAGE) + b"x", packed(bytes(compression.MAX_PLAIN + 1)), bytes(pages.MAX_PACKED + 1)):
        with pytest.raises(pages.BadPage):
            pages.unpack(bad)


@settings(max_examples=examples(300))
@given(st.one_of(anything(PACKED), anything([PLAIN]).map(packed)))
def test_whatever_the_bytes_are_unpacking_gives_a_page_or_its_own_refusal(data: bytes) -> None:
    try:
        page = pages.unpack(data)
    except pages.BadPage:
        return
    assert all(run.lines and run.first >= 1 and len(run.prev) == len(run.head) == 32 for run in page.runs)
