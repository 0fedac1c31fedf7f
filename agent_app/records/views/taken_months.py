"""Which months of one member are settled already: the question every receipt asks, so it is asked quickly."""

from dataclasses import dataclass

from sqlalchemy import BindParameter, bindparam, literal, select, union_all
from sqlalchemy.engine import Connection

from agent_app.domain.months import Month
from agent_app.records.prepared import Prepared
from agent_app.records.tables.cash import protected_month, remitted_month
from agent_app.records.tables.members import member as member_table
from agent_app.records.tables.money import receipt, receipt_month
from agent_app.records.views.members import Member
from agent_app.records.views.months import RECEIPT_OF_MONTH
from agent_app.records.views.refused import still_counts


@dataclass(frozen=True, slots=True)
class TakenMonths:
    """`paid`: on receipts that still count; `settled`: reached BPJS, by the branch's word or by BPJS's own."""

    paid: frozenset[Month]
    settled: frozenset[Month]


def taken_months(connection: Connection, coop: str, member: Member) -> TakenMonths:
    """The months of a member, with those of registrations merged into it."""
    key = {"coop": coop, "member": member.member}
    paid, settled = set[Month](), set[Month]()
    for month, is_settled in _TAKEN.rows(connection, key):
        (settled if is_settled else paid).add(month)
    return TakenMonths(frozenset(paid), frozenset(settled))


_COOP: BindParameter[str] = bindparam("coop")
_MEMBER: BindParameter[str] = bindparam("member")
_PERSON = union_all(
    select(_MEMBER),
    select(member_table.c.member).where(
        member_table.c.coop == _COOP,
        member_table.c.merged_into == _MEMBER,
    ),
)
_TAKEN = Prepared(
    union_all(
        select(receipt_month.c.month, literal(0).label("settled"))
        .join(receipt, RECEIPT_OF_MONTH)
        .where(
            receipt_month.c.coop == _COOP,
            receipt_month.c.member.in_(_PERSON),
            receipt.c.reversed_day.is_(None),
        ),
        *(
            select(table.c.month, literal(1)).where(
                table.c.coop == _COOP, table.c.member.in_(_PERSON), still_counts(table)
            )
            for table in (remitted_month, protected_month)
        ),
    )
)
