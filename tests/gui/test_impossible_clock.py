"""The window on a laptop whose clock stands years away: every screen answers, and money is refused in words."""

from datetime import UTC, datetime

import pytest
from pytestqt.qtbot import QtBot

from agent_app.domain.errors import Refused
from agent_app.records.views import cash
from agent_app.services.deposit import DepositCash, deposit_cash
from agent_app.sync import own_journal
from tests.gui.conftest import Open
from tests.gui.test_every_screen import LAPTOPS, settle

STANDS = (datetime(2010, 1, 1, 0, 0, tzinfo=UTC), datetime(2022, 5, 5, tzinfo=UTC), datetime(2036, 2, 29, tzinfo=UTC))


@pytest.mark.parametrize("role", LAPTOPS)
@pytest.mark.parametrize("moment", STANDS, ids=lambda moment: str(moment.year))
def test_every_screen_answers_and_none_stays_grey(open_laptop: Open, qtbot: QtBot, moment: datetime, role: str) -> None:
    opened = open_laptop(LAPTOPS[role], now=moment)
    troubles: list[str] = []
    opened.window.session.trouble.connect(troubles.append)
    for key in opened.window.frame.entries:
        opened.window.frame.go(key)
        settle(qtbot, opened)
    assert troubles == []
    assert opened.window.session.status is not None


@pytest.mark.parametrize("moment", STANDS, ids=lambda moment: str(moment.year))
def test_money_is_refused_with_the_clock_as_the_cause(open_laptop: Open, moment: datetime) -> None:
    opened = open_laptop(now=moment)
    store = opened.window.session.store
    with store.reading() as connection:
        on_hand = cash.position(connection, store.identity.coop, store.identity.person).on_hand
        before = own_journal.end(connection, store.identity)
    assert on_hand > 0
    with pytest.raises(Refused) as refused:
        store.write(deposit_cash, DepositCash(rupiah=on_hand)).result()
    assert refused.value.code == "clock_implausible"
    assert str(moment.year) in opened.window.session.words.of(refused.value)
    with store.reading() as connection:
        assert own_journal.end(connection, store.identity) == before
