"""One thread writes, anybody reads, and what is told as written is on disk."""

import logging
import threading
from concurrent.futures import CancelledError, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Connection

from agent_app.domain.errors import Refused, Unavailable
from agent_app.domain.papers import PaperKind
from agent_app.journal.entries import cash, members
from agent_app.journal.entries.base import Note, Origin
from agent_app.records.log import Changes, NotApplied
from agent_app.records.verify import verify
from agent_app.store.store import Store, Written, open_store
from agent_app.store.tx import Tx
from tests.store.laptop import COOP, KEY, MEMBER, Clock, enrol, enrolled, own_lines, slips, take


def test_an_act_is_there_when_its_future_yields(store: Store) -> None:
    written = store.write(take, 5_000).result()
    assert isinstance(written, Written)
    number, origin = written.result
    assert (number, origin.device, origin.seq) == ("LWB-A017-12-26-T000001", 12, 1)
    assert {"journal", "titipan"} <= written.changes.tables
    assert slips(store) == [number]


def test_numbers_go_on_over_acts_and_over_closing_and_opening(store: Store, folder: Path, clock: Clock) -> None:
    for _ in range(3):
        store.write(take, 1).result()
    store.close()
    again = open_store(folder, KEY, clock)
    assert again.write(take, 1).result().result[0] == "LWB-A017-12-26-T000004"
    assert again.write(take, 1).result().result[1].seq == 5
    with again.reading() as connection:
        assert verify(connection, COOP, whole=(12,)).is_sound
    again.close()


def test_an_act_that_is_refused_leaves_nothing_and_gives_its_number_back(store: Store) -> None:
    def refuse(tx: Tx, rupiah: int) -> None:
        take(tx, rupiah)
        raise Refused("cash_too_little")

    with pytest.raises(Refused, match="cash_too_little"):
        store.write(refuse, 1).result()
    assert own_lines(store) == []
    assert store.write(take, 1).result().result[0].endswith("T000001")


def test_an_act_that_fails_as_a_bug_leaves_nothing_either(store: Store) -> None:
    def break_down(tx: Tx, rupiah: int) -> None:
        take(tx, rupiah)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        store.write(break_down, 1).result()
    assert store.write(take, 1).result().result[1].seq == 1


def test_an_entry_its_writer_may_not_write_is_never_kept(store: Store) -> None:
    def confirm(tx: Tx, _: None) -> None:
        deposit = Origin(12, 1, "ab" * 32)
        tx.append(cash.DepositReturned(day="2026-11-23", agent="A017", rupiah=1, deposit=deposit, reason="x"))

    with pytest.raises(NotApplied):
        store.write(confirm, None).result()
    assert own_lines(store) == []


@pytest.mark.parametrize(
    "note", ["a\0b", "\ud800", "x" * 13_000], ids=["a zero byte", "half a character", "longer than a line"]
)
def test_a_text_no_line_may_hold_is_refused_in_words(store: Store, note: str) -> None:
    def visit(tx: Tx, _: None) -> None:
        private = Note(note=note)
        tx.append(
            members.ProspectVisited(day="2026-11-23", member=MEMBER, agent="A017", outcome="thinking", private=private)
        )

    with pytest.raises(Refused, match="line_not_writable"):
        store.write(visit, None).result()
    assert own_lines(store) == []


def test_a_code_that_is_too_long_is_refused_and_not_dropped(store: Store) -> None:
    def register(tx: Tx, nik: str) -> None:
        private = members.MemberPrivate(nik=nik, name="Contoh")
        tx.append(
            members.MemberRegistered(
                day="2026-11-23",
                member=MEMBER,
                agent="A017",
                programmes=(),
                base=1,
                sector="s",
                funding="f",
                private=private,
            )
        )

    with pytest.raises(Refused, match="line_not_writable"):
        store.write(register, "5" * 65).result()


def test_several_entries_of_one_act_are_kept_together(store: Store) -> None:
    def three(tx: Tx, _: None) -> list[str]:
        return [take(tx, rupiah)[0] for rupiah in (1, 2, 3)]

    numbers = store.write(three, None).result().result
    assert [number[-1] for number in numbers] == ["1", "2", "3"]
    assert len(own_lines(store)) == 3


def test_an_act_without_entries_changes_nothing(store: Store) -> None:
    def look(tx: Tx, _: None) -> str:
        return tx.number(PaperKind.RECEIPT)

    written = store.write(look, None).result()
    assert written.changes == Changes()
    assert store.write(look, None).result().result == written.result


