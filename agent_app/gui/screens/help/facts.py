"""What a trouble report says of this laptop: versions, codes, counts and moments."""

import platform
from datetime import UTC, datetime

from PySide6.QtCore import qVersion

from agent_app import __version__
from agent_app.gui.session import Session
from agent_app.gui.theme.theme import theme


def facts_of(session: Session) -> dict[str, object]:
    """Facts by name, in the order they are read in."""
    known, me = session.status, session.identity
    facts: dict[str, object] = {
        "made": _moment(session.store.now()),
        "version": __version__,
        "system": platform.platform(),
        "python": platform.python_version(),
        "qt": qVersion(),
        "look": f"{theme().look} {theme().text_size} % {session.settings.language}",
        "coop": me.coop,
        "branch": me.branch,
        "device": me.device,
        "role": me.role,
        "sync": session.sync_state.phase.name,
        "last_backup": _moment(session.last_backup),
    }
    if known is not None:
        facts |= {
            "acknowledged": known.acknowledged,
            "unsent_acts": known.unsent.acts,
            "unsent_rupiah": known.unsent.rupiah,
            "unsecured": known.unsecured,
            "last_success": _moment(_of(known.last_success)),
            "trouble": known.trouble,
            "differences": len(known.differences),
            "reviews": known.reviews,
            "clock_offset_ms": known.clock_offset_ms,
        }
    return facts


def _of(milliseconds: int | None) -> datetime | None:
    return datetime.fromtimestamp(milliseconds / 1000, UTC) if milliseconds is not None else None


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="seconds") if at is not None else None
