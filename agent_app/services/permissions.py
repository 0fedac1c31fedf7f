"""Who may do what: what acts ask before anything else."""

from agent_app.domain.errors import Refused
from agent_app.domain.refusals import RefusalCode
from agent_app.store.tx import Tx

SUPERVISOR = "supervisor"


def supervisor_only(tx: Tx) -> None:
    """Raises Refused(role_not_allowed) for anybody but a supervisor."""
    if tx.identity.role != SUPERVISOR:
        raise Refused(RefusalCode.ROLE_NOT_ALLOWED)


def second_person(tx: Tx, *makers: str | None) -> None:
    """Raises Refused(second_person_required) where this person made what is to be decided."""
    if tx.identity.person in makers:
        raise Refused(RefusalCode.SECOND_PERSON_REQUIRED)
