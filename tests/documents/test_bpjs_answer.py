"""Answers of BPJS as tables: every row says yes, no, or nothing plain, and none is lost on the way."""

import itertools
from datetime import date
from pathlib import Path

import pytest

from agent_app.documents.answer_cells import day_readings, fits, month_readings, rupiah
from agent_app.documents.answer_columns import AnswerField, guess_columns
from agent_app.documents.answer_words import Meaning, folded, meaning
from agent_app.documents.bpjs_answer import Answer, AnswerFile, Reading, load_answer, read_answer, sort_answer
from agent_app.documents.remittance_file import remittance_layout
from agent_app.documents.spreadsheet import EMPTY, LAST_ROW, Cell, CellKind
from agent_app.documents.workbooks import read_sheets
from agent_app.domain.answers import Doubt, Passed, Verdict
from agent_app.domain.errors import Refused, Unavailable
from agent_app.domain.months import month_range
from tests.documents.shown import Marked, marked_workbook
from tests.documents.tables import Values, delimited, nik, ods, xls, xlsx, xlsx_of_sheets

TODAY = date(2026, 11, 24)
NIK = nik(1)
HEADINGS = ["NIK", "KPJ", "Bulan Iuran", "Tanggal Efektif", "Status", "Keterangan"]


def row(number: int = 1, status: str = "Berhasil", remark: str = "", *more: str) -> list[str]:
    return [nik(number), f"2600000{number:04d}", "Nov 2026", "24-11-2026", status, remark, *more]


def read(folder: Path, rows: Values, name: str = "jawaban.csv") -> Answer:
    return here(delimited(folder / name, rows, ";"))


def here(file: Path) -> Answer:
    """Read without a child process, which takes longer than all the rest."""
    return sort_answer(AnswerFile("0" * 64, tuple(read_sheets(file, LAST_ROW))), today=TODAY)


def verdicts(answer: Answer) -> list[str]:
    return [one.verdict.value for one in answer.rows]


def test_an_answer_tells_who_is_protected_for_which_months_and_from_when(tmp_path: Path) -> None:
    headings = ["NIK", "Nomor Peserta", "Bulan Iuran", "Tanggal Efektif", "Kode Iuran"]
    rows = [
        ["Jawaban BPJS Ketenagakerjaan"],
        headings,
        [nik(1), "26000000001", "Nov 2026 - Jan 2027", "25-11-2026", "KI-1"],
        [nik(2), "26000000002", "2026-11", "25/11/2026", "KI-1"],
    ]
    answer = read(tmp_path, rows)
    assert [(one.nik, one.months[0], one.days, one.participant_number, one.reference) for one in answer.rows] == [
        (nik(1), ("2026-11", "2026-12", "2027-01"), (date(2026, 11, 25),), "26000000001", "KI-1"),
        (nik(2), ("2026-11",), (date(2026, 11, 25),), "26000000002", "KI-1"),
    ]
    assert verdicts(answer) == ["yes", "yes"]
    assert answer.passed == ((("jawaban", 1), Passed.TITLE), (("jawaban", 2), Passed.HEADING))


def test_a_plain_refusal_keeps_the_reason_in_its_own_words(tmp_path: Path) -> None:
    rows = [row(status="DITOLAK", remark="NIK tidak ditemukan"), row(2, "Gagal"), row(3, "Gagal", "dana kurang")]
    answer = read(tmp_path, [HEADINGS, *rows])
    assert [(one.verdict, one.said) for one in answer.rows] == [
        (Verdict.NO, "NIK tidak ditemukan"),
        (Verdict.NO, "Gagal"),
        (Verdict.NO, "dana kurang"),
    ]
    headings = ["NIK", "Bulan", "TMT", "Alasan ditolak"]
    alone = read(tmp_path, [headings, [NIK, "Nov 2026", "25-11-2026", "Usia lebih dari 65 tahun"]], "alasan.csv")
    assert [(one.verdict, one.said) for one in alone.rows] == [(Verdict.NO, "Usia lebih dari 65 tahun")]


