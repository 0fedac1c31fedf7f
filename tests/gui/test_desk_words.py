"""What lies over the desk's screens speaks one language, and an agent's day is told without colour."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from agent_app.domain.desk import AgentState
from agent_app.gui.screens.count.bulk import BulkSheet
from agent_app.gui.screens.count.close_sheet import CloseSheet
from agent_app.gui.screens.count.float_sheet import FloatSheet
from agent_app.gui.screens.count.return_sheet import ReturnSheet
from agent_app.gui.screens.decide.sheets import RecountSheet, Typed
from agent_app.gui.screens.reconcile.wording import STATES
from agent_app.gui.widgets.overlays import Overlay
from agent_app.reference.words import words
from agent_app.settings import Settings
from tests.gui import looks
from tests.gui.conftest import Open
from tests.gui.screens.counter import MARIA, deposit_of, settle, show
from tests.gui.stage import Opened


def recount(opened: Opened) -> Overlay:
    session = opened.window.session
    return RecountSheet(opened.window, session, session.say("decide.not_now"), "", session.say("decide.note"), Typed())


SHEETS: dict[str, Callable[[Opened], Overlay]] = {
    "bulk": lambda opened: BulkSheet(opened.window.frame),
    "float": lambda opened: FloatSheet(opened.window.frame, MARIA),
    "close": lambda opened: CloseSheet(opened.window.frame, "2026-11-23"),
    "return": lambda opened: ReturnSheet(
        opened.window.frame, opened.window.frame.screen.loaded, lambda: None, lambda _: None
    ),
    "recount": recount,
}


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_sheet_of_the_counter_speaks_one_language_and_names_what_it_holds(
    open_branch: Open, qtbot: QtBot, language: str
) -> None:
    own, foreign = words(language), words("en" if language == "id" else "id")
    said = {own.say(key) for key in own.keys if "{" not in own.say(key)}
    strange = {foreign.say(key) for key in foreign.keys if "{" not in foreign.say(key)} - said
    opened = open_branch(settings=Settings(theme="light", language=language))
    wrong = {}
    for name, build in SHEETS.items():
        show(opened, qtbot, deposit_of(opened, MARIA).origin)
        sheet = build(opened)
        sheet.present()
        settle(opened, qtbot)
        found = sorted(set(looks.texts(sheet)) & strange) + looks.unnamed(sheet) + looks.small_targets(sheet)
        if found:
            wrong[name] = found
        sheet.dismiss()
    assert wrong == {}


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_state_of_an_agents_day_has_a_word_and_an_icon_of_its_own(language: str) -> None:
    """So that a grey picture of the list still tells them apart."""
    say = words(language).say
    told = {state: say(f"reconcile.state.{state.value}") for state in AgentState}
    assert len(set(told.values())) == len(AgentState)
    assert len({STATES[state][1] for state in AgentState}) == len(AgentState)
