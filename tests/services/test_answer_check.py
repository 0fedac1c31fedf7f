"""An answer of BPJS against what the branch paid: who is protected, who is refused, and what a person must look at."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from agent_app.documents.bpjs_answer import Answer, AnswerFile, sort_answer
from agent_app.documents.roster_rows import Source
from agent_app.documents.spreadsheet import LAST_ROW
from agent_app.documents.workbooks import read_sheets
from agent_app.domain.answers import Doubt, Note, Standing
from agent_app.domain.coverage import MonthState
from agent_app.domain.errors import Refused
from agent_app.journal.entries.cash import ProtectionConfirmed
from agent_app.records.views import members, months
from agent_app.records.views.history import history
from agent_app.reference.words import words
from agent_app.services.answer_act import Decision, TakeAnswer, may_protect, parts_of, take_answer
from agent_app.services.answer_check import CheckedAnswer, check_answer
from agent_app.services.answer_words import doubts_text, reasons_left
from agent_app.services.branch import Remit, RemitFor, remit
from tests.documents.tables import Values, delimited, xlsx_of_sheets
from tests.services.office import BRANCH, COOP, Branch

NIKS = tuple(f"53130541018{at}9901" for at in range(5))
CODE = "KI-1"
HEADINGS = [
    "NIK",
    "KPJ",
    "Nama",
    "Bulan Iuran",
    "Tanggal Efektif",
    "Status",
    "Keterangan",
    "Jumlah Iuran",
    "Kode Iuran",
]
TODAY = date(2026, 11, 26)
NAMES = ("Contoh Ana", "Contoh Bela", "Contoh Citra", "Contoh Dewi", "Contoh Eka")


def paid(branch: Branch, count: int = 3, *wanted: str) -> list[str]:
    """Members whose months were collected, counted and paid to BPJS on the office's day."""
    some = wanted or ("2026-11",)
    found = [branch.maria.register(nik=NIKS[at], name=NAMES[at]) for at in range(count)]
    for member in found:
        branch.maria.collect(member, *some)
    slip = branch.maria.deposit()
    branch.share()
    branch.theresia.receive(slip)
    rows = tuple(RemitFor(member=member, months=some) for member in found)
    branch.theresia.do(remit, Remit(reference=CODE, members=rows))
    return found


def row(at: int = 0, **changes: str) -> list[str]:
    """What BPJS would answer of a member if all is well."""
    plain = {
        "NIK": NIKS[at],
        "KPJ": f"2600000000{at}",
        "Nama": NAMES[at],
        "Bulan Iuran": "11-2026",
        "Tanggal Efektif": "24-11-2026",
        "Status": "Berhasil",
        "Keterangan": "",
        "Jumlah Iuran": "8400",
        "Kode Iuran": CODE,
    }
    return list((plain | {name.replace("_", " "): text for name, text in changes.items()}).values())


def answer_of(folder: Path, *rows: list[str], headings: list[str] | None = None) -> Answer:
    return sorted_file(delimited(folder / "jawaban.csv", [headings or HEADINGS, *rows], ";"))


def sorted_file(file: Path) -> Answer:
    return sort_answer(AnswerFile("ab" * 32, tuple(read_sheets(file, LAST_ROW))), today=TODAY)


def look(branch: Branch, answer: Answer, day: date | None = None) -> CheckedAnswer:
    with branch.theresia.store.reading() as connection:
        return check_answer(connection, COOP, BRANCH, answer, today=TODAY, given_day=day)


def take(branch: Branch, checked: CheckedAnswer, decisions: Mapping[Source, Decision] | None = None) -> Any:
    return branch.theresia.do(take_answer, TakeAnswer(parts=parts_of(checked, decisions or {})))


def states(branch: Branch, member: str) -> dict[str, MonthState]:
    one = branch.theresia.ask(members.find, member)
    assert one is not None
    return branch.theresia.ask(months.months_of, one).states


def standings(checked: CheckedAnswer) -> list[str]:
    return [one.standing.value for one in checked.rows]


def protect(source: Source, reason: str = "dicek di SIPP", day: date | None = None) -> dict[Source, Decision]:
    return {source: Decision(outcome="protect", reason=reason, day=day)}


@pytest.fixture
def office(branch: Branch) -> Branch:
    branch.clock.forward(days=1)
    return branch


