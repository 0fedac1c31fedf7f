"""What stops a sync, as the refusals and unavailabilities that screens and commands have words for."""

from agent_app.domain.errors import Refused, Trouble, Unavailable
from agent_app.domain.refusals import RefusalCode, UnavailableCode
from agent_app.sync.outcome import Halted, Result, of_no_contact
from agent_app.sync.transport import NoContact

_UNAVAILABLE: dict[Result, UnavailableCode] = {
    Result.CAPTIVE_PORTAL: UnavailableCode.CAPTIVE_PORTAL,
    Result.TLS: UnavailableCode.CENTRE_KEY_DIFFERS,
    Result.TLS_TIME: UnavailableCode.CLOCK_WRONG,
    Result.FOREIGN_KEY: UnavailableCode.CENTRE_KEY_DIFFERS,
    Result.SERVER_TROUBLE: UnavailableCode.CENTRE_BUSY,
    Result.TOO_LARGE: UnavailableCode.CENTRE_BUSY,
    Result.CLOCK_REFUSED: UnavailableCode.CLOCK_WRONG,
    Result.TOKEN_REFUSED: UnavailableCode.TOKEN_REFUSED,
    Result.UNKNOWN_DEVICE: UnavailableCode.TOKEN_REFUSED,
    Result.PROTOCOL: UnavailableCode.PROTOCOL_TOO_OLD,
    Result.JOURNAL_DAMAGED: UnavailableCode.DATABASE_UNREADABLE,
    Result.DISK: UnavailableCode.DISK,
}


def in_words(error: NoContact | Halted) -> Trouble:
    """The trouble to raise where a person waits for the answer."""
    return of(of_no_contact(error) if isinstance(error, NoContact) else error.result)


def of(result: Result) -> Trouble:
    """The trouble that tells of a sync's result; a line that failed is told as no network."""
    if result is Result.REVOKED:
        return Refused(RefusalCode.DEVICE_REVOKED)
    return Unavailable(_UNAVAILABLE.get(result, UnavailableCode.NO_NETWORK))
