"""The one view the screen shows: what is not sent yet, and whether both sides agree."""

import shutil

import pytest
from sqlalchemy import update

from agent_app.domain.errors import Unavailable
from agent_app.records.tables.journal import kind_total
from agent_app.store.tally import Tally
from agent_app.sync.continue_journal import continue_journal, read_old
from agent_app.sync.once import sync_once
from agent_app.sync.outcome import Difference, Result
from agent_app.sync.status import Match, status
from agent_app.sync.transport import HttpTransport, Raw, Request
from tests.sync.acts import RUPIAH, collect
from tests.sync.conftest import Link, Office
from tests.sync.test_sync import done


def milliseconds(office: Office) -> int:
    return round(office.clock.moment.timestamp() * 1000)


def test_lines_of_one_act_count_once_and_only_money_that_came_in_is_summed(office: Office) -> None:
    agent = office.device("A017")
    assert status(agent).unsent == Tally()
    began = milliseconds(office)
    for number in range(3):
        collect(agent, number, registers=True)
        office.clock.forward(minutes=1)
    assert status(agent).unsent == Tally(acts=3, lines=6, rupiah=3 * RUPIAH, oldest=began)


def test_what_the_centre_has_signed_for_is_no_longer_unsent(office: Office) -> None:
    agent = office.device("A017")
    collect(agent, 1, registers=True)
    office.clock.forward(hours=1)
    done(office.sync(agent))
    seen = milliseconds(office)
    now = status(agent)
    assert now.unsent == Tally()
    assert (now.last_success, now.trouble, now.differences) == (seen, None, ())
    assert now.match == Match(seq=2, count=1, rupiah=RUPIAH, at=seen)
    assert now.unsecured == 2
    office.clock.forward(hours=1)
    collect(agent, 2)
    later = status(agent)
    assert later.unsent == Tally(acts=1, lines=1, rupiah=RUPIAH, oldest=milliseconds(office))
    assert later.match == now.match


def test_a_failed_sync_moves_no_time(office: Office) -> None:
    agent = office.device("A017")
    done(office.sync(agent))
    before = status(agent)
    office.clock.forward(hours=1)
    collect(agent, 1)

    def trouble(request: Request, raw: Raw) -> Raw:
        return Raw(500, {}, b"") if request.method == "POST" else raw

    assert sync_once(agent, Link(HttpTransport(office.address), after=trouble)).result is Result.SERVER_TROUBLE
    assert status(agent).last_success == before.last_success


def test_totals_that_differ_are_no_match_and_are_named(office: Office) -> None:
    agent = office.device("A017")
    collect(agent, 1)
    done(office.sync(agent))
    agent.run(
        lambda connection: connection.execute(
            update(kind_total).where(kind_total.c.device == agent.identity.device).values(rupiah=1)
        ).close()
    ).result()
    now = status(agent)
    assert now.match is None
    assert now.differences == (Difference("contribution_collected", (1, 1), (1, RUPIAH)),)


def test_money_that_is_carried_over_is_still_money_at_risk(office: Office) -> None:
    agent = office.device("A017")
    collect(agent, 1)
    done(office.sync(agent))
    office.close(agent)
    shutil.copytree(office.folder / "A017", office.folder / "clone")
    agent, clone = office.open("A017"), office.open("clone")
    collect(agent, 2)
    done(office.sync(agent))
    collect(clone, 3, registers=True)
    new = office.device("A017", name="new")
    continue_journal(new, office.link(new), read_old(clone))
    now = status(new)
    assert (now.unsent.lines, now.unsent.rupiah) == (3, RUPIAH)


def test_a_folder_without_a_device_has_no_status(office: Office) -> None:
    with pytest.raises(Unavailable) as caught:
        status(office.open("empty"))
    assert caught.value.code == "not_enrolled"