def test_what_was_paid_and_taken_protects_and_what_was_refused_is_free_again(office: Branch, tmp_path: Path) -> None:
    ana, bela, _ = paid(office)
    checked = look(office, answer_of(tmp_path, row(0), row(1, Status="Gagal", Keterangan="dana kurang")))
    assert standings(checked) == ["protects", "refused"]
    done = take(office, checked)
    assert (done.members, done.member_months, done.refused) == (1, 1, 1)
    assert states(office, ana) == {"2026-11": MonthState.PROTECTED}
    assert states(office, bela) == {"2026-11": MonthState.DEPOSITED}
    assert standings(look(office, answer_of(tmp_path, row(0)))) == ["known"]


DIFFERING: tuple[tuple[dict[str, str], Doubt], ...] = (
    ({"Kode_Iuran": "KI-LAIN"}, Doubt.CODE_UNKNOWN),
    ({"Bulan_Iuran": "12-2026"}, Doubt.MONTH_NEVER_PAID),
    ({"Bulan_Iuran": "11-2026 s/d 01-2027"}, Doubt.MONTH_NEVER_PAID),
    ({"Nama": "Contoh Bela"}, Doubt.OTHER_NAME),
    ({"Tanggal_Efektif": "24-11-2062"}, Doubt.DAY_FAR),
    ({"Tanggal_Efektif": "24-11-1926"}, Doubt.DAY_BEFORE_PAYMENT),
    ({"Tanggal_Efektif": "01-11-2026"}, Doubt.DAY_BEFORE_PAYMENT),
    ({"Tanggal_Efektif": "00-00-0000"}, Doubt.DAY_UNREADABLE),
    ({"Tanggal_Efektif": ""}, Doubt.DAY_MISSING),
    ({"Jumlah_Iuran": "4200"}, Doubt.RUPIAH_DIFFER),
    ({"Jumlah_Iuran": "0"}, Doubt.RUPIAH_DIFFER),
    ({"Jumlah_Iuran": "-8400"}, Doubt.RUPIAH_UNREADABLE),
    ({"KPJ": "belum tahu"}, Doubt.NUMBER_UNREADABLE),
    ({"NIK": "5313054101999901", "KPJ": ""}, Doubt.NOBODY),
)


def test_what_differs_from_what_was_paid_waits_with_both_values(office: Branch, tmp_path: Path) -> None:
    (ana,) = paid(office, 1)
    for changes, doubt in DIFFERING:
        checked = look(office, answer_of(tmp_path, row(0, **changes)))
        assert (standings(checked), doubt in checked.rows[0].doubts) == (["check"], True), changes
        assert parts_of(checked, {}) == ()
        for language in ("id", "en"):
            assert "{" not in doubts_text(words(language), checked.rows[0])
    assert states(office, ana) == {"2026-11": MonthState.REMITTED}


def test_both_values_stand_beside_each_other(office: Branch, tmp_path: Path) -> None:
    paid(office, 1)
    checked = look(office, answer_of(tmp_path, row(0, Jumlah_Iuran="4.200", Kode_Iuran="KI-9", Nama="Contoh Zeta")))
    said = doubts_text(words(), checked.rows[0])
    for value in ("4.200", "8.400", "KI-9", CODE, "Contoh Zeta", "Contoh Ana"):
        assert value in said


def test_a_payment_code_is_the_same_in_any_spelling(office: Branch, tmp_path: Path) -> None:
    paid(office, 1)
    for spelled in ("ki-1", "KI 1", "ＫＩ-1", "K\u200bI-1", " KI–1 "):
        checked = look(office, answer_of(tmp_path, row(0, Kode_Iuran=spelled)))
        assert (standings(checked), checked.rows[0].reference) == (["protects"], CODE)


def test_a_row_with_any_sign_of_refusal_never_protects_unasked(office: Branch, tmp_path: Path) -> None:
    members_ = paid(office)
    rows = (
        row(0, Status="Aktif", Keterangan="Meninggal dunia"),
        row(1, Status="Berhasil", Keterangan="Ditolak: usia di atas 65"),
        row(2, Status="?"),
    )
    checked = look(office, answer_of(tmp_path, *rows))
    assert standings(checked) == ["check"] * 3
    assert take(office, checked).member_months == 0
    assert [states(office, one) for one in members_] == [{"2026-11": MonthState.REMITTED}] * 3


