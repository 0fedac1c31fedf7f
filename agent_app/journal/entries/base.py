"""What all entries share: a frozen shape, the origin that names a line for ever, and erasable private parts."""

from typing import Annotated

import msgspec

from agent_app.journal.lines import MAX_NAME, new_salt

Name = Annotated[str, msgspec.Meta(max_length=MAX_NAME)]
"""A code, an id or a paper's number: tables are keyed and searched by it, so it stays short in every database."""
Reference = Annotated[str, msgspec.Meta(max_length=200)]
"""What a bank or BPJS calls a payment."""


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """The body of a line: everything but seq, at, kind and v. Optional fields that are unset are not written."""


class Private(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """The part about a natural person. On reading, an erased part is a string (its hash) instead."""

    salt: str = msgspec.field(default_factory=new_salt)


class Note(Private, frozen=True, kw_only=True):
    """Free text that may name somebody."""

    note: str | None = None


class Origin(msgspec.Struct, frozen=True, order=True):
    """Where an entry was first written: names it on every side, by whatever way it came. `h` is hex."""

    device: int
    seq: int
    h: str
