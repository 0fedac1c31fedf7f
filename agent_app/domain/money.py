"""Integer rupiah: shown, read from what people type, written out in words, and counted in notes and coins."""

import re
from dataclasses import dataclass
from typing import Final

from agent_app.domain.errors import Refused
from agent_app.domain.refusals import RefusalCode

NO_BREAK_SPACE: Final = "\u00a0"
MINUS: Final = "\u2212"
LARGEST: Final = 2**53 - 1
"""The largest integer a journal line may carry."""

_UNITS: Final = {
    "rb": 1_000,
    "ribu": 1_000,
    "k": 1_000,
    "jt": 1_000_000,
    "juta": 1_000_000,
    "miliar": 1_000_000_000,
}
_MOST_LETTERS: Final = 40
"""More than any amount a journal line may carry is ever written with."""
_PLAIN = re.compile(
    r"(?P<whole>\d+|\d{1,3}(?:\.\d{3})+)(?:,(?:0{1,2}|-))?"
    r"|(?P<english>\d{1,3}(?:,\d{3})+)(?:\.0{1,2})?"
)
_WITH_UNIT = re.compile(r"(?P<whole>\d+)(?:(?:,(?P<comma>\d{1,3}))|(?:\.(?P<dot>\d{1,2})))?(?P<unit>[a-z]+)")


def format_rupiah(amount: int) -> str:
    """`50400` as `Rp 50.400`, with a no-break space; negative amounts with a real minus sign in front."""
    return f"{MINUS if amount < 0 else ''}Rp{NO_BREAK_SPACE}{grouped(abs(amount))}"


def grouped(number: int) -> str:
    """`50400` as `50.400`; negative numbers with a real minus sign in front."""
    digits = f"{abs(number):,}".replace(",", ".")
    return f"{MINUS if number < 0 else ''}{digits}"


def format_difference(short: int, over: int) -> str:
    """What was counted short and what over, both not negative, side by side: `−Rp 100.000 · +Rp 10.000`.

    One is never taken off the other: they are different people's money. Empty where neither is above zero.
    """
    parts = ([format_rupiah(-short)] if short else []) + ([f"+{format_rupiah(over)}"] if over else [])
    return " · ".join(parts)


def parse_rupiah(text: str) -> int:
    """Whole rupiah from what a person types: `60rb`, `60k`, `1,5jt`, `Rp 16.800`, `16.800,00`, `16.800,-`.

    Raises Refused(money_unreadable) for anything else: signs, fractions of a rupiah, and notations that
    could mean two amounts (`1.250jt`).
    """
    squeezed = re.sub(r"^(rp\.?|idr)", "", re.sub(r"\s", "", text.casefold()))
    amount = None
    if squeezed.isascii() and len(squeezed) <= _MOST_LETTERS:
        amount = _plain_amount(squeezed)
        amount = _amount_with_unit(squeezed) if amount is None else amount
    if amount is None or amount > LARGEST:
        raise Refused(RefusalCode.MONEY_UNREADABLE)
    return amount


def _plain_amount(text: str) -> int | None:
    found = _PLAIN.fullmatch(text)
    if found is None:
        return None
    return int((found["whole"] or found["english"]).replace(".", "").replace(",", ""))


def _amount_with_unit(text: str) -> int | None:
    found = _WITH_UNIT.fullmatch(text)
    if found is None or found["unit"] not in _UNITS:
        return None
    decimals = found["comma"] or found["dot"] or ""
    scaled = int(found["whole"] + decimals) * _UNITS[found["unit"]]
    amount, fraction = divmod(scaled, 10 ** len(decimals))
    return None if fraction else amount


_ONES: Final = (
    "nol", "satu", "dua", "tiga", "empat", "lima",
    "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas",
)  # fmt: skip
_SCALES: Final = ((10**12, "triliun"), (10**9, "miliar"), (10**6, "juta"))


def amount_in_words(amount: int) -> str:
    """`50400` as `lima puluh ribu empat ratus rupiah`; 0 up to 999 triliun. Raises ValueError outside."""
    if not 0 <= amount < 10**15:
        raise ValueError("amount in words is defined from 0 to below 10^15")
    return f"{_words(amount)} rupiah"


def _words(number: int) -> str:
    if number < 12:
        return _ONES[number]
    if number < 20:
        return f"{_ONES[number - 10]} belas"
    if number < 100:
        return _joined(f"{_ONES[number // 10]} puluh", number % 10)
    if number < 1_000:
        return _joined("seratus" if number < 200 else f"{_ONES[number // 100]} ratus", number % 100)
    if number < 10**6:
        return _joined("seribu" if number < 2_000 else f"{_words(number // 1_000)} ribu", number % 1_000)
    size, name = next((size, name) for size, name in _SCALES if number >= size)
    return _joined(f"{_words(number // size)} {name}", number % size)


def _joined(head: str, rest: int) -> str:
    return f"{head} {_words(rest)}" if rest else head


@dataclass(frozen=True, slots=True)
class Denomination:
    """A note or coin by its face value in rupiah; Rp 1.000 is both."""

    face: int
    coin: bool


NOTES: Final = tuple(Denomination(face, coin=False) for face in (100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000))
COINS: Final = tuple(Denomination(face, coin=True) for face in (1_000, 500, 200, 100))
DENOMINATIONS: Final = NOTES + COINS
"""What is counted at a cash count, largest first, notes before coins (the faces in use by Bank Indonesia)."""

SMALLEST_NOTE: Final = NOTES[-1].face


@dataclass(frozen=True, slots=True)
class Change:
    """Change to hand out: (denomination, pieces) largest first, and the rupiah that no coin can pay."""

    pieces: tuple[tuple[Denomination, int], ...]
    rest: int

    @property
    def needs_coins(self) -> bool:
        return any(denomination.coin for denomination, _ in self.pieces)


def change_by_denomination(amount: int) -> Change:
    """The fewest notes and coins that make `amount` (rupiah, not negative); `rest` becomes titipan."""
    if amount < 0:
        raise ValueError("change is never negative")
    pieces: list[tuple[Denomination, int]] = []
    for denomination in DENOMINATIONS:
        count, amount = divmod(amount, denomination.face)
        if count:
            pieces.append((denomination, count))
    return Change(tuple(pieces), amount)
