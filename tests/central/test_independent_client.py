"""Somebody else's client, written from docs/protocol.md, at a real centre: enrols, pushes, reads, believes nobody."""

import json
from typing import Any

import pytest

from agent_app.central import admin
from agent_app.central.centre import Centre
from agent_app.central.server import Serving, running_as
from agent_app.journal import compression
from tests.central import acts
from tests.central.conftest import ADDRESS, EMBEDDED, Village
from tests.wire.independent_client import Client, walk


def client(centre: Centre, address: str, person: str, role: admin.Role) -> Client:
    invitation = admin.invite(centre, ADDRESS, "LWB", person, f"Orang {person}", role)
    made = Client(str(invitation), address, centre.now().timestamp())
    told = made.enrol("Laptop lain")
    assert (told["person"], told["role"]) == (person, role)
    made.fetch_dictionary()
    return made


def registered(number: int) -> dict[str, Any]:
    """A registration by the schema of docs/kinds, `private` last."""
    return {
        "day": acts.DAY,
        "member": acts.member(number),
        "agent": "A900",
        "programmes": ["JKK", "JKM"],
        "base": 1_000_000,
        "sector": "other",
        "funding": "private",
        "private": {"salt": "AAECAwQFBgcICQoLDA0ODw", "nik": acts.NIK, "name": "Ñusa \u201cContoh\u201d"},
    }


def test_it_enrols_pushes_and_gets_its_own_journal_back(village: Village) -> None:
    me = client(village.centre, village.address, "A900", "agent")
    empty = me.call("GET", "/v1/head").json
    assert (empty["seq"], empty["head"]) == (0, me.genesis.hex())
    for number in range(1, 4):
        me.write("member_registered", **registered(number))
    me.write("a_kind_of_tomorrow", agent="A900", rupiah=16_800)
    pushed = me.push()
    assert (pushed.status, pushed.json["seq"]) == (200, 4)
    assert pushed.json["head"] == walk(me.genesis, me.lines).hex()
    assert pushed.json["totals"]["member_registered"] == {"count": 3, "rupiah": 0}
    assert pushed.json["totals"]["a_kind_of_tomorrow"] == {"count": 1, "rupiah": 16_800}
    me.write(
        "clock_changed", before=acts.DAY + "T10:52:07+08:00", after=acts.DAY + "T10:30:00+08:00", source="observed"
    )
    assert me.push().json["seq"] == 5
    assert me.own_journal() == me.lines


def test_it_reads_what_others_wrote_and_checks_every_signature(village: Village) -> None:
    agent = village.agent
    for number in range(1, 30):
        agent.write(acts.registered(agent, number))
    agent.push(1, 10)
    agent.push(11)
    desk = client(village.centre, village.address, "S900", "supervisor")
    runs = [run for run in desk.read("branch:LWB") if run.device == agent.device]
    assert [line for run in runs for line in run.lines] == agent.lines
    assert all(run.sig is not None for run in runs)
    assert list(desk.read("coop"))
    field = client(village.centre, village.address, "A900", "agent")
    assert field.call("GET", "/v1/feed?stream=branch:LWB").json["code"] == "stream"
    people = [json.loads(line)["person"] for run in field.read("agent:A900") for line in run.lines if run.device <= 0]
    assert set(people) <= {"A900"}


@EMBEDDED
def test_every_dictionary_that_is_shipped_is_given_and_no_other(village: Village) -> None:
    me = client(village.centre, village.address, "A900", "agent")
    assert me.dictionaries[1] == compression.dictionary_bytes(1)
    unknown = me.call("GET", "/v1/dictionaries/2")
    assert (unknown.status, unknown.json["code"]) == (404, "not_found")
    for odd in ("x", "-1", "1.0", "999999999999999999"):
        assert me.call("GET", f"/v1/dictionaries/{odd}").status == 400
    admin.revoke(village.centre, me.device)
    assert me.call("GET", "/v1/dictionaries/1").json["code"] == "revoked"
    me.write("member_registered", **registered(1))
    assert me.push().status == 200


@EMBEDDED
def test_it_is_told_by_code_what_is_wrong_with_what_it_sends(village: Village) -> None:
    me = client(village.centre, village.address, "A900", "agent")
    me.write("member_registered", **registered(1))
    assert me.call("POST", "/v1/journal", b"no frame").json["code"] == "batch"
    assert me.push().status == 200
    me.lines[0] = me.lines[0].replace(b"A900", b"A901")
    forked = me.push()
    assert (forked.status, forked.json["code"], forked.json["head"]["seq"]) == (409, "fork", 1)
    assert me.call("GET", "/v1/feed?stream=coop&after=AAAA").json["code"] == "cursor"


@EMBEDDED
def test_an_invitation_that_names_another_key_is_not_believed(village: Village) -> None:
    invitation = str(admin.invite(village.centre, ADDRESS, "LWB", "A900", "Orang", "agent"))
    changed = invitation[:-16] + "A" * 16
    with pytest.raises(AssertionError):
        Client(changed, village.address, village.centre.now().timestamp()).enrol("Laptop lain")


@EMBEDDED
def test_it_goes_the_same_way_over_the_centre_as_it_is_served(village: Village) -> None:
    with running_as(village.centre, Serving()) as places:
        me = client(village.centre, places.public, "A900", "agent")
        me.write("member_registered", **registered(1))
        assert me.push().status == 200
        assert me.own_journal() == me.lines
