"""The forms of paper a receipt is printed on, with their measures and the sizes of their type."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from agent_app.documents.receipt_layout import Size


@dataclass(frozen=True, slots=True)
class Form:
    """`width_mm` and `height_mm` of a page; without a height the paper is as long as what stands on it.

    `column_mm` is the width of the text, in the middle of the page; `points` the type by its size.
    """

    key: str
    width_mm: float
    height_mm: float | None
    margin_mm: float
    column_mm: float
    code_mm: float
    points: Mapping[Size, float]

    @property
    def left_mm(self) -> float:
        return (self.width_mm - self.column_mm) / 2


ROLL_58: Final = Form("58mm", 58, None, 3, 48, 22, {Size.SMALL: 6.5, Size.NORMAL: 7.5, Size.LARGE: 10.5})
"""A roll for a pocket printer, which prints 48 of its 58 mm."""

A5: Final = Form("A5", 148, 210, 12, 112, 28, {Size.SMALL: 9, Size.NORMAL: 10.5, Size.LARGE: 15})
A4: Final = Form("A4", 210, 297, 18, 140, 34, {Size.SMALL: 10.5, Size.NORMAL: 12.5, Size.LARGE: 18})

FORMS: Final = {form.key: form for form in (ROLL_58, A5, A4)}
