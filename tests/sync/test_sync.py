"""Devices and a real centre: lines go out once, come in verified, and both sides say the same."""

import shutil
import threading
from concurrent.futures import Future
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import func, select, update

from agent_app.central import admin, limits
from agent_app.central.limits import Limit
from agent_app.central.server import Serving, running_as
from agent_app.journal import chain
from agent_app.records import log
from agent_app.records.tables import house, money
from agent_app.records.tables.journal import journal, kind_total, line_aside
from agent_app.records.verify import verify
from agent_app.store import contact, restore
from agent_app.store.contact import Contact
from agent_app.store.store import Store
from agent_app.sync import pull
from agent_app.sync.arrival import Slices
from agent_app.sync.once import sync_once
from agent_app.sync.outcome import Difference, Halted, Outcome, Result
from agent_app.sync.push import BatchSize
from agent_app.sync.transport import HttpTransport, NoContact, Raw, Reason, Request
from agent_app.wire import pages
from tests.sync.acts import NAME, NIK, RUPIAH, assign, collect, member
from tests.sync.conftest import KEY, Link, Office


def known(store: Store) -> Contact:
    with store.reading() as connection:
        return contact.load(connection)


def held(store: Store) -> set[tuple[int, int, bytes]]:
    """Every line a store holds: device, number, hash."""
    with store.reading() as connection:
        return {(row.device, row.seq, bytes(row.h)) for row in connection.execute(select(journal))}


def at_centre(office: Office) -> set[tuple[int, int, bytes]]:
    with office.centre.reading() as connection:
        return {(row.device, row.seq, bytes(row.h)) for row in connection.execute(select(journal))}


def receipts(store: Store) -> tuple[int, int]:
    """Count and rupiah of all receipts in the tables."""
    with store.reading() as connection:
        counted = select(func.count(), func.coalesce(func.sum(money.receipt.c.rupiah), 0)).select_from(money.receipt)
        count, rupiah = connection.execute(counted).one()
        return count, rupiah


def assert_sound(store: Store) -> None:
    with store.reading() as connection:
        report = verify(connection, store.identity.coop)
    assert report.problems == []


def done(outcome: Outcome) -> Outcome:
    assert outcome.is_done, outcome
    return outcome


def test_what_an_agent_wrote_offline_reaches_centre_and_supervisor_once(office: Office) -> None:
    agent, supervisor = office.device("A017"), office.device("S001", "supervisor")
    for number in range(3):
        collect(agent, number, registers=True)
    assert done(office.sync(agent)).sent == 6
    assert done(office.sync(agent)).sent == 0
    assert done(office.sync(supervisor)).fetched > 0
    assert done(office.sync(supervisor)).fetched == 0
    assert receipts(supervisor) == receipts(agent) == (3, 3 * RUPIAH)
    assert held(supervisor) >= {line for line in held(agent) if line[0] == agent.identity.device}
    assert_sound(supervisor)
    assert_sound(agent)


def test_an_agent_sees_what_is_his_and_nothing_of_another(office: Office) -> None:
    one, two = office.device("A017"), office.device("A018")
    supervisor = office.device("S001", "supervisor")
    collect(one, 1, registers=True)
    done(office.sync(one))
    done(office.sync(two))
    assert receipts(two) == (0, 0)
    done(office.sync(supervisor))
    assign(supervisor, 1, "A018")
    done(office.sync(supervisor))
    done(office.sync(two))
    assert receipts(two) == (1, RUPIAH)
    assert_sound(two)


def test_the_supervisor_keeps_the_signatures_of_the_branch(office: Office) -> None:
    agent, supervisor = office.device("A017"), office.device("S001", "supervisor")
    collect(agent, 1)
    done(office.sync(agent))
    done(office.sync(supervisor))
    with supervisor.reading() as connection:
        report = verify(connection, "KCL")
    assert report.signatures == 1


def test_the_next_batch_leaves_before_the_last_answer_is_written_down(office: Office) -> None:
    agent = office.device("A017")
    for number in range(3):
        collect(agent, number)
    link, second_left = office.link(agent), threading.Event()
    writers: list[Future[bool]] = []

    def leave(request: Request) -> None:
        if link.calls("POST", "/v1/journal") == 2:
            second_left.set()

    def keep_the_writer_busy(request: Request, raw: Raw) -> Raw:
        if request.method == "POST" and not writers:
            writers.append(agent.run(lambda connection: second_left.wait(20)))
        return raw

    link.before, link.after = leave, keep_the_writer_busy
    assert done(sync_once(agent, link, size=BatchSize(lines=1))).sent == 3
    assert writers[0].result()
    assert known(agent).acknowledged == 3


