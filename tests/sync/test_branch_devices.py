"""News of the branch's laptops: told with every sync, kept for when there is no network, and closing a lost one."""

import pytest

from agent_app import __version__
from agent_app.domain.errors import Refused, Unavailable
from agent_app.store.store import Store
from agent_app.sync import branch_devices
from agent_app.sync.branch_devices import Laptop, News
from agent_app.sync.once import sync_once
from agent_app.sync.transport import HttpTransport, NoContact, Reason, Request
from tests.sync.acts import RUPIAH, collect
from tests.sync.conftest import Link, Office


def news(store: Store) -> News | None:
    with store.reading() as connection:
        return branch_devices.load(connection)


def of(store: Store, agent: Store) -> Laptop:
    found = news(store)
    assert found is not None
    return next(one for one in found.laptops if one.device == agent.identity.device)


def test_a_supervisor_has_the_news_after_a_sync_and_keeps_it_without_a_network(office: Office) -> None:
    agent, supervisor = office.device("A017"), office.device("S001", "supervisor")
    collect(agent, 0, registers=True)
    office.sync(agent)
    office.sync(agent)
    assert news(supervisor) is None
    office.sync(supervisor)
    found = of(supervisor, agent)
    now = round(office.clock().timestamp() * 1000)
    assert (found.person, found.role, found.revoked, found.seq) == ("A017", "agent", False, 2)
    assert (found.app, found.unsent_acts, found.unsent_rupiah, found.offset_ms) == (__version__, 0, 0, 0)
    assert found.last_contact == found.told_at == now
    kept = news(supervisor)
    assert sync_once(supervisor, HttpTransport("http://127.0.0.1:9")).result == "no_network"
    assert news(supervisor) == kept


def test_a_laptop_tells_what_it_has_not_sent_when_it_calls(office: Office) -> None:
    agent, supervisor = office.device("A017"), office.device("S001", "supervisor")
    collect(agent, 0, registers=True)
    office.clock.forward(minutes=1)
    collect(agent, 1, registers=True)

    def no_push(request: Request) -> None:
        if request.method == "POST":
            raise NoContact(Reason.CUT)

    link = Link(HttpTransport(office.address), before=no_push)
    assert sync_once(agent, link).result == "cut"
    office.sync(supervisor)
    found = of(supervisor, agent)
    assert (found.unsent_acts, found.unsent_rupiah, found.seq) == (2, 2 * RUPIAH, 0)


def test_agents_ask_for_no_news(office: Office) -> None:
    agent = office.device("A017")
    link = Link(HttpTransport(office.address))
    assert sync_once(agent, link).is_done
    assert link.calls("GET", branch_devices.PATH) == 0
    assert news(agent) is None


def test_a_line_that_fails_at_the_news_spoils_no_sync(office: Office) -> None:
    supervisor = office.device("S001", "supervisor")

    def cut(request: Request) -> None:
        if request.path == branch_devices.PATH:
            raise NoContact(Reason.CUT)

    assert sync_once(supervisor, Link(HttpTransport(office.address), before=cut)).is_done
    assert news(supervisor) is None


def test_closing_a_lost_laptop_is_seen_at_once(office: Office) -> None:
    agent, supervisor = office.device("A017"), office.device("S001", "supervisor")
    branch_devices.revoke(supervisor, HttpTransport(office.address), agent.identity.device)
    assert of(supervisor, agent).revoked
    assert office.sync(agent).result == "revoked"


def test_without_a_network_nothing_is_closed_now_or_later(office: Office) -> None:
    agent, supervisor = office.device("A017"), office.device("S001", "supervisor")
    with pytest.raises(Unavailable, match="no_network"):
        branch_devices.revoke(supervisor, HttpTransport("http://127.0.0.1:9"), agent.identity.device)
    office.sync(supervisor)
    assert not of(supervisor, agent).revoked
    assert office.sync(agent).is_done


@pytest.mark.parametrize(("number", "code"), [(4_711, "device_unknown"), (None, "role_not_allowed")])
def test_what_the_centre_refuses_is_said_in_words(office: Office, number: int | None, code: str) -> None:
    supervisor = office.device("S001", "supervisor")
    with pytest.raises(Refused, match=code):
        branch_devices.revoke(supervisor, HttpTransport(office.address), number or supervisor.identity.device)


def test_who_is_closed_closes_nobody(office: Office) -> None:
    agent, supervisor = office.device("A017"), office.device("S001", "supervisor")
    second, third = office.device("S002", "supervisor"), office.device("S003", "supervisor")
    line = HttpTransport(office.address)
    number = supervisor.identity.device
    assert [branch_devices.revoke(one, line, number) for one in (second, third)] == [False, True]
    with pytest.raises(Refused, match="device_revoked"):
        branch_devices.revoke(supervisor, line, agent.identity.device)


def test_whoever_else_supervises_sees_what_was_asked_of_a_supervisors_laptop(office: Office) -> None:
    one, second, third = (office.device(person, "supervisor") for person in ("S001", "S002", "S003"))
    assert not branch_devices.revoke(one, HttpTransport(office.address), second.identity.device)
    office.sync(third)
    for store in (one, third):
        found = of(store, second)
        assert (found.revoked, found.asked_by) == (False, "S001")
        assert found.asked_at == round(office.clock().timestamp() * 1000)
