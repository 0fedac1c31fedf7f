"""Collects from one member until no file may grow any more; tells what the act was refused with, as JSON."""

import json
import resource
import signal
import sys
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from agent_app.domain.errors import Unavailable
from agent_app.services.collection import CollectPremium, PayFor, collect_premium
from agent_app.store.store import open_store

folder, key, member = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
store = open_store(folder, key, lambda: datetime(2026, 11, 23, 4, tzinfo=UTC))
largest = max(path.stat().st_size for path in folder.iterdir() if path.is_file())
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (largest + 200_000, resource.RLIM_INFINITY))
command = CollectPremium(members=(PayFor(member=member, months=("2026-12",)),), total=8_400, confirmed_twice=True)
for saved in count():
    try:
        store.write(collect_premium, command).result()
    except Unavailable as trouble:
        print(json.dumps({"code": trouble.code, "saved": saved}))
        break
