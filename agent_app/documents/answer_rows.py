"""One row of an answer of BPJS as read: whom it may speak of, what it says, and what in it is doubtful."""

from datetime import date

import msgspec

from agent_app.documents.answer_cells import Months
from agent_app.documents.roster_rows import Source
from agent_app.domain.answers import Doubt, Verdict


class AnswerRow(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in one row; the fields ending in `_shown` are the cells as they stand there.

    `months` and `days` are all readings of those cells, the usual one first; `days` is empty, and `has_day_column`
    false, where the sheet tells no day at all. `said` is what BPJS says of the row in its own words and `sign` the
    text that speaks against it; `rupiah` whole rupiah.
    """

    source: Source
    verdict: Verdict
    doubts: tuple[Doubt, ...] = ()
    said: str = ""
    sign: str = ""
    nik: str | None = None
    nik_shown: str = ""
    participant_number: str | None = None
    number_shown: str = ""
    name: str | None = None
    months: tuple[Months, ...] = ()
    months_shown: str = ""
    days: tuple[date, ...] = ()
    day_shown: str = ""
    has_day_column: bool = False
    reference: str | None = None
    rupiah: int | None = None
    rupiah_shown: str = ""

    def __repr__(self) -> str:
        return (
            f"AnswerRow(source={self.source!r}, verdict={self.verdict.value}, doubts={[str(x) for x in self.doubts]})"
        )
