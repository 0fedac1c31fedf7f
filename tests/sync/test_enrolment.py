"""An invitation becomes an identity, whatever the line does in between."""

import base64
import dataclasses

import pytest
from sqlalchemy import select

from agent_app.central import admin
from agent_app.domain.errors import Refused, Trouble, Unavailable
from agent_app.journal import chain
from agent_app.records.tables import house
from agent_app.store import contact, tables
from agent_app.store.store import Store
from agent_app.sync.enrolment import enrol, look_at
from agent_app.sync.transport import HttpTransport, NoContact, Raw, Reason, Request
from agent_app.wire import invitations
from tests.sync.conftest import Link, Office
from tests.sync.liar import answer, lying, says


def try_to_enrol(store: Store, invitation: str, link: Link | None = None) -> Trouble:
    with pytest.raises(Trouble) as caught:
        enrol(store, invitation, "Laptop", "1.0.0", link)
    assert not store.is_enrolled
    return caught.value


def test_a_device_knows_who_it_is_and_holds_the_lines_that_say_so(office: Office) -> None:
    store = office.device("A017")
    me = store.identity
    assert (me.coop, me.branch, me.zone, me.person, me.role) == ("KCL", "LWB", "Asia/Makassar", "A017", "agent")
    assert me.centre_key == office.centre.keys.public
    with store.reading() as connection:
        row = connection.execute(select(house.device)).one()
        assert (row.device, row.person, bytes(row.public_key)) == (me.device, "A017", me.public_key)
        assert connection.execute(select(house.branch.c.name)).scalar() == "Lewoleba"
        assert connection.execute(select(tables.pending_enrolment)).all() == []


def test_a_lost_answer_costs_nothing_even_when_the_program_ends_in_between(office: Office) -> None:
    def lose(request: Request, raw: Raw) -> Raw:
        raise NoContact(Reason.CUT)

    invitation = office.invite("A017")
    store = office.open("A017")
    assert try_to_enrol(store, invitation, Link(HttpTransport(office.address), after=lose)).code == "no_network"
    office.close(store)

    office.clock.forward(hours=30)
    again = office.open("A017")
    enrol(again, invitation, "Laptop", "1.0.0")
    with again.reading() as connection:
        # The answer is the first one, word for word; its time says nothing about the clock of today.
        assert contact.load(connection).offset_ms == 0
    assert [known.device for known in admin.devices(office.centre)] == [again.identity.device]
    assert office.sync(again).is_done


def test_codes_that_are_unknown_used_or_expired_are_told_apart(office: Office) -> None:
    known = invitations.parse(office.invite("A017"))
    unknown = invitations.Invitation(known.address, known.coop, invitations.new_code(), known.pin)
    assert try_to_enrol(office.open("one"), str(unknown)).code == "invitation_unknown"

    enrol(office.open("two"), str(known), "Laptop", "1.0.0")
    assert try_to_enrol(office.open("three"), str(known)).code == "invitation_used"

    late = office.invite("A018")
    office.clock.forward(hours=25)
    assert try_to_enrol(office.open("four"), late).code == "invitation_expired"


def test_a_centre_with_another_key_than_the_invitations_is_refused(office: Office) -> None:
    known = invitations.parse(office.invite("A017"))
    other = invitations.pin(chain.public_key_of(chain.new_private_key()))
    elsewhere = invitations.Invitation(known.address, known.coop, known.code, other)
    store = office.open("A017")
    assert try_to_enrol(store, str(elsewhere)).code == "centre_key_differs"
    unknown = invitations.Invitation(known.address, known.coop, invitations.new_code(), other)
    assert try_to_enrol(store, str(unknown)).code == "centre_key_differs"


