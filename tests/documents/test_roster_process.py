"""Member lists read in a process of their own."""

import multiprocessing
from itertools import islice
from pathlib import Path

import pytest

from agent_app.documents.roster_file import read_roster
from agent_app.documents.roster_process import read_roster_in_child, read_sheets_in_child
from agent_app.documents.workbooks import read_sheets
from agent_app.domain.errors import Refused, Unavailable
from tests.documents.tables import HEADINGS, TODAY, delimited, member, nik, ods, xlsx


def test_a_child_gives_the_same_rows_in_chunks_as_reading_here(tmp_path: Path) -> None:
    rows = [member(i) for i in range(99)]
    rows += [["", f"Anggota {'a' * (i % 40)}b{'c' * (i // 40)}", "", f"B-{i}"] for i in range(1200)]
    path = delimited(tmp_path / "a.csv", [["KSP Contoh"], HEADINGS, *rows, member(1), ["Jumlah"]])
    chunks = list(read_roster_in_child(path, today=TODAY))
    here = read_roster(path, today=TODAY)
    assert [row for chunk in chunks for row in chunk.rows] == here.rows
    assert [problem for chunk in chunks for problem in chunk.problems] == here.problems
    assert len(chunks) > 3
    assert [chunk.summary is not None for chunk in chunks] == [False] * (len(chunks) - 1) + [True]
    summary = chunks[-1].summary
    assert summary is not None
    assert (summary.mappings, summary.skipped) == (here.mappings, here.skipped)


def test_a_chosen_mapping_reaches_the_child(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", [["Nama", "Panggilan", "NIK"], ["Yosef", "Ose", nik(1)]])
    mapping = read_roster(path, today=TODAY).mapping
    chosen = mapping.with_column(mapping.columns[0].field, 1)
    rows = [row for chunk in read_roster_in_child(path, chosen, today=TODAY) for row in chunk.rows]
    assert [row.name for row in rows] == ["Ose"]


def test_sheets_to_show_come_from_a_child_as_they_are_read_here(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", [HEADINGS, [], *(member(i) for i in range(50))])
    assert read_sheets_in_child(path, 20) == tuple(read_sheets(path, 20))
    path.write_bytes(b"nothing")
    assert read_sheets_in_child(path, 20)[0].rows == read_sheets(path)[0].rows


def test_what_the_child_refuses_is_refused_here(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    with pytest.raises(Refused) as refused:
        list(read_roster_in_child(path, today=TODAY))
    assert refused.value.code == "file_not_a_workbook"
    with pytest.raises(Unavailable) as unavailable:
        list(read_roster_in_child(tmp_path / "gone.xlsx", today=TODAY))
    assert unavailable.value.code == "file_not_readable"


def test_a_child_that_needs_too_much_memory_is_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    path = ods(tmp_path / "a.ods", [HEADINGS, *(member(i) for i in range(50)), ["", "x" * 30_000_000]])
    with pytest.raises(Refused) as caught:
        list(read_roster_in_child(path, today=TODAY, memory_bytes=60_000_000))
    assert caught.value.code == "file_unreadable"


def test_a_child_that_is_killed_is_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    rows = [["", f"Anggota {'a' * (i % 40)}b", "", f"B-{i}"] for i in range(30_000)]
    chunks = read_roster_in_child(delimited(tmp_path / "a.csv", [HEADINGS, *rows]), today=TODAY)
    next(chunks)
    (child,) = multiprocessing.active_children()
    child.kill()
    with pytest.raises(Refused) as caught:
        list(chunks)
    assert caught.value.code == "file_unreadable"


def test_no_child_outlives_a_reading_that_is_given_up(tmp_path: Path) -> None:
    rows = [["", f"Anggota {'a' * (i % 40)}b", "", f"B-{i}"] for i in range(30_000)]
    chunks = read_roster_in_child(delimited(tmp_path / "a.csv", [HEADINGS, *rows]), today=TODAY)
    assert len(list(islice(chunks, 2))) == 2
    assert multiprocessing.active_children()
    chunks.close()
    assert multiprocessing.active_children() == []


def test_a_reading_nobody_wants_any_more_ends_at_once_without_a_summary(tmp_path: Path) -> None:
    path = delimited(tmp_path / "a.csv", [HEADINGS, *(["", f"Anggota {number}"] for number in range(5_000))])
    wanted = iter([True, True, False])
    chunks = list(read_roster_in_child(path, today=TODAY, is_wanted=lambda: next(wanted, False)))
    assert len(chunks) < 3
    assert all(chunk.summary is None for chunk in chunks)
    assert read_sheets_in_child(path, 10, is_wanted=lambda: False) == ()
    assert multiprocessing.active_children() == []