@pytest.mark.parametrize(
    ("status", "remark", "doubt"),
    [
        ("Aktif", "Meninggal dunia", Doubt.CONTRADICTS_ITSELF),
        ("Aktif", "Ditolak: usia di atas 65", Doubt.CONTRADICTS_ITSELF),
        ("Berhasil", "PERLU VERIFIKASI", Doubt.CONTRADICTS_ITSELF),
        ("Berhasil", "usia melebihi batas", Doubt.CONTRADICTS_ITSELF),
        ("Berhasil", "NIK dipakai saudara", Doubt.WORDS_UNKNOWN),
        ("Berhasil", "rechazado", Doubt.WORDS_UNKNOWN),
        ("Gagal", "sudah berhasil kemarin", Doubt.CONTRADICTS_ITSELF),
        ("Gagal", "menunggu proses ulang", Doubt.SIGN_OF_REFUSAL),
        ("", "", Doubt.STATUS_MISSING),
        ("-", "", Doubt.STATUS_MISSING),
        ("entah", "", Doubt.STATUS_UNKNOWN),
        ("Belum", "", Doubt.SIGN_OF_REFUSAL),
        ("PENDING", "", Doubt.SIGN_OF_REFUSAL),
        ("Tidak ditolak", "", Doubt.SIGN_OF_REFUSAL),
        ("✗", "", Doubt.SIGN_OF_REFUSAL),
        ("#N/A", "", Doubt.SIGN_OF_REFUSAL),
    ],
)
def test_what_is_not_plainly_a_yes_waits_for_a_person(status: str, remark: str, doubt: Doubt, tmp_path: Path) -> None:
    answer = read(tmp_path, [HEADINGS, row(status=status, remark=remark)])
    assert verdicts(answer) == ["unclear"]
    assert doubt in answer.rows[0].doubts
    assert [one for one in (status, remark) if one not in ("", "-")] == [
        part for part in answer.rows[0].said.split(" · ") if part
    ]


@pytest.mark.parametrize(
    "word",
    ["GAGAL", "G A G A L", "g.a.g.a.l", "ｇａｇａｌ", "gágal", "GA\u200bGAL", "gaagal", "g4g4l", "tidak lunas",
     "Tdk aktif", "ditolak.", "Rejected", "not found", "batal", "dibatalkan", "blm diproses", "x", "n", "FALSE"],
)  # fmt: skip
def test_a_refusal_in_any_spelling_protects_nobody(word: str, tmp_path: Path) -> None:
    for at, place in enumerate(
        ([row(status=word)], [row(remark=word)], [[*row(), word]], [row(status="Berhasil", remark=f"OK {word}")])
    ):
        answer = read(tmp_path, [HEADINGS, *place], f"{at}.csv")
        assert verdicts(answer)[0] != "yes", place


def test_a_word_in_a_name_an_address_or_an_unknown_column_is_heard(tmp_path: Path) -> None:
    headings = [*HEADINGS, "Nama", "Alamat", "Catatan Bank"]
    rows = [
        row(1, "Berhasil", "", "Contoh Ana (Alm.)", "Lewoleba", ""),
        row(2, "Berhasil", "", "Contoh Bapa", "GAGAL", ""),
        row(3, "Berhasil", "", "Contoh Caka", "Lewoleba", "retur"),
        row(4, "Berhasil", "", "Contoh Dua Tolaki", "Jl. Pending 3 No. 2", ""),
        row(5, "Berhasil", "", "Contoh Empat", "Desa Tidakung, No. 5", ""),
    ]
    assert verdicts(read(tmp_path, [headings, *rows])) == ["unclear", "unclear", "unclear", "unclear", "yes"]


def test_a_column_nobody_knows_is_never_guessed_to_accept(tmp_path: Path) -> None:
    headings = ["NIK", "Bulan Iuran", "Tanggal Efektif", "Zzz"]
    rows = [[nik(at), "Nov 2026", "24-11-2026", word] for at, word in enumerate(("SELESAI", "GAGAL", "Berhasil"), 1)]
    answer = read(tmp_path, [headings, *rows])
    assert verdicts(answer) == ["unclear", "unclear", "yes"]
    assert [one.heading for one in answer.columns[0].doubtful] == ["Zzz"]
    assert dict(answer.unknown) == {"selesai": 1}


def test_a_person_says_which_column_is_the_status_and_what_its_words_mean(tmp_path: Path) -> None:
    headings = ["NIK", "Bulan Iuran", "Tanggal Efektif", "Zzz"]
    rows = [[nik(at), "Nov 2026", "24-11-2026", word] for at, word in enumerate(("SELESAI", "Mental", "GAGAL"), 1)]
    file = load_answer(delimited(tmp_path / "jawaban.csv", [headings, *rows]))
    assert len(file.proof) == 64
    columns = guess_columns(file.sheets[0]).with_field(3, AnswerField.STATUS)
    said = {"selesai": Meaning.YES, "mental": Meaning.NO, "gagal": Meaning.YES}
    answer = sort_answer(file, today=TODAY, reading=Reading(columns={"jawaban": columns}, words=said))
    # What is known to refuse refuses, whatever anybody says of it.
    assert verdicts(answer) == ["yes", "no", "no"]
    ignored = guess_columns(file.sheets[0]).with_field(3, AnswerField.UNUSED)
    answer = sort_answer(file, today=TODAY, reading=Reading(columns={"jawaban": ignored}))
    assert verdicts(answer) == ["yes", "yes", "unclear"]