def test_a_pause_keeps_what_the_centre_had_already_said(office: Office) -> None:
    agent = office.device("A017")
    for number in range(3):
        collect(agent, number)
    asked = count(1)

    def pause() -> None:
        if next(asked) == 2:
            raise Halted(Result.PAUSED)

    outcome = sync_once(agent, office.link(agent), size=BatchSize(lines=1), between=pause)
    assert (outcome.result, outcome.sent) == (Result.PAUSED, 1)
    assert known(agent).acknowledged == 1


def test_a_lost_answer_is_found_out_from_the_head_and_nothing_is_sent_twice(office: Office) -> None:
    agent = office.device("A017")
    collect(agent, 1)

    def lose(request: Request, raw: Raw) -> Raw:
        if request.method == "POST":
            raise NoContact(Reason.CUT)
        return raw

    link = Link(HttpTransport(office.address), after=lose)
    assert sync_once(agent, link).result is Result.CUT
    again = office.link(agent)
    outcome = done(sync_once(agent, again))
    assert (outcome.sent, again.calls("POST", "/v1/journal")) == (0, 0)
    assert known(agent).acknowledged == 1


def test_batches_get_smaller_on_a_bad_line_and_larger_on_a_good_one(office: Office) -> None:
    agent = office.device("A017")
    for number in range(40):
        collect(agent, number)
    sizes: list[int] = []

    def refuse_large(request: Request) -> None:
        if request.method == "POST":
            sizes.append(len(request.body))
            if len(sizes) <= 2:
                raise NoContact(Reason.TIMEOUT)

    link = Link(HttpTransport(office.address), before=refuse_large)
    size = BatchSize(8000)
    assert done(sync_once(agent, link, size=size)).sent == 40
    assert sizes[0] > sizes[1] > sizes[2]
    assert len(sizes) > 5
    for number in range(40):
        collect(agent, number)
    grown = BatchSize(1000)
    good = office.link(agent)
    done(sync_once(agent, good, size=grown))
    assert grown.plain > 1000
    sizes = [len(request.body) for request in good.asked if request.method == "POST"]
    assert len(sizes) < 20
    assert max(sizes) > sizes[0]


def test_a_line_that_bears_nothing_is_left_alone_after_a_few_tries(office: Office) -> None:
    agent = office.device("A017")
    collect(agent, 1)

    def never(request: Request) -> None:
        if request.method == "POST":
            raise NoContact(Reason.TIMEOUT)

    link = Link(HttpTransport(office.address), before=never)
    assert sync_once(agent, link).result is Result.TIMEOUT
    assert link.calls("POST", "/v1/journal") <= 3


def test_a_refusal_of_the_size_on_the_way_halves_the_batch(office: Office) -> None:
    agent = office.device("A017")
    for number in range(20):
        collect(agent, number)

    class Gate:
        def __init__(self) -> None:
            self.inner = HttpTransport(office.address)

        def send(self, request: Request) -> Raw:
            if len(request.body) > 300:
                return Raw(413, {}, b"too large")
            return self.inner.send(request)

    assert done(sync_once(agent, Gate())).sent == 20


def test_totals_that_differ_are_told_kind_by_kind(office: Office) -> None:
    agent = office.device("A017")
    collect(agent, 1)
    done(office.sync(agent))
    with office.centre.engine.begin() as connection:
        connection.execute(update(kind_total).where(kind_total.c.kind == "contribution_collected").values(rupiah=1))
    outcome = office.sync(agent)
    assert outcome.result is Result.DONE
    assert not outcome.is_done
    assert outcome.differences == (Difference("contribution_collected", (1, RUPIAH), (1, 1)),)


def test_a_disk_put_back_to_yesterday_goes_on_without_a_fork(office: Office) -> None:
    agent = office.device("A017")
    collect(agent, 1)
    backup = agent.back_up()
    lost = [collect(agent, number) for number in (2, 3)]
    done(office.sync(agent))
    office.close(agent)
    restore.restore(office.folder / "A017", backup, KEY)

    back = office.open("A017")
    assert known(back).ask_first
    outcome = done(office.sync(back))
    assert outcome.recovered == 2
    assert not known(back).ask_first
    assert receipts(back) == (3, 3 * RUPIAH)
    origin = collect(back, 4)
    assert origin.seq == lost[-1].seq + 1
    assert done(office.sync(back)).sent == 1
    with back.reading() as connection:
        numbers = connection.execute(select(money.receipt.c.number).order_by(money.receipt.c.number)).scalars().all()
    assert [number[-6:] for number in numbers] == ["000001", "000002", "000003", "000004"]
    assert_sound(back)


