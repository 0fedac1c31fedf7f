"""What a batch of lines says, before it is written: rows per table and the subjects whose summaries they touch."""

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import Table

from agent_app.domain.texts import fold
from agent_app.journal.encoding import from_hash
from agent_app.journal.entries.base import Origin
from agent_app.records.bulk import Row
from agent_app.records.held import Held

OriginKey = tuple[int, int, bytes]
LONGEST_FOLDED = 200
"""Characters of a folded name that are searched: PostgreSQL refuses an index entry of more than 2,700 bytes."""


class Source(msgspec.Struct, frozen=True):
    """The line a fact comes from, and its writer as enrolled. `at` is milliseconds since 1970 UTC."""

    coop: str
    device: int
    seq: int
    h: bytes
    at: int
    person: str
    branch: str
    role: str

    @property
    def key(self) -> OriginKey:
        """The origin."""
        return self.device, self.seq, self.h

    def columns(self) -> Row:
        """The columns every table of facts begins with."""
        return {**self.key_columns(), "at": self.at, "person": self.person, "branch": self.branch}

    def key_columns(self) -> Row:
        """The key of a table of facts."""
        return {"coop": self.coop, "device": self.device, "seq": self.seq, "h": self.h}

    def winner(self) -> Row:
        """The columns that decide which value is the newest."""
        return {"coop": self.coop, "at": self.at, "by_device": self.device, "by_seq": self.seq}


@dataclass(slots=True)
class Facts:
    """Rows to insert where they are new, rows of newest and of first values, touched subjects, and the lines that
    say all this, by device and number."""

    new: dict[Table, list[Row]] = field(default_factory=dict)
    newest: dict[Table, list[Row]] = field(default_factory=dict)
    oldest: dict[Table, list[Row]] = field(default_factory=dict)
    lines: dict[tuple[int, int], Held] = field(default_factory=dict)
    members: set[str] = field(default_factory=set)
    receipts: set[OriginKey] = field(default_factory=set)
    deposits: set[OriginKey] = field(default_factory=set)
    days: set[tuple[str, str]] = field(default_factory=set)
    """Agents and business days whose sums change."""
    voids: set[OriginKey] = field(default_factory=set)
    confirmations: set[OriginKey] = field(default_factory=set)
    remitted: set[tuple[str, str]] = field(default_factory=set)
    """Members and months of which a remittance or a refusal of BPJS speaks."""
    bank_keys: set[str] = field(default_factory=set)
    enrolled: set[int] = field(default_factory=set)
    listed: set[str] = field(default_factory=set)
    """Those of whom rows of a branch's list speak."""
    erased: set[str] = field(default_factory=set)
    """Who is to be forgotten from now on: found when the summaries are computed."""
    restored: list[tuple[int, int]] = field(default_factory=list)

    def add(self, table: Table, row: Row) -> None:
        """A fact: inserted unless the same origin brought it already."""
        self.new.setdefault(table, []).append(row)

    def add_newest(self, table: Table, row: Row) -> None:
        """A value of which the newest wins."""
        self.newest.setdefault(table, []).append(row)

    def add_oldest(self, table: Table, row: Row) -> None:
        """A value of which the first stays."""
        self.oldest.setdefault(table, []).append(row)

    def merge(self, other: "Facts") -> None:
        """Take over what another line says; a line that failed half-way is never merged."""
        for table, rows in other.new.items():
            self.new.setdefault(table, []).extend(rows)
        for table, rows in other.newest.items():
            self.newest.setdefault(table, []).extend(rows)
        for table, rows in other.oldest.items():
            self.oldest.setdefault(table, []).extend(rows)
        for name in ("members", "receipts", "deposits", "days", "voids", "confirmations", "enrolled"):
            getattr(self, name).update(getattr(other, name))
        self.remitted |= other.remitted
        self.bank_keys |= other.bank_keys
        self.listed |= other.listed
        self.erased |= other.erased
        self.restored += other.restored
        self.lines |= other.lines

    @property
    def tables(self) -> frozenset[str]:
        """Names of the tables that get rows."""
        return frozenset(table.name for table in (*self.new, *self.newest, *self.oldest))


def reference(prefix: str, origin: Origin) -> Row:
    """The columns that name another line. Raises ValueError where its hash is none."""
    device, seq, h = origin_key(origin)
    return {f"{prefix}_device": device, f"{prefix}_seq": seq, f"{prefix}_h": h}


def optional_reference(prefix: str, origin: Origin | None) -> Row:
    """The same columns, empty where no line is named."""
    names = (f"{prefix}_{name}" for name in ("device", "seq", "h"))
    return dict.fromkeys(names) if origin is None else reference(prefix, origin)


def origin_key(origin: Origin) -> OriginKey:
    """An entry's reference as a key. Raises ValueError where its hash is none."""
    return origin.device, origin.seq, from_hash(origin.h)


def plain(value: Any) -> str:
    """A list or mapping as a JSON text with sorted keys, so that both databases hold the same."""
    return _PLAIN.encode(value)


_PLAIN = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def folded(name: str | None) -> str | None:
    """A name as it is searched for."""
    return fold(name)[:LONGEST_FOLDED] if name is not None else None


def joined(values: Collection[str]) -> str:
    """Codes as one text, in their own order."""
    return " ".join(values)
