import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from agent_app import bootstrap
from agent_app.cli import demo as command
from agent_app.cli.main import run
from agent_app.demo.compare import Comparison
from agent_app.demo.day import KEPT_BACK, MISSING, play
from agent_app.demo.people import SamplePeople
from agent_app.domain.nik import parse_nik
from agent_app.records.tables.cash import deposit
from agent_app.records.tables.house import device
from agent_app.records.tables.journal import journal
from agent_app.records.tables.members import member, roster_row
from agent_app.records.tables.money import receipt

KEYS = {
    "members",
    "receipts",
    "collected",
    "reversed",
    "deposited",
    "in_transit",
    "confirmed",
    "receivable",
    "surplus",
    "on_hand",
}


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, dict[str, int]], Path]:
    folder = tmp_path_factory.mktemp("demo")
    assert play(folder / "totals.json", folder / "kept")
    return json.loads((folder / "totals.json").read_text()), folder / "kept"


@contextmanager
def at_the_supervisors(kept: Path) -> Iterator[Any]:
    """What the kept laptop of the supervisor holds, opened as anybody opens it."""
    passphrase = (kept / "passphrase.txt").read_text().strip()
    store = bootstrap.open_device(kept / "supervisor-S003", lambda _: passphrase)
    try:
        with store.reading() as connection:
            yield connection
    finally:
        store.close()


def test_agents_centre_and_supervisor_agree_to_the_rupiah(day: tuple[dict, Path]) -> None:
    totals, _ = day
    assert set(totals["agents"]) == KEYS
    assert totals["agents"] == totals["centre"] == totals["supervisor"]
    assert totals["agents"]["receipts"] > 20


def test_each_agent_agrees_on_all_three_sides(day: tuple[dict, Path]) -> None:
    totals, _ = day
    assert set(totals["per_agent"]) == {"A017", "A021"}
    for sides in totals["per_agent"].values():
        assert sides["agents"] == sides["centre"] == sides["supervisor"]


def test_the_heads_recomputed_from_each_sides_own_lines_are_equal(day: tuple[dict, Path]) -> None:
    totals, _ = day
    assert len(totals["heads"]) == 2
    for heads in totals["heads"].values():
        assert set(heads) == {"agent", "centre", "supervisor"}
        assert len(set(heads.values())) == 1
        seq, h = heads["agent"].split(":")
        assert int(seq) > 20
        assert len(bytes.fromhex(h)) == 32


def test_what_was_kept_back_stays_on_hand_and_what_was_missing_is_owed(day: tuple[dict, Path]) -> None:
    agents = day[0]["agents"]
    assert agents["receivable"] == MISSING
    assert KEPT_BACK - 20_000 < agents["on_hand"] <= KEPT_BACK
    handed_over = agents["in_transit"] + agents["confirmed"] - agents["surplus"] + agents["receivable"]
    assert agents["collected"] - agents["reversed"] == agents["on_hand"] + handed_over


def test_one_deposit_is_below_the_expected_cash_and_one_below_its_own_declaration(day: tuple[dict, Path]) -> None:
    assert (KEPT_BACK, MISSING) == (168_000, 16_800)
    with at_the_supervisors(day[1]) as connection:
        rows = connection.execute(select(deposit).order_by(deposit.c.agent)).all()
    assert [(row.agent, row.expected - row.rupiah, row.rupiah - row.counted) for row in rows] == [
        ("A017", 168_000, 0),
        ("A021", 0, 16_800),
    ]


def test_members_are_registrations_and_receipts_also_those_that_were_reversed(day: tuple[dict, Path]) -> None:
    told = day[0]["supervisor"]
    with at_the_supervisors(day[1]) as connection:
        listed, registered, written = (
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (roster_row, member, receipt)
        )
        by_how = {
            row.reversed_by: row.papers
            for row in connection.execute(
                select(receipt.c.reversed_by, func.count().label("papers")).group_by(receipt.c.reversed_by)
            )
        }
        merged = select(func.count()).where(member.c.merged_into.is_not(None))
        twice = connection.execute(select(func.count()).select_from(member).where(member.c.nik.in_(_twice())))
        assert (twice.scalar_one(), connection.execute(merged).scalar_one()) == (2, 0)
    assert listed > 1000
    assert (told["members"], told["receipts"]) == (registered, written)
    assert (by_how["void"], by_how["reversal"]) == (1, 1)


