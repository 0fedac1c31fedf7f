"""`python -m agent_app` and the command `agent-app`."""

import io
import multiprocessing
import os
import sys

from agent_app.cli import run


def main() -> None:
    """Run a command and exit with its code."""
    # Lists are read in a child process, also from a frozen app.
    multiprocessing.freeze_support()
    # Databases, lists and error files name people: whatever is made here is its owner's alone.
    os.umask(0o077)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A folder's name or an arrow that the terminal's encoding lacks must not end a command half-way.
            stream.reconfigure(errors="backslashreplace")
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
