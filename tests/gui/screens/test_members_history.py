"""Every line that was ever released is a sentence in both languages, whether it speaks of a person or not."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest

from agent_app.domain.money import format_rupiah
from agent_app.gui.screens.members.sentences import sentence
from agent_app.journal import lines
from agent_app.journal.entries import kinds
from agent_app.journal.entries.base import Origin
from agent_app.journal.entries.cash import AnswerLookedAt
from agent_app.records.tables.journal import State
from agent_app.records.views.history import Told, decoded
from agent_app.reference.words import words
from agent_app.services.members import Purpose
from agent_app.settings import Settings

GOLDEN = Path(__file__).parents[2] / "golden" / "kinds"
RELEASED = sorted(
    {path.name for path in GOLDEN.glob("*.lines")} | {f"{kind.name}.v{kind.v}.lines" for kind in kinds.ALL}
)


def told(line: bytes, state: State = State.APPLIED) -> Told:
    read = lines.read(line)
    origin = Origin(12, read.seq, "00")
    return Told(
        origin=origin, at=read.at, day=read.day, kind=read.kind, person="A017", state=state, entry=decoded(read)
    )


def session(language: str) -> SimpleNamespace:
    from datetime import date

    known = words(language)
    settings = Settings(language=language)
    return SimpleNamespace(
        say=known.say, words=known, settings=settings, today=lambda: date(2026, 11, 23), person="A017"
    )


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("name", RELEASED)
def test_every_kind_ever_released_has_a_sentence(name: str, language: str) -> None:
    here = session(language)
    stored = (GOLDEN / name).read_bytes().splitlines()
    assert stored
    for line in stored:
        one = told(line)
        assert one.entry is not None
        named = getattr(one.entry, "members", None) or (getattr(one.entry, "member", ""),)
        said = sentence(here, one, frozenset(named))
        assert said != here.say("members.history.other")
        assert "{" not in said
        assert not said.endswith((": ", "· "))


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("purpose", list(Purpose))
def test_a_consent_names_every_purpose_in_words(purpose: Purpose, language: str) -> None:
    here = session(language)
    line = (GOLDEN / "consent_given.v1.lines").read_bytes().splitlines()[0]
    one = told(line)
    only = replace(one, entry=msgspec.structs.replace(one.entry, purposes=(purpose.value,)))
    said = sentence(here, only, frozenset())
    assert here.say(f"members.purpose.{purpose}") in said


def test_what_somebody_added_in_their_own_words_is_told_with_the_line() -> None:
    here = session("id")
    filled, erased, bare = (GOLDEN / "reversal_requested.v1.lines").read_bytes().splitlines()
    note = told(filled).entry.private.note
    assert sentence(here, told(filled), frozenset()).endswith(f"“{note}”")
    assert "“" not in sentence(here, told(erased), frozenset()) + sentence(here, told(bare), frozenset())


def test_a_line_of_a_later_release_and_one_that_is_not_in_force_say_so() -> None:
    here = session("id")
    line = (GOLDEN / "titipan_used.v1.lines").read_bytes().splitlines()[0]
    assert "tidak berlaku" in sentence(here, told(line, State.NOT_ALLOWED), frozenset())
    unknown = told(line.replace(b"titipan_used", b"titipan_later"))
    assert sentence(here, unknown, frozenset()) == "Catatan dari aplikasi yang lebih baru"


def test_a_refusal_of_bpjs_tells_months_and_reason_until_the_person_is_erased() -> None:
    filled, erased, bare = (GOLDEN / "remittance_refused.v1.lines").read_bytes().splitlines()
    here = session("id")
    said = [sentence(here, told(line), frozenset()) for line in (filled, erased, bare)]
    assert said[0] == (
        "Iuran Des 2026 ditolak BPJS: NIK tidak cocok dengan nama Contoh Anggota. Cabang bisa membayarkannya lagi."
    )
    assert all("isinya sudah dihapus" in one for one in said[1:])


def test_a_protection_that_a_person_took_after_a_look_tells_why_until_the_person_is_erased() -> None:
    here = session("id")
    one = told((GOLDEN / "protection_confirmed.v1.lines").read_bytes().splitlines()[0])
    ids = frozenset(one.entry.members)
    for private, reason in ((AnswerLookedAt(reason="dicek di SIPP."), "dicek di SIPP"), ("ab" * 32, "dihapus")):
        entry = msgspec.structs.replace(one.entry, doubts=("other_name",), private=private)
        said = sentence(here, replace(one, entry=entry), ids)
        assert "diperiksa dan diambil" in said
        assert reason in said


def test_a_remittance_at_another_price_tells_the_difference_and_whose_it_is() -> None:
    here = session("id")
    filled, _, bare = (GOLDEN / "contributions_remitted.v1.lines").read_bytes().splitlines()
    one = told(filled)
    ids = frozenset(one.entry.members)
    begin = "Iuran Nov–Des 2026 dibayarkan ke BPJS menurut cabang · BPJS-0001".replace("BPJS-0001", "BPJS\u20110001")
    rupiah = format_rupiah(8_400)
    assert sentence(here, one, ids) == f"{begin} · harga naik {rupiah}, selisih ditanggung cabang"
    assert sentence(here, told(bare), ids) == f"{begin} · harga naik {rupiah}, tanpa penanggung"
    row = one.entry.rows[0]
    for differences, end in (
        ({}, ""),
        ({"2026-11": -8_400}, f" · harga turun, lebih {rupiah} uang anggota"),
        (
            {"2026-11": -8_400, "2026-12": 8_400},
            f" · harga naik {rupiah}, selisih ditanggung cabang; bulan lain turun, lebih {rupiah} uang anggota",
        ),
    ):
        rows = (msgspec.structs.replace(row, differences=differences),)
        other = replace(one, entry=msgspec.structs.replace(one.entry, rows=rows))
        assert sentence(here, other, ids) == begin + end


def test_a_decision_on_a_price_tells_who_bears_the_difference() -> None:
    line = (GOLDEN / "review_decided.v1.lines").read_bytes().splitlines()[0]
    assert sentence(session("id"), told(line), frozenset()) == (
        "Diperiksa cabang: Tidak sesuai tarif → Terima jumlah ini · selisih ditanggung cabang"
    )


def test_a_correction_repeats_no_nik() -> None:
    here = session("id")
    for line in (GOLDEN / "member_corrected.v1.lines").read_bytes().splitlines():
        said = sentence(here, told(line), frozenset())
        assert not any(part.isdigit() and len(part) == 16 for part in said.replace(";", " ").split())
