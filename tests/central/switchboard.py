"""One HTTP server for a whole test session; each test connects its own centre to it."""

import socket
import threading

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from agent_app.central.app import build
from agent_app.central.centre import Centre


class Switchboard:
    """Passes every request to the centre that was connected last."""

    def __init__(self) -> None:
        self._app: ASGIApp | None = None
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.listen()
        self._server = uvicorn.Server(uvicorn.Config(self, log_config=None, lifespan="off", server_header=False))
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True)

    def __enter__(self) -> "Switchboard":
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.should_exit = True
        self._thread.join()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert self._app is not None
        await self._app(scope, receive, send)

    def connect(self, centre: Centre) -> str:
        """Serve this centre from now on; its base URL."""
        self._app = build(centre, with_worker=False)
        host, port = self._socket.getsockname()
        return f"http://{host}:{port}"