def test_two_status_columns_are_both_heard(tmp_path: Path) -> None:
    headings = ["NIK", "Bulan", "TMT", "Status Kepesertaan", "Status Pembayaran"]
    rows = [
        [nik(1), "Nov 2026", "24-11-2026", "Aktif", "Lunas"],
        [nik(2), "Nov 2026", "24-11-2026", "Aktif", "Gagal"],
        [nik(3), "Nov 2026", "24-11-2026", "Nonaktif", "Gagal"],
    ]
    assert verdicts(read(tmp_path, [headings, *rows])) == ["yes", "unclear", "no"]


def test_a_title_a_section_or_a_sheet_that_refuses_speaks_for_what_is_below_it(tmp_path: Path) -> None:
    headings = ["NIK", "Bulan", "TMT"]

    def some(number: int) -> list[str]:
        return [nik(number), "Nov 2026", "24-11-2026"]

    titled = read(tmp_path, [["DAFTAR PESERTA DITOLAK"], headings, some(1)], "judul.csv")
    assert verdicts(titled) == ["unclear"]
    parted = read(tmp_path, [headings, some(1), ["GAGAL:"], some(2), ["BERHASIL:"], some(3)], "bagian.csv")
    assert verdicts(parted) == ["yes", "unclear", "yes"]
    sheets = {"DITERIMA": [headings, some(1)], "GAGAL": [headings, some(2)]}
    answer = here(xlsx_of_sheets(tmp_path / "lembar.xlsx", sheets))
    assert verdicts(answer) == ["yes", "unclear"]


def test_hidden_and_struck_rows_protect_nobody_in_every_kind_of_workbook(tmp_path: Path) -> None:
    rows = [HEADINGS, *(row(at) for at in range(1, 5))]
    for suffix in ("xlsx", "xls", "ods"):
        sheets = {"Lembar": Marked(rows, hidden_rows={3}, struck_rows={4}), "Lain": Marked(rows[:2], hidden=True)}
        answer = here(marked_workbook(tmp_path / f"jawaban.{suffix}", sheets))
        assert [(one.verdict.value, one.doubts) for one in answer.rows] == [
            ("yes", ()),
            ("unclear", (Doubt.HIDDEN,)),
            ("unclear", (Doubt.STRUCK_THROUGH,)),
            ("yes", ()),
            ("unclear", (Doubt.HIDDEN,)),
        ], suffix


def test_sums_and_repeated_headings_are_nobody_and_members_that_ended_are_told(tmp_path: Path) -> None:
    headings = [*HEADINGS, "Jumlah Iuran"]
    rows = [
        headings,
        row(1, "Berhasil", "", "16800"),
        headings,
        row(2, "Berhasil", "", "8400"),
        ["TOTAL", *[""] * 5, "25200"],
    ]
    ended = [
        ["NO", "KPJ", "NAMA_LENGKAP", "SEBAB_NON AKTIF"],
        ["1", "26000000003", "Contoh Ana", "Menunggak > 3 bulan"],
    ]
    answer = here(xlsx_of_sheets(tmp_path / "jawaban.xlsx", {"AKTIF": rows, "NON AKTIF": ended}))
    assert [(one.verdict.value, one.name) for one in answer.rows] == [
        ("yes", None),
        ("yes", None),
        ("ended", "Contoh Ana"),
    ]
    assert [(place[1], why) for place, why in answer.passed] == [
        (1, Passed.HEADING),
        (3, Passed.HEADING),
        (5, Passed.TOTAL),
        (1, Passed.HEADING),
    ]


def test_headings_in_two_rows_and_in_other_words_are_found(tmp_path: Path) -> None:
    rows = [
        ["BUKTI PEMBAYARAN IURAN BPU"],
        ["No.", "Peserta", "", "Iuran", "", "Hasil Validasi"],
        ["", "NIK*", "Nama", "Periode (BLTH)", "Kode Iuran/Billing", ""],
        ["1", NIK, "Contoh Ana", "11-2026", "99887766", "BERHASIL DIPROSES"],
    ]
    for name, write in (("a.xlsx", xlsx), ("a.xls", xls), ("a.ods", ods)):
        answer = here(write(tmp_path / name, rows))
        found = {one.field for one in answer.columns[0].columns}
        wanted = {AnswerField.NIK, AnswerField.NAME, AnswerField.MONTHS, AnswerField.REFERENCE, AnswerField.STATUS}
        assert wanted <= found
        assert verdicts(answer) == ["yes"]
        assert answer.columns[0].header_height == 2


