"""What a supervisor sees of the branch's laptops, who may close one, and who may not."""

import base64

import msgspec
import pytest

from agent_app.central import admin
from agent_app.central.server import Serving, running_as
from agent_app.journal.encoding import to_base64
from agent_app.journal.entries.house import DeviceRevoked, RevocationAsked
from agent_app.journal.entries.kinds import decode
from agent_app.journal.lines import read
from agent_app.wire import answers
from agent_app.wire.documents import DeviceFacts, DeviceList, DeviceState
from tests.central import acts
from tests.central.conftest import EMBEDDED, Clock, Village
from tests.central.laptop import Answer, Laptop

DEVICES = "/v1/devices"


def revocation(laptop: Laptop) -> str:
    return f"{DEVICES}/{laptop.device}/revocation"


def tell(laptop: Laptop, header: str) -> Answer:
    """Ask for the head with this header."""
    nonce = "A" * 22
    headers = {"Authorization": f"Bearer {laptop.token(nonce)}", answers.STATE_HEADER: header}
    answer = Answer(laptop.session.get(f"{laptop.address}/v1/head", headers=headers), nonce)
    laptop.check(answer)
    return answer


def told(laptop: Laptop, **state: object) -> Answer:
    return tell(laptop, to_base64(msgspec.json.encode(DeviceState(**state))))


def facts(village: Village, laptop: Laptop) -> DeviceFacts:
    answer = village.supervisor.call("GET", DEVICES)
    assert answer.status == 200, answer.body
    found = msgspec.json.decode(answer.body, type=DeviceList)
    assert (found.coop, found.branch) == ("KCL", "LWB")
    return next(one for one in found.devices if one.device == laptop.device)


def test_a_supervisor_sees_what_each_laptop_of_the_branch_told_of_itself(village: Village, clock: Clock) -> None:
    agent = village.agent
    agent.write(acts.registered(agent, 1))
    agent.sync()
    clock.forward(minutes=10)
    assert told(agent, app="1.0.0", seq=4, acts=2, rupiah=16_800, offset_ms=-90_000).status == 200
    found = facts(village, agent)
    assert (found.person, found.role, found.seq, found.revoked) == ("A017", "agent", 1, False)
    assert (found.app, found.unsent_acts, found.unsent_rupiah, found.offset_ms) == ("1.0.0", 2, 16_800, -90_000)
    assert found.last_contact == found.told_at == village.centre.server_time()


def test_what_was_told_counts_as_arrived_once_the_centre_holds_it(village: Village) -> None:
    agent = village.agent
    agent.write(acts.registered(agent, 1))
    told(agent, app="1.0.0", seq=1, acts=1, rupiah=8_400)
    assert facts(village, agent).unsent_rupiah == 8_400
    agent.sync()
    found = facts(village, agent)
    assert (found.unsent_acts, found.unsent_rupiah) == (0, 0)


def test_a_laptop_that_never_told_anything_is_listed_without_it(village: Village) -> None:
    village.agent.call("GET", "/v1/head")
    found = facts(village, village.agent)
    assert (found.told_at, found.app, found.unsent_acts, found.offset_ms) == (None, None, None, None)
    assert found.last_contact is not None


def test_news_is_noted_at_once_and_the_same_news_once_a_minute(village: Village, clock: Clock) -> None:
    told(village.agent, app="1.0.0", seq=1, acts=1, rupiah=8_400)
    first = facts(village, village.agent).told_at
    clock.forward(seconds=20)
    told(village.agent, app="1.0.0", seq=1, acts=1, rupiah=8_400)
    assert facts(village, village.agent).told_at == first
    told(village.agent, app="1.0.0", seq=2, acts=2, rupiah=16_800)
    found = facts(village, village.agent)
    assert (found.unsent_acts, found.told_at) == (2, village.centre.server_time())


