"""What people try with members who are not theirs, told one by one; `test_rights_matrix` tries every kind."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import select

from agent_app.central import admin, reviews
from agent_app.journal.entries.base import Entry
from agent_app.journal.entries.house import ReviewDecided
from agent_app.journal.entries.members import (
    Change,
    Changes,
    MemberCorrected,
    PersonErased,
    RosterPrivate,
    RosterRowListed,
)
from agent_app.journal.entries.money import Payer
from agent_app.records.tables import house
from agent_app.records.tables.journal import journal
from agent_app.records.tables.members import member, roster_row
from tests.central import acts
from tests.central.conftest import EMBEDDED, Clock, Village
from tests.central.holders import differing, held_by, streams_of
from tests.central.laptop import Laptop


@pytest.fixture
def elsewhere(village: Village) -> tuple[Laptop, Laptop]:
    """An agent and a supervisor of another branch."""
    return village.enrol("A050", "agent", "LRT"), village.enrol("S050", "supervisor", "LRT")


def tell(laptop: Laptop, *entries: Entry) -> None:
    for entry in entries:
        laptop.write(entry)
    laptop.sync()


def row(village: Village, number: int = 1) -> tuple[object, ...]:
    """Name, NIK, base, programmes and agent of a member as the centre has them."""
    columns = (member.c.name, member.c.nik, member.c.base, member.c.programmes, member.c.agent, member.c.erased)
    with village.centre.reading() as connection:
        return tuple(connection.execute(select(*columns).where(member.c.member == acts.member(number))).one())


def lines_at_the_centre(village: Village) -> bytes:
    with village.centre.reading() as connection:
        return b"\n".join(bytes(line) for line in connection.execute(select(journal.c.line)).scalars())


def opened(village: Village) -> set[tuple[int, int, str]]:
    reviews.review_once(village.centre)
    review = house.review
    with village.centre.reading() as connection:
        return {tuple(one) for one in connection.execute(select(review.c.of_device, review.c.of_seq, review.c.code))}


def read_by(laptop: Laptop) -> bytes:
    """Every byte of every line that the centre gives a laptop."""
    return b"\n".join(line for stream in streams_of(laptop) for run in laptop.read(stream) for line in run.lines)


def everybody_agrees(village: Village, folder: Path, *laptops: Laptop) -> None:
    for number, laptop in enumerate(laptops):
        (folder / str(number)).mkdir()
        side = held_by(laptop, folder / str(number))
        assert differing(side, village.centre) == [], laptop.identity.person
        before = side.snapshot()
        side.rebuild()
        assert side.snapshot() == before
        side.connection.close()


def correction(by: Laptop, number: int = 1) -> MemberCorrected:
    """A new name and NIK, another base, fewer programmes."""
    changes = {"name": ("Maria Contoh", "Orang Lain"), "nik": (acts.NIK, "5313014107889999"), "phone": (None, "0899")}
    return MemberCorrected(
        day=acts.DAY,
        member=acts.member(number),
        agent=by.identity.person,
        base=4_000_000,
        old_base=1_000_000,
        programmes=("JKK", "JKM", "JHT"),
        old_programmes=("JKK", "JKM"),
        private=Changes(changes=tuple(changed(name, *both) for name, both in changes.items())),
    )


def changed(field: str, old: str | None, new: str) -> Change:
    both = {"old": old, "new": new}
    raw = {side: msgspec.Raw(msgspec.json.encode(value)) for side, value in both.items() if value is not None}
    return Change(field=field, **raw)


MARIA = ("Maria Contoh", acts.NIK, 1_000_000, "JKK JKM", "A017", False)


def test_a_supervisor_of_another_branch_forgets_nobody(
    village: Village, elsewhere: tuple[Laptop, Laptop], tmp_path: Path
) -> None:
    stranger = elsewhere[1]
    tell(village.agent, acts.registered(village.agent, 1))
    tell(stranger, PersonErased(day=acts.DAY, members=(acts.member(1),), reason="request"))
    assert row(village) == MARIA
    assert acts.NIK.encode() in lines_at_the_centre(village)
    assert opened(village) == {(stranger.device, 1, "not_allowed")}
    assert (stranger.device, 1) not in village.supervisor.places("branch:LWB")
    assert b'"code":"not_allowed"' in read_by(village.supervisor)
    everybody_agrees(village, tmp_path, village.supervisor, village.agent, *elsewhere)
    tell(village.supervisor, PersonErased(day=acts.DAY, members=(acts.member(1),), reason="request"))
    assert acts.NIK.encode() not in lines_at_the_centre(village)


@EMBEDDED
def test_an_erasure_by_the_branch_reaches_the_other_branch_that_took_money(
    village: Village, elsewhere: tuple[Laptop, Laptop], tmp_path: Path
) -> None:
    """Whoever holds a line of the person sees that it is for the member's branch to say so."""
    agent, supervisor = elsewhere
    tell(village.agent, acts.registered(village.agent, 1))
    paid = msgspec.structs.replace(acts.collected(agent, 1, 1), private=Payer(payer="Ibu Rahasia"))
    tell(agent, paid)
    assert b"Ibu Rahasia" in read_by(village.supervisor)
    assert b"Ibu Rahasia" in read_by(village.agent)
    tell(village.supervisor, PersonErased(day=acts.DAY, members=(acts.member(1),), reason="request"))
    for number, laptop in enumerate((agent, supervisor, village.agent, village.supervisor)):
        (tmp_path / str(number)).mkdir()
        side = held_by(laptop, tmp_path / str(number))
        assert [row["payer"] for row in side.dicts("receipt")] == [None], laptop.identity.person
        assert differing(side, village.centre) == []
        side.connection.close()
    assert acts.NIK.encode() not in read_by(agent) + read_by(supervisor)


