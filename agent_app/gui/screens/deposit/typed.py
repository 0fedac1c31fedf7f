"""What stands in the form of a deposit, as it is kept on this device until it is declared."""

from typing import Any

import msgspec

KEY = "draft.deposit"
CHANNELS = ("teller", "transfer", "virtual_account", "qris")


class Typed(msgspec.Struct, frozen=True, omit_defaults=True):
    """What stands in the form: pieces by code of note and coin, and the words about them."""

    pieces: dict[str, int] = {}
    channel: str = CHANNELS[0]
    reference: str = ""
    reason: str | None = None
    note: str = ""


def read_draft(found: Any | None) -> Typed:
    """What was kept; a draft of an unknown form counts as none."""
    try:
        typed = msgspec.convert(found or {}, Typed)
    except msgspec.ValidationError:
        return Typed()
    return typed if typed.channel in CHANNELS else Typed()


def to_keep(typed: Typed) -> Any | None:
    """Plain JSON of what is worth keeping."""
    return msgspec.to_builtins(typed) if typed != Typed() else None
