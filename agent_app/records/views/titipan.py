"""Titipan, the small money members have left: what of it is still theirs."""

from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Table, Text, and_, bindparam, case, cast, func, select, union
from sqlalchemy.engine import Connection

from agent_app.records.prepared import Prepared
from agent_app.records.tables.members import member as member_table
from agent_app.records.tables.money import receipt, titipan, titipan_use


def balance(connection: Connection, coop: str, member: str) -> int:
    """What one person has left, in rupiah: taken less used, without slips that were reversed.

    Registrations merged with each other are one person's: each of them answers for all. A receipt that was voided
    or reversed gives back what it had used.
    """
    key = {"coop": coop, "member": member}
    ((taken,),), ((used,),) = _TAKEN_OF.rows(connection, key), _USED_OF.rows(connection, key)
    return int(taken or 0) - int(used or 0)


def spendable(connection: Connection, coop: str, member: str) -> int:
    """What of the balance may pay for months: money that was no cash only once somebody confirmed that it came in."""
    ((awaited,),) = _AWAITED_OF.rows(connection, {"coop": coop, "member": member})
    return balance(connection, coop, member) - int(awaited or 0)


def balances(connection: Connection, coop: str) -> dict[str, int]:
    """Every person with a balance other than zero, by the registration that goes on."""
    left: dict[str, int] = {}
    for sign, table, rupiah_of, counting in (
        (1, titipan, _TAKEN, _standing()),
        (-1, titipan_use, titipan_use.c.rupiah, _spent()),
    ):
        for member, rupiah in connection.execute(_by_person(table, rupiah_of, counting), {"coop": coop}):
            left[member] = left.get(member, 0) + sign * int(rupiah)
    return {member: rupiah for member, rupiah in sorted(left.items()) if rupiah}


def _standing() -> tuple[ColumnElement[bool], ...]:
    """The slips that count."""
    return titipan.c.coop == bindparam("coop"), titipan.c.reversed_day.is_(None)


def _spent() -> tuple[ColumnElement[bool], ...]:
    """The uses that count: also those whose receipt has not arrived yet, as the money may be spent."""
    reversed_ = select(receipt.c.number).where(
        receipt.c.coop == titipan_use.c.coop,
        receipt.c.device == titipan_use.c.receipt_device,
        receipt.c.seq == titipan_use.c.receipt_seq,
        receipt.c.h == titipan_use.c.receipt_h,
        receipt.c.reversed_day.is_not(None),
    )
    return titipan_use.c.coop == bindparam("coop"), ~reversed_.exists()


def _by_person(table: Table, rupiah: ColumnElement[int], counting: tuple[ColumnElement[bool], ...]) -> Any:
    goes_on = func.coalesce(member_table.c.merged_into, table.c.member)
    its_member = and_(member_table.c.coop == table.c.coop, member_table.c.member == table.c.member)
    statement = select(goes_on, func.sum(rupiah)).select_from(table.outerjoin(member_table, its_member))
    return statement.where(*counting).group_by(goes_on)


_TAKEN: ColumnElement[int] = case((titipan.c.source == "cash", titipan.c.cash), else_=titipan.c.rupiah)
"""What a slip is worth: of one said to be taken in cash no more than the cash that its writer answers for."""
_COOP: BindParameter[str] = bindparam("coop")
# PostgreSQL does not guess what a value selected by itself is.
_MEMBER = cast(bindparam("member"), Text)
_GOES_ON = func.coalesce(
    select(member_table.c.merged_into)
    .where(member_table.c.coop == _COOP, member_table.c.member == _MEMBER)
    .scalar_subquery(),
    _MEMBER,
)
_PERSON = union(
    select(_MEMBER),
    select(_GOES_ON),
    select(member_table.c.member).where(member_table.c.coop == _COOP, member_table.c.merged_into == _GOES_ON),
)
_TAKEN_OF = Prepared(select(func.sum(_TAKEN)).where(*_standing(), titipan.c.member.in_(_PERSON)))
_AWAITED_OF = Prepared(
    select(func.sum(titipan.c.rupiah)).where(
        *_standing(), titipan.c.member.in_(_PERSON), titipan.c.source != "cash", titipan.c.funds_day.is_(None)
    )
)
_USED_OF = Prepared(select(func.sum(titipan_use.c.rupiah)).where(*_spent(), titipan_use.c.member.in_(_PERSON)))
