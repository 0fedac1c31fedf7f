"""A clock that stands more than a day back is confirmed by the person before anything is written."""

import pytest

from agent_app.domain.errors import Refused
from agent_app.records.views import history
from agent_app.services.clock import ConfirmClock, confirm_clock
from agent_app.store import contact
from tests.services.office import Branch


def test_a_clock_two_days_back_is_confirmed_once_and_its_lines_are_marked(branch: Branch) -> None:
    member = branch.maria.register()
    branch.clock.forward(days=-2)
    with pytest.raises(Refused, match="clock_doubtful"):
        branch.maria.collect(member, "2026-11")
    branch.maria.do(confirm_clock, ConfirmClock())
    with branch.maria.store.reading() as connection:
        assert contact.load(connection).doubtful_clock
    branch.maria.collect(member, "2026-11")
    told = branch.maria.ask(history.history, [member])
    assert told[0].kind == "contribution_collected"
    assert branch.maria.on_hand() == 8_400
