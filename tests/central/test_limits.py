"""How often somebody may ask: strangers little, by an address they cannot choose; devices as fast as they work."""

import msgspec
import pytest
import requests

from agent_app.central import limits
from agent_app.central.feed import PAGE_BYTES
from agent_app.central.limits import DEVICE, MOST_BUCKETS, UNVOUCHED, Buckets, Gate, Limit
from agent_app.central.problems import Rejected
from agent_app.central.server import Serving, running_as
from agent_app.journal import lines
from agent_app.journal.encoding import to_base64
from agent_app.journal.entries.members import RosterPrivate, RosterRowListed
from agent_app.sync.push import FIRST_BYTES
from agent_app.wire import answers
from tests.central import acts
from tests.central.conftest import EMBEDDED, Village

FEW = Limit(3, 20.0)
HUNDREDTH = Limit(DEVICE.at_once // 100, 1e9)


def listed(number: int) -> RosterRowListed:
    """A row as long as most."""
    private = RosterPrivate(
        nik=f"531301410788{9900 + number % 100}",
        name="Maria Goreti Contoh Lamaholot",
        birth="1988-07-14",
        birth_place="Lewoleba",
        sex="female",
        village="Lamahora",
        district="Nubatukan",
        occupation="petani",
        source="anggota.xlsx, baris 4711",
        phone="081234567890",
    )
    return RosterRowListed(member=acts.member(number), branch="LWB", last_paid="2026-10", private=private)


def test_a_bucket_fills_again_and_who_stayed_away_is_forgotten() -> None:
    moment = 0.0
    buckets = Buckets(Limit(20, 3.0), lambda: moment)
    assert [buckets.take("one") for _ in range(20)] == [0.0] * 20
    assert buckets.take("one") == 3.0
    assert buckets.take("two") == 0.0
    moment = 3.0
    assert buckets.take("one") == 0.0
    assert buckets.take("one") > 0
    for number in range(MOST_BUCKETS):
        buckets.take(number)
    assert buckets.take("one") == 0.0


def test_a_clock_that_goes_back_empties_no_bucket() -> None:
    moment = 100.0
    buckets = Buckets(FEW, lambda: moment)
    buckets.take("one")
    moment = 0.0
    assert buckets.take("one") == 0.0


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:0:1::5", "2001:db8:0:1::/64"),
        ("no address", "no address"),
    ],
)
def test_all_addresses_of_one_line_count_as_one(address: str, network: str) -> None:
    assert limits.network_of(address) == network


def test_a_device_that_was_there_before_comes_in_beside_strangers_of_its_address() -> None:
    gate = Gate(lambda: 0.0)
    gate.known("192.0.2.1", 12)
    for _ in range(UNVOUCHED.at_once):
        gate.let_in("192.0.2.1")
        gate.strange("192.0.2.1")
    with pytest.raises(Rejected) as refused:
        gate.let_in("192.0.2.1", 13)
    assert (refused.value.problem, refused.value.retry_after) == ("too_many_requests", 1)
    gate.let_in("192.0.2.1", 12)
    gate.let_in("192.0.2.2", 13)


@EMBEDDED
def test_who_guesses_invitations_is_told_to_wait_whatever_address_he_claims(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "UNVOUCHED", FEW)
    body = msgspec.json.encode({"coop": "KCL", "code": "A" * 24, "public_key": to_base64(bytes(32))})
    with running_as(village.centre, Serving()) as places:
        told = [
            requests.post(
                f"{places.public}/v1/enrolments", data=body, headers={"X-Forwarded-For": f"203.0.113.{number}"}
            )
            for number in range(5)
        ]
    assert [answer.status_code for answer in told] == [404, 404, 404, 429, 429]
    last = told[-1]
    assert last.json()["code"] == "too_many_requests"
    assert 1 <= last.json()["retry_after"] == int(last.headers["Retry-After"]) <= 20
    key = village.centre.keys.public
    assert answers.is_signed(last.headers[answers.HEADER], key, "KCL", 0, "", 429, last.content)


@EMBEDDED
def test_devices_go_on_while_a_stranger_of_their_address_is_refused(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "UNVOUCHED", FEW)
    with running_as(village.centre, Serving()) as places:
        village.agent.address = places.public
        assert village.agent.call("GET", "/v1/head").status == 200
        refused = [requests.get(f"{places.public}/v1/head").status_code for _ in range(5)]
        assert refused == [401, 401, 401, 429, 429]
        assert village.agent.call("GET", "/v1/head").status == 200


@EMBEDDED
def test_a_device_that_asks_without_end_is_told_to_wait_and_others_are_not(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "DEVICE", FEW)
    with running_as(village.centre, Serving()) as places:
        for laptop in (village.agent, village.other_agent):
            laptop.address = places.public
        told = [village.agent.call("GET", "/v1/head") for _ in range(4)]
        assert [one.status for one in told] == [200, 200, 200, 429]
        assert told[-1].code == "too_many_requests"
        assert village.other_agent.call("GET", "/v1/head").status == 200


@EMBEDDED
def test_many_laptops_behind_one_address_enrol_on_one_morning(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "UNVOUCHED", FEW)
    with running_as(village.centre, Serving()) as places:
        village.address = places.public
        assert {village.enrol(f"A{number:03d}", "agent").device for number in range(100, 108)}


def test_fifty_thousand_rows_or_a_backlog_of_ten_thousand_lines_fit_into_one_burst() -> None:
    line = len(lines.write(50_000, "2026-11-23T10:52:07.315+08:00", "roster_row_listed", 1, listed(7)))
    assert 100 < 50_000 * line // (PAGE_BYTES - line) + 1 < DEVICE.at_once / 2
    assert 100 < 10_000 * 2 * line // FIRST_BYTES + 1 < DEVICE.at_once / 2


@EMBEDDED
def test_honest_heavy_use_in_the_small_meets_no_limit(village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundredth of 50,000 rows fetched for the first time and of 10,000 lines sent, under a hundredth of a burst."""
    monkeypatch.setattr(limits, "DEVICE", HUNDREDTH)
    with running_as(village.centre, Serving()) as places:
        for laptop in (village.agent, village.supervisor):
            laptop.address = places.public
        for number in range(500):
            village.supervisor.write(listed(number))
        village.supervisor.sync()
        for number in range(100):
            village.agent.write(acts.registered(village.agent, number))
        village.agent.sync()
        rows = [seq for device, seq in village.agent.places("roster:LWB") if device == village.supervisor.device]
    assert rows == list(range(1, 501))
