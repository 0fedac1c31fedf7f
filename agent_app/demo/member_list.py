"""The cooperative's member list as its office would send it: a workbook with a title, odd headings and a total."""

from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook

from agent_app.demo.people import SamplePerson

HEADINGS = (
    "No.",
    "No. Buku",
    "NAMA ANGGOTA",
    "No KTP",
    "Tempat/Tgl Lahir",
    "L/P",
    "Desa/Kelurahan",
    "Kecamatan",
    "Pekerjaan",
    "No. HP",
    "Bulan terakhir dibayar",
)


def write_member_list(path: Path, people: Sequence[SamplePerson]) -> None:
    """Write the people as a workbook, with what offices add: a title above, a total below."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Anggota")
    sheet.append(["KOPDIT CONTOH LEMBATA"])
    sheet.append(["DAFTAR ANGGOTA CABANG LEWOLEBA"])
    sheet.append([])
    sheet.append(list(HEADINGS))
    for number, person in enumerate(people, start=1):
        sheet.append(
            [
                number,
                person.member_no,
                person.name.upper(),
                f"'{person.nik}" if number % 3 else person.nik,
                f"LEMBATA, {person.birth.day}-{person.birth.month}-{person.birth.year}",
                "P" if person.sex == "female" else "L",
                person.village.name,
                person.village.above[0],
                person.trade,
                person.phone,
                person.last_paid,
            ]
        )
    sheet.append(["Jumlah", None, f"{len(people)} anggota"])
    book.save(path)
