"""A person vouches for the laptop's clock when it stands more than a day before the last line."""

from dataclasses import dataclass

from agent_app.store.tx import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmClock:
    """The person has looked: the date is right, or the best there is."""


def confirm_clock(tx: Tx, command: ConfirmClock) -> None:
    """Acts go on from now on; their lines are marked as of a doubtful clock until the centre gives the time."""
    tx.note_contact(doubtful_clock=True)