def test_yes_and_no_for_one_month_both_wait(office: Branch, tmp_path: Path) -> None:
    paid(office)
    rows = (
        row(0),
        row(0, Status="Gagal", Keterangan="NIK tidak sesuai Dukcapil"),
        row(1, Status="Gagal", Keterangan="dana kurang"),
        row(1, Tanggal_Efektif="26-11-2026"),
        row(2),
        row(2, Tanggal_Efektif="25-11-2026"),
    )
    checked = look(office, answer_of(tmp_path, *rows))
    assert standings(checked) == ["check"] * 6
    assert all(Doubt.ROWS_CONTRADICT in one.doubts for one in checked.rows)
    # A row that stands twice says nothing else.
    assert standings(look(office, answer_of(tmp_path, row(0), row(0)))) == ["protects", "protects"]


def test_a_member_in_the_sheet_of_those_who_ended_is_told_and_contradicts(office: Branch, tmp_path: Path) -> None:
    paid(office)
    ended = [["NO", "KPJ", "NAMA_LENGKAP", "SEBAB_NON AKTIF"], ["1", "26000000009", "Contoh Fani", "Menunggak"]]
    file = xlsx_of_sheets(tmp_path / "a.xlsx", {"AKTIF": [HEADINGS, row(0)], "NON AKTIF": ended})
    checked = look(office, sorted_file(file))
    assert standings(checked) == ["protects", "ended"]
    take(office, checked)
    ended[1] = ["1", "26000000000", "Contoh Ana", "Menunggak"]
    rows = [HEADINGS, row(0, Bulan_Iuran="12-2026"), row(1)]
    file = xlsx_of_sheets(tmp_path / "b.xlsx", {"AKTIF": rows, "NON AKTIF": ended})
    checked = look(office, sorted_file(file))
    assert Doubt.ROWS_CONTRADICT in checked.rows[0].doubts
    assert standings(checked) == ["check", "protects", "ended"]
    assert reasons_left(words(), checked, {}).keys() == {("AKTIF", 2), ("NON AKTIF", 2)}


def test_a_sound_number_finds_the_member_of_a_masked_rounded_or_missing_nik(office: Branch, tmp_path: Path) -> None:
    numbered(office, tmp_path)
    for nik in (f"{NIKS[0][:4]}********{NIKS[0][-4:]}", NIKS[0][:15], f"{NIKS[0][:15]}0", "", "5,31305E+15"):
        checked = look(office, answer_of(tmp_path, row(0, NIK=nik, Bulan_Iuran="12-2026")))
        assert (standings(checked), checked.rows[0].notes) == (["protects"], (Note.FOUND_BY_NUMBER,)), nik
        assert checked.rows[0].row.nik_shown in (nik, "5313050000000000")


def numbered(office: Branch, folder: Path) -> list[str]:
    """Three members who got their participant numbers with November, and whose December was paid too."""
    found = paid(office, 3, "2026-11", "2026-12")
    take(office, look(office, answer_of(folder, *(row(at) for at in range(3)))))
    return found


def test_participant_numbers_alone_are_enough(office: Branch, tmp_path: Path) -> None:
    numbered(office, tmp_path)
    headings = ["No", "No KPJ", "Nama", "BLTH", "Tgl Efektif", "Status"]
    rows = [["1", f"2600000000{at}", NAMES[at], "12-2026", "24-11-2026", "Aktif"] for at in range(3)]
    checked = look(office, answer_of(tmp_path, *rows, headings=headings))
    assert standings(checked) == ["protects"] * 3
    rows[0][1] = "26.0000-0000 0"
    assert standings(look(office, answer_of(tmp_path, *rows, headings=headings)))[0] == "protects"