def test_nobody_brings_another_branchs_member_to_an_agent_of_their_own(
    village: Village, elsewhere: tuple[Laptop, Laptop], tmp_path: Path
) -> None:
    agent, stranger = elsewhere
    tell(village.agent, acts.registered(village.agent, 1), acts.collected(village.agent, 1, 1))
    tell(stranger, acts.assigned(1, "A050"))
    tell(village.supervisor, acts.assigned(1, "A050"))
    assert row(village) == MARIA
    tell(village.agent, acts.collected(village.agent, 1, 2, months=("2026-12",)))
    assert opened(village) == {(stranger.device, 1, "not_allowed"), (village.supervisor.device, 1, "not_allowed")}
    assert acts.NIK.encode() not in read_by(agent) + read_by(stranger)
    assert not any(device == village.agent.device for device, _ in agent.places("agent:A050"))
    everybody_agrees(village, tmp_path, village.supervisor, village.agent, *elsewhere)


@pytest.mark.parametrize("who", ["A050", "S050", "A018"])
@EMBEDDED
def test_nobody_changes_a_member_who_is_not_theirs(
    village: Village, elsewhere: tuple[Laptop, Laptop], tmp_path: Path, who: str
) -> None:
    by = {"A050": elsewhere[0], "S050": elsewhere[1], "A018": village.other_agent}[who]
    tell(village.agent, acts.registered(village.agent, 1))
    tell(by, correction(by))
    assert row(village) == MARIA
    assert opened(village) == {(by.device, 1, "not_allowed")}
    assert b"Orang Lain" not in read_by(village.agent)
    assert (b"Orang Lain" in read_by(village.supervisor)) == (who == "A018")
    assert b'"code":"not_allowed"' in read_by(village.supervisor)
    everybody_agrees(village, tmp_path, village.supervisor, village.agent, village.other_agent, *elsewhere)


@EMBEDDED
def test_who_no_longer_serves_a_member_changes_nothing_but_what_they_wrote_before_counts(
    village: Village, clock: Clock, tmp_path: Path
) -> None:
    agent, other, supervisor = village.agent, village.other_agent, village.supervisor
    tell(agent, acts.registered(agent, 1), acts.registered(agent, 2, nik="5313014107889902"))
    clock.forward(minutes=1)
    agent.write(correction(agent))
    clock.forward(minutes=1)
    tell(supervisor, acts.assigned(1, "A018"), acts.assigned(2, "A018"))
    clock.forward(minutes=1)
    tell(agent, correction(agent, 2))
    assert row(village)[:4] == ("Orang Lain", "5313014107889999", 4_000_000, "JKK JKM JHT")
    assert row(village, 2)[:3] == ("Maria Contoh", "5313014107889902", 1_000_000)
    assert opened(village) == {(agent.device, 4, "not_allowed")}
    tell(other, correction(other, 2))
    assert row(village, 2)[2] == 4_000_000
    assert (supervisor.device, 2) in agent.places("agent:A017")
    everybody_agrees(village, tmp_path, supervisor, other)


@EMBEDDED
def test_whoever_is_given_a_member_may_correct_them_whatever_the_clocks_say(village: Village, clock: Clock) -> None:
    tell(village.agent, acts.registered(village.agent, 1))
    village.supervisor.write(acts.assigned(1, "A018"), clock() + timedelta(hours=2))
    village.supervisor.sync()
    tell(village.other_agent, correction(village.other_agent))
    assert row(village)[0] == "Orang Lain"
    assert opened(village) == set()


