"""What a PIN and a passphrase must look like."""

import re
import unicodedata

from agent_app.domain.errors import Refused

PASSPHRASE_LENGTH = 12

_PIN = re.compile(r"[0-9]{6}")
_DIGITS_UP = "01234567890123456789"

# Common six-digit PINs that no rule below catches: half-and-half, mirrored and keypad patterns, key dates.
_COMMON = frozenset(
    {
        "102030", "112211", "112233", "123123", "123321", "123654", "135790", "142536", "147258", "147369",
        "159357", "159753", "170845", "246810", "258456", "321321", "321654", "332211", "445566", "456123",
        "456456", "456789", "654456", "741852", "753951", "778899", "789456", "789789", "852456", "963852",
    }
)  # fmt: skip


def require_pin_shape(pin: str) -> None:
    """Raises Refused `pin_shape` unless the PIN is exactly six digits 0–9."""
    if not _PIN.fullmatch(pin):
        raise Refused("pin_shape")


def require_new_pin(pin: str) -> None:
    """Raises Refused `pin_shape`, or `pin_too_common` for one that a thief tries first.

    Too common are one or two digits repeated, digits counted up or down, and a list (a blocklist is asked
    for by NIST SP 800-63B).
    """
    require_pin_shape(pin)
    repeated = pin == pin[:2] * 3
    counted = pin in _DIGITS_UP or pin in _DIGITS_UP[::-1]
    if repeated or counted or pin in _COMMON:
        raise Refused("pin_too_common")


def require_new_passphrase(passphrase: str) -> None:
    """Raises Refused `passphrase_short` below twelve characters."""
    if len(composed(passphrase)) < PASSPHRASE_LENGTH:
        raise Refused("passphrase_short", least=PASSPHRASE_LENGTH)


def composed(passphrase: str) -> str:
    """The one spelling (NFC) of a passphrase: keyboards write an accented letter as one sign or as two."""
    return unicodedata.normalize("NFC", passphrase)
