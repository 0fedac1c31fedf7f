"""Generated answers whose rows carry a truth: whatever a file looks like, no row that BPJS refused or left open ever
protects anybody unasked, and every row of it ends somewhere."""

import string
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent_app.domain.answers import Standing
from tests.documents.shown import Marked, marked_workbook
from tests.documents.tables import delimited
from tests.effort import examples
from tests.services.office import Branch, branch_office
from tests.services.test_answer_check import CODE, NAMES, NIKS, look, paid, sorted_file

PEOPLE = 5
YES = ("Berhasil", "DITERIMA", "aktif", "Lunas", "OK", "Sukses.", "BERHASIL DIPROSES", "sudah lunas")
NO = ("Gagal", "DITOLAK", "tidak valid", "Tidak aktif", "batal", "rejected", "INVALID", "tidak ditemukan", "error",
      "NIK tidak sesuai Dukcapil", "Ditolak: usia di atas 65", "gagal - dana kurang")  # fmt: skip
OPEN = ("Belum diproses", "PENDING", "menunggu konfirmasi", "Meninggal dunia", "perlu verifikasi", "", "?", "-", "??",
        "geweigert", "berhenti", "dalam antrian", "hubungi kantor cabang", "NIK dipakai saudara", "sedang diperiksa",
        "usia melebihi batas", "retur", "terblokir", "Selesai sebagian")  # fmt: skip
STATUS_HEADINGS = ("Status", "STATUS VALIDASI", "Hasil", "Status Pembayaran", "Hasil Verifikasi*")
UNKNOWN_HEADINGS = ("Zzz", "Kolom1", "Respon", "", "Rspn Sistem")
WHERE = ("status", "remark", "unknown", "reason", "name", "section", "sheet", "struck", "hidden")


@dataclass(frozen=True)
class Case:
    """A row to be written: whose, whether BPJS took it, the words that say so, and where they stand."""

    who: int
    truth: str
    words: str
    where: str


def spelled(words: str, how: int) -> str:
    """The same words as offices mangle them."""
    wide = {ord(letter): chr(ord(letter) + 0xFEE0) for letter in string.ascii_letters}
    spellings = (words, words.upper(), words.title(), f"  {words} ", f"{words}.", words.translate(wide), f"*{words}*")
    return spellings[how % len(spellings)]


@st.composite
def cases(draw: st.DrawFn) -> list[Case]:
    found = []
    for who in range(PEOPLE):
        truth = draw(st.sampled_from(("accepted", "accepted", "refused", "unclear")))
        words = draw(st.sampled_from({"accepted": YES, "refused": NO, "unclear": OPEN}[truth]))
        where = "status" if truth == "accepted" else draw(st.sampled_from(WHERE))
        says_something = any(letter.isalpha() for letter in words)
        if truth == "unclear" and not says_something and where not in ("struck", "hidden"):
            where = "status"
        # Only words everybody knows for a refusal are heard in a name or a title.
        if truth == "unclear" and where in ("name", "section", "sheet"):
            where = "remark"
        found.append(Case(who, truth, spelled(words, draw(st.integers(0, 6))), where))
    return found


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Branch]:
    with branch_office(tmp_path_factory.mktemp("truth") / "branch") as here:
        here.clock.forward(days=1)
        paid(here, PEOPLE)
        yield here


def row_of(case: Case, status: str) -> dict[str, str]:
    """Everything else says yes."""
    said = {"status": status, "remark": "", "unknown": "", "reason": "", "name": NAMES[case.who]}
    if case.where == "name":
        said["name"] = f"{NAMES[case.who]} ({case.words})"
    elif case.where in said:
        said[case.where] = case.words
    return said | {"nik": NIKS[case.who], "kpj": f"2600000000{case.who}", "day": "24-11-2026", "month": "11-2026"}


def sheets_of(some: list[Case], status: str, heading: str, unknown: str, order: list[str]) -> dict[str, Marked]:
    headings = {"nik": "NIK", "kpj": "KPJ", "name": "Nama", "month": "BLTH", "day": "TMT", "status": heading}
    headings |= {"remark": "Keterangan", "unknown": unknown, "reason": "Alasan", "code": "Kode Iuran"}
    plain: list[list[str]] = [["DAFTAR IURAN BPU"], [headings[name] for name in order]]
    marks: dict[str, set[int]] = {"struck": set(), "hidden": set()}
    of_sheets: dict[str, list[list[str]]] = {}
    for case in some:
        said = row_of(case, status) | {"code": CODE}
        line = [said[name] for name in order]
        if case.where == "sheet":
            of_sheets[f"{case.words.strip('. *')[:25]} {case.who}"] = [plain[1], line]
        else:
            if case.where == "section":
                plain.append([f"{case.words}:"])
            plain.append(line)
            if case.where in marks:
                marks[case.where].add(len(plain))
            if case.where == "section":
                plain.append(["BERHASIL:"])
    plain.append(["TOTAL", *[""] * (len(order) - 2), "42000"])
    first = Marked(plain, struck_rows=marks["struck"], hidden_rows=marks["hidden"])
    return {"Jawaban": first} | {
        name.replace("/", " ").replace(":", " "): Marked(rows) for name, rows in of_sheets.items()
    }


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cases(),
    st.sampled_from(YES),
    st.sampled_from(STATUS_HEADINGS),
    st.sampled_from(UNKNOWN_HEADINGS),
    st.permutations(["nik", "kpj", "name", "month", "day", "status", "remark", "unknown", "reason", "code"]),
    st.sampled_from(("xlsx", "xls", "ods", "csv")),
)
def test_no_row_that_was_refused_or_left_open_ever_protects_and_none_is_lost(
    office: Branch,
    tmp_path: Path,
    some: list[Case],
    status: str,
    heading: str,
    unknown: str,
    order: list[str],
    suffix: str,
) -> None:
    sheets = sheets_of(some, status, heading, unknown, order)
    marked = any(case.where in ("struck", "hidden", "sheet") for case in some)
    if suffix == "csv" and marked:
        suffix = "xlsx"
    if suffix == "csv":
        file = delimited(tmp_path / "jawaban.csv", sheets["Jawaban"].values, ";")
    else:
        file = marked_workbook(tmp_path / f"jawaban.{suffix}", sheets)
    answer = sorted_file(file)
    checked = look(office, answer)
    told = [one.row.source for one in checked.rows] + [source for source, _ in answer.passed]
    assert sorted(told) == sorted(answer.cells)
    wrong = {NIKS[case.who] for case in some if case.truth != "accepted"}
    unasked = {one.row.nik for one in checked.of(Standing.PROTECTS)}
    assert unasked.isdisjoint(wrong)
    seen = {one.row.nik for one in checked.rows}
    assert seen == set(NIKS[:PEOPLE])
    # A plain yes is taken, unless a column that nobody knows speaks in between.
    assert unasked == {NIKS[case.who] for case in some if case.truth == "accepted"}
