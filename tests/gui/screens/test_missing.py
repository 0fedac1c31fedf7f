"""Acts that were handed out and are gone: the bar, the page of sending and the supervisor's desk say so, in figures."""

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from agent_app.journal.entries import house
from agent_app.store import restored
from agent_app.store.restored import Restored
from agent_app.store.store import Store
from tests.gui.conftest import Open
from tests.gui.test_every_screen import settle


def lose(store: Store, acts: int | None, rupiah: int | None, *, settled: bool) -> None:
    """As if the data had been put back an hour ago."""
    at = round(store.now().timestamp() * 1000) - 3_600_000
    row = Restored(at, 1, b"\x11" * 32, acts, rupiah, acts, rupiah, {}, announced=True, settled=settled)
    coop = store.identity.coop
    store.run(lambda connection: restored.keep(connection, coop, row)).result()


def shown(qtbot: QtBot, opened: object) -> tuple[str, str]:
    """What the bar and the page of sending say."""
    opened.window.session._status_due.start()
    settle(qtbot, opened)
    opened.window.frame.go("sync")
    settle(qtbot, opened)
    page = opened.window.frame.screen
    words = [one.text() for one in page._missing.findChildren(QLabel) if one.text()]
    notice = " ".join(words) if page._missing.isVisible() else ""
    return opened.window.frame.statusbar.state.text(), notice


def test_nothing_is_called_safe_or_sent_beside_what_is_missing(open_laptop: Open, qtbot: QtBot) -> None:
    opened = open_laptop()
    store, say = opened.window.session.store, opened.window.session.say
    assert shown(qtbot, opened)[1] == ""
    lose(store, 3, 25_200, settled=False)
    bar, notice = shown(qtbot, opened)
    assert bar.startswith(say("frame.state.missing", count=3))
    assert "Rp" in bar
    assert "25.200" in bar
    assert "25.200" in notice
    assert say("frame.state.nothing_waits") not in bar
    page = opened.window.frame.screen
    told = [one.text() for one in page.findChildren(QLabel) if one.isVisible()]
    assert [text for text in told if "aman" in text or "tidak ada yang hilang" in text] == []
    lose(store, None, None, settled=False)
    bar, notice = shown(qtbot, opened)
    assert bar.startswith(say("frame.state.missing_unknown"))
    assert notice == say("sync.missing.unknown")
    lose(store, 0, 0, settled=True)
    assert shown(qtbot, opened)[1] == ""


def test_the_supervisor_sees_whose_laptop_lost_how_much(open_branch: Open, qtbot: QtBot) -> None:
    opened = open_branch("supervisor-S003")
    store = opened.window.session.store
    told = house.JournalRestored(
        agent=store.identity.person,
        seq=4,
        head="ab" * 32,
        lost_acts=3,
        lost_rupiah=25_200,
        papers={},
        settled=True,
    )
    store.write(lambda tx, entry: tx.append(entry), told).result()
    opened.window.frame.go("agents")
    settle(qtbot, opened)
    page = opened.window.frame.screen
    texts = [page.model.text(place, 3) for place in range(page.model.rowCount())]
    assert opened.window.session.say("agents.state.lost", count=3) in texts
