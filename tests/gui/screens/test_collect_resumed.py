"""Money being taken when the window was closed: what was typed is back, what was paid meanwhile is not asked again."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from agent_app.gui.screens.collect.kept_order import KEY
from agent_app.store import kept
from tests.gui.conftest import MORNING
from tests.gui.screens.desk import arrive, collect, farmer, press, take
from tests.gui.stage import Opened, copy_of, open_window

Reopen = Callable[[], Opened]


@pytest.fixture
def reopen(played: Path, tmp_path: Path, qapp: object) -> Reopen:
    """Opens Maria's window, each time on the same folder; the one before is closed first."""
    folder = copy_of(played, "agent-A017", tmp_path)
    opened: list[Opened] = []

    def again() -> Opened:
        if opened:
            opened[-1].window.close()
        opened.append(open_window(folder, MORNING))
        return opened[-1]

    yield again
    opened[-1].window.close()


def resumed(opened: Opened, qtbot: QtBot) -> bool:
    """Whether the page of taking money goes on with somebody; else one is to be picked."""
    opened.window.frame.go("collect")
    qtbot.waitUntil(opened.window.session.is_idle)
    return bool(collect(opened).order.lines)


def test_an_order_not_taken_is_there_again_with_months_and_cash(reopen: Reopen, qtbot: QtBot) -> None:
    first = reopen()
    member = farmer(first)
    page = arrive(first, qtbot, member)
    page._choose_count(3)
    page.form.cash.focus()
    press("50000")
    months = page.order.lines[0].months
    again = reopen()
    assert resumed(again, qtbot)
    (line,) = collect(again).order.lines
    assert (line.person.member.member, line.months) == (member, months)
    assert collect(again).order.cash == 50_000
    assert collect(again).form.cash.edit.amount() == 50_000


def test_what_was_taken_is_no_draft_any_more(reopen: Reopen, qtbot: QtBot) -> None:
    first = reopen()
    take(first, qtbot, farmer(first))
    assert not resumed(reopen(), qtbot)


def test_months_paid_in_the_meantime_are_not_proposed_again(reopen: Reopen, qtbot: QtBot) -> None:
    first = reopen()
    member = farmer(first)
    page = arrive(first, qtbot, member)
    page.form.cash.focus()
    press("50000")
    qtbot.waitUntil(lambda: KEY in first.window.session.drafts)
    left = first.window.session.drafts[KEY]
    take(first, qtbot, member)
    # As after a kill between the receipt and the end of its draft.
    first.window.session.store.run(lambda connection: kept.keep(connection, KEY, left)).result()
    again = reopen()
    resumed(again, qtbot)
    assert collect(again).order.cash is None
    assert not again.window.session.drafts[KEY]


def test_cash_counts_only_while_nothing_else_was_written_since(reopen: Reopen, qtbot: QtBot) -> None:
    first = reopen()
    member = farmer(first)
    page = arrive(first, qtbot, member)
    page._payer_typed("Petrus")
    page.form.cash.focus()
    press("50000")
    first.window.frame.go("home")
    first.clock.now += timedelta(minutes=1)
    farmer(first, name="Agnes Kewa Tupen", nik="5313055703889902")
    again = reopen()
    assert resumed(again, qtbot)
    assert collect(again).order.payer == "Petrus"
    assert collect(again).order.cash is None