@EMBEDDED
def test_nobody_merges_another_branchs_member_into_one_of_their_own(
    village: Village, elsewhere: tuple[Laptop, Laptop], tmp_path: Path
) -> None:
    agent, stranger = elsewhere
    tell(village.agent, acts.registered(village.agent, 1, nik="5313014107889911"))
    of = agent.write(acts.registered(agent, 2, nik="5313014107889912"))
    agent.sync()
    both = (acts.member(2), acts.member(1))
    tell(stranger, ReviewDecided(day=acts.DAY, origin=of, code="duplicate_nik", decision="merge", members=both))
    assert row(village) == (MARIA[0], "5313014107889911", *MARIA[2:])
    assert b"5313014107889911" not in read_by(agent) + read_by(stranger)
    assert opened(village) == {(stranger.device, 1, "not_allowed")}
    everybody_agrees(village, tmp_path, village.supervisor, village.agent, *elsewhere)


def attacks_with_a_second_registration(
    village: Village, clock: Clock, elsewhere: tuple[Laptop, Laptop]
) -> Iterator[None]:
    """A member registered again, dated back, given away and erased, all before the centre has looked at it."""
    agent, stranger = elsewhere
    tell(village.agent, acts.registered(village.agent, 1))
    reviews.review_once(village.centre)
    yield
    agent.write(acts.registered(agent, 1, name="Orang Lain"), clock().replace(year=2025))
    agent.sync()
    clock.forward(seconds=1)
    tell(stranger, acts.assigned(1, "A050"), PersonErased(day=acts.DAY, members=(acts.member(1),), reason="mistake"))
    tell(village.agent, acts.collected(village.agent, 1, 1))
    tell(village.supervisor, acts.assigned(1, "A018"))
    yield


def test_who_registers_a_member_again_gets_nothing_by_it_however_early_they_say_it_was(
    village: Village, clock: Clock, elsewhere: tuple[Laptop, Laptop], tmp_path: Path
) -> None:
    agent, stranger = elsewhere
    for _ in attacks_with_a_second_registration(village, clock, elsewhere):
        pass
    assert acts.NIK.encode() in lines_at_the_centre(village)
    assert b"contribution_collected" not in read_by(agent)
    found = opened(village) | opened(village)
    assert {(agent.device, 1, "not_allowed"), (stranger.device, 1, "not_allowed")} <= found
    assert not any(device == village.supervisor.device for device, _, _ in found)
    assert row(village) == ("Maria Contoh", acts.NIK, 1_000_000, "JKK JKM", "A018", False)
    assert acts.NIK.encode() in read_by(village.other_agent)
    assert b"Orang Lain" not in read_by(village.supervisor) + read_by(village.agent) + read_by(village.other_agent)
    everybody_agrees(village, tmp_path, village.supervisor, village.other_agent, *elsewhere)


@EMBEDDED
def test_no_branch_writes_over_anothers_list_or_forgets_who_stands_on_it(
    village: Village, elsewhere: tuple[Laptop, Laptop], tmp_path: Path
) -> None:
    stranger = elsewhere[1]
    tell(village.supervisor, RosterRowListed(member=acts.member(9), branch="LWB", private=RosterPrivate(name="Yosef")))
    listed = RosterRowListed(member=acts.member(9), branch="LRT", private=RosterPrivate(name="Bukan"))
    tell(stranger, listed, PersonErased(day=acts.DAY, members=(acts.member(9),), reason="mistake"))
    with village.centre.reading() as connection:
        names = connection.execute(select(roster_row.c.branch, roster_row.c.name).order_by(roster_row.c.branch)).all()
    assert [tuple(one) for one in names] == [("LRT", "Bukan"), ("LWB", "Yosef")]
    assert b"Yosef" in lines_at_the_centre(village)


@EMBEDDED
def test_the_operator_erases_anybody(village: Village, elsewhere: tuple[Laptop, Laptop]) -> None:
    tell(village.agent, acts.registered(village.agent, 1))
    admin.erase(village.centre, [acts.member(1)], "request")
    assert acts.NIK.encode() not in lines_at_the_centre(village)
    assert row(village)[-1] is True


@EMBEDDED
def test_money_another_branch_took_of_a_member_is_on_the_desk_of_the_members_branch(
    village: Village, elsewhere: tuple[Laptop, Laptop], tmp_path: Path
) -> None:
    agent, stranger = elsewhere
    tell(village.agent, acts.registered(village.agent, 1))
    receipt = agent.write(acts.collected(agent, 1, 1))
    agent.write(acts.voided(agent, 1, receipt, 1))
    agent.write(acts.collected(agent, 1, 2))
    agent.sync()
    theirs = [run for run in village.supervisor.read("branch:LWB") if run.device == agent.device]
    assert [(run.first, run.to, run.signature) for run in theirs] == [(1, 3, None)]
    assert acts.NIK.encode() not in read_by(agent) + read_by(stranger)
    everybody_agrees(village, tmp_path, village.supervisor, village.agent, *elsewhere)
