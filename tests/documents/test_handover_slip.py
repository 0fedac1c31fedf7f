"""The slip at the counter: what it says of a deposit, and the code by which a laptop finds the line again."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_app.documents.handover_code import Witness, read_witness, witness_text
from agent_app.documents.handover_slip import SlipFacts, SlipKind, slip_blocks
from agent_app.documents.receipt_code import code_matrix
from agent_app.documents.receipt_layout import Code, plain_text
from agent_app.domain.errors import Refused
from agent_app.journal.entries.base import Origin
from agent_app.reference.words import words

ORIGIN = Origin(15, 212, "ab" * 32)
FACTS = SlipFacts(
    kind=SlipKind.DEPOSIT,
    coop="Koperasi Contoh",
    branch="Lewoleba",
    agent="Contoh Agen",
    agent_code="A017",
    supervisor="Contoh Penyelia",
    supervisor_code="S003",
    at=datetime(2026, 11, 23, 16, 24, tzinfo=ZoneInfo("Asia/Makassar")),
    number="LWB-A017-12-26-S000001",
    check="0MS-EZTW",
    rupiah=957_600,
    declared=974_400,
    left=168_000,
    pieces={"100000": 9, "50000": 1, "c500": 15, "c100": 1},
    other_money=20_000,
    reason="Uangnya kurang",
    witness=witness_text(Witness(coop="KCL", origin=ORIGIN, rupiah=957_600)),
)


def text(facts: SlipFacts, language: str = "id") -> str:
    return plain_text(slip_blocks(facts, words(language), language)).replace("\u00a0", " ")


def test_a_slip_says_who_handed_over_what_and_what_was_missing() -> None:
    said = text(FACTS)
    for each in (
        "TANDA TERIMA SETORAN",
        "LWB-A017-12-26-S000001",
        "23 Nov 2026 16.24 WITA",
        "Contoh Agen (A017)",
        "Contoh Penyelia (S003)",
        "Disetor menurut agen Rp 974.400",
        "Diterima Rp 957.600",
        "Kurang −Rp 16.800",
        "Uangnya kurang",
        "Sisa kas di agen Rp 168.000",
        "Uang lain, tidak dihitung Rp 20.000",
        "100.000 × 9 lembar 900.000",
        "500 × 15 keping 7.500",
        "0MS-EZTW",
    ):
        assert each in said
    assert "menyanggah" in said


def test_without_a_difference_nobody_is_told_of_disputes() -> None:
    said = text(replace(FACTS, rupiah=974_400))
    assert "Selisih Rp 0" in said
    assert "menyanggah" not in said


def test_each_kind_of_slip_has_words_in_both_languages() -> None:
    for kind in SlipKind:
        for language in ("id", "en"):
            facts = replace(FACTS, kind=kind, declared=None if kind is not SlipKind.DEPOSIT else 974_400)
            assert "{" not in text(facts, language)


def test_a_second_slip_says_that_it_is_a_copy() -> None:
    assert "SALINAN ke-2" in text(replace(FACTS, copy=2))
    assert "SALINAN" not in text(FACTS)


def test_the_code_on_the_slip_is_small_enough_to_be_read_from_a_narrow_roll() -> None:
    (code,) = [block for block in slip_blocks(FACTS, words("id"), "id") if isinstance(block, Code)]
    assert code.data == FACTS.witness
    # 22 mm on a roll: half a millimetre a module is what a laptop's camera reads.
    assert len(code_matrix(FACTS.witness)) <= 45


@given(
    st.integers(1, 9_999_999_999),
    st.integers(1, 2**53 - 1),
    st.binary(min_size=32, max_size=32),
    st.integers(0, 10**12),
)
def test_a_code_is_read_back_as_it_was_written(device: int, seq: int, h: bytes, rupiah: int) -> None:
    witness = Witness(coop="KCL", origin=Origin(device, seq, h.hex()), rupiah=rupiah)
    assert read_witness(f" {witness_text(witness)}\n") == witness


@pytest.mark.parametrize(
    "scanned", ["", "https://contoh.id", FACTS.witness[:-1] + "x", FACTS.witness.replace("/1|", "/2|"), "\u0663" * 40]
)
def test_what_is_no_code_of_a_slip_is_refused(scanned: str) -> None:
    with pytest.raises(Refused, match="paper_check_unreadable"):
        read_witness(scanned)
