"""Titipan, the small money members have left: what of it is still theirs."""

from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    FromClause,
    Table,
    Text,
    and_,
    bindparam,
    case,
    cast,
    func,
    select,
    union,
)
from sqlalchemy.engine import Connection

from agent_app.records.prepared import Prepared
from agent_app.records.tables.members import member as member_table
from agent_app.records.tables.money import receipt, receipt_month, titipan, titipan_use

MOST_LINES_OF_AN_ACT = 200
"""More members than fit into the line of a receipt."""


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
    """The uses that count."""
    return titipan_use.c.coop == bindparam("coop"), is_used(), ~is_given_back()


def is_used() -> ColumnElement[bool]:
    """That a use is part of the act of its receipt: by the same laptop right behind it, for somebody it names, and no
    more together than cash leaves of its price. No other line takes anything from what somebody has left."""
    of, month, beside = receipt.alias(), receipt_month.alias(), titipan_use.alias()
    names_them = select(month.c.month).where(_same(month, "", of, ""), month.c.member == titipan_use.c.member).exists()
    used = select(func.sum(beside.c.rupiah)).where(
        beside.c.coop == of.c.coop,
        beside.c.device == of.c.device,
        beside.c.seq.between(of.c.seq + 1, of.c.seq + MOST_LINES_OF_AN_ACT),
        beside.c.receipt_seq == of.c.seq,
        beside.c.receipt_h == of.c.h,
    )
    act = select(of.c.number).where(
        _same(of, "", titipan_use, "receipt_"),
        of.c.device == titipan_use.c.device,
        titipan_use.c.seq.between(of.c.seq + 1, of.c.seq + MOST_LINES_OF_AN_ACT),
        of.c.rupiah - of.c.cash >= used.correlate(of).scalar_subquery(),
        names_them.correlate(of, titipan_use),
    )
    return act.correlate(titipan_use).exists()


def is_given_back() -> ColumnElement[bool]:
    """That the receipt a use paid for was taken back."""
    of = receipt.alias()
    taken_back = select(of.c.number).where(_same(of, "", titipan_use, "receipt_"), of.c.reversed_day.is_not(None))
    return taken_back.correlate(titipan_use).exists()


def _same(one: FromClause, prefix: str, other: FromClause, other_prefix: str) -> ColumnElement[bool]:
    """That rows of two tables name one line, each in the columns with its prefix."""
    columns = (one.c[f"{prefix}{name}"] == other.c[f"{other_prefix}{name}"] for name in ("device", "seq", "h"))
    return and_(one.c.coop == other.c.coop, *columns)


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
