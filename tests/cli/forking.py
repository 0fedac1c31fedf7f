"""An `agent-app` for scripts that begins as a fork of a process which has imported everything already.

A page of thirty commands would else spend a minute on imports. The script on the path asks over a socket; a command
that goes on until it is told to end, such as `serve`, is run by a Python of its own.
"""

import json
import socket
import sys
import threading
from pathlib import Path

from tests.cli.shell import Shell

SCRIPT = r"""#!{python} -SE
import json, os, socket, sys
words = sys.argv[1:]
if "serve" in words:
    os.execv({python!r}, [{python!r}, "-m", "agent_app", *words])
asked = json.dumps(dict(words=words, folder=os.getcwd(), environment=dict(os.environ))).encode()
with socket.socket(socket.AF_UNIX) as line:
    line.connect({place!r})
    line.sendall(asked)
    line.shutdown(socket.SHUT_WR)
    answer = json.loads(b"".join(iter(lambda: line.recv(65536), b"")))
sys.stdout.write(answer["printed"])
sys.stderr.write(answer["said"])
sys.exit(answer["code"])
"""


class Forks:
    """Answers such scripts, one after the other."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._place = folder / "forks"
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.bind(str(self._place))
        self._socket.listen()
        self._thread = threading.Thread(target=self._answer, daemon=True)
        self._thread.start()

    def script(self) -> str:
        """What stands on the path."""
        return SCRIPT.format(python=sys.executable, place=str(self._place))

    def close(self) -> None:
        """Answer no more."""
        self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._socket.close()

    def _answer(self) -> None:
        while True:
            try:
                line, _ = self._socket.accept()
            except OSError:
                return
            with line:
                asked = json.loads(b"".join(iter(lambda line=line: line.recv(65536), b"")))
                line.sendall(json.dumps(self._carry_out(**asked)).encode())

    def _carry_out(self, words: list[str], folder: str, environment: dict[str, str]) -> dict[str, str | int]:
        shell = Shell(Path(folder), environment)
        code, printed, said = shell.carry_out(*words)
        return {"code": code, "printed": printed, "said": said}
