"""The paper of a receipt: what it says, what it never says, and the codes and messages that go with it."""

from dataclasses import replace
from datetime import date, datetime
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_app.documents.receipt_code import code_matrix
from agent_app.documents.receipt_facts import PaidRow, Paper, PaperFacts, PriceChange, Relief, verify_address
from agent_app.documents.receipt_forms import FORMS
from agent_app.documents.receipt_layout import Code, Pair, Stamp, months_text, plain_text, receipt_blocks, sum_text
from agent_app.documents.receipt_message import message_text, sms_address, whatsapp_address
from agent_app.documents.receipt_prices import next_change, relief_in, told_on_paper
from agent_app.domain.contributions import Programme, Sector, quote_for_base
from agent_app.domain.funding import CASH
from agent_app.domain.months import month_range
from agent_app.reference.schedules import packaged_schedules
from agent_app.reference.words import words

ID, EN = words("id"), words("en")
MONTHS = ("2026-11", "2026-12", "2027-01")
ROW = PaidRow(
    name="Petrus Kopong Ola",
    nik_end="9901",
    months=MONTHS,
    prices=(8_400, 8_400, 16_800),
    programmes=(("JKK", 20_000), ("JKM", 13_600)),
    relief=Relief("PP 50/2025", "2026-12"),
    change=PriceChange("2027-01", 16_800),
)
FACTS = PaperFacts(
    paper=Paper.RECEIPT,
    coop="Kopdit Contoh",
    branch="Lewoleba",
    agent="Maria",
    agent_code="A017",
    at=datetime(2026, 11, 23, 10, 52, tzinfo=ZoneInfo("Asia/Makassar")),
    rows=(ROW,),
    total=33_600,
    received=50_000,
    number="LWB-A017-12-26-000431",
    check="4F2-K9TX",
    verify=verify_address("https://pusat.example/", "KCL", "LWB-A017-12-26-000431", "4F2-K9TX"),
)


def said(facts: PaperFacts) -> str:
    return plain_text(receipt_blocks(facts, ID, "id"))


def pair(facts: PaperFacts, caption: str) -> str:
    return next(one.right for one in receipt_blocks(facts, ID, "id") if isinstance(one, Pair) and one.left == caption)


def test_the_sentence_says_that_protection_begins_with_the_payment_to_bpjs() -> None:
    assert (
        "Iuran bulan Nov 2026–Jan 2027 diterima; perlindungan berlaku setelah disetor ke BPJS Ketenagakerjaan."
        in said(FACTS)
    )
    assert "terlindungi" not in said(FACTS).casefold()


def test_prices_are_written_month_by_month_with_the_relief_and_its_end() -> None:
    assert "8.400 + 8.400 + 16.800 = 33.600" in said(FACTS)
    assert "keringanan PP 50/2025, berlaku sampai Des 2026" in said(FACTS)
    assert "Mulai Januari 2027 iuran menjadi Rp\u00a016.800 sebulan." in said(FACTS)


def test_total_cash_and_change_add_up_with_titipan() -> None:
    facts = replace(FACTS, titipan=5_000, received=30_000, kept=400)
    assert (facts.due, facts.change) == (28_600, 1_000)
    assert pair(facts, "TOTAL") == "Rp\u00a033.600"
    assert pair(facts, "Dipakai dari titipan") == "\u22125.000"
    assert pair(facts, "Tunai") == "30.000"
    assert pair(facts, "Disimpan sebagai titipan") == "400"
    assert pair(facts, "Kembali") == "1.000"


@given(total=st.integers(0, 10_000_000), over=st.integers(0, 1_000_000), kept=st.integers(0, 1_000_000))
def test_what_was_put_down_is_due_and_kept_and_change(total: int, over: int, kept: int) -> None:
    facts = replace(FACTS, total=total, received=total + over + kept, kept=kept)
    assert facts.due + facts.kept + facts.change == facts.received
    assert facts.change == over


def test_copies_and_voids_are_stamped() -> None:
    stamps = [one.text for one in receipt_blocks(replace(FACTS, copy=2, void="void"), ID, "id") if type(one) is Stamp]
    assert stamps == ["DIBATALKAN", "SALINAN ke-2"]
    assert not [one for one in receipt_blocks(FACTS, ID, "id") if type(one) is Stamp]


def test_before_saving_there_is_a_place_for_the_code_and_no_number() -> None:
    blocks = receipt_blocks(replace(FACTS, number=None, check=None, verify=None), ID, "id")
    assert [one for one in blocks if isinstance(one, Code)] == [Code(None, "Kode muncul setelah disimpan")]
    assert pair(replace(FACTS, number=None, check=None, verify=None), "No.") == "setelah disimpan"