def test_numbers_that_contradict_wait(office: Branch, tmp_path: Path) -> None:
    numbered(office, tmp_path)
    december = {"Bulan_Iuran": "12-2026"}
    cases = (
        ((row(0, KPJ="26000000001", **december),), Doubt.OTHER_PERSON),
        ((row(0, KPJ="26000000077", **december),), Doubt.OTHER_NUMBER),
        ((row(0, **december), row(0, KPJ="26000000078", **december)), Doubt.NUMBERS_OF_ONE),
        ((row(0, KPJ="26000000079", **december), row(1, KPJ="26000000079", **december)), Doubt.NUMBER_OF_SEVERAL),
        ((row(0, NIK="5313054101999901", **december),), Doubt.NIK_DIFFERS),
        ((row(0, NIK="5313********9902", **december),), Doubt.NIK_DIFFERS),
    )
    for rows, doubt in cases:
        checked = look(office, answer_of(tmp_path, *rows))
        assert all(doubt in one.doubts and one.standing is Standing.CHECK for one in checked.rows), doubt


def test_an_answer_without_a_day_is_asked_once_and_protects_nobody_before(office: Branch, tmp_path: Path) -> None:
    (ana, *_) = paid(office)
    headings = ["NIK", "ID_PEGAWAI", "KPJ", "NAMA_LENGKAP", "UPAH", "RAPEL", "BLTH", "NPP"]
    rows = [
        [NIKS[at], "x.1", f"2600000000{at}", NAMES[at], "1000000", "0", "01-11-2026", "99000001"] for at in range(3)
    ]
    answer = answer_of(tmp_path, *rows, headings=headings)
    checked = look(office, answer)
    assert (standings(checked), checked.needs_day) == (["check"] * 3, True)
    checked = look(office, answer, date(2026, 11, 25))
    assert (standings(checked), checked.needs_day) == (["protects"] * 3, False)
    assert standings(look(office, answer, date(2026, 11, 1))) == ["check"] * 3
    take(office, checked)
    one = office.theresia.ask(members.find, ana)
    assert one is not None
    assert office.theresia.ask(months.months_of, one).protected == {"2026-11": date(2026, 11, 25)}
    assert one.participant_number == "26000000000"


def test_a_month_that_an_office_program_changed_is_the_one_that_was_paid(office: Branch, tmp_path: Path) -> None:
    paid(office, 1)
    rows: Values = [HEADINGS, [*row(0)[:3], date(2027, 11, 26), *row(0)[4:]]]
    checked = look(office, sorted_file(xlsx_of_sheets(tmp_path / "a.xlsx", {"A": rows})))
    assert (standings(checked), checked.rows[0].months) == (["protects"], ("2026-11",))
    assert checked.rows[0].notes == (Note.MONTH_BY_PAYMENT,)
    checked = look(office, answer_of(tmp_path, row(0, Bulan_Iuran="November")))
    assert (standings(checked), checked.rows[0].months) == (["protects"], ("2026-11",))


def test_a_month_that_can_be_two_paid_ones_waits(office: Branch, tmp_path: Path) -> None:
    paid(office, 1, "2026-11", "2026-12")
    checked = look(office, answer_of(tmp_path, row(0, Bulan_Iuran="11/12/2026", Jumlah_Iuran="")))
    assert checked.rows[0].doubts == (Doubt.MONTH_UNCERTAIN,)


def test_a_person_takes_a_row_with_a_reason_that_is_kept_and_can_be_erased(office: Branch, tmp_path: Path) -> None:
    (ana, bela, _) = paid(office)
    rows = (row(0, Keterangan="PERLU VERIFIKASI"), row(1, Keterangan="PERLU VERIFIKASI"))
    checked = look(office, answer_of(tmp_path, *rows))
    assert [may_protect(one) for one in checked.rows] == [True, True]
    with pytest.raises(Refused, match="reason_missing"):
        parts_of(checked, protect(("jawaban", 2), " "))
    left = {("jawaban", 3): Decision(outcome="leave", reason="tanya kantor cabang")}
    done = take(office, checked, protect(("jawaban", 2)) | left)
    assert (done.members, done.member_months) == (1, 1)
    assert states(office, ana) == {"2026-11": MonthState.PROTECTED}
    assert states(office, bela) == {"2026-11": MonthState.REMITTED}
    line = next(one.entry for one in office.theresia.ask(history, [ana]) if one.kind == "protection_confirmed")
    assert isinstance(line, ProtectionConfirmed)
    assert line.doubts == ("contradicts_itself", "sign_of_refusal")
    assert not isinstance(line.private, str | None)
    assert (line.private.reason, line.private.said) == ("dicek di SIPP", "Berhasil · PERLU VERIFIKASI")
    assert line.members == (ana,)
    reasons = reasons_left(words(), checked, protect(("jawaban", 2)) | left)
    assert "tanya kantor cabang" in reasons["jawaban", 3]
    # The same file again asks nothing of what was decided.
    assert standings(look(office, answer_of(tmp_path, *rows))) == ["known", "check"]