def test_a_portal_and_a_dead_line_are_told_apart_and_the_invitation_stays_good(office: Office) -> None:
    known = invitations.parse(office.invite("A017"))
    store = office.open("A017")
    with lying(says(answer("200 OK", b"<html>"))) as liar:
        portal = invitations.Invitation(liar.address, known.coop, known.code, known.pin)
        assert try_to_enrol(store, str(portal)).code == "captive_portal"
    # The liar is gone: nobody listens at its address any more.
    assert try_to_enrol(store, str(portal)).code == "no_network"
    with lying(says(answer("502 Bad Gateway", b""))) as liar:
        broken = invitations.Invitation(liar.address, known.coop, known.code, known.pin)
        assert try_to_enrol(store, str(broken)).code == "centre_busy"
    enrol(store, str(known), "Laptop", "1.0.0")
    assert store.is_enrolled


@pytest.mark.parametrize("status", ["200 OK", "404 Not Found"])
def test_an_answer_nested_without_end_is_told_as_trouble_of_the_line(office: Office, status: str) -> None:
    store, invitation = office.open("A017"), office.invite("A017")
    parsed = invitations.parse(invitation)
    key_id = base64.b32decode(parsed.pin)[:8].hex()
    headers = f"Agent-Signature: {key_id}:AAAA\r\n"
    with lying(says(answer(status, b'{"x":' + b"[" * 30_000, headers))) as liar:
        trouble = try_to_enrol(store, invitation, Link(HttpTransport(liar.address)))
    assert isinstance(trouble, Unavailable)
    assert trouble.code in ("captive_portal", "no_network")
    assert not store.is_enrolled


def test_an_invitation_that_is_damaged_or_insecure_never_leaves_the_laptop(office: Office) -> None:
    store = office.open("A017")
    assert isinstance(try_to_enrol(store, "https://centre.example#KCL.SHORT"), Refused)
    insecure = office.invite("A017").replace("127.0.0.1", "192.0.2.1")
    assert try_to_enrol(store, insecure).code == "address_insecure"


def test_an_enrolled_folder_is_not_enrolled_again(office: Office) -> None:
    store = office.device("A017")
    with pytest.raises(Refused) as caught:
        enrol(store, office.invite("A018"), "Laptop", "1.0.0")
    assert caught.value.code == "already_enrolled"


def test_a_wrong_clock_is_corrected_from_the_first_answer(office: Office) -> None:
    slow = office.open("A017", lambda: office.clock.moment.replace(year=2020))
    enrol(slow, office.invite("A017"), "Laptop", "1.0.0")
    assert office.sync(slow).is_done
    with slow.reading() as connection:
        offset = connection.execute(select(tables.contact.c.offset_ms)).scalar_one()
    assert offset == (office.clock.moment - slow.now()).total_seconds() * 1000


def test_nothing_of_a_refusal_names_a_person(office: Office) -> None:
    trouble = try_to_enrol(office.open("A017"), office.invite("A017").replace("#KCL", "#KCX"))
    assert isinstance(trouble, Refused | Unavailable)
    assert "Orang" not in str(trouble)


def test_looking_at_an_invitation_says_for_whom_it_is_and_uses_nothing(office: Office) -> None:
    invitation = office.invite("A017")
    for _ in range(2):
        seen = look_at(invitation)
        assert seen is not None
        assert (seen.coop, seen.branch_name, seen.role) == ("KCL", "Lewoleba", "agent")
    store = office.open("A017")
    enrol(store, invitation, "Laptop", "1.0.0")
    assert store.identity.person == "A017"
    with pytest.raises(Refused, match="invitation_used"):
        look_at(invitation)


def test_what_another_key_says_of_an_invitation_is_not_believed(office: Office) -> None:
    invitation = invitations.parse(office.invite("A017"))
    other = invitations.pin(bytes(32))
    with pytest.raises(Unavailable, match="centre_key_differs"):
        look_at(str(dataclasses.replace(invitation, pin=other)))


def test_a_centre_that_cannot_be_asked_about_invitations_hinders_nobody(office: Office) -> None:
    class Older(Link):
        def send(self, request: Request) -> Raw:
            return super().send(dataclasses.replace(request, path="/v1/no_such_call"))

    assert look_at(office.invite("A017"), Older(HttpTransport(office.address))) is None
