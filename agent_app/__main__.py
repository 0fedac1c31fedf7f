"""`python -m agent_app` and the command `agent-app`."""

import multiprocessing
import sys

from agent_app.cli import run


def main() -> None:
    """Run a command and exit with its code."""
    # Lists are read in a child process, also from a frozen app.
    multiprocessing.freeze_support()
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
