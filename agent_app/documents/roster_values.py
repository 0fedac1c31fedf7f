"""Reads single cells of a member list: NIK, names and other texts, phone, income, sex."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from agent_app.documents.roster_reasons import Reason
from agent_app.documents.spreadsheet import Cell, CellKind
from agent_app.domain import phones
from agent_app.domain.errors import Refused
from agent_app.domain.money import parse_rupiah
from agent_app.domain.nik import Sex, parse_nik

_NOTHING: Final = frozenset({
    "-", "--", "---", ".", "..", "/", "0", "x", "n/a", "na", "nihil", "kosong", "null", "none", "?",
    "belum", "blm", "tidak", "tdk", "tidak ada", "tdk ada", "belum ada", "blm ada", "belum punya",
    "tidak punya", "belum diketahui", "tidak diketahui",
})  # fmt: skip
_LONGEST_NOTHING: Final = max(map(len, _NOTHING))
_ERROR_TEXTS: Final = frozenset({
    "#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!",
})  # fmt: skip
_FIFTEEN_KEPT = re.compile(r"\d{15}\?")
_LITERAL_FORMULA = re.compile(r'=\s*"([^"]*)"')
_APOSTROPHES = ("'", "\u2018", "\u2019", "`")
_CLEAN = re.compile(r"(?:(?![='`])[\x21-\x7e]+(?: [\x21-\x7e]+)*)?")
_GUARD = re.compile(rf"[{''.join(_APOSTROPHES)}]+\s*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
# Among them the marks that turn the direction of writing: with them a name shows as another than it is.
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
_LARGEST_EXACT = 2**53
_FORMULA_SIGNS = ("=", "+", "-", "@")
_FORMULA = re.compile(r"=\s*[-+(]*\s*(?:'[^']*'!|[A-Za-z_.]+\(|\w+!|\$?[A-Za-z]{1,3}\$?\d|[\d\"#{])")
_TWICE_MARKS = ("\u00c3", "\u00c2", "\u00e2\u20ac", "\u00c5", "\u00c4")
_ONLY_LATIN_1 = "\x81\x8d\x8f\x90\x9d"
_SHORTEST_RUN = 8
_RUN = "12345678901234567890"
_REST_OF_ONE = re.compile(r"\d{0,6}(?:0{10,}|9{10,})")
_MOST_DIGITS_OF_A_WORD = 8
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d{1,2}")
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3}){4,5}(?:,0+)?|\d{1,3}(?:,\d{3}){4,5}(?:\.0+)?")
_ZERO_FRACTION = re.compile(r"(\d{15,17})[.,]0+")
_PER_MONTH = re.compile(r"(?:/|\bper\b)\s*(?:bulan|bln)\.?\s*$", re.IGNORECASE)
_SEXES: Final = {
    Sex.MALE: [
        "l",
        "lk",
        "laki",
        "laki-laki",
        "laki2",
        "lelaki",
        "pria",
        "cowok",
        "m",
        "male",
        "laki/laki",
        "lakilaki",
        "lkl",
    ],
    Sex.FEMALE: ["p", "pr", "perempuan", "wanita", "w", "f", "female", "prp", "perempun", "perp", "pere"],
}
_SEX_OF_WORD: Final = {word: sex for sex, words in _SEXES.items() for word in words}


@dataclass(frozen=True, slots=True)
class ReadNik:
    """A NIK cell as read: `digits`, or `reason` why not; both None when the cell says there is none.

    `from_number` marks sixteen digits that an office program held as a number: the last is not certain.
    """

    digits: str | None = None
    reason: Reason | None = None
    length: int | None = None
    from_number: bool = False

    @property
    def says_nothing(self) -> bool:
        """Whether the cell says that there is none."""
        return self.digits is None and self.reason is None


def clean_text(cell: Cell) -> str:
    """The text of a cell in one line, without invisible marks and the apostrophe that keeps text a text."""
    text = cell.text
    if cell.kind is CellKind.NUMBER:
        return whole_number(text) or text
    if _is_clean(text):
        return text
    if not (text.isascii() and text.isprintable()):
        text = _CONTROL.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", text)))
    text = " ".join(text.split())
    if text.startswith("=") and (found := _LITERAL_FORMULA.fullmatch(text)):
        text = " ".join(found[1].split())
    return _GUARD.sub("", text) if text.startswith(_APOSTROPHES) else text


def _is_clean(text: str) -> bool:
    """Whether a text is as most are: nothing about it has to be looked at."""
    return _CLEAN.fullmatch(text) is not None


def kept_text(cell: Cell) -> str:
    """The text of a cell with its letters as written, in one line: only the mark by which office programs keep
    `=…` a text is no letter of it."""
    text = cell.text
    if cell.kind is CellKind.NUMBER:
        return clean_text(cell)
    if _is_clean(text):
        return text
    if not (text.isascii() and text.isprintable()):
        text = _CONTROL.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", text)))
    text = " ".join(text.split())
    if text.startswith("=") and (found := _LITERAL_FORMULA.fullmatch(text)):
        text = " ".join(found[1].split())
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA_SIGNS) else text


def is_formula_text(text: str) -> bool:
    """Whether a text that begins with `=` is a formula (`=A1`, `=SUM(B2)`) and no name (`=Contoh`)."""
    return text.startswith("=") and _FORMULA.match(text) is not None


def once_encoded(text: str) -> str:
    """A text whose UTF-8 was taken for Windows-1252 and written once more (`MarÃ­a`) as it was meant."""
    if not any(mark in text for mark in _TWICE_MARKS):
        return text
    try:
        return b"".join(_byte_of(letter) for letter in text).decode("utf-8")
    except (UnicodeDecodeError, UnicodeEncodeError):
        return text


def _byte_of(letter: str) -> bytes:
    """Windows-1252 knows five bytes less than Latin-1, which stand for themselves."""
    return letter.encode("latin-1") if letter in _ONLY_LATIN_1 else letter.encode("cp1252")


def stands_in(text: str) -> bool:
    """Whether what stands in place of a NIK says that there is none yet: `proses`, `0000000000000000`, `123456`."""
    digits = re.sub(r"[\s.\-'/]", "", text)
    if digits.isdecimal() and digits.isascii():
        is_run = len(digits) >= _SHORTEST_RUN and _RUN.startswith(digits[:12])
        return len(set(digits)) == 1 or is_run or _REST_OF_ONE.fullmatch(digits) is not None
    letters = sum(letter.isalpha() for letter in text)
    return letters > 0 and sum(letter.isdigit() for letter in text) <= _MOST_DIGITS_OF_A_WORD


def says_nothing(text: str) -> bool:
    """Whether a text is only a filler such as `-`, `0` or `belum ada`."""
    return not text or (len(text) <= _LONGEST_NOTHING and text.casefold() in _NOTHING)


def is_error_text(text: str) -> bool:
    """Whether a text is what a spreadsheet shows for a failed formula (`#REF!`, `Err:502`)."""
    if not text.lstrip().startswith(("#", "Err:")):
        return False
    return text.strip() in _ERROR_TEXTS or re.fullmatch(r"Err:\d{3}", text.strip()) is not None


def fifteen_kept(text: str) -> str:
    """A damaged NIK as it goes back to people: its last digit as `?`, so that nobody takes it for a sound one."""
    whole = whole_number(text) or whole_number(re.sub(r"[\s.,']", "", text))
    return f"{whole[:15]}?" if whole is not None and len(whole) == 16 else text


def optional_text(cell: Cell) -> str | None:
    text = clean_text(cell)
    return None if says_nothing(text) else text


def whole_number(text: str) -> str | None:
    """`12.0` and `1.2E1` as `12`; None for what is no whole number of at most thirty digits."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    if not number.is_finite() or number.adjusted() > 30 or number != number.to_integral_value():
        return None
    return str(int(number))


