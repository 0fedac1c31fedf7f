"""Files that are encrypted with the password every office program knows: they open for everybody without one.

Excel does so for workbooks whose structure alone is protected ([MS-OFFCRYPTO] 2.4.2.3 names the password).
"""

from io import BytesIO
from pathlib import Path
from typing import Final

import msoffcrypto

from agent_app.domain.errors import Refused
from agent_app.domain.refusals import RefusalCode

_EVERYBODYS_PASSWORD: Final = "VelvetSweatshop"


def decrypted(path: Path) -> BytesIO:
    """The workbook inside, in memory only. Raises Refused(file_encrypted) where it takes a password of somebody's."""
    inside = BytesIO()
    try:
        with path.open("rb") as file:
            office = msoffcrypto.OfficeFile(file)
            office.load_key(password=_EVERYBODYS_PASSWORD)
            office.decrypt(inside)
    except Exception:
        # The library fails on damaged or unknown encryption in many ways; none of them says more than this.
        raise Refused(RefusalCode.FILE_ENCRYPTED) from None
    inside.seek(0)
    return inside
