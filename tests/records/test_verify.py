"""`verify` names what was altered, taken out or added, and is quiet about everything else."""

from collections.abc import Callable

import pytest
from sqlalchemy import delete, text, update

from agent_app.journal import chain, lines
from agent_app.records import log
from agent_app.records.tables.journal import journal
from agent_app.records.tables.money import receipt
from agent_app.records.verify import Problem, verify
from tests.records import acts
from tests.records.journals import COOP, Journal, branch
from tests.records.sides import Side

PRIVATE_KEY = bytes(range(32))


class Signing(Journal):
    """Maria's laptop with a key of her own."""

    @property
    def public_key(self) -> bytes:
        return chain.public_key_of(PRIVATE_KEY)

    def signature(self, seq: int) -> bytes:
        return chain.sign(PRIVATE_KEY, chain.batch_text(COOP, self.device, seq, self.hashes[seq]))


@pytest.fixture
def maria() -> Signing:
    return Signing(6, "A017", "LWB", "agent")


@pytest.fixture
def held(side: Side, maria: Signing) -> Side:
    """A branch as its supervisor holds it: Maria's whole journal in two signed batches."""
    here = branch()
    here.centre.write(maria.enrolment)
    acts.register(maria)
    for _ in range(3):
        acts.receipt(maria)
    acts.slip(maria)
    acts.void(maria, maria.origin(4))
    acts.deposit(maria)
    maria.write_text('"kind":"levy_collected","v":1,"rupiah":7000')
    maria.write_text('"kind":"contribution_collected","v":1,"text":"\\u0000"')
    maria.write_text('"kind":"levy_collected","v":1,"rupiah":null')
    acts.receipt(maria)
    side.take(here.centre.run(), maria.run(1, 5), maria.run(6))
    for seq in (5, maria.seq):
        log.keep_signature(side.connection, COOP, 6, seq, maria.hashes[seq], maria.signature(seq))
    return side


def problems(side: Side) -> list[Problem]:
    return side.verify().problems


def rewrite(side: Side, seq: int, change: Callable[[bytes], bytes]) -> None:
    """Alter the bytes of a line where they are stored."""
    here = (journal.c.device == 6, journal.c.seq == seq)
    raw = bytes(side.connection.execute(journal.select().where(*here)).one().line)
    assert change(raw) != raw
    side.connection.execute(update(journal).where(*here).values(line=change(raw)))


def test_a_sound_side_is_sound_with_its_unreadable_and_unknown_lines(held: Side, maria: Signing) -> None:
    report = held.verify()
    assert report.is_sound
    assert (report.lines, report.signatures, report.papers) == (7 + 1 + maria.seq, 2, 6)


def test_erased_lines_are_sound(held: Side) -> None:
    rewrite(held, 1, lines.erase)
    rewrite(held, 2, lines.erase)
    assert problems(held) == []


@pytest.mark.parametrize("seq", [1, 4, 5, 11])
def test_an_altered_line_is_named(held: Side, seq: int) -> None:
    rewrite(held, seq, lambda raw: raw.replace(b"A017", b"A018", 1))
    assert problems(held) == [Problem(6, seq, "altered")]


def test_an_altered_private_part_is_named(held: Side) -> None:
    rewrite(held, 1, lambda raw: raw.replace(b"Maria Contoh", b"Maria Contah"))
    assert problems(held) == [Problem(6, 1, "altered")]


def test_a_line_rewritten_with_all_hashes_behind_it_breaks_the_signatures(held: Side, maria: Signing) -> None:
    rewrite(held, 2, lambda raw: raw.replace(b'"cash":8400', b'"cash":7400'))
    rows = held.connection.execute(journal.select().where(journal.c.device == 6).order_by(journal.c.seq)).all()
    hashes = chain.walk(maria.hashes[0], [bytes(row.line) for row in rows])
    for row, h in zip(rows, hashes, strict=True):
        held.connection.execute(update(journal).where(journal.c.device == 6, journal.c.seq == row.seq).values(h=h))
    assert {(problem.seq, problem.what) for problem in problems(held)} >= {(5, "signature"), (11, "signature")}


def test_a_line_taken_out_of_a_whole_journal_is_missed(held: Side) -> None:
    held.connection.execute(delete(journal).where(journal.c.device == 6, journal.c.seq == 8))
    assert Problem(6, 8, "missing") in problems(held)


def test_lines_cut_off_the_end_of_a_signed_journal_are_missed(held: Side) -> None:
    held.connection.execute(delete(journal).where(journal.c.device == 6, journal.c.seq > 9))
    assert Problem(6, 11, "signature") in problems(held)


