"""The streams: who sees what, in which order, and what a reader can check of it."""

from sqlalchemy import update

from agent_app.central import admin, feed, streams, tables
from agent_app.journal import chain
from agent_app.journal.encoding import to_base64
from agent_app.wire import pages
from tests.central import acts
from tests.central.conftest import EMBEDDED, Village


def kinds(runs: list[pages.Run]) -> list[bytes]:
    return [line.split(b'"kind":"')[1].split(b'"')[0] for run in runs for line in run.lines]


def test_the_common_stream_tells_of_schedules_and_branches(village: Village) -> None:
    found = kinds(village.agent.read("coop"))
    assert set(found) == {b"rates_published", b"branch_opened"}
    assert found.count(b"branch_opened") == 2


def test_a_supervisor_reads_signed_batches_of_the_branch(village: Village) -> None:
    agent, supervisor = village.agent, village.supervisor
    for number in range(4):
        agent.write(acts.registered(agent, number))
    agent.push(1, 3)
    agent.push(4, 4)
    runs = [run for run in supervisor.read("branch:LWB") if run.device == agent.device]
    assert [(run.first, run.to) for run in runs] == [(1, 3), (4, 4)]
    assert runs[0].prev == agent.genesis
    for run in runs:
        assert chain.walk(run.prev, run.lines)[-1] == run.head == agent.hashes[run.to - 1]
        assert run.signature is not None
        text = chain.batch_text("KCL", agent.device, run.to, run.head)
        assert chain.verify(agent.public_key, run.signature, text)


def test_enrolments_come_before_the_lines_of_their_devices(village: Village) -> None:
    found = kinds(village.supervisor.read("branch:LWB"))
    assert found.count(b"device_enrolled") == 3
    assert kinds(village.agent.read("roster:LWB")).count(b"device_enrolled") == 3


def test_ones_own_lines_are_left_out_and_the_cursor_moves_on(village: Village) -> None:
    agent = village.agent
    agent.write(acts.registered(agent, 1))
    agent.sync()
    before = agent.feed("agent:A017")
    assert all(run.device != agent.device for run in before.runs)
    assert agent.feed("agent:A017", before.next).runs == ()
    agent.write(acts.registered(agent, 2))
    agent.sync()
    after = agent.feed("agent:A017", before.next)
    assert after.runs == ()
    assert after.next != before.next


def test_an_agent_sees_what_others_write_about_them(village: Village) -> None:
    agent, supervisor = village.agent, village.supervisor
    agent.write(acts.registered(agent, 1))
    deposit = agent.write(acts.deposited(agent, 8_400, 1))
    agent.sync()
    supervisor.write(acts.counted("A017", deposit, 8_400))
    supervisor.write(acts.counted("A018", deposit, 8_400))
    supervisor.sync()
    mine = [run for run in agent.read("agent:A017") if run.device == supervisor.device]
    assert [(run.first, run.to, run.signature) for run in mine] == [(1, 1, None)]
    assert chain.walk(mine[0].prev, mine[0].lines)[-1] == mine[0].head == supervisor.hashes[0]
    theirs = [run for run in village.other_agent.read("agent:A018") if run.device == supervisor.device]
    assert [(run.first, run.prev) for run in theirs] == [(2, supervisor.hashes[0])]


def test_an_assignment_brings_along_all_lines_of_the_member(village: Village) -> None:
    agent, other, supervisor = village.agent, village.other_agent, village.supervisor
    agent.write(acts.registered(agent, 1))
    agent.write(acts.registered(agent, 2, nik="5313014107889902"))
    agent.write(acts.collected(agent, 1, 1))
    agent.sync()
    assert not any(device == agent.device for device, _ in other.places("agent:A018"))
    supervisor.write(acts.assigned(1, "A018"))
    supervisor.sync()
    places = other.places("agent:A018")
    assert (supervisor.device, 1) in places
    assert [place for place in places if place[0] == agent.device] == [(agent.device, 1), (agent.device, 3)]
    agent.write(acts.collected(agent, 1, 2, months=("2026-12",)))
    agent.sync()
    assert (agent.device, 4) in other.places("agent:A018")


def test_a_writer_of_another_branch_is_introduced(village: Village) -> None:
    """He took money for a member of theirs: who serves the member is told of it."""
    village.agent.write(acts.registered(village.agent, 5))
    village.agent.sync()
    stranger = village.enrol("A050", "agent", branch="LRT")
    stranger.write(acts.collected(stranger, 5, 1))
    stranger.sync()
    runs = village.agent.read("agent:A017")
    places = [(run.device, run.first) for run in runs]
    line = b'"device":%d,"branch":"LRT"' % stranger.device
    introduced = next(i for i, run in enumerate(runs) if any(line in raw for raw in run.lines))
    assert introduced < places.index((stranger.device, 1))


