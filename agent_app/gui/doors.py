"""What leads to the data: given by the composition root, so that the window knows neither vault nor keyring."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    # The lock is on the screen before the database's libraries are imported.
    from agent_app.store.backups import Backup
    from agent_app.store.store import Store
    from agent_app.wire.documents import InvitationSeen

SlotKind = Literal["pin", "passphrase"]


@dataclass(frozen=True, slots=True)
class Doors:
    """`unlock` and `matches` take the PIN or passphrase and raise Refused where it is wrong; all take a moment.

    `matches` asks again while the data is open. `create` begins a new device. `enrol` gets the invitation and
    what the laptop is called; `look_at` says before for whom an invitation is, None where that cannot be asked.
    `require_keyring` raises Unavailable where a PIN would protect nothing. `restore` puts one of the `backups` in the
    place of the database, which is set aside. `now` is the laptop's clock.
    `missing_in` is what a backup lacks of what was handed out, `handed_out` that in all: acts and rupiah, None where
    nobody can tell; `synced_by` the service that exchanges the folder's files with other machines. All may raise
    Unavailable.
    """

    folder: Path
    has_device: Callable[[], bool]
    kind: Callable[[], SlotKind]
    unlock: "Callable[[str], Store]"
    matches: Callable[[str], None]
    create: "Callable[[SlotKind, str], Store]"
    enrol: "Callable[[Store, str, str], None]"
    backups: "Callable[[], tuple[Backup, ...]]"
    restore: Callable[[str, Path], None]
    missing_in: Callable[[str, Path], tuple[int, int] | None] = lambda secret, backup: None
    handed_out: Callable[[], tuple[int, int] | None] = lambda: None
    look_at: "Callable[[str], InvitationSeen | None]" = lambda invitation: None
    require_keyring: Callable[[], None] = lambda: None
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    synced_by: Callable[[], str | None] = lambda: None