@EMBEDDED
@pytest.mark.parametrize(
    "header",
    [
        "",
        "%%%",
        to_base64(b"[]"),
        to_base64(b'{"acts":-1}'),
        to_base64(b'{"seq":99999999999999999999}'),
        to_base64(b'{"app":"' + b"x" * 41 + b'"}'),
        to_base64(b'{"app":"a\\u0000b"}'),
        base64.urlsafe_b64encode(b"{" * 2_000).decode(),
    ],
)
def test_an_unreadable_word_about_itself_costs_a_laptop_nothing(village: Village, header: str) -> None:
    assert tell(village.agent, header).status == 200
    assert facts(village, village.agent).told_at is None


def test_only_supervisors_of_the_branch_are_told(village: Village) -> None:
    elsewhere = village.enrol("S050", "supervisor", branch="LRT")
    answer = village.agent.call("GET", DEVICES)
    assert (answer.status, answer.code) == (403, "role")
    seen = msgspec.json.decode(elsewhere.call("GET", DEVICES).body, type=DeviceList)
    assert [one.device for one in seen.devices] == [elsewhere.device]


def test_a_supervisor_closes_a_lost_laptop_with_the_centres_own_line(village: Village) -> None:
    agent, supervisor = village.agent, village.supervisor
    agent.write(acts.registered(agent, 1))
    agent.sync()
    answer = supervisor.call("POST", revocation(agent))
    assert answer.status == 200
    found = msgspec.json.decode(answer.body, type=DeviceList)
    assert {one.device for one in found.devices if one.revoked} == {agent.device}
    assert agent.call("GET", "/v1/feed?stream=coop").code == "revoked"
    lines = [line for run in supervisor.read("branch:LWB") for line in run.lines if run.device == 0]
    closing = [decode("device_revoked", 1, line) for line in lines if read(line).kind == "device_revoked"]
    assert closing == [DeviceRevoked(device=agent.device, branch="LWB", seq=1, agent="A017", revoked_by="S001")]


def test_a_laptop_closed_by_command_names_nobody(village: Village) -> None:
    admin.revoke(village.centre, village.agent.device)
    lines = [line for run in village.supervisor.read("branch:LWB") for line in run.lines if run.device == 0]
    closing = [decode("device_revoked", 1, line) for line in lines if read(line).kind == "device_revoked"]
    assert [one.revoked_by for one in closing] == [None]


def test_closing_a_laptop_twice_writes_one_line(village: Village) -> None:
    supervisor = village.supervisor
    for _ in range(2):
        assert supervisor.call("POST", revocation(village.agent)).status == 200
    admin.revoke(village.centre, village.agent.device)
    kinds = [read(line).kind for run in supervisor.read("branch:LWB") for line in run.lines if run.device == 0]
    assert kinds.count("device_revoked") == 1


def test_nobody_else_closes_a_laptop(village: Village) -> None:
    elsewhere = village.enrol("S050", "supervisor", branch="LRT")
    for caller, path, status, code in (
        (village.agent, revocation(village.other_agent), 403, "role"),
        (village.agent, revocation(village.agent), 403, "role"),
        (elsewhere, revocation(village.agent), 404, "not_found"),
        (village.supervisor, revocation(village.supervisor), 409, "own_device"),
        (village.supervisor, f"{DEVICES}/4711/revocation", 404, "not_found"),
        (village.supervisor, f"{DEVICES}/0/revocation", 404, "not_found"),
        (village.supervisor, f"{DEVICES}/-1/revocation", 400, "request"),
        (village.supervisor, f"{DEVICES}/x/revocation", 400, "request"),
    ):
        answer = caller.call("POST", path)
        assert (answer.status, answer.code) == (status, code), path
    assert not [one for one in admin.devices(village.centre) if one.is_revoked]


def asked(caller: Laptop, laptop: Laptop) -> int:
    return caller.call("POST", revocation(laptop)).status