def test_acts_asked_for_at_once_are_written_one_after_the_other(store: Store) -> None:
    barrier, results = threading.Barrier(4), list[Any]()

    def ask() -> None:
        barrier.wait()
        results.extend([store.write(take, 1) for _ in range(10)])

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    numbers = sorted(future.result().result[0] for future in results)
    assert numbers == [f"LWB-A017-12-26-T{number:06d}" for number in range(1, 41)]
    assert slips(store) == numbers


def test_readers_see_whole_acts_and_are_never_held_up_while_somebody_writes(store: Store) -> None:
    stop, seen = threading.Event(), list[tuple[int, int]]()

    def two(tx: Tx, _: None) -> None:
        take(tx, 1)
        take(tx, 1)

    def read() -> None:
        while not stop.is_set():
            with store.reading() as connection:
                lines_ = connection.execute(text("SELECT count(*) FROM journal WHERE device = 12")).scalar_one()
                rows = connection.execute(text("SELECT count(*) FROM titipan")).scalar_one()
            seen.append((lines_, rows))

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for _ in range(30):
        store.write(two, None).result()
    stop.set()
    for reader in readers:
        reader.join()
    assert len(seen) > 3
    assert all(lines_ == rows and lines_ % 2 == 0 for lines_, rows in seen)


def test_listeners_hear_of_each_change_once_it_is_on_disk(store: Store) -> None:
    heard: list[tuple[frozenset[str], int]] = []
    store.subscribe(lambda changes: heard.append((changes.tables, len(slips(store)))))
    store.write(take, 1).result()
    store.write(lambda tx, _: None, None).result()
    store.run(lambda connection: Changes(frozenset({"member"}))).result()
    store.run(lambda connection: None).result()
    store.close()
    assert [count for _, count in heard] == [1, 1]
    assert "titipan" in heard[0][0]
    assert heard[1][0] == {"member"}


def test_a_listener_that_fails_stops_neither_the_others_nor_the_next_act(
    store: Store, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Tools that set up logging for themselves silence the loggers that were there before.
    monkeypatch.setattr(logging.getLogger("agent_app.store.store"), "disabled", False)
    heard: list[Changes] = []

    def fail(changes: Changes) -> None:
        raise ZeroDivisionError

    store.subscribe(fail)
    store.subscribe(heard.append)
    store.write(take, 1).result()
    store.write(take, 1).result()
    store.close()
    assert len(heard) == 2
    assert "a listener of the store failed" in caplog.text


def test_work_of_the_sync_that_fails_leaves_nothing(store: Store) -> None:
    def fail(connection: Connection) -> None:
        connection.execute(text("UPDATE contact SET offset_ms = 7"))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        store.run(fail).result()
    with store.reading() as connection:
        assert connection.execute(text("SELECT offset_ms FROM contact")).scalar() == 0


def test_closing_finishes_what_was_asked_and_cancels_what_comes_later(store: Store, folder: Path, clock: Clock) -> None:
    futures = [store.write(take, 1) for _ in range(20)]
    store.close()
    assert [future.result().result[1].seq for future in futures] == list(range(1, 21))
    with pytest.raises(CancelledError):
        store.write(take, 1).result()
    again = open_store(folder, KEY, clock)
    assert len(slips(again)) == 20
    again.close()


def test_a_folder_without_an_identity_says_so(tmp_path: Path, clock: Clock) -> None:
    empty = open_store(tmp_path / "new", KEY, clock)
    assert not empty.is_enrolled
    with pytest.raises(Unavailable, match="not_enrolled"):
        assert empty.identity
    with pytest.raises(Unavailable, match="not_enrolled"):
        empty.write(take, 1).result()
    enrol(empty)
    assert empty.is_enrolled
    assert empty.write(take, 1).result().result[1].seq == 1
    empty.close()


def test_the_identity_is_what_the_certificate_says_and_tells_no_secret(
    store: Store, folder: Path, clock: Clock
) -> None:
    me = store.identity
    store.close()
    again = open_store(folder, KEY, clock)
    assert again.identity == me
    assert (me.coop, me.branch, me.person, me.device, me.zone) == (COOP, "LWB", "A017", 12, "Asia/Makassar")
    assert repr(me) == "Identity(KCL/12)"
    again.close()


def test_a_store_opened_by_one_thread_is_let_go_of_by_another(folder: Path, clock: Clock) -> None:
    enrolled(folder, clock).close()
    with ThreadPoolExecutor(1) as other:
        other.submit(open_store, folder, KEY, clock).result().close()
    open_store(folder, KEY, clock).close()
