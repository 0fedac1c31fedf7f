"""Where laptops reach the centre: a file in its folder, so that an invitation can name it."""

from pathlib import Path
from urllib.parse import urlsplit

from agent_app.domain.errors import Refused
from agent_app.domain.refusals import RefusalCode
from agent_app.wire.invitations import checked_address, is_loopback

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

    What the operator once said, or where it was served with a certificate, is never replaced by an address of this
    machine alone: a centre behind a proxy is served on one.
    """
    before = known(folder)
    if address is None or (before is not None and not _is_of_this_machine(before)):
        return before
    try:
        return told(folder, address)
    except Refused:
        return before


def _is_of_this_machine(address: str) -> bool:
    try:
        return is_loopback(urlsplit(address).hostname or "")
    except ValueError:
        # Something unreadable helps nobody.
        return True