def test_a_clone_is_told_fork_and_stops_sending(office: Office) -> None:
    agent = office.device("A017")
    collect(agent, 1)
    done(office.sync(agent))
    office.close(agent)
    shutil.copytree(office.folder / "A017", office.folder / "clone")
    agent, clone = office.open("A017"), office.open("clone")
    collect(agent, 2)
    collect(clone, 3)
    done(office.sync(agent))
    before = at_centre(office)

    link = office.link(clone)
    assert sync_once(clone, link).result is Result.FORK
    assert known(clone).trouble == "fork"
    collect(clone, 4)
    again = office.link(clone)
    assert sync_once(clone, again).result is Result.FORK
    assert again.calls("POST", "/v1/journal") == 0
    assert at_centre(office) == before
    done(office.sync(agent))


def test_a_clone_that_posts_at_the_same_moment_is_told_fork_by_the_answer(office: Office) -> None:
    agent = office.device("A017")
    collect(agent, 1)
    done(office.sync(agent))
    office.close(agent)
    shutil.copytree(office.folder / "A017", office.folder / "clone")
    agent, clone = office.open("A017"), office.open("clone")
    collect(agent, 2)
    collect(clone, 3)

    def other_first(request: Request) -> None:
        if request.method == "POST" and known(agent).acknowledged == 1:
            done(office.sync(agent))

    link = Link(HttpTransport(office.address), before=other_first)
    assert sync_once(clone, link).result is Result.FORK
    assert link.calls("POST", "/v1/journal") == 1


def test_a_revoked_device_is_told_so_and_its_lines_still_arrive(office: Office) -> None:
    agent = office.device("A017")
    collect(agent, 1)
    done(office.sync(agent))
    admin.revoke(office.centre, agent.identity.device)
    collect(agent, 2)
    outcome = office.sync(agent)
    assert (outcome.result, outcome.sent) == (Result.REVOKED, 1)
    assert known(agent).trouble == "revoked"
    assert office.sync(agent).result is Result.REVOKED


def test_a_captive_portal_changes_no_state(office: Office) -> None:
    agent = office.device("A017")
    collect(agent, 1)
    before = known(agent)

    class Portal:
        def send(self, request: Request) -> Raw:
            return Raw(200, {"content-type": "text/html"}, b"<html>")

    assert sync_once(agent, Portal()).result is Result.CAPTIVE_PORTAL
    assert known(agent) == before


