"""The one MetaData, and the columns many tables share.

Every key begins with the cooperative. A table of facts is keyed by the origin (device, seq, h) of the line
it comes from; nothing refers to another device's line by foreign key, so lines may arrive in any order.
`info["side"]` tells where a table exists: both, local or central; `info["derived"]` marks what `rebuild`
drops and computes again; `info["private"]` marks the columns that erasure empties.
"""

from typing import Any, Literal

from sqlalchemy import BigInteger, Column, Connection, Index, LargeBinary, MetaData, Table, Text, event
from sqlalchemy import text as sql
from sqlalchemy.schema import SchemaItem

Side = Literal["both", "local", "central"]

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

ORIGIN = ("device", "seq", "h")


def table(name: str, *items: SchemaItem, side: Side = "both", derived: bool = False) -> Table:
    """A table of the one MetaData; without SQLite's hidden rowid, since every one has a real key."""
    return Table(name, metadata, *items, info={"side": side, "derived": derived}, sqlite_with_rowid=False)


def partial(name: str, *columns: Column[Any], where: str) -> Index:
    """An index over the few rows that fulfil a condition, on either database."""
    index = Index(name, *columns, sqlite_where=sql(where))
    # Said when it is made and not here: a laptop has no use for the megabytes of SQLAlchemy's PostgreSQL.
    event.listen(index, "before_create", _say_to_postgresql)
    return index


def _say_to_postgresql(index: Index, connection: Connection, **_: Any) -> None:
    if connection.dialect.name == "postgresql":
        index.dialect_options["postgresql"]["where"] = index.dialect_options["sqlite"]["where"]


def coop() -> Column[str]:
    """The cooperative's code: first part of every key."""
    return Column("coop", Text, primary_key=True)


def key(name: str, kind: type[Any] = Text) -> Column[Any]:
    """A further part of the key."""
    return Column(name, kind, primary_key=True, autoincrement=False)


def text(name: str, nullable: bool = True) -> Column[Any]:
    """A text that is no personal data."""
    return Column(name, Text, nullable=nullable)


def private(name: str, kind: type[Any] = Text) -> Column[Any]:
    """Personal data: empty once the person is erased."""
    return Column(name, kind, nullable=True, info={"private": True})


def number(name: str, nullable: bool = True) -> Column[Any]:
    """An integer: rupiah, a device, a count, or milliseconds since 1970 UTC."""
    return Column(name, BigInteger, nullable=nullable)


def hash_(name: str, nullable: bool = True) -> Column[Any]:
    """A SHA-256, 32 bytes."""
    return Column(name, LargeBinary, nullable=nullable)


def origin() -> tuple[Column[Any], ...]:
    """The key of a table of facts, and who wrote the line when: `at` in milliseconds UTC, `person` and `branch`."""
    return (
        coop(),
        key("device", BigInteger),
        key("seq", BigInteger),
        key("h", LargeBinary),
        number("at", nullable=False),
        text("person", nullable=False),
        text("branch", nullable=False),
    )


def reference(prefix: str) -> tuple[Column[Any], ...]:
    """The origin of another line this fact speaks of."""
    return (
        number(f"{prefix}_device", nullable=False),
        number(f"{prefix}_seq", nullable=False),
        hash_(f"{prefix}_h", nullable=False),
    )


def winner() -> tuple[Column[Any], ...]:
    """Which line a row of the newest value comes from: the one with the greatest (at, device, seq)."""
    return number("at", nullable=False), number("by_device", nullable=False), number("by_seq", nullable=False)
