"""Push: what is stored, skipped, refused, and what one line can never do to those behind it."""

import tracemalloc

import pytest
from sqlalchemy import select

from agent_app.central import callers, downloads, reviews, tables
from agent_app.central.problems import MEDIA_TYPE
from agent_app.journal import batch, chain, compression, lines
from agent_app.journal.entries.members import RosterPrivate, RosterRowListed
from agent_app.records.tables import cash
from agent_app.records.tables.journal import State, journal
from tests.central import acts
from tests.central.conftest import EMBEDDED, Village


def states(village: Village, device: int) -> list[State]:
    with village.centre.reading() as connection:
        statement = select(journal.c.state).where(journal.c.device == device).order_by(journal.c.seq)
        return [State(state) for state in connection.execute(statement).scalars()]


def test_a_pushed_batch_is_held_with_head_and_totals(village: Village) -> None:
    agent = village.agent
    agent.write(acts.registered(agent, 1))
    agent.write(acts.collected(agent, 1, 1))
    head = agent.sync()
    assert head.totals["contribution_collected"].rupiah == 8_400
    assert head.totals["member_registered"].count == 1
    assert (head.durable_seq, head.reviews) == (0, 1)
    reviews.review_once(village.centre)
    answer = agent.call("GET", "/v1/head").head()
    assert (answer.seq, answer.head, answer.reviews) == (2, agent.head_hash.hex(), 0)


def test_repeating_a_batch_changes_nothing_and_is_no_error(village: Village) -> None:
    agent = village.agent
    for number in range(5):
        agent.write(acts.registered(agent, number, nik=f"531301410788990{number}"))
    agent.push(1, 3)
    assert agent.push(1, 3).head().seq == 3
    assert agent.push(2, 5).head().seq == 5
    assert agent.sync().totals["member_registered"].count == 5
    assert village.supervisor.places("branch:LWB").count((agent.device, 3)) == 1


def test_a_gap_is_answered_with_the_head_held(village: Village) -> None:
    agent = village.agent
    for number in range(4):
        agent.write(acts.registered(agent, number))
    agent.push(1, 1)
    answer = agent.push(3, 4)
    assert (answer.status, answer.code) == (409, "gap")
    assert answer.json["head"]["seq"] == 1
    assert agent.push(2, 4).status == 200


def test_a_fork_is_refused_and_kept_once_as_evidence(village: Village) -> None:
    agent = village.agent
    agent.write(acts.registered(agent, 1))
    agent.write(acts.collected(agent, 1, 1))
    agent.sync()
    held = agent.head_hash.hex()
    clone_lines, clone_hashes = agent.lines[:1], agent.hashes[:1]
    agent.lines, agent.hashes = clone_lines, clone_hashes
    agent.write(acts.collected(agent, 1, 1, months=("2026-12",)))
    for _ in range(2):
        answer = agent.push()
        assert (answer.status, answer.code) == (409, "fork")
        assert (answer.json["head"]["seq"], answer.json["head"]["head"]) == (2, held)
    with village.centre.reading() as connection:
        kept = connection.execute(select(tables.evidence)).all()
    assert [(row.device, row.first, row.differs_at) for row in kept] == [(agent.device, 1, 2)]
    assert batch.unpack(bytes(kept[0].batch)).lines == tuple(agent.lines)


@EMBEDDED
def test_work_after_an_old_copy_is_a_fork_too(village: Village) -> None:
    agent = village.agent
    agent.write(acts.registered(agent, 1))
    agent.sync()
    agent.lines, agent.hashes = [], []
    agent.write(acts.registered(agent, 2))
    agent.write(acts.registered(agent, 3))
    answer = agent.push(2, 2)
    assert (answer.status, answer.code) == (409, "fork")


@EMBEDDED
def test_any_device_may_post_the_batch_of_another(village: Village) -> None:
    village.agent.write(acts.registered(village.agent, 1))
    answer = village.supervisor.call("POST", "/v1/journal", village.agent.packed())
    assert (answer.head().device, answer.head().seq) == (village.agent.device, 1)
    assert village.agent.call("GET", "/v1/head").head().seq == 1


@EMBEDDED
def test_a_batch_counts_only_by_the_signature_of_its_device(village: Village) -> None:
    agent, other = village.agent, village.other_agent
    agent.write(acts.registered(agent, 1))
    forged = batch.sign("KCL", agent.device, 1, agent.genesis, agent.lines, other.private_key)
    answer = other.call("POST", "/v1/journal", batch.pack(forged))
    assert (answer.status, answer.code) == (400, "signature")
    assert village.agent.call("GET", "/v1/head").head().seq == 0


