"""Papers of many members: pages that nothing falls off, and a roll as long as it needs."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader
from PySide6.QtGui import QColor, QImage, QPainter

from agent_app.documents.receipt_facts import PaidRow, PaperFacts
from agent_app.documents.receipt_facts import Paper as PaperKind
from agent_app.documents.receipt_forms import FORMS
from agent_app.documents.receipt_layout import receipt_blocks
from agent_app.domain.errors import Unavailable
from agent_app.gui.application import application
from agent_app.gui.printing import UNITS, Paper, save_pdf
from agent_app.gui.theme.theme import theme
from agent_app.reference.words import words


@pytest.fixture(autouse=True)
def fonts() -> None:
    """The application with its own fonts."""
    application()
    theme()


def facts(members: int) -> PaperFacts:
    row = PaidRow(
        name="Petrus Kopong Ola",
        nik_end="9901",
        months=("2026-11",),
        prices=(8_400,),
        programmes=(("JKK", 5_000), ("JKM", 3_400)),
    )
    return PaperFacts(
        paper=PaperKind.RECEIPT,
        coop="Kopdit Contoh",
        branch="Lewoleba",
        agent="Maria",
        agent_code="A017",
        at=datetime(2026, 11, 23, 10, 52, tzinfo=ZoneInfo("Asia/Makassar")),
        rows=tuple(replace(row, name=f"Anggota {number}") for number in range(members)),
        total=8_400 * members,
        received=8_400 * members,
        number="LWB-A017-12-26-000431",
        check="4F2-K9TX",
        verify="https://pusat.example/v1/receipts/KCL/LWB-A017-12-26-000431?check=4F2-K9TX",
    )


def paper(members: int, form: str) -> Paper:
    return Paper(receipt_blocks(facts(members), words("id"), "id"), FORMS[form])


@pytest.mark.parametrize("form", sorted(FORMS))
@pytest.mark.parametrize("members", [1, 30])
def test_every_line_lies_on_its_page(form: str, members: int) -> None:
    made = paper(members, form)
    width, height = (side * UNITS for side in made.size_mm)
    names = [line.text for page in made.pages for line in page.lines if line.text.startswith("Anggota ")]
    assert names == [f"Anggota {number}" for number in range(members)]
    for page in made.pages:
        for line in page.lines:
            assert line.box.left() >= 0
            assert line.box.right() <= width
            assert line.box.bottom() <= height


def test_a_group_takes_more_pages_of_a5_and_one_long_roll() -> None:
    assert len(paper(1, "A5").pages) == 1
    assert len(paper(30, "A5").pages) > 2
    assert len(paper(30, "58mm").pages) == 1
    assert paper(30, "58mm").size_mm[1] > 3 * paper(1, "58mm").size_mm[1]


def test_the_code_on_the_paper_is_dark_on_white_with_room_around_it() -> None:
    made = paper(1, "A5")
    scale = 10 / UNITS
    width, height = made.size_mm
    picture = QImage(round(width * 10), round(height * 10), QImage.Format.Format_RGB32)
    picture.fill(QColor("yellow"))
    painter = QPainter(picture)
    made.draw(painter, 0, scale)
    painter.end()
    box, _ = made.pages[0].codes[0]
    edge = picture.pixelColor(round(box.left() * scale) + 2, round(box.top() * scale) + 2)
    assert edge == QColor("white")
    middle_of_finder = round(box.width() * scale * 0.12)
    dark = picture.pixelColor(round(box.left() * scale) + middle_of_finder, round(box.top() * scale) + middle_of_finder)
    assert dark == QColor("black")


def test_a_pdf_has_the_pages_and_the_size_of_the_paper(tmp_path: Path) -> None:
    save_pdf(paper(30, "A5"), tmp_path / "a5.pdf", "x")
    written = (tmp_path / "a5.pdf").read_bytes()
    assert written.count(b"/Type /Page\n") == len(paper(30, "A5").pages)
    assert b"/MediaBox [0 0 420" in written or b"/MediaBox [0 0 419" in written


@pytest.mark.parametrize("form", sorted(FORMS))
def test_the_text_of_a_pdf_is_what_is_printed(form: str, tmp_path: Path) -> None:
    made = paper(3, form)
    save_pdf(made, tmp_path / "struk.pdf", "x")
    text = written_in(tmp_path / "struk.pdf")
    printed = [" ".join(line.text.split()) for page in made.pages for line in page.lines if line.text.strip()]
    assert [line for line in printed if line not in text] == []
    assert "LWB-A017-12-26-000431" in text
    assert "25.200" in text


def test_the_letters_of_the_app_are_each_found_again_in_a_pdf(tmp_path: Path) -> None:
    signs = "0123456789 .,-:;()/+×=•–—…'’\"“” Rp%&@ ÀÉéñüŁ"
    row = replace(facts(1).rows[0], name=signs)
    blocks = receipt_blocks(replace(facts(1), rows=(row,)), words("id"), "id")
    save_pdf(Paper(blocks, FORMS["A5"]), tmp_path / "huruf.pdf", "x")
    assert " ".join(signs.split()) in written_in(tmp_path / "huruf.pdf")


def written_in(path: Path) -> str:
    """The text of a PDF as a reader copies it, with single spaces."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "berkas").write_bytes(b"")
    with pytest.raises(Unavailable, match="file_not_writable"):
        save_pdf(paper(1, "A5"), tmp_path / "berkas" / "x.pdf", "x")
