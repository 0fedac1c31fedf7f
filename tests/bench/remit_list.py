"""remit_list: what lies at the branch for BPJS, of thirty agents with 3,600 and with 36,000 receipts of which none has
been remitted."""

import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from agent_app import bootstrap
from agent_app.demo.stage import COOP, PASSPHRASE
from agent_app.records.views.remit_desk import waiting_members
from tests.bench.figures import RUNS, Figure, against_aim, figure
from tests.branch_year import LAST_DAY, make_year

AIM_MS = 1_500.0
FEW_DAYS, MANY_DAYS = 6, 60
NOW = datetime(2026, 11, 23, 8, 40, tzinfo=UTC)


def measure() -> list[Figure]:
    """Milliseconds until the list is known, and how they grow."""
    few, many = (_asked(days) for days in (FEW_DAYS, MANY_DAYS))
    return [
        against_aim("remit_list", many, "ms", AIM_MS),
        figure("remit_list_growth", many, "ms", "a tenth of the receipts", few),
    ]


def _asked(days: int) -> list[float]:
    with tempfile.TemporaryDirectory() as folder:
        laptop = make_year(Path(folder), days=days)
        store = bootstrap.open_device(laptop, lambda _: PASSPHRASE, clock=lambda: NOW)
        try:
            runs = []
            for _ in range(RUNS + 1):
                begun = time.perf_counter()
                with store.reading() as connection:
                    found = waiting_members(connection, COOP, store.identity.branch, LAST_DAY)
                runs.append((time.perf_counter() - begun) * 1000)
                assert found
            return runs[1:]
        finally:
            store.close()
