"""Failures other field systems had, played here where no other test stands for them; the table beside names all."""

import re
from pathlib import Path

import msgspec
from msgspec.structs import replace

from agent_app.central import publishing
from agent_app.journal.entries.members import Change, Changes, MemberCorrected
from agent_app.records.tables import house
from agent_app.records.tables.members import member
from agent_app.reference.schedules import packaged_schedules
from agent_app.sync.once import sync_once
from agent_app.sync.push import BatchSize
from agent_app.sync.status import status
from agent_app.sync.transport import HttpTransport, Raw, Request
from dev import ROOT
from tests.e2e import acts, kit
from tests.e2e.kit import EMBEDDED, Cooperative, Laptop

TABLE = Path(__file__).with_name("FIELD_LESSONS.md")
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def test_every_lesson_has_its_row_and_every_test_it_names_exists() -> None:
    text = TABLE.read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if re.match(r"\| \d+ \|", line)]
    assert [int(row.split("|")[1]) for row in rows] == list(range(1, 36))
    for row in rows:
        assert NAMED.search(row) or "not apply yet" in row, row
    missing = [
        f"{file}::{name}"
        for file, name in NAMED.findall(text)
        if f"def {name}(" not in (ROOT / file).read_text(encoding="utf-8")
    ]
    assert missing == []


class Busy:
    """A transport under which the person goes on working: something is written before each of the first requests."""

    def __init__(self, inner: HttpTransport, laptop: kit.Laptop, times: int) -> None:
        self.inner = inner
        self.laptop = laptop
        self.left = times

    def send(self, request: Request) -> Raw:
        if self.left:
            self.left -= 1
            acts.receipt(self.laptop.store, acts.nik(50 + self.left))
        return self.inner.send(request)


@EMBEDDED
def test_what_is_written_while_a_sync_runs_is_sent_once(cooperative: Cooperative) -> None:
    agent, supervisor = cooperative.enrol("A017"), cooperative.enrol("S001", "supervisor")
    acts.receipt(agent.store, acts.nik(1))
    busy = Busy(HttpTransport(cooperative.address), agent, 6)
    for _ in range(3):
        assert sync_once(agent.store, busy, size=BatchSize(1500)).is_done
    assert busy.left == 0
    assert status(agent.store).unsent.lines == 0
    cooperative.settle()
    assert kit.all_totals(supervisor).all.receipts == 7
    kit.assert_equal(cooperative.centre, supervisor, agent)


@EMBEDDED
def test_payments_of_one_member_in_one_moment_are_all_counted(cooperative: Cooperative) -> None:
    agent, supervisor = cooperative.enrol("A017"), cooperative.enrol("S001", "supervisor")
    who = acts.register(agent.store, acts.nik(1))
    for month in ("2026-10", "2026-11", "2026-12"):
        acts.collect(agent.store, who, (month,))
    assert status(agent.store).unsent.rupiah == 3 * acts.RUPIAH
    cooperative.settle()
    assert kit.all_totals(supervisor).all.cash.collected == 3 * acts.RUPIAH
    kit.assert_equal(cooperative.centre, supervisor, agent)


@EMBEDDED
def test_two_agents_who_correct_one_member_are_both_kept_and_all_who_serve_agree(cooperative: Cooperative) -> None:
    one, other = cooperative.enrol("A017"), cooperative.enrol("A018")
    supervisor = cooperative.enrol("S001", "supervisor")
    who = acts.register(one.store, acts.nik(1))
    cooperative.sync()

    def correct(laptop: Laptop, name: str, phone: str) -> None:
        cooperative.clock.forward(seconds=1)
        changes = (changed("name", "Maria Contoh", name), changed("phone", "081234567890", phone))
        entry = MemberCorrected(day="2026-11-23", member=who, agent=laptop.person, private=Changes(changes=changes))
        acts.write(laptop.store, entry)

    # The first still serves her when he writes, and has no network; the later one arrives first.
    correct(one, "Maria Satu", "0811")
    cooperative.clock.forward(seconds=1)
    acts.assign(supervisor.store, who, "A018")
    cooperative.sync(supervisor, other)
    correct(other, "Maria Dua", "0812")
    cooperative.sync(other, one)
    cooperative.settle()
    kit.assert_equal(cooperative.centre, supervisor)
    # The first agent serves the member no more, and does not hear what the second writes.
    for side in (cooperative.centre, supervisor, other):
        (row,) = kit.rows(side, member)
        assert (row["name"], row["phone"]) == ("Maria Satu", "0812")
        assert "Maria Dua" in (row["contested"] or "")


def changed(field: str, old: str, new: str) -> Change:
    return Change(field=field, old=msgspec.Raw(msgspec.json.encode(old)), new=msgspec.Raw(msgspec.json.encode(new)))


@EMBEDDED
def test_a_receipt_that_comes_after_the_count_of_its_day_is_cash_on_hand(cooperative: Cooperative) -> None:
    agent, supervisor = cooperative.enrol("A017"), cooperative.enrol("S001", "supervisor")
    late = cooperative.enrol("A018")
    acts.receipt(agent.store, acts.nik(1))
    acts.receipt(late.store, acts.nik(2))
    slip = acts.deposit(agent.store, acts.RUPIAH)
    cooperative.sync(agent, supervisor)
    acts.confirm(supervisor.store, "A017", slip, acts.RUPIAH)
    cooperative.sync(supervisor)
    cooperative.clock.forward(days=40)
    cooperative.settle()
    cash = kit.all_totals(supervisor).all.cash
    assert (cash.collected, cash.confirmed, cash.on_hand) == (2 * acts.RUPIAH, acts.RUPIAH, acts.RUPIAH)
    kit.assert_equal(cooperative.centre, supervisor, agent, late)


@EMBEDDED
def test_money_taken_by_an_older_schedule_stays_and_is_looked_at(cooperative: Cooperative) -> None:
    agent, supervisor = cooperative.enrol("A017"), cooperative.enrol("S001", "supervisor")
    # From November on the same bracket costs more; the agent's laptop has not heard of it.
    packaged = packaged_schedules()[-1]
    dearer = tuple(replace(one, jkk=one.jkk + 2_000) for one in packaged.brackets)
    newer = replace(packaged, id="PP-UJI", valid_from="2026-11", brackets=dearer)
    cooperative.centre.write(lambda connection: publishing.publish(connection, cooperative.centre, [newer]))
    acts.receipt(agent.store, acts.nik(1))
    cooperative.settle()
    assert kit.all_totals(supervisor).all.cash.collected == acts.RUPIAH
    assert [row["code"] for row in kit.rows(supervisor, house.review)] == ["tariff_mismatch"]
    kit.assert_equal(cooperative.centre, supervisor, agent)


@EMBEDDED
def test_a_sync_without_news_fetches_nothing(cooperative: Cooperative) -> None:
    agent, supervisor = cooperative.enrol("A017"), cooperative.enrol("S001", "supervisor")
    for number in range(100):
        acts.receipt(agent.store, acts.nik(number))
    cooperative.settle()
    for laptop in (agent, supervisor):
        transport = HttpTransport(cooperative.address)
        outcome = sync_once(laptop.store, transport)
        assert (outcome.sent, outcome.fetched) == (0, 0)
        # A supervisor also asks for news of the branch's laptops.
        assert transport.traffic.requests == (5 if laptop is supervisor else 4)
        assert transport.traffic.received < 6_000