def test_every_row_of_every_sheet_is_accounted_for(tmp_path: Path) -> None:
    loose = [["Catatan"], ["hubungi kantor", "26000000009"]]
    sheets = {"Batch": [["x"], HEADINGS, row(1), [], ["catatan kaki"], row(2, "?")], "Lepas": loose}
    answer = here(xlsx_of_sheets(tmp_path / "jawaban.xlsx", sheets))
    told = {one.source for one in answer.rows} | {source for source, _ in answer.passed}
    assert told == answer.cells.keys()
    assert len(told) == len(answer.rows) + len(answer.passed) == 7
    # A number in a sheet nobody can read may be somebody's.
    assert [one.verdict for one in answer.rows if one.source[0] == "Lepas"] == [Verdict.UNCLEAR]


@pytest.mark.parametrize(
    ("written", "first", "count"),
    [
        ("Nov 2026", "2026-11", 1),
        ("2026-11", "2026-11", 1),
        ("Nov 2026-Apr 2027", "2026-11", 6),
        ("Nov-Des 2026", "2026-11", 2),
        ("Jan - Okt 2026", "2026-01", 10),
        ("November s.d. Desember 2026", "2026-11", 2),
        ("11/2026 s/d 01/2027", "2026-11", 3),
        ("01-11-2026 s/d 31-01-2027", "2026-11", 3),
        ("2026-11 - 2027-01", "2026-11", 3),
        ("Jan-25 - Mar-26", "2025-01", 15),
        ("202611 – 202701", "2026-11", 3),
        ("112026", "2026-11", 1),
        ("Bulan November 2026", "2026-11", 1),
        ("Nov, Des 2026", "2026-11", 2),
        ("November '26", "2026-11", 1),
        ("26-Nov", "2026-11", 1),
        ("01-11-2026", "2026-11", 1),
        ("46327", "2026-11", 1),
        ("s/d Okt 2026", "", 0),
        ("Nov - besok", "", 0),
        ("Des 2026 - Nov 2026", "", 0),
        ("Nov 2026 - Jan 2206", "", 0),
    ],
)
def test_every_month_of_a_span_is_read_or_none(written: str, first: str, count: int) -> None:
    found = month_readings(Cell(written, CellKind.TEXT), EMPTY, EMPTY, TODAY)
    assert found == ((month_range(first, count),) if count else ())


def test_a_month_that_can_be_read_in_two_ways_keeps_both() -> None:
    assert month_readings(Cell("2027-11-26", CellKind.DATE), EMPTY, EMPTY, TODAY) == (("2027-11",), ("2026-11",))
    assert month_readings(Cell("11/01/2026", CellKind.TEXT), EMPTY, EMPTY, TODAY) == (("2026-01",), ("2026-11",))
    named = month_readings(Cell("November", CellKind.TEXT), EMPTY, EMPTY, TODAY)
    assert named == (("2026-11",), ("2027-11",), ("2025-11",))
    year = Cell("2026", CellKind.NUMBER)
    assert month_readings(Cell("11", CellKind.NUMBER), EMPTY, year, TODAY) == (("2026-11",),)
    last = Cell("Jan 2027", CellKind.TEXT)
    assert month_readings(Cell("Nov 2026", CellKind.TEXT), last, EMPTY, TODAY) == (month_range("2026-11", 3),)
    assert day_readings(Cell("05/12/2026", CellKind.TEXT), TODAY) == (date(2026, 12, 5), date(2026, 5, 12))


def test_what_is_left_of_a_nik_fits_the_one_it_was() -> None:
    whole = "5306134101609901"
    for shown in ("5306********9901", "5306 **** **** 9901", "530613410160990", "5306134101609900", "", "5306***9901"):
        assert fits(shown, whole), shown
    for shown in ("5306********9902", "5313********9901", "5306134101700000", "5306140000000000", "5306***9902"):
        assert not fits(shown, whole), shown


def test_sums_are_read_as_offices_write_them_and_less_than_nothing_is_none() -> None:
    for text in ("16800", "16.800", "Rp 16.800,00", "Rp16.800", "16,800.00", "Rp. 16.800,-", "16800.0"):
        kind = CellKind.NUMBER if text == "16800.0" else CellKind.TEXT
        assert rupiah(Cell(text, kind)) == 16_800, text
    assert rupiah(Cell("(16.800)", CellKind.TEXT)) is None
    assert rupiah(Cell("-16.800", CellKind.TEXT)) is None


