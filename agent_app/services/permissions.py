"""Who may do what: what acts ask before anything else."""

from agent_app.domain.errors import Refused
from agent_app.domain.refusals import RefusalCode
from agent_app.records.tables.house import device
from agent_app.records.views.members import Member
from agent_app.store.tx import Tx

AGENT, SUPERVISOR = "agent", "supervisor"


def supervisor_only(tx: Tx) -> None:
    """Raises Refused(role_not_allowed) for anybody but a supervisor."""
    if tx.identity.role != SUPERVISOR:
        raise Refused(RefusalCode.ROLE_NOT_ALLOWED)


def second_person(tx: Tx, *makers: str | None) -> None:
    """Raises Refused(second_person_required) where this person made what is to be decided."""
    if tx.identity.person in makers:
        raise Refused(RefusalCode.SECOND_PERSON_REQUIRED)


def speaks_of(tx: Tx, member: Member) -> None:
    """Raises Refused(role_not_allowed) for a member of another branch, and to an agent for one whom they do not serve:
    what they wrote would have no effect anywhere."""
    me = tx.identity
    if member.branch != me.branch or (me.role == AGENT and member.agent != me.person):
        raise Refused(RefusalCode.ROLE_NOT_ALLOWED)


def agent_of_branch(tx: Tx, person: str) -> None:
    """Raises Refused(role_not_allowed) where nobody of this code is an agent of this person's branch."""
    statement = device.select().where(
        device.c.coop == tx.coop,
        device.c.branch == tx.identity.branch,
        device.c.person == person,
        device.c.role == AGENT,
    )
    if tx.connection.execute(statement.limit(1)).first() is None:
        raise Refused(RefusalCode.ROLE_NOT_ALLOWED)
