"""What was typed to put a member right and is not saved yet, as it is kept on this device."""

from typing import Any

import msgspec


class Correction(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was typed and not saved, only the fields that differ; `at` milliseconds since 1970 UTC."""

    nik: str | None = None
    name: str | None = None
    birth: str | None = None
    phone: str | None = None
    village: tuple[str, str] | None = None
    address: str | None = None
    occupation: str | None = None
    mother: str | None = None
    heirs: list[dict[str, Any]] | None = None
    at: int = 0


def draft_key(member: str) -> str:
    """Under which key the correction of a member is kept."""
    return f"draft.correct.{member}"


def read_draft(found: Any | None) -> Correction | None:
    """What was kept; a draft of an unknown form counts as none."""
    try:
        return msgspec.convert(found, Correction) if found is not None else None
    except msgspec.ValidationError:
        return None
