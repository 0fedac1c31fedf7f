"""What this laptop tells the centre of itself, so that its branch sees what is still on it."""

import msgspec

from agent_app import __version__
from agent_app.journal.encoding import to_base64
from agent_app.store import contact
from agent_app.store.store import Store
from agent_app.store.tally import tally
from agent_app.sync import own_journal
from agent_app.wire import answers
from agent_app.wire.documents import DeviceState


def headers(store: Store) -> dict[str, str]:
    """The header `Agent-State`, from one state of the database; none where an own line cannot be read."""
    me = store.identity
    with store.reading() as connection:
        known = contact.load(connection)
        last, _ = own_journal.end(connection, me)
        try:
            waiting = tally(connection, me, known.acknowledged)
        except msgspec.DecodeError:
            return {}
    state = DeviceState(app=__version__, seq=last, acts=waiting.acts, rupiah=waiting.rupiah, offset_ms=known.offset_ms)
    return {answers.STATE_HEADER: to_base64(msgspec.json.encode(state))}