def read_nik(cell: Cell) -> ReadNik:
    """The NIK of a cell. A number keeps fifteen digits in Excel and 53 bits everywhere.

    So sixteen digits held as a number are damaged when they end in 0 or lie above 2^53, else doubtful.
    """
    text = unicodedata.normalize("NFKC", clean_text(cell))
    if says_nothing(text):
        return ReadNik()
    if _FIFTEEN_KEPT.fullmatch(text):
        return ReadNik(reason=Reason.NIK_DAMAGED)
    number = text if cell.kind is CellKind.NUMBER else _text_of_number(text)
    if number is None:
        return _judged(text)
    whole = whole_number(number)
    if whole is None:
        return ReadNik(reason=Reason.NIK_NOT_DIGITS)
    if len(whole) == 16 and (whole.endswith("0") or int(whole) > _LARGEST_EXACT):
        return ReadNik(reason=Reason.NIK_DAMAGED, from_number=True)
    read = _judged(whole)
    return ReadNik(read.digits, read.reason, read.length, from_number=True)


def _text_of_number(text: str) -> str | None:
    """The number behind a text that only a number format can have written: `5,31E+15`, `5.313.051.708.889.901`."""
    squeezed = text.replace(" ", "")
    if _SCIENTIFIC.fullmatch(squeezed):
        return squeezed.replace(",", ".")
    if found := _ZERO_FRACTION.fullmatch(squeezed):
        return found[1]
    if _THOUSANDS.fullmatch(squeezed):
        return re.sub(r"[.,]", "", re.sub(r"[.,]0+$", "", squeezed) if _has_fraction(squeezed) else squeezed)
    return None


def _has_fraction(squeezed: str) -> bool:
    return "." in squeezed and "," in squeezed


def _judged(text: str) -> ReadNik:
    try:
        return ReadNik(parse_nik(text).digits)
    except Refused as refusal:
        return ReadNik(reason=Reason(refusal.code), length=refusal.params.get("length"))


def read_phones(cell: Cell) -> tuple[str, ...] | None:
    """The Indonesian numbers of a cell as `+62…`; empty when it says there is none, None when unreadable."""
    text = clean_text(cell)
    if says_nothing(text):
        return ()
    return phones.read_phones(text)


def read_income(cell: Cell) -> int | None:
    """Whole rupiah a month, None where unreadable (a range, words)."""
    if cell.kind is CellKind.NUMBER:
        whole = whole_number(cell.text)
        return int(whole) if whole is not None and not whole.startswith("-") and len(whole) <= 12 else None
    try:
        return parse_rupiah(_PER_MONTH.sub("", clean_text(cell)).strip())
    except Refused:
        return None


def read_sex(cell: Cell) -> Sex | None:
    word = re.sub(r"[\s.]|\(.*\)", "", clean_text(cell).casefold())
    return _SEX_OF_WORD.get(word)