@EMBEDDED
def test_a_journal_that_begins_elsewhere_is_refused(village: Village) -> None:
    agent = village.agent
    agent.write(acts.registered(agent, 1))
    elsewhere = batch.sign("KCL", agent.device, 1, bytes(32), agent.lines, agent.private_key)
    answer = agent.call("POST", "/v1/journal", batch.pack(elsewhere))
    assert (answer.status, answer.code) == (400, "chain")


@EMBEDDED
def test_a_batch_that_breaks_the_form_is_refused_with_its_code(village: Village) -> None:
    agent = village.agent
    agent.write(acts.registered(agent, 1))
    good = agent.packed()
    other_coop = batch.sign("XYZ", agent.device, 1, agent.genesis, agent.lines, agent.private_key)
    altered = agent.batch()
    broken = batch.Batch("KCL", agent.device, 1, agent.genesis, altered.lines, bytes(32), altered.signature)
    unknown = batch.sign("KCL", 4711, 1, agent.genesis, agent.lines, agent.private_key)
    for body, status, code in (
        (b"", 400, "batch"),
        (b"<html>", 400, "batch"),
        (good + b"x", 400, "batch"),
        (good[:-1], 400, "batch"),
        (bytes(256 * 1024 + 1), 413, "size"),
        (batch.pack(other_coop), 400, "batch"),
        (batch.pack(broken), 400, "chain"),
        (batch.pack(unknown), 404, "not_found"),
    ):
        answer = agent.call("POST", "/v1/journal", body)
        assert (answer.status, answer.code) == (status, code)
    assert agent.sync().seq == 1


def poison_lines(seq: int, agent: str) -> list[bytes]:
    """Lines with U+0000, one of a known kind whose content apply refuses, and one of a kind of the future."""
    at = "2026-11-23T10:00:00.000+08:00"
    return [
        b'{"seq":%d,"at":"%s","kind":"contribution_collected","v":1,"rupiah":7000,"note":"\\u0000"}'
        % (seq, at.encode()),
        b'{"seq":%d,"at":"%s","kind":"contribution_collected","v":1,"day":"2026-11-23","members":["m"],'
        b'"agent":"%s","rupiah":5000,"cash":5000,"number":"x","source":"cash","schedule":"s","rows":[]}'
        % (seq + 1, at.encode(), agent.encode()),
        b'{"seq":%d,"at":"%s","kind":"levy_collected","v":1,"agent":"%s","rupiah":9000}'
        % (seq + 2, at.encode(), agent.encode()),
    ]


def test_poison_lines_delay_no_other_line_and_are_under_review(village: Village) -> None:
    agent = village.agent
    agent.write(acts.registered(agent, 1))
    for raw in poison_lines(2, agent.identity.person):
        agent.write_raw(raw)
    agent.write(acts.collected(agent, 1, 1))
    head = agent.sync()
    assert states(village, agent.device) == [
        State.APPLIED,
        State.UNREADABLE,
        State.FAILED,
        State.UNKNOWN_KIND,
        State.APPLIED,
    ]
    assert head.totals[""].count == 1
    assert head.totals["contribution_collected"].rupiah == 13_400
    assert head.totals["levy_collected"].rupiah == 9_000
    assert reviews.review_once(village.centre) == 2
    assert village.supervisor.places("branch:LWB").count((agent.device, 5)) == 1


def test_a_forged_confirmation_by_an_agent_moves_no_rupiah(village: Village) -> None:
    agent, supervisor = village.agent, village.supervisor
    agent.write(acts.registered(agent, 1))
    agent.write(acts.collected(agent, 1, 1))
    deposit = agent.write(acts.deposited(agent, 8_400, 1))
    agent.sync()
    count = supervisor.write(acts.counted("A017", deposit, 8_400))
    supervisor.sync()
    other = village.other_agent
    other.write(acts.confirmed("A017", deposit, count, 8_400))
    other.sync()
    assert states(village, other.device) == [State.NOT_ALLOWED]
    with village.centre.reading() as connection:
        assert connection.execute(select(cash.deposit.c.outcome)).scalar_one() is None
    reviews.review_once(village.centre)
    assert other.call("GET", "/v1/head").head().reviews == 1
    supervisor.write(acts.confirmed("A017", deposit, count, 8_400))
    supervisor.sync()
    with village.centre.reading() as connection:
        assert connection.execute(select(cash.deposit.c.outcome)).scalar_one() == "confirmed"


