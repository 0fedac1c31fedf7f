"""Paper receipts that were keyed in later: which of them are in the books already."""

from sqlalchemy import BindParameter, Select, Table, bindparam, func, select, union_all
from sqlalchemy.engine import Connection

from agent_app.records.prepared import Prepared
from agent_app.records.tables.money import receipt, titipan


def copy_of(connection: Connection, coop: str, person: str, paper_no: str) -> str | None:
    """The number of the receipt or slip, still counting, onto which this person has keyed in a paper of this number.

    Numbers are compared without regard to case and outer blanks.
    """
    key = {"coop": coop, "person": person, "paper_no": paper_no.strip().upper()}
    return next((number for (number,) in _COPIED.rows(connection, key)), None)


_COOP: BindParameter[str] = bindparam("coop")
_PERSON: BindParameter[str] = bindparam("person")


def _copies(table: Table) -> Select[tuple[str]]:
    return select(table.c.number).where(
        table.c.coop == _COOP,
        table.c.agent == _PERSON,
        table.c.reversed_day.is_(None),
        func.upper(func.trim(table.c.paper_no)) == bindparam("paper_no"),
    )


_COPIED = Prepared(union_all(*(_copies(table) for table in (receipt, titipan))))
