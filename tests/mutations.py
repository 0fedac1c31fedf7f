"""Bytes as they come out of a bad line, a bad disk or a bad will: cut, doubled, altered, spliced."""

from collections.abc import Sequence

from hypothesis import strategies as st

_TOKENS = (
    b'"', b"\\", b"\\u0000", b"\\ud800", b"\x00", b"\xff", b"\n", b",", b":", b"{", b"}", b"[", b"]", b"-", b"1e5",
    b"0.5", b"9007199254740993", b',"private":', b'"seq":1,', b"null", b"true", b"[" * 1500, b'{"a":' * 1500, b"NaN",
)  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn, originals: Sequence[bytes]) -> bytes:
    """One of the originals after a few alterations anywhere in it."""
    data = bytearray(draw(st.sampled_from(originals)))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(len(data) - 1, 0)))
        to = draw(st.integers(at, min(at + 40, len(data))))
        match draw(st.sampled_from(("flip", "cut", "drop", "double", "token", "splice"))):
            case "flip" if data:
                data[at] ^= 1 << draw(st.integers(0, 7))
            case "cut":
                del data[at:]
            case "drop":
                del data[at:to]
            case "double":
                data[at:at] = data[at:to]
            case "token":
                data[at:to] = draw(st.sampled_from(_TOKENS))
            case "splice":
                other = draw(st.sampled_from(originals))
                data[at:] = other[draw(st.integers(0, len(other))) :]
    return bytes(data)


def anything(originals: Sequence[bytes]) -> st.SearchStrategy[bytes]:
    """Random bytes, the originals altered, and the originals themselves."""
    return st.one_of(st.binary(max_size=200), mutated(originals), st.sampled_from(originals))
