"""Where laptops reach the centre: a file in its folder, so that an invitation can name it."""

from pathlib import Path

from agent_app.domain.errors import Refused
from agent_app.domain.refusals import RefusalCode
from agent_app.wire.invitations import checked_address

ADDRESS_FILE = "address"


def known(folder: Path) -> str | None:
    """The address as it was last set or found, None where there is none."""
    try:
        return (folder / ADDRESS_FILE).read_text(encoding="utf-8").strip() or None
    except OSError:
        return None


def last(folder: Path) -> str:
    """Raises Refused("address_missing")."""
    found = known(folder)
    if found is None:
        raise Refused(RefusalCode.ADDRESS_MISSING)
    return found


def told(folder: Path, address: str) -> str:
    """Keep what the operator says. Raises Refused("address_insecure" | "invitation_unreadable"), OSError."""
    checked = checked_address(address)
    (folder / ADDRESS_FILE).write_text(checked, encoding="utf-8")
    return checked


def found(folder: Path, address: str | None) -> str | None:
    """Keep where the centre is served, if nothing better is known; what invitations name from now on.

    An address with TLS, which the operator said or a certificate gave, is never replaced by an address of this machine
    alone: a centre behind a proxy is served on one.
    """
    before = known(folder)
    if address is None or (before is not None and before.startswith("https://")):
        return before
    try:
        return told(folder, address)
    except Refused:
        return before