def test_a_gap_in_the_devices_own_unsigned_journal_is_missed(side: Side) -> None:
    here = branch()
    for _ in range(4):
        acts.visit(here.maria)
    side.take_all(here.all)
    side.connection.execute(delete(journal).where(journal.c.device == 1, journal.c.seq == 2))
    side.rebuild()
    assert verify(side.connection, COOP).problems == []
    assert verify(side.connection, COOP, whole=(1,)).problems == [Problem(1, 2, "missing")]


def test_excerpts_may_have_gaps_in_lines_and_in_paper_numbers(side: Side) -> None:
    here = branch()
    for _ in range(5):
        acts.receipt(here.maria)
    side.take(here.centre.run(), here.maria.run(2, 2, whole=False), here.maria.run(4, 5, whole=False))
    assert problems(side) == []


def test_a_line_altered_inside_a_stretch_of_an_excerpt_is_named(side: Side) -> None:
    here = branch()
    for _ in range(5):
        acts.receipt(here.maria)
    side.take(here.centre.run(), here.maria.run(3, 5, whole=False))
    place = (journal.c.device == 1, journal.c.seq == 4)
    side.connection.execute(update(journal).where(*place).values(line=here.maria.lines[3].replace(b"cash", b"dash", 1)))
    assert Problem(1, 4, "altered") in problems(side)


def test_a_line_moved_under_another_number_is_named(held: Side) -> None:
    held.connection.execute(update(journal).where(journal.c.device == 6, journal.c.seq == 11).values(seq=12))
    assert {problem.what for problem in problems(held)} >= {"missing", "misnumbered", "signature"}


@pytest.mark.parametrize("number", ["LWB-A017-6-26-000003", "LWB-A017-6-26-000001", "LWB-A017-6-26-00000x", "", "7"])
def test_a_paper_number_out_of_turn_is_named(side: Side, number: str) -> None:
    here = branch()
    acts.receipt(here.maria)
    here.maria.papers[""] = 7
    acts.receipt(here.maria)
    raw = here.maria.lines.pop().replace(b"LWB-A017-1-26-000008", number.encode())
    del here.maria.hashes[-1]
    here.maria.keep(raw)
    side.take_all(here.all)
    assert problems(side) == [Problem(1, 2, "paper number out of turn")]


def test_each_kind_of_paper_is_counted_by_itself(side: Side) -> None:
    here = branch()
    for make in (acts.receipt, acts.slip, acts.deposit, acts.receipt, acts.slip, acts.deposit):
        make(here.maria)
    side.take_all(here.all)
    assert side.verify().papers == 6
    assert problems(side) == []


def test_totals_that_are_not_those_of_the_lines_are_named(held: Side) -> None:
    held.connection.execute(
        text("UPDATE kind_total SET rupiah = rupiah + 1 WHERE device = 6 AND kind = 'levy_collected'")
    )
    assert problems(held) == [Problem(6, 0, "totals of levy_collected differ")]
    held.connection.execute(text("DELETE FROM kind_total WHERE device = 6 AND kind = ''"))
    assert Problem(6, 0, "totals of unreadable lines differ") in problems(held)


def test_money_in_the_tables_that_no_line_brought_is_named(held: Side) -> None:
    held.connection.execute(update(receipt).values(rupiah=receipt.c.rupiah + 1))
    assert problems(held) == [Problem(0, 0, "receipt does not add up to the journal")]


def test_a_signature_by_another_key_is_named(held: Side) -> None:
    held.connection.execute(text("UPDATE batch_signature SET signature = zeroblob(64) WHERE seq = 5"))
    assert problems(held) == [Problem(6, 5, "signature")]


def test_carried_lines_are_counted_once_with_and_without_the_old_journal(side: Side) -> None:
    here = branch()
    newer = Journal(6, "A017", "LWB", "agent")
    here.centre.write(newer.enrolment)
    acts.receipt(here.maria)
    acts.dispute(here.maria, here.maria.origin(1))
    acts.deposit(here.maria)
    for seq in (1, 2, 3):
        newer.carry(here.maria, seq)
    side.take(here.centre.run(), newer.run())
    assert problems(side) == []
    side.take(here.maria.run())
    assert problems(side) == []


def test_no_more_than_a_hundred_problems_are_told(side: Side) -> None:
    here = branch()
    for _ in range(130):
        here.maria.write_text('"kind":"levy_collected","v":1,"rupiah":1')
    side.take_all(here.all)
    side.connection.execute(text("UPDATE journal SET line = zeroblob(9) WHERE device = 1"))
    assert len(problems(side)) == 100