def _twice() -> Any:
    return select(member.c.nik).where(member.c.nik.is_not(None)).group_by(member.c.nik).having(func.count() > 1)


def test_the_told_heads_follow_from_the_kept_lines_by_the_words_of_the_protocol(day: tuple[dict, Path]) -> None:
    with at_the_supervisors(day[1]) as connection:
        for number, heads in day[0]["heads"].items():
            lines = select(journal.c.line).where(journal.c.device == int(number)).order_by(journal.c.seq)
            key = connection.execute(select(device.c.public_key).where(device.c.device == int(number))).scalar_one()
            h = hashlib.sha256(f"agent-journal/1|KCL|{number}|{bytes(key).hex()}".encode()).digest()
            raw = [bytes(line) for line in connection.execute(lines).scalars()]
            for line in raw:
                public, mark, private = line.partition(b',"private":')
                hidden = hashlib.sha256(private[:-1]).digest() if mark else bytes(32)
                h = hashlib.sha256(h + hashlib.sha256(public).digest() + hidden).digest()
            assert heads["supervisor"] == f"{len(raw)}:{h.hex()}"


def test_a_day_that_does_not_agree_ends_with_another_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    for agrees, code in ((True, 0), (False, 1)):
        monkeypatch.setattr(command, "play", lambda *_, agrees=agrees, **__: agrees)
        assert run(["demo", "--no-window"]) == code


def test_one_member_was_registered_by_both_agents(day: tuple[dict, Path]) -> None:
    totals, _ = day
    each = [sides["agents"]["members"] for sides in totals["per_agent"].values()]
    assert sum(each) == totals["centre"]["members"]


def test_the_kept_folders_open_again_with_the_passphrase_beside_them(day: tuple[dict, Path]) -> None:
    _, kept = day
    assert {path.name for path in kept.iterdir() if path.is_dir()} >= {"centre", "agent-A017", "supervisor-S003"}
    assert (kept / "passphrase.txt").read_text().strip()


def test_the_kept_databases_hold_no_name_or_nik_in_the_clear(day: tuple[dict, Path]) -> None:
    _, kept = day
    person = SamplePeople(5313).draw(1)[0]
    with at_the_supervisors(kept) as connection:
        row = connection.execute(select(roster_row).where(roster_row.c.nik == person.nik)).one()
    assert row.name.casefold() == person.name.casefold(), "whoever is looked for is there to be found"
    words = [text.encode() for text in (person.nik, person.name, row.name, row.folded)]
    for path in [*kept.rglob("*.db"), *kept.rglob("*.db-wal")]:
        content = path.read_bytes()
        assert not any(word in content for word in words), path.name
        assert b"CREATE TABLE" not in content, path.name


def test_a_side_that_differs_by_one_rupiah_is_no_agreement() -> None:
    same = {"collected": 100}
    heads = {"3": {"agent": "1:aa", "centre": "1:aa", "supervisor": "1:aa"}}
    per_agent = {"A017": {"agents": same, "centre": same, "supervisor": same}}
    assert Comparison(same, same, same, per_agent, heads, True).agrees
    assert not Comparison(same, {"collected": 99}, same, per_agent, heads, True).agrees
    assert not Comparison(same, same, same, per_agent, heads, False).agrees
    other_head = {"3": {**heads["3"], "supervisor": "1:bb"}}
    assert not Comparison(same, same, same, per_agent, other_head, True).agrees


def test_sample_people_are_many_all_different_and_marked_by_their_serials() -> None:
    people = SamplePeople(1).draw(2000)
    assert len({person.nik for person in people}) == 2000
    for person in people:
        nik = parse_nik(person.nik)
        assert nik.serial >= "9900" if isinstance(nik.serial, str) else nik.serial >= 9900