def test_a_cursor_of_another_past_begins_anew(village: Village) -> None:
    agent = village.agent
    page = agent.feed("roster:LWB")
    for cursor in ("nonsense", "====", to_base64(b"3." + bytes(32)), to_base64(b"99999." + bytes(32))):
        answer = agent.call("GET", f"/v1/feed?stream=roster:LWB&after={cursor}")
        assert (answer.status, answer.code) == (409, "cursor")
    with village.centre.engine.begin() as connection:
        connection.execute(update(tables.stream_run).values(s=bytes(32)))
    assert agent.call("GET", f"/v1/feed?stream=roster:LWB&after={page.next}").code == "cursor"
    assert len(agent.feed("roster:LWB").runs) == len(page.runs)


@EMBEDDED
def test_pages_end_by_bytes_where_batches_end(village: Village) -> None:
    agent, supervisor = village.agent, village.supervisor
    for number in range(900):
        agent.write(acts.registered(agent, number, name="Contoh " * 20))
    for first in range(1, 900, 100):
        agent.push(first, first + 99)
    page = supervisor.feed("branch:LWB")
    assert page.more
    assert sum(len(line) for run in page.runs for line in run.lines) <= feed.PAGE_BYTES
    assert all(run.to % 100 == 0 for run in page.runs if run.device == agent.device)
    places = [place for place in supervisor.places("branch:LWB") if place[0] == agent.device]
    assert places == [(agent.device, seq) for seq in range(1, 901)]


@EMBEDDED
def test_a_batch_beyond_a_page_is_cut_and_still_ends_in_its_signature(village: Village) -> None:
    agent = village.agent
    for number in range(1400):
        agent.write(acts.registered(agent, number, name="Contoh " * 100))
    agent.sync()
    runs = [run for run in village.supervisor.read("branch:LWB") if run.device == agent.device]
    assert len(runs) > 1
    assert [run.signature is not None for run in runs] == [False] * (len(runs) - 1) + [True]
    assert [line for run in runs for line in run.lines] == agent.lines


def test_the_running_hash_of_each_stream_follows_from_the_journal(village: Village) -> None:
    agent = village.agent
    for number in range(3):
        agent.write(acts.registered(agent, number))
    agent.sync()
    s = streams.start("KCL", "branch:LWB")
    for run in village.enrol("S002", "supervisor").read("branch:LWB"):
        for seq, h in enumerate(chain.walk(run.prev, run.lines), run.first):
            s = streams.step(s, run.device, seq, h)
    with village.centre.engine.begin() as connection:
        assert streams.head(connection, "KCL", "branch:LWB")[1] == s
        assert streams.first_fault(connection, "KCL") is None
        row = tables.stream_run
        connection.execute(update(row).where(row.c.stream == "branch:LWB", row.c.position == 2).values(s=bytes(32)))
        assert streams.first_fault(connection, "KCL") == ("branch:LWB", 2)


@EMBEDDED
def test_a_line_that_names_no_code_as_agent_makes_no_stream(village: Village) -> None:
    agent = village.agent
    agent.write(acts.collected(agent, 1, 1, agent="../../etc"))
    agent.sync()
    with village.centre.reading() as connection:
        names = connection.exec_driver_sql("SELECT DISTINCT stream FROM stream_head").scalars().all()
    assert set(names) == {"coop", "branch:LWB", "roster:LWB", "agent:A017", "agent:A018", "agent:S001"}


@EMBEDDED
def test_a_branch_opened_later_is_told_to_everybody(village: Village) -> None:
    page = village.agent.feed("coop")
    admin.add_branch(village.centre, "MRE", "Maumere", "Asia/Makassar", village.centre.folder / "MRE.recovery")
    news = village.agent.feed("coop", page.next)
    assert kinds(list(news.runs)) == [b"branch_opened"]


def test_a_cursor_beyond_all_numbers_is_no_cursor(village: Village) -> None:
    for position in (b"9" * 20, b"9" * 400):
        answer = village.agent.call("GET", f"/v1/feed?stream=coop&after={to_base64(position + b'.' + bytes(32))}")
        assert (answer.status, answer.code) == (409, "cursor")
