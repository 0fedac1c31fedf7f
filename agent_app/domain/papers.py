"""Numbers and checks of the papers an agent hands out.

A number such as `LWB-A017-12-26-000431` is counted per device and kind of paper without gaps; the check
beside it, `XXX-XXXX`, is the beginning of the line's hash and the outside witness of the journal's chain.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from agent_app.domain.errors import Refused
from agent_app.domain.refusals import RefusalCode

CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHECK_LENGTH: Final = 7
LARGEST_COUNTER: Final = 999_999
LARGEST_DEVICE: Final = 9_999_999

_CODE = re.compile(r"[A-Z0-9]{2,8}")
_NUMBER = re.compile(
    r"(?P<branch>[A-Z0-9]{2,8})-(?P<person>[A-Z0-9]{2,8})-(?P<device>[1-9][0-9]{0,6})"
    r"-(?P<year>[0-9]{2})-(?P<kind>[A-Z]?)(?P<counter>[0-9]{6})"
)
_LOOKALIKES = str.maketrans("OIL", "011", "- \u2010\u2013")


class PaperKind(StrEnum):
    """Kinds of paper; the value is the letter before the counter."""

    RECEIPT = ""
    TITIPAN_SLIP = "T"
    DEPOSIT_SLIP = "S"
    HANDOVER_SLIP = "H"


@dataclass(frozen=True, slots=True)
class PaperNumber:
    """`branch` and `person` are codes, `device` its number in the coop, `year` the last two digits of the
    business year, `counter` 1 to 999,999. Raises Refused(paper_number_unreadable) outside of that."""

    branch: str
    person: str
    device: int
    year: int
    counter: int
    kind: PaperKind = PaperKind.RECEIPT

    def __post_init__(self) -> None:
        codes_fit = _CODE.fullmatch(self.branch) and _CODE.fullmatch(self.person)
        counted = 1 <= self.device <= LARGEST_DEVICE and 1 <= self.counter <= LARGEST_COUNTER
        if not (codes_fit and counted and 0 <= self.year <= 99):
            raise Refused(RefusalCode.PAPER_NUMBER_UNREADABLE)

    def __str__(self) -> str:
        return f"{self.branch}-{self.person}-{self.device}-{self.year:02d}-{self.kind}{self.counter:06d}"


def paper_number(
    branch: str, person: str, device: int, day: date, counter: int, kind: PaperKind = PaperKind.RECEIPT
) -> PaperNumber:
    """The number of a paper of business date `day`."""
    return PaperNumber(branch, person, device, day.year % 100, counter, kind)


def parse_paper_number(text: str) -> PaperNumber:
    """A number as typed or scanned, in any case and spacing. Raises Refused(paper_number_unreadable)."""
    found = _NUMBER.fullmatch(re.sub(r"\s", "", text).upper())
    if found is None or found["kind"] not in set(PaperKind):
        raise Refused(RefusalCode.PAPER_NUMBER_UNREADABLE)
    return PaperNumber(
        found["branch"],
        found["person"],
        int(found["device"]),
        int(found["year"]),
        int(found["counter"]),
        PaperKind(found["kind"]),
    )


def code(text: str) -> str:
    """A coop, branch or person code `[A-Z0-9]{2,8}`, read without regard to case.

    Raises Refused(code_unreadable).
    """
    upper = text.strip().upper()
    if _CODE.fullmatch(upper) is None:
        raise Refused(RefusalCode.CODE_UNREADABLE)
    return upper


def check_of(line_hash: bytes) -> str:
    """The check of a paper from the 32-byte hash of its line, as printed: `XXX-XXXX`."""
    if len(line_hash) != 32:
        raise ValueError("a line hash has 32 bytes")
    start = int.from_bytes(line_hash[:5]) >> 5
    letters = "".join(CROCKFORD[start >> shift & 31] for shift in range(30, -1, -5))
    return f"{letters[:3]}-{letters[3:]}"


def read_check(text: str) -> str:
    """A check as read off a paper, in its printed form: O is 0, I and L are 1, case and dashes are free.

    Raises Refused(paper_check_unreadable).
    """
    letters = text.strip().upper().translate(_LOOKALIKES)
    if len(letters) != CHECK_LENGTH or any(letter not in CROCKFORD for letter in letters):
        raise Refused(RefusalCode.PAPER_CHECK_UNREADABLE)
    return f"{letters[:3]}-{letters[3:]}"


def needs_stamp_duty(amount: int, threshold: int) -> bool:
    """Whether a paper stating receipt of `amount` rupiah needs a meterai: above, not at, the threshold
    in force (UU 10/2020 Ps 3)."""
    return amount > threshold