def test_a_closed_laptop_is_told_nothing_and_closes_nobody(village: Village) -> None:
    second, third = village.enrol("S002", "supervisor"), village.enrol("S003", "supervisor")
    assert (asked(second, village.supervisor), asked(third, village.supervisor)) == (202, 200)
    for method, path in (("GET", DEVICES), ("POST", revocation(village.agent))):
        answer = village.supervisor.call(method, path)
        assert (answer.status, answer.code) == (401, "revoked")
    assert not facts_by(second, village.agent).revoked


def test_the_laptop_of_another_supervisor_is_closed_at_the_word_of_two(village: Village) -> None:
    one, second, third = village.supervisor, village.enrol("S002", "supervisor"), village.enrol("S003", "supervisor")
    for _ in range(2):
        answer = one.call("POST", revocation(second))
        found = next(
            each for each in msgspec.json.decode(answer.body, type=DeviceList).devices if each.device == second.device
        )
        assert (answer.status, found.revoked, found.asked_by) == (202, False, "S001")
        assert found.asked_at == village.centre.server_time()
    assert second.call("GET", DEVICES).status == 200
    assert asked(third, second) == 200
    assert second.call("GET", DEVICES).code == "revoked"
    lines = [line for run in third.read("branch:LWB") for line in run.lines if run.device == 0]
    kinds = ("revocation_asked", "device_revoked")
    told = [(kind, decode(kind, 1, line)) for line in lines if (kind := read(line).kind) in kinds]
    asking = RevocationAsked(device=second.device, branch="LWB", asked_by="S001", agent="S002")
    closing = DeviceRevoked(device=second.device, branch="LWB", seq=0, agent="S002", revoked_by="S003")
    assert told == [("revocation_asked", asking), ("device_revoked", closing)]
    assert facts_by(one, second).asked_by is None


@EMBEDDED
def test_two_laptops_of_one_person_are_not_two_people(village: Village) -> None:
    one, same, second = village.supervisor, village.enrol("S001", "supervisor"), village.enrol("S002", "supervisor")
    assert [asked(caller, second) for caller in (one, same, one)] == [202, 202, 202]
    assert not facts_by(one, second).revoked


@EMBEDDED
def test_ones_own_other_laptop_and_an_agents_take_one_word(village: Village) -> None:
    one, same = village.supervisor, village.enrol("S001", "supervisor")
    assert (asked(one, same), asked(one, village.agent)) == (200, 200)


@EMBEDDED
def test_the_word_of_one_waits_seven_days_for_that_of_a_second(village: Village, clock: Clock) -> None:
    one, second, third = village.supervisor, village.enrol("S002", "supervisor"), village.enrol("S003", "supervisor")
    assert asked(one, second) == 202
    clock.forward(days=7, minutes=1)
    assert facts_by(one, second).asked_by is None
    assert asked(third, second) == 202
    assert asked(one, second) == 200


@EMBEDDED
def test_who_was_closed_meanwhile_is_no_second_person(village: Village) -> None:
    one, second, third = village.supervisor, village.enrol("S002", "supervisor"), village.enrol("S003", "supervisor")
    assert asked(one, second) == 202
    admin.revoke(village.centre, third.device)
    assert third.call("POST", revocation(second)).code == "revoked"
    admin.revoke(village.centre, second.device)
    assert facts_by(one, second).revoked


def facts_by(caller: Laptop, laptop: Laptop) -> DeviceFacts:
    found = msgspec.json.decode(caller.call("GET", DEVICES).body, type=DeviceList)
    return next(one for one in found.devices if one.device == laptop.device)


@EMBEDDED
def test_the_metrics_name_the_route_and_no_laptop(village: Village) -> None:
    with running_as(village.centre, Serving(ops_port=0)) as places:
        village.supervisor.address = places.public
        village.supervisor.call("POST", revocation(village.agent))
        text = village.supervisor.session.get(f"{places.operations}/metrics").text
    assert 'route="/v1/devices/{device}/revocation"' in text
    assert revocation(village.agent) not in text
