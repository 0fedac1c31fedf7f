"""Tells members' rows of a sheet from what stands around them: titles, totals, section headings, signatures."""

import re

from agent_app.documents.roster_ended import title_says_ended
from agent_app.documents.roster_headings import RosterField, squeezed
from agent_app.documents.roster_mapping import Mapping
from agent_app.documents.roster_reasons import SkipCause
from agent_app.documents.roster_values import clean_text, says_nothing
from agent_app.documents.spreadsheet import Cell, CellKind, SheetRow

_TOTAL = re.compile(r"(?:sub\s*-?\s*|grand\s+)?(?:total|jumlah|jml)\b", re.IGNORECASE)
_ONLY_TOTAL = re.compile(
    r"(?:sub\s*-?\s*|grand\s+)?(?:total|jumlah|jml)(?:\s+(?:anggota|peserta|seluruh\w*|keseluruhan|semua\w*|orang"
    r"|halaman ini|iuran|dibayar|akhir|kelompok|per|desa|kelurahan|laki-laki|perempuan))*"
    r"[\s:.=]*(?:rp\.?)?\s*[\d.,]*\s*(?:orang|jiwa|anggota|peserta|kk)?",
    re.IGNORECASE,
)
_COUNT_OF_PEOPLE = re.compile(r"[\d.,\s]+(?:orang|jiwa|anggota|peserta|kk)", re.IGNORECASE)
_SECTION = re.compile(
    r"(?:desa|kelurahan|kel|kecamatan|kec|dusun|lingkungan|kelompok|klp|unit|cabang|wilayah|kampung|rt|rw|blok"
    r"|tahun|bulan|daftar|lanjutan|halaman|hal|tabel)\b[\s.:]+\S",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(
    r"(?:mengetahui|menyetujui|disetujui|dibuat|diperiksa|diketahui|hormat kami|ketua|wakil ketua|sekretaris"
    r"|bendahara|manajer|manager|general manager|kepala|petugas|pengurus|pengawas|catatan|keterangan|ket|sumber"
    r"|dicetak|tanggal cetak|ttd|nb)\b(?:[\s:,.(].*)?",
    re.IGNORECASE,
)
_PLACE_AND_DATE = re.compile(r"[^\W\d]+(?: [^\W\d]+)*,\s*\d{1,2}\s+[^\W\d]+\s+\d{4}")
_VILLAGE = re.compile(r"(?:desa|kelurahan|kel)\b\.?\s*[:.]?\s*(?P<name>\D{2,60})", re.IGNORECASE)
_GROUP_OF_MEMBERS = re.compile(
    r"(?:daftar|data|nama|rekap)?\s*-?\s*(?:nama\s+)?(?:anggota|peserta|member|nasabah)\b", re.I
)
_ACTIVE = re.compile(r"\b(?:aktif|baru|lama|biasa|calon|tetap)\b", re.IGNORECASE)
_RUNNING_NUMBER = frozenset(("no", "nomor", "nomer", "no urut", "nomor urut", "nr", "urut", "num", "number", "nourut"))
_PREFILLED = (RosterField.VILLAGE, RosterField.DISTRICT, RosterField.BRANCH)
_FEW = 2
_NIK_LENGTH = 16
_IDENTITY = (RosterField.NIK, RosterField.MEMBER_NO, RosterField.BIRTH, RosterField.PHONE)


class LineSorter:
    """Walks down one list and says of each row why it is no member's; remembers the village it stands under, and
    whether the section is of people who left."""

    def __init__(self, mapping: Mapping, headings: frozenset[tuple[str, ...]]) -> None:
        self._mapping = mapping
        self._headings = headings
        self._first_headings = frozenset(next((text for text in line if text), "") for line in headings)
        self._name_column = mapping.index_of(RosterField.NAME)
        self._nik_column = mapping.index_of(RosterField.NIK)
        found = [mapping.index_of(field) for field in _IDENTITY]
        self._identity_columns = [index for index in found if index is not None]
        self._after_total = False
        self._first_data_number = mapping.first_data_row + 1
        self._number_columns = _number_columns(mapping)
        self._prefilled = {mapping.index_of(field) for field in _PREFILLED}
        self.village: str | None = None
        self.ended = ""

    def cause(self, row: SheetRow) -> SkipCause | None:
        """Why this row is skipped, None when it is to be read as a member's."""
        header_row = self._mapping.header_row
        if row.number < self._first_data_number:
            above = header_row is not None and row.number <= header_row
            return SkipCause.TITLE if above else SkipCause.HEADER
        if self._is_plainly_somebody(row):
            self._after_total = False
            return None
        if self._is_heading_again(row):
            return SkipCause.HEADER
        if self._is_numbered_blank(row):
            return SkipCause.NUMBERED_BLANK
        if self._is_total(row):
            self._after_total = True
            return SkipCause.TOTAL
        filled = [cell for cell in row.cells if cell.kind is not CellKind.EMPTY]
        texts = [clean_text(cell) for cell in filled] if len(filled) <= _FEW else []
        if texts and all(_is_signature(text) for text in texts):
            return SkipCause.FOOTER
        if self._has_identity(row):
            self._after_total = False
            return None
        return self._cause_of_few_texts(filled, texts) if texts else None

    def _is_plainly_somebody(self, row: SheetRow) -> bool:
        """Sixteen figures in the column of NIKs beside a name: nearly every row, and nothing of what is looked for
        below."""
        if self._nik_column is None or self._name_column is None:
            return False
        digits, name = row.cell(self._nik_column).text, row.cell(self._name_column)
        if len(digits) != _NIK_LENGTH or not (digits.isascii() and digits.isdecimal()):
            return False
        return name.kind is CellKind.TEXT and name.text[:1].isalpha() and not _is_filler(name)

    def _is_heading_again(self, row: SheetRow) -> bool:
        """The headings repeated on a new page, or the line of column numbers `(1) (2) (3)` below them."""
        if row.number > self._first_data_number + 1 and heading_key(_first(row)) not in self._first_headings:
            return False
        texts = tuple(heading_key(cell) for cell in row.cells)
        if texts in self._headings:
            return True
        numbers = [re.sub(r"[()\s.]", "", text) for text in texts if text]
        if row.number > self._first_data_number + 1 or len(numbers) < 3:
            return False
        return all(one.isdecimal() for one in numbers) and [int(one) for one in numbers] == list(
            range(int(numbers[0]), int(numbers[0]) + len(numbers))
        )

    def _is_numbered_blank(self, row: SheetRow) -> bool:
        """Nothing but a running number, and what is filled in for all rows alike."""
        if self._name_column is None or _is_filler(row.cell(self._name_column)):
            filled = [index for index, cell in enumerate(row.cells) if not _is_filler(cell)]
            own = [index for index in filled if index not in self._prefilled and not row.cells[index].look.merged]
            numbers = [index for index in filled if index in self._number_columns]
            return bool(numbers) and set(own) <= set(numbers) and all(_is_count(row.cells[index]) for index in numbers)
        return False

    def _has_identity(self, row: SheetRow) -> bool:
        """Whether figures stand in a column that only a person fills."""
        return any(_holds_figures(row.cell(index)) for index in self._identity_columns)

    def _is_total(self, row: SheetRow) -> bool:
        """The first text is a word for total; where a name may follow it (`Jumlah Sari`), nothing else is known."""
        first = _first(row)
        text = clean_text(first)
        if not _TOTAL.match(text) or self._has_nik(row):
            return False
        name = row.cell(self._name_column) if self._name_column is not None else first
        is_name = any(letter.isalpha() for letter in name.text) and not _COUNT_OF_PEOPLE.fullmatch(clean_text(name))
        if name is not first and is_name:
            return False
        return _ONLY_TOTAL.fullmatch(text) is not None or not self._has_identity(row)

    def _has_nik(self, row: SheetRow) -> bool:
        index = self._mapping.index_of(RosterField.NIK)
        return index is not None and sum(letter.isdigit() for letter in row.cell(index).text) >= 15

    def _cause_of_few_texts(self, filled: list[Cell], texts: list[str]) -> SkipCause | None:
        if any(cell.kind in (CellKind.ERROR, CellKind.FORMULA_WITHOUT_RESULT) for cell in filled):
            return None
        if self._after_total:
            return SkipCause.FOOTER
        if len(texts) == 1 and _GROUP_OF_MEMBERS.match(texts[0]):
            self.ended = texts[0][:60] if title_says_ended(texts[0]) else ""
            if self.ended or _ACTIVE.search(texts[0]):
                return SkipCause.SECTION
        if len(texts) == 1 and _SECTION.match(texts[0]):
            if found := _VILLAGE.fullmatch(texts[0]):
                self.village = found["name"].strip()
            return SkipCause.SECTION
        return None


def _number_columns(mapping: Mapping) -> set[int]:
    """The columns of running numbers: so called, or without a heading before the names."""
    name = mapping.index_of(RosterField.NAME)
    used = {column.index for column in mapping.columns}
    named = {index for index, text in enumerate(mapping.headings) if text and squeezed(text) in _RUNNING_NUMBER}
    before = {index for index in range(name or 0) if index >= len(mapping.headings) or not mapping.headings[index]}
    return (named | before) - used


def _is_count(cell: Cell) -> bool:
    return re.sub(r"[\s.()]", "", clean_text(cell)).isdecimal()


def _is_filler(cell: Cell) -> bool:
    return cell.kind is CellKind.EMPTY or (cell.kind is not CellKind.ERROR and says_nothing(clean_text(cell)))


def heading_key(cell: Cell) -> str:
    """A heading as it is compared with one on a later page."""
    return " ".join(cell.text.split()).casefold()


def _first(row: SheetRow) -> Cell:
    return next(cell for cell in row.cells if cell.kind is not CellKind.EMPTY)


def _is_signature(text: str) -> bool:
    in_brackets = text.startswith("(") and text.endswith(")")
    return in_brackets or bool(_SIGNATURE.fullmatch(text) or _PLACE_AND_DATE.fullmatch(text))


def _holds_figures(cell: Cell) -> bool:
    return any(letter.isdigit() for letter in cell.text)
