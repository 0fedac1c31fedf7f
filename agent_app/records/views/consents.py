"""What a person has agreed to, over all records that are theirs."""

from sqlalchemy import or_, select
from sqlalchemy.engine import Connection

from agent_app.records.tables.members import consent
from agent_app.records.tables.members import member as member_table


def purposes(connection: Connection, coop: str, member: str) -> frozenset[str]:
    """The purposes a member has consented to, also under a registration merged into this one."""
    merged = select(member_table.c.member).where(member_table.c.coop == coop, member_table.c.merged_into == member)
    statement = select(consent.c.purposes).where(
        consent.c.coop == coop, or_(consent.c.member == member, consent.c.member.in_(merged))
    )
    return frozenset(each for said in connection.execute(statement).scalars() for each in (said or "").split())
