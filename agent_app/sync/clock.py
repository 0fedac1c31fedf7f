"""The laptop's clock beside the centre's: measured from signed answers, taken over, and said so in the journal."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from agent_app.domain import plausible
from agent_app.store import contact
from agent_app.store.contact import Contact
from agent_app.store.store import Store
from agent_app.store.tx import CLOCK_FELL, Tx, journal_end
from agent_app.sync.caller import read_time

CENTRE_CLOCK = "centre_clock"
"""What waits for a person where the centre's time is not believed."""
TOLERANCE = timedelta(seconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Measured:
    """What the laptop's clock lacks lies between these two: the answer was under way for the difference."""

    least: timedelta
    most: timedelta

    @property
    def middle(self) -> timedelta:
        """The best guess."""
        return (self.least + self.most) / 2

    def allows(self, offset: timedelta) -> bool:
        """Whether an offset known before may still be right."""
        return self.least - TOLERANCE <= offset <= self.most + TOLERANCE


def measure(server_time: str, sent_at: datetime, received_at: datetime) -> Measured:
    """From the centre's time and the laptop's uncorrected clock before and after. Raises Halted(PROTOCOL)."""
    there = read_time(server_time)
    return Measured(there - received_at, there - sent_at)


def contact_of(store: Store) -> Contact:
    """The last verified word of the centre."""
    with store.reading() as connection:
        return contact.load(connection)


def is_followed(store: Store, there: datetime, known: Contact) -> bool:
    """Whether the centre's time is to be believed (see domain.plausible)."""
    return plausible.is_followed(there, store.now(), contact.newest(known))


def take_over(store: Store, measured: Measured) -> int | None:
    """Correct the laptop's clock by the centre's; the offset now in force, in milliseconds.

    None where the centre's time is not believed: nothing is changed by it then, and what waits for a person says so.

    A jump of more than ten minutes, or a journal that ends more than ten minutes in the future, is written down
    in the same transaction, before any line that follows.
    """
    known = contact_of(store)
    if not is_followed(store, store.now() + measured.middle, known):
        store.run(lambda connection: contact.note(connection, trouble=CENTRE_CLOCK)).result()
        return None
    old = timedelta(milliseconds=known.offset_ms)
    new = old if measured.allows(old) else measured.middle
    offset_ms = round(new.total_seconds() * 1000)
    if abs(new - old) > CLOCK_FELL or _ends_in_future(store, new):
        store.write(_correct, offset_ms).result()
    elif offset_ms != known.offset_ms or known.doubtful_clock:
        store.write(_adjust, offset_ms).result()
    return offset_ms


def _ends_in_future(store: Store, offset: timedelta) -> bool:
    with store.reading() as connection:
        last = journal_end(connection, store.identity)
    return last.seq > 0 and timedelta(milliseconds=last.at) - (store.now() + offset - _EPOCH) > CLOCK_FELL


def _correct(tx: Tx, offset_ms: int) -> None:
    tx.correct_clock(offset_ms, contact.load(tx.connection).offset_ms)
    _adjust(tx, offset_ms)


def _adjust(tx: Tx, offset_ms: int) -> None:
    tx.note_contact(offset_ms=offset_ms, doubtful_clock=False)
