"""What the QR of a hand-over slip holds: which line says it, so that any laptop can check its journal against paper.

`agent-handover/1|<coop>|<device>|<seq>|<h>|<rupiah>`: the origin of the line and the amount handed over. Whoever has
the paper has a witness of the line outside of every journal: a line with another hash under this number is not it.
"""

import re
from dataclasses import dataclass
from typing import Final

from agent_app.domain.errors import Refused
from agent_app.domain.refusals import RefusalCode
from agent_app.journal.entries.base import Origin

TAG: Final = "agent-handover/1"
_CODE = re.compile(
    r"agent-handover/1\|(?P<coop>[A-Z0-9]{2,8})\|(?P<device>[1-9]\d{0,9})\|(?P<seq>[1-9]\d{0,15})"
    r"\|(?P<h>[0-9a-f]{64})\|(?P<rupiah>\d{1,16})"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """A line named on paper, and the rupiah that it says were handed over."""

    coop: str
    origin: Origin
    rupiah: int


def witness_text(witness: Witness) -> str:
    """The text of the code."""
    at = witness.origin
    return f"{TAG}|{witness.coop}|{at.device}|{at.seq}|{at.h}|{witness.rupiah}"


def read_witness(text: str) -> Witness:
    """A code as a camera or a scanner reads it. Raises Refused(paper_check_unreadable)."""
    found = _CODE.fullmatch(text.strip())
    if found is None:
        raise Refused(RefusalCode.PAPER_CHECK_UNREADABLE)
    return Witness(
        coop=found["coop"],
        origin=Origin(int(found["device"]), int(found["seq"]), found["h"]),
        rupiah=int(found["rupiah"]),
    )