def test_a_row_without_a_day_is_taken_only_with_one(office: Branch, tmp_path: Path) -> None:
    paid(office)
    checked = look(office, answer_of(tmp_path, row(0, Tanggal_Efektif="24-11-2062")))
    with pytest.raises(Refused, match="date_unreadable"):
        parts_of(checked, protect(("jawaban", 2)))
    (part,) = parts_of(checked, protect(("jawaban", 2), day=date(2026, 11, 25)))
    assert [one.effective_from for one in part.rows] == [date(2026, 11, 25)]


def test_a_row_that_names_nobody_or_no_month_cannot_be_taken(office: Branch, tmp_path: Path) -> None:
    paid(office)
    rows = (row(0, NIK="5313054101999901", KPJ=""), row(1, Bulan_Iuran="besok"))
    checked = look(office, answer_of(tmp_path, *rows))
    assert not any(may_protect(one) for one in checked.rows)
    assert parts_of(checked, protect(("jawaban", 2)) | protect(("jawaban", 3))) == ()


def test_a_refusal_of_the_wrong_person_or_of_a_protected_month_waits(office: Branch, tmp_path: Path) -> None:
    numbered(office, tmp_path)
    rows = (
        row(0, Status="Gagal", Nama="Contoh Zeta", Bulan_Iuran="12-2026"),
        row(1, Status="Gagal", KPJ="26000000000", Bulan_Iuran="12-2026"),
        row(2, Status="Gagal"),
    )
    checked = look(office, answer_of(tmp_path, *rows))
    assert standings(checked) == ["check"] * 3
    assert Doubt.PROTECTED_BEFORE in checked.rows[2].doubts


def test_what_bpjs_refused_before_and_nobody_paid_again_waits(office: Branch, tmp_path: Path) -> None:
    paid(office)
    take(office, look(office, answer_of(tmp_path, row(0, Status="Gagal"))))
    checked = look(office, answer_of(tmp_path, row(0)))
    assert checked.rows[0].doubts == (Doubt.REFUSED_BEFORE,)


def test_a_row_of_two_months_whose_code_was_used_for_others_waits(office: Branch, tmp_path: Path) -> None:
    (ana, *_) = paid(office, 2)
    office.maria.collect(ana, "2026-12")
    slip = office.maria.deposit()
    office.share()
    office.theresia.receive(slip)
    office.theresia.do(remit, Remit(reference="KI-2", members=(RemitFor(member=ana, months=("2026-12",)),)))
    checked = look(office, answer_of(tmp_path, row(0, Bulan_Iuran="12-2026")))
    assert checked.rows[0].doubts == (Doubt.CODE_OF_OTHERS,)
    checked = look(office, answer_of(tmp_path, row(0, Bulan_Iuran="12-2026", Kode_Iuran="")))
    assert (standings(checked), checked.rows[0].reference) == (["protects"], "KI-2")


def test_nothing_is_written_where_one_part_is_refused(office: Branch, tmp_path: Path) -> None:
    paid(office)
    checked = look(office, answer_of(tmp_path, row(0), row(1, Kode_Iuran="", Bulan_Iuran="12-2026")))
    with pytest.raises(Refused, match="reference_missing"):
        parts_of(checked, protect(("jawaban", 3)))
    parts = parts_of(checked, protect(("jawaban", 3)), "KI-7")
    assert [part.reference for part in parts] == [CODE, "KI-7"]


def test_an_answer_is_written_whole_or_not_at_all(office: Branch, tmp_path: Path) -> None:
    ana, *_ = paid(office)
    checked = look(office, answer_of(tmp_path, row(0), row(1, Keterangan="PERLU VERIFIKASI")))
    first, second = parts_of(checked, protect(("jawaban", 3)))
    broken = replace(second, looked=replace(second.looked, reason=" ")) if second.looked is not None else second
    with pytest.raises(Refused, match="reason_missing"):
        office.theresia.do(take_answer, TakeAnswer(parts=(first, broken)))
    assert states(office, ana) == {"2026-11": MonthState.REMITTED}
