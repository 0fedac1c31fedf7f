import json
from pathlib import Path

import pytest

from agent_app.demo.compare import Comparison
from agent_app.demo.day import KEPT_BACK, MISSING, play
from agent_app.demo.people import SamplePeople
from agent_app.domain.nik import parse_nik

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
    words = [person.nik.encode(), person.name.encode(), person.name.split()[-1].upper().encode() + b"\x00"]
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
