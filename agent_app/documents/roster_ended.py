"""Words by which a list says that somebody is no member any more: a status, a sheet, a mark beside a name."""

import re
from typing import Final

from agent_app.documents.roster_values import says_nothing

_ENDED: Final = (
    r"meninggal(?:\s+dunia)?|mati|wafat|tewas|md|alm|almh|almarhum|almarhumah|pindah|hilang|keluar|berhenti|mundur"
    r"|mengundurkan\s+diri|undur\s+diri|(?:tidak|non|tdk|tak)[\s-]*aktif|nonaktif|pasif|tutup|dikeluarkan|diberhentikan"
    r"|dihapus|dicoret|dinonaktifkan|resign|ex|eks|mantan|bekas|deceased|dead|moved|left|inactive|closed"
    r"|tidak\s+(?:lagi\s+)?(?:menjadi\s+)?anggota|bukan\s+anggota|merantau"
)
_STATUS = re.compile(rf"(?:sudah\s+|telah\s+|status\s+|anggota\s+)?(?:{_ENDED})\b(?!\s+masuk)", re.IGNORECASE)
_NOT_ENDED = re.compile(
    r"\b(?:cerai|pindah(?:an)?\s+(?:dari|masuk)|masuk|belum|tidak\s+(?:pindah|keluar|mati))\b", re.IGNORECASE
)
_KNOWN_GOOD: Final = frozenset(
    re.findall(r"\w+", """hidup aktif ada ya tetap anggota active alive member baru lama biasa luar penuh calon lancar
    kawin menikah belum cerai janda duda kk istri suami anak lain sehat baik terdaftar ok normal y a""")
)  # fmt: skip
_IN_A_TITLE = re.compile(
    r"(?:^|[\s_.(-])(?:non[\s_-]*aktif|nonaktif|(?:tidak|tdk|tak)[\s_-]*aktif|keluar|meninggal|mati|wafat|alm|almarhum|pindah"
    r"|berhenti|mundur|mengundurkan|mantan|bekas|eks|ex|pasif|dihapus|resign|inactive|deceased|hilang)(?=$|[\s_.)-])",
    re.IGNORECASE,
)
_COMES_IN = re.compile(r"masuk|pindahan dari|pindah masuk", re.IGNORECASE)
_BESIDE_A_NAME = re.compile(
    r"(?P<before>[^\W\d_]+)?[\s.,]*"
    r"(?:\((?:alm|almh|almarhum|almarhumah|meninggal|md|wafat|mati|pindah|keluar|hilang|\+|\u2020)\.?[^)]*\)"
    r"|(?<![^\W\d_])(?:alm|almh)\.|\b(?:almarhum|almarhumah)\b|^(?:alm|almh)\b|,\s*(?:alm|almh)\b|\s(?:alm|almh)$|\u2020)",
    re.IGNORECASE,
)
_OF_ANOTHER: Final = frozenset(
    (
        "bin",
        "binti",
        "bte",
        "bt",
        "b",
        "ny",
        "nyonya",
        "istri",
        "isteri",
        "janda",
        "anak",
        "waris",
        "dari",
        "ibu",
        "bapak",
    )
)


def status_says_ended(text: str) -> bool:
    """Whether a status or remark begins with a word for an end: `MATI`, `Pindah ke Kupang`, `Mengundurkan diri`."""
    return bool(text) and _STATUS.match(text.strip(" .,-()*")) is not None and _NOT_ENDED.search(text) is None


def status_is_known(text: str) -> bool:
    """Whether a status is one of the usual words for a member who is one, or says nothing."""
    words = re.findall(r"\w+", text.casefold())
    return says_nothing(text) or not words or words[0] in _KNOWN_GOOD


def title_says_ended(title: str) -> bool:
    """Whether the name of a sheet or a section is of people who left: `NON AKTIF`, `Anggota keluar 2025`."""
    return _IN_A_TITLE.search(title) is not None and _COMES_IN.search(title) is None


def name_says_ended(name: str) -> bool:
    """Whether a name is marked as of somebody dead or gone; `bin Alm. Umar` speaks of the father."""
    if "(" not in name and "\u2020" not in name and "alm" not in name.casefold():
        return False
    marks = _BESIDE_A_NAME.finditer(name)
    return any((found["before"] or "").casefold() not in _OF_ANOTHER for found in marks)
