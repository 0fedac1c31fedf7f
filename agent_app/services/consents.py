"""What a member agrees to after the registration, such as dues taken from savings or the surplus share."""

from dataclasses import dataclass

from agent_app.domain.errors import Refused
from agent_app.domain.refusals import RefusalCode
from agent_app.journal.entries.base import Origin
from agent_app.records.views import members as members_view
from agent_app.services.members import Consent, Purpose, append_consent
from agent_app.store.tx import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordConsent:
    member: str
    consent: Consent


def record_consent(tx: Tx, command: RecordConsent) -> Origin:
    """Write down what a registered member agrees to, beside what was agreed before.

    Raises Refused(member_unknown), or consent_missing without a text or without a purpose that is one of `Purpose`.
    """
    member = members_view.find(tx.connection, tx.coop, command.member)
    if member is None or member.erased:
        raise Refused(RefusalCode.MEMBER_UNKNOWN)
    said = command.consent
    if not said.text.strip() or not said.purposes or not set(said.purposes) <= set(Purpose):
        raise Refused(RefusalCode.CONSENT_MISSING)
    return append_consent(tx, command.member, said)
