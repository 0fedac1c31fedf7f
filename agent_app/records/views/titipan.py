"""Titipan, the small money members have left: what of it is still theirs."""

from typing import Any

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.engine import Connection

from agent_app.records.tables.money import receipt, titipan, titipan_use


def balance(connection: Connection, coop: str, member: str) -> int:
    """What one member has left, in rupiah: taken less used, without slips that were reversed.

    A receipt that was voided or reversed gives back what it had used.
    """
    key = {"coop": coop, "member": member}
    return int(connection.execute(_TAKEN_OF, key).scalar() or 0) - int(connection.execute(_USED_OF, key).scalar() or 0)


def balances(connection: Connection, coop: str) -> dict[str, int]:
    """Every member with a balance other than zero."""
    taken = dict(connection.execute(_taken().group_by(titipan.c.member), {"coop": coop}).all())
    used = dict(connection.execute(_used().group_by(titipan_use.c.member), {"coop": coop}).all())
    left = {member: int(taken.get(member, 0)) - int(used.get(member, 0)) for member in sorted({*taken, *used})}
    return {member: rupiah for member, rupiah in left.items() if rupiah}


def _taken() -> Any:
    return select(titipan.c.member, func.sum(titipan.c.rupiah)).where(
        titipan.c.coop == bindparam("coop"), titipan.c.reversed_day.is_(None)
    )


def _used() -> Any:
    """Uses whose receipt has not arrived yet count all the same: the money may be spent."""
    paid = and_(
        receipt.c.coop == titipan_use.c.coop,
        receipt.c.device == titipan_use.c.receipt_device,
        receipt.c.seq == titipan_use.c.receipt_seq,
        receipt.c.h == titipan_use.c.receipt_h,
    )
    return (
        select(titipan_use.c.member, func.sum(titipan_use.c.rupiah))
        .select_from(titipan_use.outerjoin(receipt, paid))
        .where(titipan_use.c.coop == bindparam("coop"), receipt.c.reversed_day.is_(None))
    )


_TAKEN_OF = _taken().with_only_columns(func.sum(titipan.c.rupiah)).where(titipan.c.member == bindparam("member"))
_USED_OF = _used().with_only_columns(func.sum(titipan_use.c.rupiah)).where(titipan_use.c.member == bindparam("member"))
