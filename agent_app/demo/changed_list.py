"""The member list once more, some weeks later: a few rows with other phones, a few new people, one row to be mended."""

import csv
from itertools import islice
from pathlib import Path

from openpyxl import load_workbook

from agent_app.demo.member_list import HEADINGS

CHANGED, NEW = 5, 3
SHEET, TITLE_ROWS = "Anggota", 4
DAMAGED = "5313055703889E+15"


def write_changed_list(file: Path, before: Path) -> None:
    """Write a CSV beside the workbook `before` that an office sent."""
    book = load_workbook(before, read_only=True)
    rows = islice(book[SHEET].iter_rows(min_row=TITLE_ROWS + 1, max_col=len(HEADINGS), values_only=True), CHANGED + 2)
    people = [dict(zip(HEADINGS, row, strict=True)) for row in rows]
    book.close()
    for number, one in enumerate(people[:CHANGED]):
        one["No. HP"] = f"08210000990{number}"
    for number in range(NEW):
        people.append({"NAMA ANGGOTA": f"CONTOH BARU {number + 1}", "Desa/Kelurahan": "Waijarang"})
    people.append({"NAMA ANGGOTA": "CONTOH RUSAK", "No KTP": DAMAGED})
    with file.open("w", newline="", encoding="utf-8-sig") as out:
        writer = csv.DictWriter(out, HEADINGS, delimiter=";")
        writer.writeheader()
        writer.writerows(people)
