"""`python -m tests.e2e.serve FOLDER MOMENT`: the centre of a folder, served by a process of its own at that time."""

import sys
from datetime import datetime
from pathlib import Path

from agent_app.central import server
from agent_app.central.database import open_centre


def _tell(places: server.Places) -> None:
    print(places.public, flush=True)


if __name__ == "__main__":
    moment = datetime.fromisoformat(sys.argv[2])
    server.serve(open_centre(Path(sys.argv[1]), lambda: moment), server.Serving(), _tell)
