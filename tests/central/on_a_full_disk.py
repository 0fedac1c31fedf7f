"""Backs a centre up where no file may grow beyond so many bytes; tells with what it was refused."""

import resource
import signal
import sys
from pathlib import Path

from agent_app.central import backups, database
from agent_app.domain.errors import Unavailable

folder, target, most = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
centre = database.open_centre(folder)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
try:
    backups.back_up(centre, target)
except Unavailable as trouble:
    print(trouble.code)