def test_a_paper_copied_from_paper_says_so() -> None:
    facts = replace(FACTS, paper_no="K-17", collected_on=date(2026, 11, 21), payer="Ketua kelompok")
    assert (pair(facts, "Disalin dari kertas"), pair(facts, "Diterima tanggal")) == ("K-17", "21 Nov 2026")
    assert pair(facts, "Dibayar oleh") == "Ketua kelompok"


def test_money_of_another_source_shows_the_source_and_no_change() -> None:
    assert pair(replace(FACTS, source="transfer", received=33_600), "Sumber dana") == "Transfer"
    assert "Kembali" not in said(replace(FACTS, source="transfer", received=33_600))


def test_stamp_duty_is_told_where_the_rules_ask_for_it() -> None:
    assert "meterai Rp\u00a010.000" in said(replace(FACTS, stamp_duty=10_000))
    assert "meterai" not in said(FACTS)


def test_a_titipan_slip_says_that_it_pays_for_no_month() -> None:
    row = PaidRow(name="Petrus", nik_end=None, months=(), prices=(), programmes=())
    slip = replace(FACTS, paper=Paper.TITIPAN, rows=(row,), total=5_000, received=5_000)
    assert "belum membayar bulan mana pun" in said(slip)


def test_english_leaves_no_indonesian_sentence() -> None:
    text = plain_text(receipt_blocks(replace(FACTS, copy=2), EN, "en"))
    assert "COPY 2" in text
    assert "diterima" not in text
    assert "rupiah" not in text


@pytest.mark.parametrize(
    ("months", "text"),
    [
        (("2026-11",), "Nov 2026"),
        (MONTHS, "Nov 2026–Jan 2027"),
        (("2026-10", "2026-11", "2027-02"), "Okt–Nov 2026, Feb 2027"),
    ],
)
def test_months_in_a_row_are_written_together(months: tuple[str, ...], text: str) -> None:
    assert months_text(ID, months) == text


def test_the_sum_is_written_price_by_price() -> None:
    assert sum_text((8_400, 16_800)) == "8.400 + 16.800"


def test_the_code_asks_the_centre_by_number_and_check_and_names_nobody() -> None:
    assert FACTS.verify == "https://pusat.example/v1/receipts/KCL/LWB-A017-12-26-000431?check=4F2-K9TX"
    matrix = code_matrix(FACTS.verify)
    assert len(matrix) == len(matrix[0])
    # The three finder patterns stand in their corners.
    assert all(matrix[0][at] and matrix[6][at] for at in range(7))
    assert all(row[-1] for row in matrix[:7])
    assert all(row[0] for row in matrix[-7:])


@pytest.mark.parametrize("phone", ["0812 3456 7890", "+62 812-3456-7890", "81234567890"])
def test_a_message_goes_to_the_number_with_its_country(phone: str) -> None:
    text = message_text(FACTS, ID)
    assert whatsapp_address(text, phone).startswith("https://wa.me/6281234567890?text=")
    assert unquote(sms_address(text, phone)) == f"sms:+6281234567890?body={text}"
    assert "LWB-A017-12-26-000431" in text
    assert "9901" not in text


def test_without_a_phone_number_the_phone_asks_for_whom() -> None:
    assert whatsapp_address("x", None) == "https://wa.me/?text=x"


def test_every_form_has_room_for_its_column() -> None:
    assert set(FORMS) == {"58mm", "A5", "A4"}
    for form in FORMS.values():
        assert form.column_mm + 2 * form.margin_mm <= form.width_mm + 4
        assert form.code_mm < form.column_mm


def test_relief_and_coming_change_are_those_of_the_schedule() -> None:
    schedule = packaged_schedules()[0]
    quote = quote_for_base(
        schedule, 1_000_000, Sector.OTHER, CASH, (Programme.JKK, Programme.JKM), month_range("2026-11", 6)
    )
    today = date(2026, 11, 23)
    assert relief_in(quote, schedule, MONTHS) == Relief("PP 50/2025", "2026-12")
    assert relief_in(quote, schedule, ("2027-01",)) is None
    change = next_change(quote, today)
    assert change == PriceChange("2027-01", 16_800)
    assert told_on_paper(change, ("2026-11",), today) is None
    assert told_on_paper(change, ("2026-12",), today) == change
    assert told_on_paper(change, (), date(2026, 12, 1)) == change
    assert told_on_paper(change, ("2027-01", "2027-02"), today) is None
    assert next_change(quote, date(2027, 1, 5)) is None