def test_known_words_of_one_language_do_not_stand_in_two_lists() -> None:
    taken = [word for word in ("berhasil", "aktif", "lunas", "ok", "ya") if meaning(word) is not Meaning.YES]
    refused = [word for word in ("gagal", "ditolak", "tidak aktif", "invalid") if meaning(word) is not Meaning.NO]
    assert (taken, refused) == ([], [])
    for yes, no in itertools.product(("berhasil", "aktif", "lunas"), ("gagal", "ditolak", "tidak", "belum", "pending")):
        assert meaning(f"{yes} {no}") is not Meaning.YES
    assert folded("  G A G A L. ") == "gagal"


def test_an_answer_that_is_gone_is_unavailable_not_refused(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="file_not_readable"):
        read_answer(tmp_path / "gone.csv", today=TODAY)


def test_an_answer_shows_no_person_in_a_log(tmp_path: Path) -> None:
    answer = read(tmp_path, [HEADINGS, row(), row(2, "Contoh Ana")])
    shown = repr(answer.rows) + repr(answer)
    assert NIK not in shown
    assert "Contoh" not in shown


def test_a_file_without_the_needed_headings_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        read_answer(delimited(tmp_path / "lain.csv", [["Nama", "Alamat"], ["A", "B"]]), today=TODAY)
    assert refused.value.code == "answer_no_header"


def test_codes_and_ticks_in_a_column_nobody_knows_are_asked_about(tmp_path: Path) -> None:
    headings = ["", "NIK", "BLTH", "TMT", "RC", "Cek"]

    def some(number: int, code: str, tick: str) -> list[str]:
        return [str(number), nik(number), "11-2026", "24-11-2026", code, tick]

    coded = read(tmp_path, [headings, some(1, "00", ""), some(2, "51", ""), some(3, "00", "")], "kode.csv")
    assert verdicts(coded) == ["unclear"] * 3
    assert dict(coded.unknown) == {"00": 2, "51": 1}
    ticked = read(tmp_path, [headings, some(1, "", "✓"), some(2, "", ""), some(3, "", "✓")], "centang.csv")
    assert verdicts(ticked) == ["unclear"] * 3
    assert ticked.rows[1].doubts == (Doubt.STATUS_MISSING,)
    # A person says what they mean; a running number is none.
    file = AnswerFile("0" * 64, tuple(read_sheets(tmp_path / "kode.csv", LAST_ROW)))
    said = Reading(words={"00": Meaning.YES, "51": Meaning.NO})
    assert verdicts(sort_answer(file, today=TODAY, reading=said)) == ["yes", "unclear", "yes"]


def test_a_heading_that_refuses_and_a_note_that_names_somebody_are_heard(tmp_path: Path) -> None:
    headings = ["NIK", "Nama", "BLTH", "TMT", "Tgl Ditolak", "Tanggal Bayar"]
    rows = [
        [nik(1), "Contoh Ana", "11-2026", "24-11-2026", "25-11-2026", "24-11-2026"],
        [nik(2), "Contoh Bela", "11-2026", "24-11-2026", "", "belum"],
        [nik(3), "Contoh Citra", "11-2026", "24-11-2026", "", "24-11-2026"],
        [nik(4), "Contoh Dewi", "11-2026", "24-11-2026", "", "24-11-2026"],
        ["Catatan: CONTOH CITRA ditolak karena usia", "", "", "", "", ""],
    ]
    assert verdicts(read(tmp_path, [headings, *rows])) == ["unclear", "unclear", "unclear", "yes"]


def test_our_own_file_to_bpjs_is_an_answer_once_a_status_stands_behind_it(tmp_path: Path) -> None:
    """Every column of it is known, and no trade, place or number in it is taken for a word of refusal."""
    headings = [column.heading for column in remittance_layout().columns]
    cells = {"NIK": nik(1), "Nama Lengkap": "Contoh Ana", "Bulan Iuran": "11-2026", "Kode Iuran": "KI-1", "No": "1"}
    cells |= {"Pekerjaan": "Belum/Tidak Bekerja", "Alamat": "Jl. Keluar No. 12, Desa Tidakung", "Program": "JKK, JKM"}
    cells |= {"Jumlah Iuran": "8400", "No HP": "081234567890", "Jenis Kelamin": "P", "Tanggal Lahir": "17-08-1988"}
    rows = [[*headings, "TMT", "Status"], [*(cells.get(one, "") for one in headings), "24-11-2026", "Berhasil"]]
    answer = read(tmp_path, rows)
    assert (verdicts(answer), answer.columns[0].doubtful) == (["yes"], ())