def test_a_page_that_was_changed_or_signed_by_nobody_known_is_not_stored(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent, supervisor = office.device("A017"), office.device("S001", "supervisor")
    collect(agent, 1, registers=True)
    done(office.sync(agent))

    def forge(packed: bytes) -> pages.Page:
        page = unpack(packed)
        runs = tuple(
            run
            if run.signature is None
            else pages.Run(
                run.device,
                run.first,
                run.prev,
                (*run.lines[:-1], run.lines[-1].replace(b"16800", b"99900")),
                chain.walk(run.prev, (*run.lines[:-1], run.lines[-1].replace(b"16800", b"99900")))[-1],
                run.signature,
            )
            for run in page.runs
        )
        return pages.Page(page.coop, page.stream, page.after, runs, page.next, page.more)

    unpack = pages.unpack
    monkeypatch.setattr(pull.pages, "unpack", forge)
    outcome = office.sync(supervisor)
    assert outcome.unread == ("branch:LWB",)
    assert receipts(supervisor) == (0, 0)
    monkeypatch.undo()
    done(office.sync(supervisor))
    assert receipts(supervisor) == (1, RUPIAH)


def test_a_cursor_that_the_centre_does_not_know_begins_again_and_skips_what_is_held(office: Office) -> None:
    agent, supervisor = office.device("A017"), office.device("S001", "supervisor")
    collect(agent, 1)
    done(office.sync(agent))
    done(office.sync(supervisor))
    before = held(supervisor)
    supervisor.run(lambda connection: contact.move_cursor(connection, "KCL", "branch:LWB", "bm9uc2Vuc2U", 0)).result()
    assert done(office.sync(supervisor)).fetched == 0
    assert held(supervisor) == before


def test_another_line_under_a_number_that_is_held_is_kept_aside_and_told(office: Office) -> None:
    agent, supervisor = office.device("A017"), office.device("S001", "supervisor")
    collect(agent, 1)
    done(office.sync(agent))
    device = agent.identity.device
    other = chain.walk(agent.identity.genesis, [b'{"seq":1,"other":1}'])[0]
    row = {
        "coop": "KCL",
        "device": device,
        "seq": 1,
        "h": other,
        "kind": "",
        "state": 0,
        "line": b'{"seq":1,"other":1}',
    }
    supervisor.run(lambda connection: connection.execute(journal.insert().values(row)).close()).result()
    outcome = office.sync(supervisor)
    assert outcome.aside == ((device, 1),)
    with supervisor.reading() as connection:
        aside = connection.execute(select(line_aside)).one()
        assert (aside.device, aside.seq) == (device, 1)
        assert log.head(connection, "KCL", device) == (1, other)
    done(office.sync(supervisor))


def test_many_lines_arrive_in_short_transactions(office: Office) -> None:
    agent, supervisor = office.device("A017"), office.device("S001", "supervisor")
    for number in range(30):
        collect(agent, number)
    done(office.sync(agent))
    ticks = iter(range(1000))
    # By this watch every transaction takes a second, so that slices shrink to the fewest lines.
    slices = Slices(lines=16, watch=lambda: float(next(ticks)))
    assert done(sync_once(supervisor, office.link(supervisor), slices=slices)).fetched > 30
    assert slices.lines == 10
    assert receipts(supervisor) == (30, 30 * RUPIAH)
    assert_sound(supervisor)


def test_a_crash_between_two_slices_loses_nothing(office: Office) -> None:
    agent, supervisor = office.device("A017"), office.device("S001", "supervisor")
    for number in range(30):
        collect(agent, number)
    done(office.sync(agent))

    class Crash(Exception):
        pass

    def watch() -> float:
        if 0 < receipts(supervisor)[0] < 30:
            raise Crash
        return 0.0

    with pytest.raises(Crash):
        sync_once(supervisor, office.link(supervisor), slices=Slices(lines=10, watch=watch))
    assert receipts(supervisor) == (10, 10 * RUPIAH)
    done(office.sync(supervisor))
    assert receipts(supervisor) == (30, 30 * RUPIAH)
    assert_sound(supervisor)


def test_a_pause_stops_after_the_request_under_way(office: Office) -> None:
    agent = office.device("A017")
    collect(agent, 1)
    link = office.link(agent)

    def pause() -> None:
        if link.calls("POST", "/v1/journal"):
            raise Halted(Result.PAUSED)

    outcome = sync_once(agent, link, between=pause)
    assert (outcome.result, outcome.sent) == (Result.PAUSED, 1)
    assert link.calls("GET", "/v1/feed") == 0


def test_no_address_and_no_header_of_a_request_names_a_person(office: Office) -> None:
    agent = office.device("A017")
    collect(agent, 1, registers=True)
    link = office.link(agent)
    done(sync_once(agent, link))
    said = "".join(request.path + "".join(request.headers.values()) for request in link.asked)
    assert NIK not in said
    assert NAME not in said
    assert member(1) not in said


def test_a_clock_ten_minutes_off_is_written_down_before_the_next_line(office: Office) -> None:
    wrong = timedelta()
    agent = office.device("A017", clock=lambda: office.clock.moment + wrong)
    collect(agent, 1)
    wrong = timedelta(days=-300)
    outcome = done(office.sync(agent))
    assert outcome.sent == 2
    assert known(agent).offset_ms == timedelta(days=300).total_seconds() * 1000
    with agent.reading() as connection:
        last = connection.execute(select(journal).order_by(journal.c.seq.desc()).where(journal.c.device > 0)).first()
    assert last is not None
    assert last.kind == "clock_changed"
    assert b'"source":"centre"' in bytes(last.line)
    collect(agent, 2)
    assert done(office.sync(agent)).sent == 1


def test_a_journal_written_in_the_future_is_brought_back_by_the_centres_word(office: Office) -> None:
    wrong = timedelta()
    agent = office.device("A017", clock=lambda: office.clock.moment + wrong)
    wrong = timedelta(days=400)
    collect(agent, 1)
    wrong = timedelta()
    # Without the centre's word this would be refused until a person confirms the clock.
    done(office.sync(agent))
    collect(agent, 2)
    done(office.sync(agent))
    assert known(agent).offset_ms == 0


def test_a_small_drift_is_taken_over_without_a_word(office: Office) -> None:
    wrong = timedelta(minutes=3)
    agent = office.device("A017", clock=lambda: office.clock.moment + wrong)
    wrong = timedelta(minutes=8)
    done(office.sync(agent))
    assert known(agent).offset_ms == -8 * 60_000
    with agent.reading() as connection:
        assert connection.execute(select(journal).where(journal.c.device > 0)).all() == []


def test_the_device_learns_of_its_branch_from_the_stream(office: Office) -> None:
    one = office.device("A017")
    office.device("A018")
    done(office.sync(one))
    with one.reading() as connection:
        people = set(connection.execute(select(house.device.c.person)).scalars())
    assert people == {"A017", "A018"}


def test_a_centre_that_asks_to_be_left_alone_is_and_nothing_is_lost(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent = office.device("A017")
    collect(agent, 1)
    monkeypatch.setattr(limits, "DEVICE", Limit(1, 40.0))
    with running_as(office.centre, Serving()) as places:
        outcome = sync_once(agent, HttpTransport(places.public))
    assert (outcome.result, outcome.sent) == (Result.SERVER_TROUBLE, 0)
    assert 30 < outcome.wait <= 40
    assert known(agent).trouble is None
    assert sync_once(agent, HttpTransport(office.address)).sent == 1
