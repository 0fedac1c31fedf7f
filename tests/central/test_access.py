"""Who may call what: every endpoint against every kind of caller."""

import pytest

from agent_app.central import admin
from agent_app.journal import chain
from agent_app.wire import tokens
from tests.central import acts
from tests.central.conftest import EMBEDDED, Clock, Village
from tests.central.laptop import Answer, Laptop

pytestmark = EMBEDDED

STREAMS = ("coop", "branch:LWB", "branch:LRT", "roster:LWB", "roster:LRT", "agent:A017", "agent:A018", "agent:S001")
READABLE = {
    "agent A017": {"coop", "roster:LWB", "agent:A017"},
    "agent A018": {"coop", "roster:LWB", "agent:A018"},
    "supervisor of LWB": {"coop", "branch:LWB", "roster:LWB", "agent:S001"},
    "supervisor of LRT": {"coop", "branch:LRT", "roster:LRT"},
}


@pytest.fixture
def callers(village: Village) -> dict[str, Laptop]:
    village.agent.write(acts.registered(village.agent, 1))
    village.agent.sync()
    return {
        "agent A017": village.agent,
        "agent A018": village.other_agent,
        "supervisor of LWB": village.supervisor,
        "supervisor of LRT": village.enrol("S050", "supervisor", branch="LRT"),
    }


def test_each_device_reads_its_own_streams_and_no_others(callers: dict[str, Laptop]) -> None:
    for name, laptop in callers.items():
        for stream in (*STREAMS, "agent:", "branch", "COOP", "agent:A017 "):
            answer = laptop.call("GET", f"/v1/feed?stream={stream}")
            expected = (200, "") if stream in READABLE[name] else (403, "stream")
            assert (answer.status, answer.code if answer.status != 200 else "") == expected, (name, stream)


def test_a_journal_goes_back_to_its_person_only(callers: dict[str, Laptop]) -> None:
    device = callers["agent A017"].device
    for name, laptop in callers.items():
        answer = laptop.call("GET", f"/v1/journal?device={device}&from=1")
        assert answer.status == (200 if name == "agent A017" else 403), name
    assert callers["agent A017"].call("GET", "/v1/journal?device=4711&from=1").code == "stream"
    assert callers["agent A017"].call("GET", "/v1/journal?device=-1&from=1").code == "request"


ENDPOINTS = [
    ("GET", "/v1/head"),
    ("POST", "/v1/journal"),
    ("GET", "/v1/journal?from=1"),
    ("GET", "/v1/feed?stream=coop"),
    ("GET", "/v1/devices"),
    ("POST", "/v1/devices/1/revocation"),
]


def bare(laptop: Laptop, method: str, path: str, authorization: str | None) -> Answer:
    headers = {} if authorization is None else {"Authorization": authorization}
    response = laptop.session.request(method, laptop.address + path, headers=headers, data=b"")
    return Answer(response, "")


@pytest.mark.parametrize(("method", "path"), ENDPOINTS)
def test_without_a_good_token_every_endpoint_says_401(village: Village, method: str, path: str) -> None:
    agent, key_id = village.agent, village.centre.keys.key_id
    now, nonce = village.centre.now(), tokens.new_nonce()

    def token(key: bytes, coop: str, device: int, audience: str = key_id) -> str:
        return "Bearer " + tokens.issue(key, coop, device, audience, nonce, now)

    stranger = chain.new_private_key()
    for authorization, code in (
        (None, "token"),
        ("Bearer ", "token"),
        ("Bearer a.b.c", "token"),
        ("Basic QTpC", "token"),
        (token(stranger, "KCL", agent.device), "token"),
        (token(agent.private_key, "KCL", village.supervisor.device), "token"),
        (token(agent.private_key, "XYZ", agent.device), "token"),
        (token(agent.private_key, "KCL", agent.device, "0" * 16), "token"),
        (token(stranger, "KCL", 4711), "unknown_device"),
        (token(stranger, "KCL", 0), "token"),
        (token(stranger, "KCL", -1), "token"),
    ):
        answer = bare(agent, method, path, authorization)
        assert (answer.status, answer.code) == (401, code), authorization
        assert answer.signature


@pytest.mark.parametrize(("method", "path"), ENDPOINTS)
def test_a_token_of_another_time_shows_the_centres_time(village: Village, clock: Clock, method: str, path: str) -> None:
    shown = clock()
    clock.forward(days=2)
    answer = village.agent.call(method, path, moment=shown)
    assert (answer.status, answer.code) == (401, "clock")
    assert answer.json["server_time"] == village.centre.server_time()
    clock.moment = shown
    ahead = village.agent.token("A" * 22)
    clock.forward(minutes=-11)
    assert bare(village.agent, method, path, f"Bearer {ahead}").code == "clock"


def test_a_revoked_device_may_still_push_and_ask_for_its_head(village: Village) -> None:
    agent = village.agent
    agent.write(acts.registered(agent, 1))
    agent.sync()
    admin.revoke(village.centre, agent.device)
    agent.write(acts.collected(agent, 1, 1))
    assert agent.sync().totals["contribution_collected"].rupiah == 8_400
    assert agent.call("GET", "/v1/head").head().seq == 2
    for path in ("/v1/journal?from=1", "/v1/feed?stream=coop"):
        answer = agent.call("GET", path)
        assert (answer.status, answer.code) == (401, "revoked")


def test_unknown_addresses_and_methods_get_signed_problems(village: Village) -> None:
    for method, path, status, code in (
        ("GET", "/v1/nothing", 404, "not_found"),
        ("PUT", "/v1/journal", 405, "method"),
        ("DELETE", "/v1/head", 405, "method"),
    ):
        answer = village.agent.call(method, path)
        assert (answer.status, answer.code) == (status, code)


def test_a_device_of_another_cooperative_is_nobody_here(village: Village) -> None:
    key, centre = chain.new_private_key(), village.centre
    token = tokens.issue(key, "XYZ", 1, centre.keys.key_id, tokens.new_nonce(), centre.now())
    assert bare(village.agent, "GET", "/v1/head", f"Bearer {token}").code == "token"