@EMBEDDED
def test_a_roster_row_by_an_agent_reaches_nobody_elses_roster(village: Village) -> None:
    agent = village.agent
    row = RosterRowListed(member=acts.member(9), branch="LWB", private=RosterPrivate(name="Contoh"))
    agent.write(row)
    agent.sync()
    assert (agent.device, 1) not in village.other_agent.places("roster:LWB")
    village.supervisor.write(row)
    village.supervisor.sync()
    assert (village.supervisor.device, 1) in village.other_agent.places("roster:LWB")


@EMBEDDED
@pytest.mark.parametrize("size", [300 * 1024, 3 * 1024 * 1024])
def test_a_body_that_is_too_large_is_refused_before_it_is_looked_at(village: Village, size: int) -> None:
    answer = village.agent.call("POST", "/v1/journal", bytes(size))
    assert (answer.status, answer.code) == (413, "size")


@EMBEDDED
def test_a_problem_is_a_problem_document(village: Village) -> None:
    headers = {"Authorization": f"Bearer {village.agent.token('A' * 22)}"}
    response = village.agent.session.post(f"{village.address}/v1/journal", data=b"x", headers=headers)
    assert response.headers["content-type"] == MEDIA_TYPE
    document = response.json()
    assert (document["type"], document["status"]) == ("urn:keagenan:problem:batch", 400)


@EMBEDDED
def test_an_own_journal_comes_back_as_signed_batches(village: Village) -> None:
    agent = village.agent
    for number in range(6):
        agent.write(acts.registered(agent, number))
    agent.push(1, 2)
    agent.push(3, 6)
    answer = agent.call("GET", f"/v1/journal?device={agent.device}&from=2")
    got = batch.unpack(answer.body)
    assert batch.signed_by(got, agent.public_key)
    assert (got.first, got.to, got.lines) == (2, 6, tuple(agent.lines[1:]))
    assert agent.call("GET", "/v1/journal?from=7").code == "not_found"
    assert agent.call("GET", "/v1/journal?from=0").code == "request"
    assert agent.call("GET", "/v1/journal").code == "request"


@EMBEDDED
def test_a_second_laptop_of_the_person_reads_the_first_ones_journal(village: Village) -> None:
    village.agent.write(acts.registered(village.agent, 1))
    village.agent.sync()
    second = village.enrol("A017", "agent")
    path = f"/v1/journal?device={village.agent.device}&from=1"
    assert batch.unpack(second.call("GET", path).body).lines == tuple(village.agent.lines)
    assert village.other_agent.call("GET", path).code == "stream"


def test_hashes_of_stored_lines_are_those_of_the_device(village: Village) -> None:
    agent = village.agent
    agent.write(acts.registered(agent, 1))
    agent.write_raw(lines.erase(agent.lines[0]).replace(b'"seq":1', b'"seq":2'))
    agent.sync()
    with village.centre.reading() as connection:
        statement = select(journal.c.h).where(journal.c.device == agent.device).order_by(journal.c.seq)
        held = [bytes(h) for h in connection.execute(statement).scalars()]
    assert held == chain.walk(agent.genesis, agent.lines)


@EMBEDDED
def test_the_longest_line_that_fits_a_batch_fits_every_page(village: Village) -> None:
    agent, supervisor = village.agent, village.supervisor
    start, end = b'{"seq":1,"a":"', b'"}'
    shell = compression.unpack(batch.pack(batch.sign("KCL", agent.device, 1, agent.genesis, [start], bytes(32))))
    agent.write_raw(start + b"a" * (compression.MAX_PLAIN - len(shell) - len(end)) + end)
    assert agent.push().status == 200
    agent.write(acts.registered(agent, 1))
    agent.push(2, 2)
    assert (agent.device, 2) in supervisor.places("branch:LWB")


def test_a_journal_that_comes_back_is_read_no_further_than_it_is_sent(village: Village) -> None:
    agent = village.agent
    for first in range(1, 401, 100):
        for seq in range(first, first + 100):
            agent.write_raw(b'{"seq":%d,"a":"' % seq + b"a" * 15_000 + b'"}')
        assert agent.push(first).status == 200
    with village.centre.reading() as connection:
        caller = callers.find(connection, "KCL", agent.device)
        assert caller is not None
        tracemalloc.start()
        packed = downloads.download(connection, village.centre, caller, agent.device, 1)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert batch.unpack(packed).lines == tuple(agent.lines[:100])
    assert peak < 5_500_000
