"""A terminal of its own for a command, with somebody who answers what is asked."""

import os
import pty
import sys
from collections.abc import Sequence
from pathlib import Path


def at_terminal(arguments: Sequence[str], answers: Sequence[str], folder: Path, **environment: str) -> tuple[int, str]:
    """Run agent-app and type the next answer at each prompt; its exit code, and all that the terminal showed."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(folder)
        os.execve(sys.executable, [sys.executable, "-m", "agent_app", *arguments], {**os.environ, **environment})
    shown, answered = b"", 0
    while part := _read(terminal):
        shown += part
        if shown.endswith(b": ") and answered < len(answers):
            os.write(terminal, answers[answered].encode() + b"\n")
            answered += 1
    os.close(terminal)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), shown.decode()


def _read(terminal: int) -> bytes:
    """Empty at the end, which Linux tells as an error."""
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""
