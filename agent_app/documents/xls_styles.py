"""The styles of old xls workbooks as far as they strike through or format dates and leading zeros.

Layout: [MS-XLS] 2.4.122 (Font), 2.4.126 (Format), 2.4.353 (XF).
"""

import struct
from collections.abc import Iterable
from typing import Final

from agent_app.documents.number_formats import BUILT_IN, kept_format
from agent_app.documents.spreadsheet import PLAIN, Look
from agent_app.documents.xlsx_parts import shows_dates

_FONT, _FORMAT, _XF = 0x0031, 0x041E, 0x00E0
STYLE_RECORDS: Final = frozenset({_FONT, _FORMAT, _XF})
_STRUCK: Final = 0x0008
# No font has the index 4; the fifth font has 5.
_MISSING_FONT: Final = 4


def xls_looks(records: Iterable[tuple[int, bytes]], *, is_biff8: bool) -> list[Look]:
    """How cells look by the index of their style. Raises struct.error and IndexError for broken records."""
    struck: list[bool] = []
    formats: dict[int, str] = dict(BUILT_IN)
    styles: list[tuple[int, int]] = []
    for kind, body in records:
        if kind == _FONT:
            if len(struck) == _MISSING_FONT:
                struck.append(False)
            struck.append(bool(struct.unpack_from("<H", body, 2)[0] & _STRUCK))
        elif kind == _FORMAT:
            formats[struct.unpack_from("<H", body)[0]] = _format_text(body, is_biff8)
        elif kind == _XF:
            styles.append(struct.unpack_from("<HH", body))
    return [_look(font < len(struck) and struck[font], formats.get(code, "")) for font, code in styles]


def _format_text(body: bytes, is_biff8: bool) -> str:
    if not is_biff8:
        return body[3 : 3 + body[2]].decode("cp1252", "replace")
    length, wide = struct.unpack_from("<H", body, 2)[0], body[4] & 1
    return body[5 : 5 + length * 2].decode("utf-16-le", "replace") if wide else body[5 : 5 + length].decode("latin-1")


def _look(struck: bool, code: str) -> Look:
    kept = kept_format(code, is_date=shows_dates(code)) if code else ""
    return Look(struck=struck, format=kept) if struck or kept else PLAIN
